"""A report as a comment under a pull request: long lists folded, and never too long."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.harmless import sayable, visible
from ..domain.wording import counted, one_line
from .sentences import VERDICTS, free, headline, held, number, remarks, size, title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .origin import Origin
    from .people import NameList
    from .report import AssignmentReview, Report

LIMIT = 65_536
"""What GitHub accepts as the body of a comment."""

_ROOM = 64_000
"""What is used of it: whoever posts the comment may add a line of their own."""

_UNFOLDED = 12
"""The longest list that is shown without a click."""

_LONGEST = 1_200
"""How much of one sentence is shown; an error may hold a whole page."""

_ERRORS = 10
_MARKUP = re.compile(r"([\\`*_\[\]|~>$])")
_BEGINS_A_BLOCK = re.compile(r"^([#+=-]|\d+(?=[.)]))")
# What GitHub and Azure DevOps make a link, a picture or a message of in plain text, up to where an
# invisible space has to stand so that they do not. A letter is one of ASCII to them.
_LIVELY = re.compile(
    r"""(?<![A-Za-z0-9_])@(?=[\w<])         # @somebody, @team, @<id>; not ada@contoso.com
      | \#(?=\d) | !(?=\d)                 # #1, owner/repo#1, AB#1; !1
      | gh-(?=\d)                          # GH-1
      | :(?=//) | (?<![\w@.])www(?=\.)     # https://…, www.…
      | :(?=[\w+-]+:)                      # :+1:
      | (?<![\w-])[0-9a-f]{4}(?=[0-9a-f]{3,36}(?![\w-]))  # a commit
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_BACKTICKS = re.compile(r"`+")
_FULL = "microsoft-seats review PREVIEW.json --format html --out review.html"


@dataclass(frozen=True, slots=True)
class _Cut:
    """How much is shown.

    Attributes:
        names: of each list, at most.
        assignments: with their lists, at most; the table has no more rows either.
    """

    names: int
    assignments: int


def markdown_of(report: Report) -> str:
    """The report as Markdown of less than `LIMIT` characters.

    The longest lists are cut first, all to the same length; only when that is not enough are
    assignments left out, the last ones first. It says what is missing and where that is.
    """
    everything = _Cut(
        names=max((len(x.shown) for r in report.assignments for x in r.lists), default=0),
        assignments=len(report.assignments),
    )
    whole = _rendered(report, everything)
    if _size(whole) <= _ROOM:
        return whole
    shown = _largest(
        everything.assignments, lambda count: _fits(report, _Cut(names=0, assignments=count))
    )
    names = _largest(
        everything.names, lambda count: _fits(report, _Cut(names=count, assignments=shown))
    )
    return _rendered(report, _Cut(names=names, assignments=shown))


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number from 0 to `most` that fits."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _fits(report: Report, cut: _Cut) -> bool:
    return _size(_rendered(report, cut)) <= _ROOM


def _size(text: str) -> int:
    """Its length as UTF-16, which is never less than its characters: the safe way to count."""
    return len(text.encode("utf-16-le")) // 2


def _rendered(report: Report, cut: _Cut) -> str:
    shown = report.assignments[: cut.assignments]
    blocks = [f"## {_escaped(title(report))}", _verdict(report), *_missing(report, cut)]
    blocks += [f"> **Error:** {_escaped(error)}" for error in report.errors[:_ERRORS]]
    if len(report.errors) > _ERRORS:
        blocks.append(f"> and {counted(len(report.errors) - _ERRORS, 'more error')}")
    blocks += [_escaped(remark) for remark in remarks(report)]
    if report.origin:
        blocks.append(_made(report.origin))
    if shown:
        blocks.append(_table(shown))
    for review in shown:
        if _has_details(review):
            blocks += _assignment(review, cut)
    return "\n\n".join(blocks) + "\n"


def _verdict(report: Report) -> str:
    said = headline(report)
    verdict = VERDICTS[report.verdict]
    return said if said.startswith(verdict) else f"**{verdict}.** {said}"


def _missing(report: Report, cut: _Cut) -> list[str]:
    """What was left out, and where it is."""
    left_out = report.assignments[cut.assignments :]
    names = sum(
        max(len(x.shown) - (0 if review in left_out else cut.names), 0)
        for review in report.assignments
        for x in review.lists
    )
    if not names and not left_out:
        return []
    everybody = sum(len(x.shown) for review in report.assignments for x in review.lists)
    what = [f"{names:,} of {counted(everybody, 'name')}"] if names else []
    if left_out:
        what.append(f"{len(left_out):,} of {counted(len(report.assignments), 'assignment')}")
    one = names + len(left_out) == 1
    said = (
        f"> **Cut to fit a comment:** {' and '.join(what)} {'is' if one else 'are'} not shown "
        f"here. The full lists are in the page that `{_FULL}` writes."
    )
    return [said]


def _made(origin: Origin) -> str:
    """Where it comes from; the only link, to an address of which nothing is markup."""
    said = _escaped(origin.sentence())
    for code in filter(None, origin.short):  # as it is, to be copied
        said = said.replace(_escaped(code), f"`{code}`")
    return f"<sub>{said}{f' ([run]({origin.address}))' if origin.address else ''}</sub>"


def _table(reviews: Sequence[AssignmentReview]) -> str:
    rows = [
        "| assignment | product | | gain | lose | drift | held | free |",
        "|---|---|---|--:|--:|--:|--:|--:|",
    ]
    for review in reviews:
        losses = size(review.losses, review.is_exact)
        status = "**refused**" if review.is_stopped else _escaped(review.what)
        cells = [
            f"**{_escaped(review.name)}**",
            _escaped(review.product or "not known yet"),
            status,
            size(review.gains, review.is_exact),
            f"**{losses}**" if review.losses else losses,
            number(review.drifted),
            held(review.figures),
            free(review.figures),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _has_details(review: AssignmentReview) -> bool:
    return bool(
        review.is_stopped or review.lists or review.notes or review.warnings or review.digest
    )


def _assignment(review: AssignmentReview, cut: _Cut) -> Iterator[str]:
    plan = f" · plan `{review.digest}`" if review.digest.isalnum() else ""
    yield f"### {_escaped(review.name)} · {_escaped(review.what)}{plan}"
    if review.refusal:
        yield f"> **Refused:** {_escaped(review.refusal.sentence)}"
    for error in review.errors[:_ERRORS]:
        yield f"> **Error:** {_escaped(error)}"
    if review.refusal and review.refusal.command:
        yield "To approve exactly this, after reading whom it concerns:"
        yield _fenced([review.refusal.command])
    for warning in review.warnings[:_ERRORS]:
        yield f"> **Warning:** {_escaped(warning)}"
    for names in review.lists:
        yield _folded(names, cut.names)
    if review.notes:
        yield "\n".join(f"- {_escaped(note)}" for note in review.notes)


def _folded(names: NameList, most: int) -> str:
    shown = names.shown[:most]
    rest = len(names.users) - len(shown)
    title = f"{names.title} ({len(names.users):,})"
    if not names.shown:
        return f"- {_escaped(title)}"
    lines = [f"{names.sign} {visible(user)}" for user in shown]
    if rest:
        lines.append(f"… and {rest:,} more, not shown here")
    unfolded = " open" if len(names.users) <= _UNFOLDED else ""
    summary = f"<summary>{_in_html(title)}</summary>"
    return f"<details{unfolded}>{summary}\n\n{_fenced(lines, 'diff')}\n\n</details>"


def _fenced(lines: Sequence[str], language: str = "sh") -> str:
    """Lines as they are; the fence is longer than any row of backticks within it."""
    text = "\n".join(map(sayable, lines))
    longest = max((len(found) for found in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}{language}\n{text}\n{fence}"


def _in_html(text: str) -> str:
    """A text that HTML shows as it is, on one line, and that links to nothing."""
    line = one_line(text)
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]}… (cut)"
    line = _LIVELY.sub("\\g<0>\N{ZERO WIDTH SPACE}", line)
    return line.replace("&", "&amp;").replace("<", "&lt;")


def _escaped(text: str) -> str:
    """A text that Markdown and HTML show as it is, on one line, and that links to nothing."""
    line = _MARKUP.sub(r"\\\1", _in_html(text))
    return _BEGINS_A_BLOCK.sub(_backslashed, line)


def _backslashed(found: re.Match[str]) -> str:
    """What would begin a heading or a list, its mark or the point behind its number escaped."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"

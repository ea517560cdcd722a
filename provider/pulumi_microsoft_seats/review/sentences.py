"""What all renderers say in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.figures import SeatFigures
    from .report import Report, Verdict

VERDICTS: dict[Verdict, str] = {
    "nothing": "Nothing to do",
    "changes": "Changes",
    "refused": "Refused",
    "broken": "Broken",
}

_NOTHING = "\N{EN DASH}"


def title(report: Report) -> str:
    """Such as: Seats of microsoft-seats, stack dev."""
    if not report.project:
        return "Seats"
    return f"Seats of {report.project}, stack {report.stack}"


def headline(report: Report) -> str:
    """The whole report in a sentence or two."""
    said = [_judgement(report), _movement(report)]
    if report.kept:
        keep = "keeps" if report.kept == 1 else "keep"
        said.append(f"{report.kept:,} of these {keep} the licence through a group.")
    if report.drifted is None:
        said.append("How many seats changed outside the program is not known.")
    elif report.drifted:
        said.append(f"{counted(report.drifted, 'seat')} changed outside the program.")
    return " ".join(filter(None, said))


def remarks(report: Report) -> list[str]:
    """What a reader has to know of the report as a whole."""
    said = []
    if report.verdict == "broken":
        said.append("The preview broke off: what it did not reach is not in this report.")
    elif not report.assignments:
        said.append(
            "No seat assignment is in this preview. It names only those that change, unless it was "
            "taken with --refresh."
        )
    if not report.is_exact:
        said.append("Not everybody who gains or loses a seat is known, see the notes.")
    if report.others:
        what = counted(report.others, "other resource changes", "other resources change")
        said.append(f"{what} as well; this report is about seats alone.")
    return said


def held(figures: SeatFigures | None) -> str:
    """Seats held before and after: `12 → 7`; a dash where nothing was counted."""
    return _NOTHING if figures is None else _before_and_after(figures.held, figures.then_held)


def free(figures: SeatFigures | None) -> str:
    """Seats free before and after, and how many there are: `18 → 23 of 30`.

    A dash where there is no limit, or nothing was counted because nothing is to be done.
    """
    if figures is None or figures.free is None or figures.then_free is None:
        return _NOTHING
    said = _before_and_after(figures.free, max(figures.then_free, 0))
    short = f", {-figures.then_free:,} short" if figures.then_free < 0 else ""
    return f"{said} of {figures.capacity or 0:,}{short}"


def number(count: int | None) -> str:
    """A count; a question mark where nobody knows."""
    return "?" if count is None else f"{count:,}"


def size(users: Sequence[str] | None, is_exact: bool | None) -> str:  # noqa: FBT001 - three answers
    """How many users: `3`; `3?` where it may be others, `?` where nobody knows."""
    if users is None:
        return "?"
    return f"{len(users):,}{'?' if is_exact is False else ''}"


def _before_and_after(before: int, after: int) -> str:
    return f"{before:,}" if before == after else f"{before:,} → {after:,}"


def _judgement(report: Report) -> str:
    stopped, total = report.refused, len(report.assignments)
    if report.verdict == "nothing":
        return "Nothing to do." if total else "Nothing to review."
    if report.verdict == "changes":
        return ""
    if not stopped:
        return "The preview failed."
    return (
        f"{stopped:,} of {counted(total, 'assignment')} {'is' if stopped == 1 else 'are'} refused."
    )


def _movement(report: Report) -> str:
    if report.verdict == "nothing" or not report.assignments:
        return ""
    gains, losses = report.gains, report.losses
    who = "An unknown number of users" if gains is None else counted(gains, "user")
    others = "an unknown number" if losses is None else f"{losses:,}"
    if report.verdict != "changes":
        return f"{who} would gain a seat, {others} would lose one."
    gain = "gains" if gains == 1 else "gain"
    lose = "loses" if losses == 1 else "lose"
    return f"{who} {gain} a seat, {others} {lose} one."

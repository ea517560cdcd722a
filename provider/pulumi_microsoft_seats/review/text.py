"""A report for a terminal or a log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from .sentences import free, headline, held, remarks, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .report import AssignmentReview, NameList, Report

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_COLOURS = {"+": "green", "-": "red", "!": "yellow"}


class Paint(Protocol):
    """Colours a text."""

    def __call__(self, text: str, *, fg: str | None = None, bold: bool | None = None) -> str:
        """The text in a colour, or as it is."""


def plain(text: str, *, fg: str | None = None, bold: bool | None = None) -> str:
    """The text as it is, for what is no terminal."""
    del fg, bold
    return text


def text_of(report: Report, paint: Paint = plain) -> str:
    """The report as lines of text, with every name.

    Args:
        report: what to say.
        paint: how to colour, such as `typer.style`.
    """
    lines = [paint(_clean(title(report)), bold=True), headline(report)]
    lines += [paint(f"error: {_clean(error)}", fg="red") for error in report.errors]
    lines += remarks(report)
    for review in report.assignments:
        lines += ["", *_assignment(review, paint)]
    return "\n".join(lines) + "\n"


def _assignment(review: AssignmentReview, paint: Paint) -> Iterator[str]:
    what = " ".join(filter(None, [review.product or "product not known yet", review.ownership]))
    status = ", refused" if review.is_stopped else ""
    yield f"{paint(_clean(review.name), bold=True)}  {_clean(f'{what}: {review.what}')}{status}"
    if review.refusal:
        yield paint(_field("refused", review.refusal.sentence), fg="red")
    for error in review.errors:
        yield paint(_field("error", error), fg="red")
    for warning in review.warnings:
        yield paint(_field("warning", warning), fg="yellow")
    if review.refusal and review.refusal.command:
        yield _field("approve", review.refusal.command)
    if review.figures:
        yield _field("held", held(review.figures))
        if review.figures.free is not None:
            yield _field("free", free(review.figures))
    if review.digest:
        yield _field("plan", review.digest)
    for names in review.lists():
        yield from _names(names, paint)
    for note in review.notes:
        yield _field("note", note)


def _names(names: NameList, paint: Paint) -> Iterator[str]:
    yield f"  {names.title} ({len(names.users):,})"
    for user in names.users:
        yield paint(f"    {names.sign} {_clean(user)}", fg=_COLOURS[names.sign])


def _field(name: str, value: str) -> str:
    return f"  {name:<8} {_clean(value)}"


def _clean(text: str) -> str:
    """Without what could drive a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)

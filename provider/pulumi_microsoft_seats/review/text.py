"""A report for a terminal or a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..domain.harmless import sayable_lines, visible
from .sentences import free, headline, held, remarks, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .people import NameList
    from .report import AssignmentReview, Report

_COLOURS = {"+": "green", "-": "red", "!": "yellow", "=": "bright_black"}


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
    lines = [paint(sayable_lines(title(report)), bold=True), headline(report)]
    lines += [paint(f"error: {sayable_lines(error)}", fg="red") for error in report.errors]
    lines += remarks(report)
    if report.origin:
        made = " ".join(filter(None, [report.origin.sentence(), report.origin.address]))
        lines.append(paint(sayable_lines(made), fg="bright_black"))
    for review in report.assignments:
        lines += ["", *_assignment(review, paint)]
    return "\n".join(lines) + "\n"


def _assignment(review: AssignmentReview, paint: Paint) -> Iterator[str]:
    what = " ".join(filter(None, [review.product or "product not known yet", review.ownership]))
    status = ", refused" if review.is_stopped else ""
    name = paint(sayable_lines(review.name), bold=True)
    yield f"{name}  {sayable_lines(f'{what}: {review.what}')}{status}"
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
    for names in review.lists:
        yield from _names(names, paint)
    for note in review.notes:
        yield _field("note", note)


def _names(names: NameList, paint: Paint) -> Iterator[str]:
    colour = _COLOURS[names.sign]
    title = f"  {sayable_lines(names.title)} ({len(names.users):,})"
    yield paint(title, fg=colour, bold=True) if names.sign == "-" else title
    for user in names.shown:
        yield paint(f"    {names.sign} {visible(user)}", fg=colour)
    if names.shown and names.rest:
        yield f"    … and {names.rest:,} more"


def _field(name: str, value: str) -> str:
    return f"  {name:<8} {sayable_lines(value)}"

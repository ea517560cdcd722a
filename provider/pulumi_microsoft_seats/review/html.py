"""A report as a page that stands alone, readable on a phone and in the dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..domain.harmless import sayable, visible
from .report import ACTIONS
from .sentences import VERDICTS, free, headline, held, number, remarks, size, title

if TYPE_CHECKING:
    from jinja2 import Template

    from .people import NameList
    from .report import AssignmentReview, Report

_UNFOLDED = {"-": 1000, "=": 0}
"""The longest list that is shown without a click, by its sign: nobody has to look for who loses."""

_UNFOLDED_ELSE = 40


@dataclass(frozen=True, slots=True)
class _Bar:
    """Seats drawn as parts of a row, each in per cent of its length.

    Attributes:
        kept: held before and after.
        lost: held before only.
        others: neither held nor free: of a licence what groups give.
        gained: held after only.
        short: gained, but beyond what was bought.
    """

    kept: float
    lost: float
    others: float
    gained: float
    short: float


def html_of(report: Report) -> str:
    """The report as an HTML page, with every name."""
    return _template().render(
        report=report,
        title=title(report),
        verdict=VERDICTS[report.verdict],
        headline=headline(report),
        remarks=remarks(report),
        actions=ACTIONS,
        is_open=_is_open,
        held=held,
        free=free,
        size=size,
        bar=_bar,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader(__package__ or "", "."),
        autoescape=True,
        finalize=lambda value: sayable(value) if isinstance(value, str) else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["counted"] = number
    return environment.get_template("page.html")


def _is_open(names: NameList) -> bool:
    return len(names.users) <= _UNFOLDED.get(names.sign, _UNFOLDED_ELSE)


def _bar(review: AssignmentReview) -> _Bar | None:
    """The seats of a product whose capacity is known."""
    figures = review.figures
    if figures is None or not figures.capacity or figures.then_free is None:
        return None
    if review.gains is None or review.losses is None:
        return None
    gained, lost = len(review.gains), len(review.losses) - len(review.told.kept)
    if figures.held - lost + gained != figures.then_held:
        return None
    short = min(max(-figures.then_free, 0), gained)
    # A seat that is lost and given to somebody else is drawn twice, so it may get longer.
    others = max(figures.capacity - figures.held - (figures.free or 0), 0)
    share = 100 / max(figures.capacity, figures.held + others + gained)
    return _Bar(
        kept=(figures.held - lost) * share,
        lost=lost * share,
        others=others * share,
        gained=(gained - short) * share,
        short=short * share,
    )

"""Who gains and who loses a seat, from one step of a preview and the lines on its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..declaration import (
    OWNERSHIP,
    PLAN,
    PRODUCT_ID,
    RECLAIM_LIMIT,
    SEATS,
    SKU_ID,
    is_known,
    product_in,
    refusal_in,
    users_in,
)
from ..domain.approval import approval_in
from ..domain.corrections import corrections_in
from ..domain.figures import figures_in
from ..domain.model import ProductKey
from ..domain.plan import SeatPlan
from ..domain.wording import counted, percentage
from .errors import UnreadablePreview
from .preview import HOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.corrections import Corrections
    from ..domain.figures import SeatFigures
    from .preview import Properties, State

_SECRET = "[secret]"  # noqa: S105 - what the engine shows in the place of one


@dataclass(frozen=True, slots=True)
class SeatChanges:
    """What an update would do to seats, as far as the preview says it.

    Attributes:
        gains: users who gain a seat, folded and sorted.
        losses: users who lose one.
        is_exact: whether that is exactly everybody; None when nothing can tell.
        figures: None when they are not known.
        digest: of the plan; empty when there is none.
        refusal: empty when it may happen.
        notes: what is not known, or else worth knowing.
    """

    gains: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    is_exact: bool | None = None
    figures: SeatFigures | None = None
    digest: str = ""
    refusal: str = ""
    notes: tuple[str, ...] = ()


def holders_in(properties: Properties, where: str) -> frozenset[str] | None:
    """The users in a property's text; None when they are a secret or not known yet.

    Raises:
        UnreadablePreview: there is no such property.
    """
    if SEATS not in properties:
        raise _lacking(SEATS, where)
    return None if properties[SEATS] == _SECRET else users_in(properties)


def product_text(properties: Properties, where: str) -> str:
    """The product as people write it; empty when it is not known yet.

    Raises:
        UnreadablePreview: there is no such property.
    """
    for name in (PRODUCT_ID, SKU_ID):
        if name not in properties:
            raise _lacking(name, where)
    return str(product_in(properties) or "")


def changes_of_update(
    old: State | None, new: State, lines: Sequence[str], where: str
) -> SeatChanges:
    """What creating or updating an assignment would do.

    Args:
        old: None when there was no assignment before; of a replacement it is the old product's,
            because the engine compares with that.
        new: what is declared.
        lines: on the resource's row.
        where: what to call the step in an error.

    Raises:
        UnreadablePreview: a field is missing.
    """
    declared = holders_in(new.inputs, where)
    before = holders_in(old.inputs, where) if old is not None else frozenset[str]()
    figures = next(filter(None, map(figures_in, lines)), None)
    refusal = refusal_in(new.inputs)
    approval = approval_in(refusal)
    digest = str(new.inputs.get(PLAN) or (approval.digest if approval else ""))
    notes = () if old is None else _changed_rules(old.inputs, new.inputs)
    if declared is None or before is None:
        secret = _SECRET in (new.inputs[SEATS], (old or new).inputs[SEATS])
        unknown = _HIDDEN if secret else _NAMES_LATER
        return SeatChanges(
            is_exact=False,
            figures=figures,
            digest=digest,
            refusal=refusal,
            notes=(unknown, *notes),
        )
    product = product_in(new.inputs)
    replacing = old is not None and product_in(old.inputs) != product
    corrections = corrections_in(lines, str(product))
    minus = frozenset[str]() if replacing else before - declared
    plan = _plan(new.inputs, corrections, declared - before, minus)
    if _has_nothing_to_do(new.inputs, digest, refusal):
        note = (_ONLY_STATE,) if old is None or declared != before else ()
        return SeatChanges(is_exact=True, figures=figures, notes=(*note, *notes))
    is_exact = _agrees(plan, new.inputs, digest, figures)
    inexact = (_why_inexact(new.inputs, figures, plan, digest),) if is_exact is False else ()
    return SeatChanges(
        gains=plan.assign,
        losses=plan.reclaim,
        is_exact=is_exact,
        figures=figures,
        digest=digest,
        refusal=refusal,
        notes=(*inexact, *_kept(corrections), *notes),
    )


_HIDDEN = (
    "The users are a secret of the program, so the preview hides who gains and who loses a seat."
)
_NAMES_LATER = (
    "The users depend on something that is not created yet, so who gains and who loses a seat is "
    "known only while the update runs; the limit on reclaims is held against it then."
)
_ONLY_STATE = "The seats are as declared already; only the state is brought up to date."


def _plan(
    inputs: Properties, corrections: Corrections, plus: frozenset[str], minus: frozenset[str]
) -> SeatPlan:
    assign, reclaim = sorted(corrections.gains(plus)), sorted(corrections.losses(minus))
    # Without a product there is no digest that this one's would be compared with.
    product = product_in(inputs) or ProductKey("", "")
    return SeatPlan(product, tuple(assign), tuple(reclaim), held=0)


def _has_nothing_to_do(inputs: Properties, digest: str, refusal: str) -> bool:
    """Whether `check` compared everything, refused nothing and yet made no plan."""
    compared = product_in(inputs) is not None and is_known(inputs.get(OWNERSHIP))
    return compared and not digest and not refusal


def _agrees(
    plan: SeatPlan, inputs: Properties, digest: str, figures: SeatFigures | None
) -> bool | None:
    """Whether a plan is the one that the provider made."""
    if digest:
        return plan.digest == digest
    if product_in(inputs) is None or figures is None:
        return False
    net = len(plan.assign) - len(plan.reclaim)
    return None if net == figures.then_held - figures.held else False


def _why_inexact(
    inputs: Properties, figures: SeatFigures | None, plan: SeatPlan, digest: str
) -> str:
    """Why the names are not exactly those who gain and lose a seat."""
    if product_in(inputs) is None or not is_known(inputs.get(OWNERSHIP)):
        return (
            "The product or its ownership depends on something that is not created yet: these are "
            "the users as declared, some may hold a seat already and others may lose theirs."
        )
    if figures is None and not digest:
        return (
            "The seats that are held were not compared: these are the declared changes, and some "
            "of the users may have their seat already."
        )
    wrong = "The preview does not name exactly who gains and who loses a seat"
    if figures is None:
        return f"{wrong}: the digest of these names is not that of the plan."
    net, named = figures.then_held - figures.held, len(plan.assign) - len(plan.reclaim)
    return f"{wrong}: these names make {named:+,}, its figures {net:+,}, and the plan is another."


def _kept(corrections: Corrections) -> tuple[str, ...]:
    held = len(corrections.held_already)
    if not held:
        return ()
    who = counted(held, "declared user holds", "declared users hold")
    return (f"{who} a seat already and {'keeps' if held == 1 else 'keep'} it.",)


def _changed_rules(old: Properties, new: Properties) -> tuple[str, ...]:
    """Who answers for the product, and how much may be reclaimed, before and after."""
    return tuple(
        f"{name} changes from {_readable(old[name])} to {_readable(new[name])}."
        for name in (OWNERSHIP, RECLAIM_LIMIT)
        if name in old and name in new and old[name] != new[name]
    )


def _readable(value: object) -> str:
    if not is_known(value):
        return "a value not known yet"
    return percentage(value) if isinstance(value, (int, float)) else str(value)


def _lacking(name: str, where: str) -> UnreadablePreview:
    return UnreadablePreview(
        f"{where} names no {name}, which every seat assignment has: the preview was written by "
        f"something else, or is damaged; {HOW}"
    )

"""Who gains and who loses a seat, from one step of a preview."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..domain.figures import figures_in
from ..domain.roster import roster_users
from ..domain.wording import counted, percentage
from ..plugin.properties import (
    GAINS,
    LOSSES,
    OWNERSHIP,
    PLAN,
    RECLAIM_LIMIT,
    SEATS,
    SECRET,
    TOLD,
    is_known,
    product_in,
    refusal_in,
    users_in,
)
from .people import Told
from .preview import HOW, UnreadablePreview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.approval import Refusal
    from ..domain.figures import SeatFigures
    from ..plugin.kinds import ResourceKind
    from .preview import Properties, State

_SHOWN_SECRET = "[secret]"  # noqa: S105 - what the engine shows in the place of one
_NOBODY = frozenset[str]()

HIDDEN = (
    "The users are a secret of the program, so the preview hides who gains and who loses a seat; "
    "how many do stands on the assignment's row of the preview."
)


@dataclass(frozen=True, slots=True)
class SeatChanges:
    """What a step would do to seats, as far as the preview says it.

    Attributes:
        gains: users who gain a seat, folded and sorted; None when it is not said who.
        losses: users who lose one; None likewise.
        is_exact: whether that is exactly everybody; None when nothing can tell.
        held: who holds a seat now, of those whom the assignment answers for; None when the provider
            did not compare.
        moves: whether another assignment of the product takes its place: nobody is known to lose a
            seat by it.
        figures: None when they are not known.
        digest: of the plan; empty when there is none.
        refusal: None when it may happen.
        told: whom else it concerns.
        notes: what is not known, or else worth knowing.
    """

    gains: tuple[str, ...] | None = ()
    losses: tuple[str, ...] | None = ()
    is_exact: bool | None = None
    held: frozenset[str] | None = None
    moves: bool = False
    figures: SeatFigures | None = None
    digest: str = ""
    refusal: Refusal | None = None
    told: Told = field(default_factory=Told)
    notes: tuple[str, ...] = ()


def holders_in(properties: Properties, where: str) -> frozenset[str] | None:
    """The users in a property's text; None when they are a secret or not known yet.

    Raises:
        UnreadablePreview: there is no such property.
    """
    if SEATS not in properties:
        raise _lacking(SEATS, where)
    return None if is_secret(properties) else users_in(properties)


def is_secret(properties: Properties) -> bool:
    """Whether the program keeps the users secret, also where the engine shows them all the same."""
    return properties.get(SECRET) is True or properties.get(SEATS) == _SHOWN_SECRET


def users_named(properties: Properties, name: str) -> frozenset[str] | None:
    """The users in a hidden property; None when there is none, or it is a secret."""
    value = properties.get(name)
    if not isinstance(value, str) or is_secret(properties):
        return None
    return roster_users(value)


def told_in(properties: Properties) -> Told:
    """Whom else a plan concerns; nobody where the program keeps its users secret."""
    value = properties.get(TOLD)
    if not isinstance(value, dict) or is_secret(properties):
        return Told()

    def users(text: Any) -> tuple[str, ...]:  # noqa: ANN401 - of a file
        return tuple(sorted(roster_users(str(text or ""))))

    def by_reason(name: str) -> dict[str, tuple[str, ...]]:
        return {said: users(text) for said, text in sorted((value.get(name) or {}).items())}

    return Told(
        changes=by_reason("changes"),
        unswitched=by_reason("unswitched"),
        unserved=by_reason("unserved"),
        inherited=users(value.get("inherited")),
        kept=users(value.get("kept")),
        left=users(value.get("left")),
        renamed=dict(value.get("renamed") or {}),
    )


def product_text(properties: Properties, where: str, kind: ResourceKind) -> str:
    """The product as people write it; empty when it is not known yet.

    Raises:
        UnreadablePreview: there is no such property.
    """
    for name in kind.names:
        if name not in properties:
            raise _lacking(name, where)
    found = product_in(properties, kind)
    if found is None and kind.found_out and is_known(named := properties[kind.names[0]]):
        return str(named)  # as the program writes it; what it is was not found out
    return str(found or "")


def changes_of_update(
    old: State | None,
    new: State,
    lines: Sequence[str],
    where: str,
    *,
    replacing: bool,
    kind: ResourceKind,
) -> SeatChanges:
    """What creating or updating an assignment would do.

    Args:
        old: None when there was no assignment before.
        new: what is declared.
        lines: on the resource's row; only the figures are read from them, because an input would
            make a saved plan refuse when somebody merely bought seats.
        where: what to call the step in an error.
        replacing: whether the old side is another incarnation, of which the new one knows nothing.
        kind: of the resource.

    Raises:
        UnreadablePreview: a field is missing.
    """
    inputs = new.inputs
    declared = holders_in(inputs, where)
    before = _NOBODY if old is None or replacing else holders_in(old.inputs, where)
    figures = next(filter(None, map(figures_in, lines)), None)
    digest, refusal = str(inputs.get(PLAN) or ""), refusal_in(inputs)
    said = () if old is None else _changed_rules(old.inputs, inputs)
    gains = _named_or(inputs, GAINS, declared, before)
    losses = _named_or(inputs, LOSSES, before, declared)
    told = told_in(inputs)
    missing = _what_is_missing(inputs, digest, refusal, kind)
    if declared is None or gains is None or losses is None:
        secret = is_secret(inputs) or declared is not None
        missing = HIDDEN if secret else _NAMES_LATER
    elif not missing:
        holding = declared - gains - told.without_seat
        kept = holding - (before or _NOBODY) - {*told.renamed.values()}
        is_state_only = not (digest or told) and (old is None or declared != before)
        notes = ((_ONLY_STATE,) if is_state_only else ()) + (_kept(len(kept)) if digest else ())
        return SeatChanges(
            gains=tuple(sorted(gains)),
            losses=tuple(sorted(losses)),
            is_exact=True,
            held=holding | losses,
            figures=figures,
            digest=digest,
            refusal=refusal,
            told=told,
            notes=(*notes, *said),
        )
    return SeatChanges(
        gains=None if gains is None else tuple(sorted(gains)),
        losses=None if losses is None else tuple(sorted(losses)),
        is_exact=False,
        figures=figures,
        digest=digest,
        refusal=refusal,
        told=told,
        notes=(missing, *said),
    )


_NAMES_LATER = (
    "The users depend on something that is not created yet, so who gains and who loses a seat is "
    "known only while the update runs; the limit on reclaims is held against it then."
)
_ONLY_STATE = "The seats are as declared already; only the state is brought up to date."


def _named_or(
    inputs: Properties,
    name: str,
    those: frozenset[str] | None,
    less: frozenset[str] | None,
) -> frozenset[str] | None:
    """Whom a hidden property names; where it is left out, the engine's own lines say just that."""
    named = users_named(inputs, name)
    if named is not None or those is None or less is None:
        return named
    return those - less


def _what_is_missing(
    inputs: Properties, digest: str, refusal: Refusal | None, kind: ResourceKind
) -> str:
    """Why the names are not exactly those who gain and lose a seat; empty when they are."""
    if not all(is_known(inputs.get(name)) for name in kind.names) or not is_known(
        inputs.get(OWNERSHIP)
    ):
        return (
            "The product or its ownership depends on something that is not created yet: these are "
            "the users as declared, some may hold a seat already and others may lose theirs."
        )
    if refusal is not None and not digest:
        return (
            "The seats that are held were not compared: these are the declared changes, and some "
            "of the users may have their seat already."
        )
    return ""


def _kept(held: int) -> tuple[str, ...]:
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

"""The review as values: what every renderer reads, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from ..domain.drift import Drift
from .people import ORDER, Kind, NameList, Told
from .preview import name_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from ..domain.approval import Refusal
    from ..domain.figures import SeatFigures
    from .origin import Origin

Action = Literal[
    "create", "update", "delete", "create-replacement", "delete-replaced", "same", "not-reached"
]
"""What the engine would do; `not-reached` when the preview broke off before it was compared."""

Verdict = Literal["nothing", "changes", "refused", "broken"]

ACTIONS: dict[Action, str] = {
    "create": "new assignment",
    "update": "update",
    "delete": "removed",
    "create-replacement": "replacement, new product",
    "delete-replaced": "replacement, old product",
    "same": "unchanged",
    "not-reached": "not compared",
}
"""How a person calls an action."""


@dataclass(frozen=True)
class AssignmentReview:
    """What would happen to one seat assignment. Users are folded and sorted.

    Attributes:
        name: the resource's name in the program.
        urn: of the resource.
        product: `product/SKU`; empty when it is not known yet.
        ownership: `exclusive` or `shared`; empty when it is not known.
        action: what the engine would do.
        gains: users who gain a seat; None when the preview does not say who they are.
        losses: users who lose one; None likewise.
        drift: who lost and gained a seat outside the program; None likewise.
        is_exact: whether `gains` and `losses` are all, and only, who gains and loses a seat: True
            when the provider compared the seats, False when something is missing, None when nothing
            in the preview can tell.
        moved_from: the URNs of what it was until now: assignments of its product that are deleted
            while it declares their users, itself when it is replaced by itself, or the one that an
            alias names.
        told: whom else it concerns.
        most: how many names of a list are shown; None for all.
        figures: seats held and free; None when they are not known.
        digest: of the plan; empty when there is nothing to do or something is not known yet.
        refusal: why it must not happen; None when it may.
        errors: what the engine says against it.
        warnings: on its row, drift apart.
        notes: what is not known, or else worth knowing, in sentences.
    """

    name: str
    urn: str
    product: str
    ownership: str
    action: Action
    gains: tuple[str, ...] | None
    losses: tuple[str, ...] | None
    drift: Drift | None
    is_exact: bool | None = None
    moved_from: tuple[str, ...] = ()
    told: Told = field(default_factory=Told)
    most: int | None = None
    figures: SeatFigures | None = None
    digest: str = ""
    refusal: Refusal | None = None
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether it was refused, or the engine says something against it."""
        return self.refusal is not None or bool(self.errors)

    @property
    def is_change(self) -> bool:
        """Whether an update would do anything, be it in state only."""
        return self.action not in {"same", "not-reached"}

    @property
    def drifted(self) -> int | None:
        """How many users lost or gained a seat outside the program; None when it is not known."""
        return None if self.drift is None else len(self.drift.lost) + len(self.drift.gained)

    @property
    def what(self) -> str:
        """What happens to it, as a person calls it."""
        if not self.moved_from:
            return ACTIONS[self.action]
        names = sorted({name_in(urn) for urn in self.moved_from})
        said = f"moved from {', '.join(names)} to {self.name}"
        if self.moved_from == (self.urn,):
            said = "replaced by itself"
        elif names == [self.name]:
            said = "moved to another parent"
        return f"{said}, nobody loses a seat" if self.losses == () else said

    @cached_property  # a report that has to be short is made some seventeen times
    def lists(self) -> list[NameList]:
        """Everybody concerned, losses first; none is empty.

        Whoever gains or loses a seat, by the program or outside it, is in one of these lists.
        """
        drift = self.drift or Drift()
        gained, lost = frozenset(drift.gained), frozenset(drift.lost)
        gains, losses = frozenset(self.gains or ()), frozenset(self.losses or ())
        kept = losses.intersection(self.told.kept)
        kinds: dict[Kind, AbstractSet[str]] = {
            "gain": gains - lost,
            "lose": losses - gained - kept,
            "regain": gains & lost,
            "relose": (losses & gained) - kept,
            "lose-direct": kept,
            "stays-lost": lost - gains - losses,
            "stays-gained": gained - losses - gains,
        }
        found = [NameList(kind, tuple(sorted(users))) for kind, users in kinds.items()]
        found = sorted(found + self.told.lists(), key=lambda each: ORDER.index(each.kind))
        return [replace(names, most=self.most) for names in found if names.users]

    def shown(self, users: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Those of some users whose names are shown; None where nobody's is."""
        return None if users is None or self.most == 0 else users[: self.most]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole preview.

    Attributes:
        project: the program's.
        stack: the program's.
        assignments: those refused first, then those that change, by name.
        errors: what broke the preview, apart from the assignments.
        others: how many resources that are no seat assignments would change.
        origin: where it comes from; None when that is not said.
    """

    project: str = ""
    stack: str = ""
    assignments: tuple[AssignmentReview, ...] = ()
    errors: tuple[str, ...] = ()
    others: int = 0
    origin: Origin | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "assignments", tuple(sorted(self.assignments, key=_order)))

    @property
    def gains(self) -> int | None:
        """How many seats are gained, over all assignments; None when it is not known of each."""
        return _sum(_size(review.gains) for review in self.assignments)

    @property
    def losses(self) -> int | None:
        """How many seats are lost, over all assignments; None when it is not known of each."""
        return _sum(_size(review.losses) for review in self.assignments)

    @property
    def kept(self) -> int:
        """How many of those who lose a seat keep the licence through a group."""
        return sum(len(review.told.kept) for review in self.assignments)

    @property
    def drifted(self) -> int | None:
        """How many seats changed outside the program; None when it is not known of each."""
        return _sum(review.drifted for review in self.assignments)

    @property
    def refused(self) -> int:
        """How many assignments must not happen as they are."""
        return sum(review.is_stopped for review in self.assignments)

    @property
    def is_exact(self) -> bool:
        """Whether everybody who gains or loses a seat is known to be named."""
        return all(review.is_exact is not False for review in self.assignments)

    @property
    def verdict(self) -> Verdict:
        """What it comes to: refused before broken before changes."""
        if any(review.refusal is not None for review in self.assignments):
            return "refused"
        if self.errors or self.refused:
            return "broken"
        changing = any(review.is_change for review in self.assignments)
        return "changes" if changing else "nothing"


def _size(users: tuple[str, ...] | None) -> int | None:
    return None if users is None else len(users)


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [*counts]
    return None if None in known else sum(filter(None, known))


def _order(review: AssignmentReview) -> tuple[int, str, str, str]:
    urgency = 0 if review.is_stopped else 1 if review.is_change else 2
    return urgency, review.name, review.urn, review.action

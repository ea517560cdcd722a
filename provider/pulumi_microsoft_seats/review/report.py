"""The review as values: what every renderer reads, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..domain.drift import Drift
from .preview import name_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from ..domain.approval import Refusal
    from ..domain.figures import SeatFigures

Action = Literal[
    "create", "update", "delete", "create-replacement", "delete-replaced", "same", "not-reached"
]
"""What the engine would do; `not-reached` when the preview broke off before it was compared."""

Verdict = Literal["nothing", "changes", "refused", "broken"]

Kind = Literal["gain", "regain", "lose", "relose", "stays-lost", "stays-gained"]

_KINDS: dict[Kind, tuple[str, str]] = {
    "gain": ("+", "Gaining a seat"),
    "regain": ("+", "Getting back a seat that was taken outside this program"),
    "lose": ("-", "Losing a seat"),
    "relose": ("-", "Losing a seat that was given outside this program"),
    "stays-lost": ("!", "Lost a seat outside this program, not given back"),
    "stays-gained": ("!", "Gained a seat outside this program, not taken back"),
}
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


@dataclass(frozen=True, slots=True)
class NameList:
    """Users to whom the same happens, sorted. Each user of a review is in one list at most."""

    kind: Kind
    users: tuple[str, ...]

    @property
    def title(self) -> str:
        """What happens to them."""
        return _KINDS[self.kind][1]

    @property
    def sign(self) -> str:
        """`+` for a gain, `-` for a loss, `!` for drift that is left as it is."""
        return _KINDS[self.kind][0]


@dataclass(frozen=True, slots=True)
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

    def lists(self) -> list[NameList]:
        """Everybody concerned, what is declared before what undoes drift; none is empty."""
        drift = self.drift or Drift()
        gained, lost = frozenset(drift.gained), frozenset(drift.lost)
        gains, losses = frozenset(self.gains or ()), frozenset(self.losses or ())
        kinds: list[tuple[Kind, AbstractSet[str]]] = [
            ("gain", gains - lost),
            ("lose", losses - gained),
            ("regain", gains & lost),
            ("relose", losses & gained),
            ("stays-lost", lost - gains - losses),
            ("stays-gained", gained - losses - gains),
        ]
        return [NameList(kind, tuple(sorted(users))) for kind, users in kinds if users]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole preview.

    Attributes:
        project: the program's.
        stack: the program's.
        assignments: those refused first, then those that change, by name.
        errors: what broke the preview, apart from the assignments.
        others: how many resources that are no seat assignments would change.
    """

    project: str = ""
    stack: str = ""
    assignments: tuple[AssignmentReview, ...] = ()
    errors: tuple[str, ...] = ()
    others: int = 0

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

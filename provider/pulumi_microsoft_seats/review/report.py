"""The review as values: what every renderer reads, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ..domain.approval import Approval, approval_in, without_approval

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from ..domain.drift import Drift
    from ..domain.figures import SeatFigures

Action = Literal[
    "create", "update", "delete", "create-replacement", "delete-replaced", "same", "not-reached"
]
"""What the engine would do; `not-reached` when the preview broke off before it was compared."""

Verdict = Literal["nothing", "changes", "refused", "broken"]

Kind = Literal["gain", "regain", "lose", "relose", "stays-lost", "stays-gained"]

TITLES: dict[Kind, str] = {
    "gain": "Gaining a seat",
    "regain": "Getting back a seat that was taken outside this program",
    "lose": "Losing a seat",
    "relose": "Losing a seat that was given outside this program",
    "stays-lost": "Lost a seat outside this program, not given back",
    "stays-gained": "Gained a seat outside this program, not taken back",
}
SIGNS: dict[Kind, str] = {
    "gain": "+",
    "regain": "+",
    "lose": "-",
    "relose": "-",
    "stays-lost": "!",
    "stays-gained": "!",
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
        return TITLES[self.kind]

    @property
    def sign(self) -> str:
        """`+` for a gain, `-` for a loss, `!` for drift that is left as it is."""
        return SIGNS[self.kind]


@dataclass(frozen=True, slots=True)
class AssignmentReview:
    """What would happen to one seat assignment. Users are folded and sorted.

    Attributes:
        name: the resource's name in the program.
        urn: of the resource.
        product: `product/SKU`; empty when it is not known yet.
        ownership: `exclusive` or `shared`; empty when it is not known.
        action: what the engine would do.
        gains: users who gain a seat.
        losses: users who lose one.
        drift: who lost and gained a seat outside the program.
        drift_unnamed: how many more drifted whom the preview counts but does not name.
        is_exact: whether `gains` and `losses` are all, and only, who gains and loses a seat: True
            when the plan's digest says so, False when something is missing, None when nothing in
            the preview can tell.
        figures: seats held and free; None when they are not known.
        digest: of the plan; empty when there is nothing to do or something is not known yet.
        refusal: why it must not happen, a sentence; empty when it may.
        errors: what the engine says against it.
        warnings: on its row, drift apart.
        notes: what is not known, or else worth knowing, in sentences.
    """

    name: str
    urn: str
    product: str
    ownership: str
    action: Action
    gains: tuple[str, ...]
    losses: tuple[str, ...]
    drift: Drift
    drift_unnamed: int = 0
    is_exact: bool | None = None
    figures: SeatFigures | None = None
    digest: str = ""
    refusal: str = ""
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether it was refused, or the engine says something against it."""
        return bool(self.refusal or self.errors)

    @property
    def is_change(self) -> bool:
        """Whether an update would do anything, be it in state only."""
        return self.action not in {"same", "not-reached"}

    @property
    def drifted(self) -> int:
        """How many users lost or gained a seat outside the program."""
        return len(self.drift.lost) + len(self.drift.gained) + self.drift_unnamed

    @property
    def reason(self) -> str:
        """The refusal without the command that approves it."""
        return without_approval(self.refusal)

    @property
    def approval(self) -> Approval | None:
        """How to approve what was refused; None when it cannot be approved."""
        return approval_in(self.refusal)

    def lists(self) -> list[NameList]:
        """Everybody concerned, what is declared before what undoes drift; none is empty."""
        gained, lost = frozenset(self.drift.gained), frozenset(self.drift.lost)
        gains, losses = frozenset(self.gains), frozenset(self.losses)
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
    def gains(self) -> int:
        """How many seats are gained, over all assignments."""
        return sum(len(review.gains) for review in self.assignments)

    @property
    def losses(self) -> int:
        """How many seats are lost, over all assignments."""
        return sum(len(review.losses) for review in self.assignments)

    @property
    def drifted(self) -> int:
        """How many seats changed outside the program."""
        return sum(review.drifted for review in self.assignments)

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
        if any(review.refusal for review in self.assignments):
            return "refused"
        if self.errors or self.refused:
            return "broken"
        changing = any(review.is_change for review in self.assignments)
        return "changes" if changing else "nothing"


def _order(review: AssignmentReview) -> tuple[int, str, str, str]:
    urgency = 0 if review.is_stopped else 1 if review.is_change else 2
    return urgency, review.name, review.urn, review.action

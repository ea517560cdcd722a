"""A resource's properties as one value, parsed where the engine hands them over.

The property names are a promise to every existing stack: they stand in its state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

from pulumi.output import Unknown
from pulumi.runtime import rpc

from ..domain.approval import Refusal
from ..domain.model import OWNERSHIPS, Ownership, ProductKey
from ..domain.object_ids import ids_in
from ..domain.roster import fold, remarks_in, roster_users
from .kinds import SEAT_ASSIGNMENT, ResourceKind

if TYPE_CHECKING:
    from ..reconcile.snapshot import Snapshot

SEATS = "seats"
OWNERSHIP = "ownership"
RECLAIM_LIMIT = "reclaim_limit"
PLAN = "plan"
ASSIGNED_COUNT = "assigned_count"
FAILURES = "failures"
URN = "__urn"
ALSO = "__also"
SECRET = "__secret"  # noqa: S105 - the name of a property
GAINS = "__gains"
LOSSES = "__losses"
REPLACED = "__replaced"
RECLAIMING = "__reclaiming"
UNMANAGED = "__unmanaged"
IDS = "__ids"
INHERITED = "inherited"
REFUSAL = "__refusal"
TOLD = "__told"

_UNMANAGED_BEFORE = "__strangers"
"""What version 0.1.0 called `UNMANAGED`."""

DEFAULT_RECLAIM_LIMIT = 0.3

NAMING = (GAINS, LOSSES, REPLACED, RECLAIMING, UNMANAGED)
"""The hidden properties that hold names, as secret as the users are."""

_ADDED = frozenset({PLAN, REFUSAL, *NAMING})


def hidden_names(kind: ResourceKind) -> tuple[str, ...]:
    """The hidden properties of a kind that name users, or tell who they are."""
    return (*NAMING, IDS, TOLD) if kind.knows_people else NAMING


def added_names(kind: ResourceKind) -> frozenset[str]:
    """The inputs that `check` adds, each time anew."""
    return _ADDED | {*kind.found_out, *([IDS, TOLD] if kind.knows_people else [])}


Properties = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeatProperties:
    """One side of a resource: what the program declares, or what state says of it.

    Attributes:
        product: None when it is missing, or not known yet; the same for the next three.
        users: folded.
        urn: the resource; empty when not known.
        plan: the digest of what `check` planned; empty when that was nothing.
        refusal: why `check` refused; None when it did not.
        failures: the users whom the last update did not serve, and why.
        unmanaged: who holds a seat that a refresh found, that no update of this resource gave and
            nobody declared; folded.
        reclaiming: whose seat was to be reclaimed, and may not have been, with the date it was
            assigned. Only shared ownership needs it: of a user whose reclaim was refused neither
            the old nor the new declaration speaks.
        is_secret: whether the program keeps the users secret.
        values: the properties as they came.
        kind: of the resource.
        inherited: who of the declared users has a licence through a group alone.
        remarks: how the service plans of a holder were not as declared, by user.
        also: the name of another assignment of the product in the program, if it knows of one.
    """

    product: ProductKey | None = None
    users: frozenset[str] | None = None
    ownership: Ownership | None = None
    reclaim_limit: float | None = None
    urn: str = ""
    plan: str = ""
    refusal: Refusal | None = None
    failures: Mapping[str, str] = field(default_factory=dict)
    unmanaged: frozenset[str] = frozenset()
    reclaiming: Mapping[str, str] = field(default_factory=dict)
    is_secret: bool = False
    values: Properties = field(default_factory=dict, repr=False)
    kind: ResourceKind = SEAT_ASSIGNMENT
    inherited: frozenset[str] = frozenset()
    remarks: Mapping[str, str] = field(default_factory=dict)
    also: str = ""

    @property
    def ids(self) -> Mapping[str, str]:
        """The ids of the users, as far as they are remembered."""
        text = _text_in(self.values, IDS)
        # A new side remembers nobody, and must not take the place of the old one's in what is kept.
        return _ids_in(text, self.users or frozenset()) if text else {}

    @property
    def plans_known(self) -> bool:
        """Whether the service plans that a program declares are known, where it declares any."""
        return all(_is_all_known(self.values.get(name)) for name in self.kind.options)

    @property
    def declares_plans(self) -> bool:
        """Whether it says which service plans are off."""
        return any(self.values.get(name) is not None for name in self.kind.options)

    def option(self, name: str) -> tuple[str, ...] | None:
        """A declared list; None where the program leaves it out."""
        value = self.values.get(name)
        return None if value is None else tuple(map(str, value))

    @property
    def kept(self) -> dict[str, Any]:
        """The inputs that are outputs as well: a refresh is handed only outputs, and needs them."""
        kind = self.kind
        names = (*kind.names, *kind.found_out, *kind.options, OWNERSHIP, RECLAIM_LIMIT, URN, SECRET)
        return {name: self.values[name] for name in names if self.values.get(name) is not None}

    def declares_alike(self, other: SeatProperties) -> bool:
        """Whether both sides say the same, where a product may be named in several ways."""
        spelled = self.kind.names if self.kind.found_out else ()
        ours, theirs = (
            {name: value for name, value in side.kept.items() if name not in spelled}
            for side in (self, other)
        )
        return ours == theirs

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.split("::")[-1]

    @property
    def named(self) -> frozenset[str]:
        """Everybody it speaks of."""
        return (self.users or frozenset()) | self.reclaiming.keys()

    def by_new_names(self, renamed: Mapping[str, str]) -> SeatProperties:
        """The same of people who have other names by now, for `named` and `own`; without ids."""
        if not renamed:
            return self
        users = self.users and frozenset(renamed.get(user, user) for user in self.users)
        return replace(
            self,
            users=users,
            unmanaged=frozenset(renamed.get(user, user) for user in self.unmanaged),
            reclaiming={renamed.get(user, user): day for user, day in self.reclaiming.items()},
            values={},
        )

    def own(self, snapshot: Snapshot) -> frozenset[str]:
        """Whose held seat is this resource's.

        Those of the users it names, but for seats that somebody else gave: found by a refresh, or
        given since a reclaim was planned, which the date tells. Of a seat without a date nobody
        can say so, and it is not taken.
        """
        held = (self.named & snapshot.users) - self.unmanaged
        return held - self.reassigned(snapshot)

    def reassigned(self, snapshot: Snapshot) -> frozenset[str]:
        """Who holds another seat than the one that was to be reclaimed."""
        found = {user: snapshot.seat_of(user) for user in self.reclaiming}
        return frozenset(
            user
            for user, seat in found.items()
            if seat is not None and seat.assigned_at != self.reclaiming[user]
        )


def parse(properties: Properties, kind: ResourceKind = SEAT_ASSIGNMENT) -> SeatProperties:
    """Read a side of a resource; what is missing, unknown or no such value is None or empty."""
    ownership, limit = properties.get(OWNERSHIP), properties.get(RECLAIM_LIMIT)
    return SeatProperties(
        product=product_in(properties, kind),
        users=users_in(properties),
        ownership=ownership if ownership in OWNERSHIPS else None,
        reclaim_limit=float(limit) if is_share(limit) else None,
        urn=_text_in(properties, URN),
        plan=_text_in(properties, PLAN),
        refusal=refusal_in(properties),
        failures=dict(properties.get(FAILURES) or {}),
        unmanaged=roster_users(
            _text_in(properties, UNMANAGED) or _text_in(properties, _UNMANAGED_BEFORE)
        ),
        reclaiming=_reclaiming_in(properties),
        is_secret=properties.get(SECRET) is True,
        values=properties,
        kind=kind,
        inherited=frozenset(properties.get(INHERITED) or ()),
        remarks=remarks_in(_text_in(properties, SEATS)),
        also=_text_in(properties, ALSO),
    )


def is_known(value: object) -> bool:
    """Whether a property has its value already; at a preview it may depend on another resource."""
    # The SDK hands an unknown value over as an object of its own, and older ones as this text.
    return not isinstance(value, Unknown) and value != rpc.UNKNOWN


def product_in(properties: Properties, kind: ResourceKind) -> ProductKey | None:
    """The product, None when it is missing or not known."""
    parts = [_text_in(properties, name).strip() for name in kind.key]
    if not all(parts):
        return None
    # Where the key was found out, the program's word for it says more to people.
    named = _text_in(properties, kind.names[0]).strip() if kind.found_out else ""
    return ProductKey(*parts, name=named)


def users_in(properties: Properties) -> frozenset[str] | None:
    """The users in the `seats` text, folded; None when it is missing or not known."""
    seats = properties.get(SEATS)
    return roster_users(seats) if _is_known_text(seats) else None


def refusal_in(properties: Properties) -> Refusal | None:
    """Why `check` refused the declaration; None when it did not."""
    value = properties.get(REFUSAL)
    if not isinstance(value, Mapping):
        return None
    return Refusal(str(value.get("sentence") or ""), str(value.get("approval") or ""))


@lru_cache(maxsize=1)  # half a second for a hundred thousand, and asked for several times a call
def _ids_in(text: str, users: frozenset[str]) -> Mapping[str, str]:
    return ids_in(text, users)


def _reclaiming_in(properties: Properties) -> dict[str, str]:
    value = properties.get(RECLAIMING)
    if isinstance(value, Mapping):
        return {fold(str(user)): str(date) for user, date in value.items()}
    # Version 0.1.0 wrote a line each, with a tab in between.
    lines = value.split("\n") if _is_known_text(value) else []
    pairs = [line.split("\t", 1) for line in lines if "\t" in line]
    return {fold(user): date for user, date in pairs}


def _text_in(properties: Properties, name: str) -> str:
    value = properties.get(name)
    return value if _is_known_text(value) else ""


def _is_known_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and is_known(value)


def _is_all_known(value: object) -> bool:
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return is_known(value) and all(map(is_known, parts))


def is_share(value: object) -> TypeGuard[float]:
    """Whether a value is a number from 0 to 1."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1

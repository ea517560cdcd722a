"""What is drawn: assignments, programs, and the steps that change them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

SKUS = {
    "SPE_E3": "1b7a8c40-5a11-4d0e-8a10-00000000e3e3",
    "SPE_E5": "1b7a8c40-5a11-4d0e-8a10-00000000e5e5",
    "VISIOCLIENT": "1b7a8c40-5a11-4d0e-8a10-0000000051c0",
}
"""The licences, by part number."""

PLANS = ("EXCHANGE", "TEAMS1", "YAMMER", "FORMS")
"""The service plans of each of them."""

Service: TypeAlias = Literal["store", "graph"]

PRODUCTS: dict[Service, tuple[str, ...]] = {
    "store": ("9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0002", "9WZDNCRFJ3PR/0010"),
    "graph": tuple(SKUS),
}
NO_PRODUCT: dict[Service, str] = {"store": "9NBLGGH4R2R7/0016", "graph": "SPE_E7"}
"""What somebody may type by mistake: nobody bought it."""

Ownership: TypeAlias = Literal["exclusive", "shared"]
Act: TypeAlias = Literal["up", "refresh", "destroy"]
Trouble: TypeAlias = Literal["", "wrong address", "odd 404", "product gone"]


@dataclass(frozen=True)
class Assignment:
    """A `SeatAssignment` of a program, or a `LicenseAssignment`.

    Attributes:
        component: the component that it is in; empty when it is in none.
        alias: the place (see there) of the assignment that it is the same as.
        late: the name of another one; the users are known once that one is made.
        ids: how the ids are written: as text, as an `Output`, or as one that is known once the
            assignment of this name is made.
        ignores: whether its `users` are in `ignore_changes`.
        replaces: whether they are in `replace_on_changes`.
        disabled: the service plans that are off for everybody declared; None where they are left.
        enabled: instead, those that are on.
        fault: an argument that cannot be, as text of the program; wins over the others.
    """

    name: str
    product: str
    users: tuple[str, ...]
    ownership: Ownership = "exclusive"
    limit: float = 0.3
    component: str = ""
    alias: str = ""
    late: str = ""
    ids: str = "text"
    secret: bool = False
    retain: bool = False
    ignores: bool = False
    replaces: bool = False
    disabled: tuple[str, ...] | None = None
    enabled: tuple[str, ...] | None = None
    fault: str = ""

    @property
    def place(self) -> str:
        """Where it is in the program: its name, after that of its component."""
        return f"{self.component}/{self.name}" if self.component else self.name

    @property
    def key(self) -> str:
        """The product, in small letters; of a licence the id of its SKU."""
        return key_of(self.product)

    @property
    def is_licence(self) -> bool:
        """Whether it is a `LicenseAssignment`."""
        return "/" not in self.product

    @property
    def spellings(self) -> frozenset[str]:
        """What a sentence may call the product, in small letters."""
        numbers = {number.lower() for number, sku in SKUS.items() if sku == self.key}
        return frozenset({self.product.lower(), self.key} | numbers)

    def off(self, plans: Iterable[str]) -> frozenset[str] | None:
        """Which of the product's service plans are to be off; None where they are left."""
        if self.enabled is not None:
            return frozenset(plans) - frozenset(self.enabled)
        return None if self.disabled is None else frozenset(self.disabled)

    @property
    def declared(self) -> frozenset[str]:
        """The users, folded."""
        return folded(self.users)

    @property
    def awaited(self) -> frozenset[str]:
        """The names of the assignments that its arguments come from."""
        return frozenset({self.late, self.ids} - {"", "text", "output"})

    @property
    def waits(self) -> bool:
        """Whether a preview may not know everything of it."""
        return bool(self.awaited)


Program: TypeAlias = tuple[Assignment, ...]


@dataclass(frozen=True)
class Entry:
    """What was bought of a product, and who holds a seat before anything is run.

    Attributes:
        members: who has the licence through a group.
        off: the service plans that are off for each third of the holders.
    """

    product: str
    capacity: int
    policy: str = "restricted"
    holders: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """What somebody else does to a product's seats, as far as that is possible then.

    Attributes:
        given: who is given a seat.
        taken: whose seat is taken.
        joined: who comes into the group that gives the licence.
        left: who leaves it.
        switched: of whom the service plans are others than before.
        renamed: who has another name from now on, and which.
        deleted: who is deleted.
        relocated: who has a usage location no more, or has one who had none.
        plan: a service plan that Microsoft adds; empty for none.
    """

    product: str
    given: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    switched: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    relocated: tuple[str, ...] = ()
    plan: str = ""

    @property
    def kinds(self) -> frozenset[str]:
        """What of it is no drift of seats, to be counted."""
        events = {
            "group changed": self.joined or self.left,
            "plans switched by another": self.switched,
            "person renamed": self.renamed,
            "person deleted": self.deleted,
            "location changed": self.relocated,
            "plan added": self.plan,
        }
        return frozenset(name for name, value in events.items() if value)


@dataclass(frozen=True)
class Step:
    """Something that is done to a program, and then a run of it.

    Attributes:
        edits: the names of the edits that make the program of the one before.
        stack: whose program, by its number.
        program: the program from then on.
        act: what is run.
        drift: seats that others move before.
        between: seats that others move between preview and update, which is then held to a saved
            plan; None when no plan is saved. Rehearsed, there is none.
        refused: users whom the service refuses meanwhile.
        trouble: what is wrong with the service's answers meanwhile.
        target: the place of the only assignment that is run; empty when all are.
        replace: the place of one that is to be replaced by itself.
        approve: whether a person approves what is refused and can be approved.
        borrow: whether the other stack's approvals are configured here from now on.
        settled: whether a second run follows, which must have nothing to do.
    """

    edits: frozenset[str]
    stack: int
    program: Program
    act: Act = "up"
    drift: tuple[Move, ...] = ()
    between: tuple[Move, ...] | None = None
    refused: tuple[str, ...] = ()
    trouble: Trouble = ""
    target: str = ""
    replace: str = ""
    approve: bool = False
    borrow: bool = False
    settled: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """What it is, to be counted."""
        events = {
            self.act: self.act != "up",
            "drift": self.drift,
            "saved plan": self.between is not None,
            "moved between": self.between,
            "users refused": self.refused,
            self.trouble: self.trouble,
            "targeted": self.target,
            "replaced by itself": self.replace,
        }
        moved = (move.kinds for move in (*self.drift, *(self.between or ())))
        return self.edits.union((name for name, value in events.items() if value), *moved)


@dataclass(frozen=True)
class Directory:
    """The people that Graph knows, and how late its answers are.

    Attributes:
        people: everybody.
        unplaced: who of them has no usage location.
        index: for how many runs the index does not see what was written; 0 for none.
        replica: whether a read does not see what the same run has written.
        shuffled: whether the answers of a batch are shuffled.
    """

    people: tuple[str, ...]
    unplaced: tuple[str, ...] = ()
    index: int = 0
    replica: bool = False
    shuffled: bool = False


@dataclass(frozen=True)
class Case:
    """A world, two programs, and what happens.

    Attributes:
        directory: of Graph's world; None of the Store's.
        steps: in order; a destroy of each program comes after them.
        refresh: for each stack, whether its project refreshes always.
        tidy: whether approvals are taken out of the configuration after the run.
        engine: whether the real engine runs it, where there is one.
    """

    seed: int
    inventory: tuple[Entry, ...]
    steps: tuple[Step, ...]
    refresh: tuple[bool, bool] = (False, False)
    tidy: bool = True
    engine: bool = False
    directory: Directory | None = None

    @property
    def service(self) -> Service:
        """Whose world it is."""
        return "store" if self.directory is None else "graph"


def key_of(product: str) -> str:
    """A product's key, in small letters, by whatever a program calls it."""
    return SKUS.get(product.upper(), product).lower()


def fold(user: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", user).lower()


def folded(users: tuple[str, ...] | list[str] | frozenset[str]) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(fold(user) for user in users)

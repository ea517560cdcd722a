"""What is drawn: assignments, programs, and the steps that change them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tests.drawn.tenants import Event, PlanChoice, Tenant, key_of

PRODUCTS = ("9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0002", "9WZDNCRFJ3PR/0010")
NO_PRODUCT = "9NBLGGH4R2R7/0016"
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
        fault: an argument that cannot be, as text of the program; wins over the others.
        is_license: whether it is of Graph, its product a SKU.
        choice: the argument by which it says which service plans are on or off; empty for none.
        plans: those.
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
    fault: str = ""
    is_license: bool = False
    choice: PlanChoice = ""
    plans: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it is in the program: its name, after that of its component."""
        return f"{self.component}/{self.name}" if self.component else self.name

    @property
    def key(self) -> str:
        """The product, in small letters."""
        return key_of(self.product)

    @property
    def declared(self) -> frozenset[str]:
        """The users, folded."""
        return folded(self.users)

    def off(self, every: frozenset[str]) -> frozenset[str] | None:
        """The plans of all that shall be off; None where they are left as they are."""
        if not self.choice:
            return None
        named = frozenset(self.plans)
        return named if self.choice == "disabled_plans" else every - named

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
    """What was bought of a product, and who holds a seat before anything is run."""

    product: str
    capacity: int
    policy: str = "restricted"
    holders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """Seats of a product that somebody else gives and takes, as far as that is possible then."""

    product: str
    given: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


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
        events: what else befalls the tenant before.
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
    events: tuple[Event, ...] = ()

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
        happened = {event.what for event in self.events}
        return self.edits | {name for name, value in events.items() if value} | happened


@dataclass(frozen=True)
class Case:
    """A world, two programs, and what happens.

    Attributes:
        steps: in order; a destroy of each program comes after them.
        refresh: for each stack, whether its project refreshes always.
        tidy: whether approvals are taken out of the configuration after the run.
        engine: whether the real engine runs it, where there is one.
        tenant: Graph's people; None where the case is about the Store.
    """

    seed: int
    inventory: tuple[Entry, ...]
    steps: tuple[Step, ...]
    refresh: tuple[bool, bool] = (False, False)
    tidy: bool = True
    engine: bool = False
    tenant: Tenant | None = None


def fold(user: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", user).lower()


def folded(users: tuple[str, ...] | list[str] | frozenset[str]) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(fold(user) for user in users)

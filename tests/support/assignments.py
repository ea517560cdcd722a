"""Assignments of a program and inventory entries, as values that campaigns draw."""

from __future__ import annotations

from dataclasses import dataclass

PRODUCTS = ("9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0002")


@dataclass(frozen=True)
class Assignment:
    """A `SeatAssignment` of the program; `late` users are known once that other one is made."""

    name: str
    product: str
    users: tuple[str, ...]
    ownership: str = "exclusive"
    reclaim_limit: float = 0.3
    late: str = ""

    @property
    def declared(self) -> frozenset[str]:
        """The users, folded."""
        return folded(self.users)


@dataclass(frozen=True)
class Entry:
    """What was bought of a product, and who holds a seat before anything is run."""

    product: str
    capacity: int
    policy: str
    holders: tuple[str, ...]


def folded(users: tuple[str, ...] | list[str] | frozenset[str]) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(user.lower() for user in users)


def same_product(one: str, other: str) -> bool:
    """Whether two spellings are one product."""
    return one.lower() == other.lower()

"""Drawn assignments and entries as what a program and the emulator read."""

from __future__ import annotations

from tests.end_to_end.programs import assignment, entry
from tests.support.assignments import Assignment, Entry


def inventory_entry(each: Entry) -> dict[str, object]:
    """An entry of the emulator's world."""
    return entry(
        each.product,
        seat_capacity=each.capacity,
        distribution_policy=each.policy,
        seats=list(each.holders),
    )


def declaration(each: Assignment) -> str:
    """The lines of a program that declare an assignment."""
    users: str | tuple[str, ...] = each.users
    if each.late:
        users = f"{each.late}.assigned_count.apply(lambda _: {list(each.users)!r})"
    more = f"ownership={each.ownership!r}, reclaim_limit={each.reclaim_limit}"
    return assignment(each.name, users, product=each.product, more=more)

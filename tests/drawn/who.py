"""Whom an assignment declares: by which name, and who of them can be served."""

from __future__ import annotations

from dataclasses import dataclass

from tests.drawn.expected import NOBODY, Record, World
from tests.drawn.values import Assignment


@dataclass(frozen=True)
class Who:
    """Whom an assignment declares, as persons.

    Attributes:
        declared: everybody; a name that is nobody's as it is.
        hindered: who of them cannot be served: nobody is called so, or has no usage location.
        missing: who of these is called otherwise by now, or is nobody. A licence that they hold is
            one of nobody who is declared.
        blind: who is taken to be as the index has it, and is not.
        off: the service plans that are off for them; None where they are left as they are.
    """

    declared: frozenset[str]
    hindered: frozenset[str] = NOBODY
    missing: frozenset[str] = NOBODY
    blind: frozenset[str] = NOBODY
    off: frozenset[str] | None = None


def who_is_declared(
    each: Assignment,
    before: Record | None,
    world: World,
    kept: frozenset[str] | None,
    remembered: frozenset[str],
) -> Who:
    """Find out whom an assignment declares.

    Args:
        each: the assignment.
        before: what state has of it, be it of another product.
        world: of this moment.
        kept: the users that `ignore_changes` keeps; None where it keeps none.
        remembered: the names, folded, of which the run knows whom they mean.
    """
    off = each.off(world.plans.get(each.key, NOBODY))
    if world.names is None:
        return Who(each.declared if kept is None else kept, off=off)
    alive = frozenset(world.names.values())
    known = frozenset(world.names) | remembered
    declared = {name: world.person(name) for name in each.declared}
    if kept is not None:
        known, declared = kept, {person: person for person in kept}
    found = frozenset(person for name, person in declared.items() if name in known) & alive
    people = frozenset(declared.values())
    served, unsuited = world.served(each.key), world.unsuited(each.key, off)
    missing = people - found
    hindered = missing | ((people & world.unplaced) - (served - unsuited))
    wrong = (people - served) | (people & unsuited) | (missing - alive)
    views = {person: world.view(each.key, person) for person in wrong}
    blind = frozenset(person for person, view in views.items() if view and view.suits(off))
    if world.lags:
        blind |= missing & alive
    return Who(people, hindered, missing, blind | _unseen(each, before, world), off)


def _unseen(each: Assignment, before: Record | None, world: World) -> frozenset[str]:
    """Who holds a direct licence that the index does not show, and is named nowhere."""
    same = before if before and before.declared.key == each.key else None
    named = frozenset(map(world.person, (*each.declared, *(same.names if same else ()))))
    others = frozenset(world.held(each.key)) - named
    views = {person: world.view(each.key, person) for person in others}
    return frozenset(person for person, view in views.items() if not view or not view.direct)

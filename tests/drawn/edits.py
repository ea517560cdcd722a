"""What people do to a program: each edit makes another program of one, or cannot be made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.drawn.editing import LIMITS, Edit, Edits
from tests.drawn.values import (
    NO_PRODUCT,
    SKUS,
    Assignment,
    Program,
    fold,
)

FAULTS = (
    "ownership=None",
    "ownership=pulumi.Output.from_input(None)",
    "reclaim_limit=None",
    "reclaim_limit=pulumi.Output.from_input(None)",
    "users=['jos\\u3164@contoso.com']",
    "users=['ada\\ufe0f@contoso.com']",
    "users=['ada\\udc80@contoso.com']",
)
"""Arguments that cannot be."""


def of_one(change: Callable[[Edits, Assignment, Program], Assignment | None]) -> Edit:
    """An edit of one assignment."""

    def edit(edits: Edits, program: Program) -> Program | None:
        chosen = edits.any_of(program)
        changed = change(edits, chosen, program) if chosen else None
        if chosen is None or changed is None:
            return None
        return _after_renaming(program, chosen, changed)

    return edit


def _after_renaming(program: Program, chosen: Assignment, changed: Assignment) -> Program:
    """The program with an assignment changed, and others that wait for it under its new name."""

    def followed(each: Assignment) -> Assignment:
        late = changed.name if each.late == chosen.name else each.late
        ids = changed.name if each.ids == chosen.name else each.ids
        return replace(each, late=late, ids=ids)

    return tuple(changed if each is chosen else followed(each) for each in program)


def _roster(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    share = edits.random.choice((0.0, 0.05, 0.05, 0.4))
    left = [user for user in each.users if edits.random.random() >= share]
    return _with(edits, each, (*left, *edits.people.others(left, 8)))


def _export_breaks(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, users=each.users[: len(each.users) // 3])


def _rehired(edits: Edits, each: Assignment, _program: Program) -> Assignment | None:
    known = edits.earlier.get(each.key)
    return replace(each, users=edits.random.choice(known)) if known else None


def _respelled(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, users=edits.people.spelled(each.users))


def _product_respelled(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    if not each.is_licence:
        return replace(each, product=each.product.swapcase())
    number = next((number for number, sku in SKUS.items() if sku == each.key), each.product)
    return replace(each, product=number.lower() if each.product == each.key else each.key)


def _renamed(edits: Edits, each: Assignment, program: Program) -> Assignment:
    return replace(each, name=edits.name(program), alias="")


def _renamed_with_alias(edits: Edits, each: Assignment, program: Program) -> Assignment:
    return replace(each, name=edits.name(program), alias=each.place)


def _moved(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, component="" if each.component else "team", alias="")


def _moved_with_alias(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, component="" if each.component else "team", alias=each.place)


def _ids(edits: Edits, each: Assignment, program: Program) -> Assignment:
    known = [a.name for a in program[: program.index(each)] if not a.waits]
    return replace(each, ids=edits.random.choice(["text", "output", "output", *known]))


def _another_product(edits: Edits, each: Assignment, program: Program) -> Assignment | None:
    free = edits.free(program)
    return replace(each, product=edits.random.choice(free)) if free else None


def _typo(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, product=NO_PRODUCT[edits.service])


def _ownership(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, ownership="shared" if each.ownership == "exclusive" else "exclusive")


def _limit(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, limit=edits.random.choice(LIMITS))


def _stranger_declared(edits: Edits, each: Assignment, _program: Program) -> Assignment | None:
    drifted = edits.drifted.get(each.key, ())
    left = [user for user in drifted if user not in each.declared]
    return replace(each, users=(*each.users, *left)) if left else None


def _retained(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, retain=not each.retain)


def _secret(_edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, secret=True)


def _ignored(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(_roster(edits, each, _program), ignores=not each.ignores)


def _replacing(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(_roster(edits, each, _program), replaces=not each.replaces)


def _cannot_be(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, fault=edits.random.choice(FAULTS))


def _with(edits: Edits, each: Assignment, users: Sequence[str]) -> Assignment:
    """The assignment with these users, each of them once."""
    once = {fold(user): user for user in users}
    return replace(each, users=edits.people.spelled([*once.values()]))


def _split(edits: Edits, program: Program) -> Program | None:
    """One assignment in two, of the same product."""
    chosen = edits.any_of(program)
    if chosen is None or chosen.waits:
        return None
    half = len(chosen.users) // 2
    first, second = chosen.users[:half], chosen.users[half:]
    late = chosen.name if edits.random.random() < 0.3 else ""
    ids = edits.random.choice((chosen.ids, "output", chosen.name))
    other = replace(chosen, name=edits.name(program), users=second, alias="", late=late, ids=ids)
    place = program.index(chosen)
    return (*program[:place], replace(chosen, users=first), other, *program[place + 1 :])


def _merged(edits: Edits, program: Program) -> Program | None:
    """Two assignments in one, of the first one's product."""
    if len(program) < 2:
        return None
    first, second = edits.random.sample(program, 2)
    joined = _with(edits, first, (*first.users, *second.users))
    left = tuple(each for each in program if each is not second)
    if any(second.name in each.awaited for each in left):
        return None
    return _after_renaming(left, first, joined)


def _people_move(edits: Edits, program: Program) -> Program | None:
    """Some of one assignment's people are in another one's list from now on."""
    if len(program) < 2:
        return None
    first, second = edits.random.sample(program, 2)
    going = edits.people.some(first.users, edits.random.choice((0.1, 0.5)))
    stay = tuple(user for user in first.users if user not in going)
    there = _with(edits, second, (*second.users, *going))
    return tuple(
        replace(first, users=stay) if each is first else there if each is second else each
        for each in program
    )


def _removed(edits: Edits, program: Program) -> Program | None:
    awaited = {name for each in program for name in each.awaited}
    chosen = edits.any_of(tuple(each for each in program if each.name not in awaited))
    return tuple(each for each in program if each is not chosen) if chosen else None


def _added(edits: Edits, program: Program) -> Program | None:
    new = edits.new(program)
    return (*program, new) if new else None


EDITS: dict[str, tuple[int, Edit]] = {
    "roster": (6, of_one(_roster)),
    "export breaks": (3, of_one(_export_breaks)),
    "rehired": (2, of_one(_rehired)),
    "respelled": (2, of_one(_respelled)),
    "product respelled": (2, of_one(_product_respelled)),
    "renamed": (4, of_one(_renamed)),
    "renamed with alias": (3, of_one(_renamed_with_alias)),
    "into a component or out": (3, of_one(_moved)),
    "into a component or out, with alias": (2, of_one(_moved_with_alias)),
    "split": (3, _split),
    "merged": (4, _merged),
    "removed": (3, _removed),
    "added": (3, _added),
    "id by Output": (4, of_one(_ids)),
    "another product": (4, of_one(_another_product)),
    "a product that nobody bought": (1, of_one(_typo)),
    "another ownership": (3, of_one(_ownership)),
    "people move": (5, _people_move),
    "another limit": (2, of_one(_limit)),
    "stranger declared": (2, of_one(_stranger_declared)),
    "retained": (2, of_one(_retained)),
    "secret": (2, of_one(_secret)),
    "users ignored": (2, of_one(_ignored)),
    "users replace": (2, of_one(_replacing)),
    "what cannot be": (2, of_one(_cannot_be)),
}
"""Every edit: how often it is drawn, and how it is made."""

NEVER = frozenset(
    {"split", "a product that nobody bought", "what cannot be", "a plan that it lacks"}
)
"""The edits that are always refused, so that somebody takes them back."""

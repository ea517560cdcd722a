"""What people do to a program about licences, besides what they do to any."""

from __future__ import annotations

from dataclasses import replace

from tests.drawn.editing import Edit, Edits
from tests.drawn.edits import EDITS, FAULTS, of_one
from tests.drawn.values import Assignment, Program, fold

_FAULTS = (
    *FAULTS,
    "disabled_plans=[], enabled_plans=[]",
    "disabled_plans='TEAMS1'",
    "enabled_plans=[7]",
    "sku=None",
)


def _plans(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return edits.with_plans(each)


def _strange_plan(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    argument = edits.random.choice(("disabled", "enabled"))
    strange = {"disabled": None, "enabled": None, argument: ("MCOSTANDARD",)}
    return replace(each, **strange)  # type: ignore[arg-type]


def _new_name_written(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, users=tuple(edits.renamed.get(fold(u), u) for u in each.users))


def _cannot_be(edits: Edits, each: Assignment, _program: Program) -> Assignment:
    return replace(each, fault=edits.random.choice(_FAULTS))


LICENCE_EDITS: dict[str, tuple[int, Edit]] = EDITS | {
    "other plans": (8, of_one(_plans)),
    "a plan that it lacks": (1, of_one(_strange_plan)),
    "what cannot be": (2, of_one(_cannot_be)),
    "new name written": (6, of_one(_new_name_written)),
}
"""The edits of a program about licences."""

"""What should happen to seats in a case, to compare with."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fidelity.world import Case
from tests.support.assignments import Assignment, same_product
from tests.support.changes import Change, change


def changes(
    case: Case, *, applied: frozenset[str], holders: Mapping[str, frozenset[str]]
) -> dict[str, Change]:
    """What each assignment of the case changes, by its name.

    Args:
        case: with the assignments.
        applied: the names of the assignments that the program before left in state.
        holders: who holds a seat, by product in small letters.
    """
    return {
        each.name: change(each, _answered(case, each, applied), holders[each.product.lower()])
        for each in case.now
    }


def _answered(
    case: Case,
    assignment: Assignment,
    applied: frozenset[str],
) -> frozenset[str]:
    """Whom an assignment declared before."""
    for each in case.before:
        same = each.name == assignment.name and same_product(each.product, assignment.product)
        if same and each.name in applied:
            return each.declared
    return frozenset()


def of_product(case: Case, product: str) -> dict[str, bool]:
    """The assignments of a product by name, and whether it is the product they declare.

    It is not for one whose product was this one, and is another now.
    """
    now = {each.name: same_product(each.product, product) for each in case.now}
    before = {each.name for each in case.before if same_product(each.product, product)}
    return {name: True for name, is_it in now.items() if is_it} | {
        name: name not in now for name in before if not now.get(name)
    }

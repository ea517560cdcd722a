"""Two resources of one program that would undo each other are told so at once."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pytest

from pulumi_microsoft_seats.owners import claim

PRODUCT, SKU = "9NBLGGH4R2R6", "0016"


class _Stack:
    """Stands in for the root resource of one run of a program."""


@pytest.fixture
def begin_run(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Start a run of a program, whose root resource is the one given."""

    def begin(root: object) -> None:
        monkeypatch.setattr(pulumi.runtime, "get_root_resource", lambda: root)

    return begin


@pytest.fixture(autouse=True)
def _run(begin_run: Callable[[object], None]) -> None:
    """Each test is a run of its own."""
    begin_run(_Stack())


@pytest.mark.parametrize(
    ("first", "second"),
    [("exclusive", "exclusive"), ("exclusive", "shared"), ("shared", "exclusive")],
)
def test_a_product_owned_exclusively_cannot_be_declared_twice(first: str, second: str) -> None:
    """Whichever comes first; the error names both resources and the way out."""
    claim("office", PRODUCT, SKU, first)
    with pytest.raises(pulumi.RunError) as refused:
        claim("guests", PRODUCT, SKU, second)
    assert str(refused.value) == (
        "SeatAssignment 'guests' and 'office' both declare seats of 9NBLGGH4R2R6/0016, and an "
        "exclusive one would reclaim the other's: declare all users in one of them, or give both "
        'ownership="shared".'
    )


@pytest.mark.parametrize("second", ["exclusive", "shared"])
def test_two_of_the_same_name_under_different_parents_are_two_resources(second: str) -> None:
    """A name is unique only below its parent, so it says nothing about who declares."""
    claim("office", PRODUCT, SKU, "exclusive")
    with pytest.raises(
        pulumi.RunError, match=r"^SeatAssignment 'office' and another of that name both declare"
    ):
        claim("office", PRODUCT, SKU, second)


def test_any_number_of_resources_can_share_a_product() -> None:
    """That is what shared ownership is for."""
    for name in ("office", "guests", "interns"):
        claim(name, PRODUCT, SKU, "shared")
    with pytest.raises(pulumi.RunError):
        claim("greedy", PRODUCT, SKU, "exclusive")


def test_the_same_product_in_other_capitals_is_the_same_product() -> None:
    """Surrounding spaces do not tell two products apart either."""
    claim("office", PRODUCT, SKU, "exclusive")
    with pytest.raises(pulumi.RunError):
        claim("guests", f" {PRODUCT.lower()} ", f"{SKU} ", "exclusive")


def test_other_products_and_other_skus_do_not_meet() -> None:
    """Each has seats of its own."""
    claim("office", PRODUCT, SKU, "exclusive")
    claim("minecraft", "CFQ7TTC0K5DR", SKU, "exclusive")
    claim("office invoiced", PRODUCT, "0004", "exclusive")
    with pytest.raises(pulumi.RunError):
        claim("again", "CFQ7TTC0K5DR", SKU, "exclusive")


def test_another_run_of_the_program_starts_afresh(begin_run: Callable[[object], None]) -> None:
    """Two stacks in one process, as in a test of a program, do not meet."""
    claim("office", PRODUCT, SKU, "exclusive")
    begin_run(_Stack())
    claim("guests", PRODUCT, SKU, "exclusive")
    with pytest.raises(pulumi.RunError):
        claim("office", PRODUCT, SKU, "exclusive")


def test_outside_a_program_nothing_is_claimed(begin_run: Callable[[object], None]) -> None:
    """There is no stack that two resources could share."""
    begin_run(None)
    claim("office", PRODUCT, SKU, "exclusive")
    claim("guests", PRODUCT, SKU, "exclusive")
    begin_run(_Stack())
    claim("guests", PRODUCT, SKU, "exclusive")

"""What is judged before anything is changed."""

from __future__ import annotations

import re

import pytest
from pulumi.runtime import rpc

from pulumi_microsoft_seats.domain.errors import InputError, ProductGone
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.world import (
    ADA,
    BOB,
    CY,
    OFFICE,
    URN,
    ZOE,
    Declare,
    Stack,
    World,
    both,
    exclusive,
    named,
    shared,
    unknowns,
    visio,
)

GUESTS = f"{URN.removesuffix('office')}guests"
"""The URN of another resource of the program."""


def test_a_plan_has_a_digest_only_when_something_will_happen(stack: Stack) -> None:
    """128 bits, which a saved plan compares."""
    added = stack.preview(exclusive(ADA))
    assert added.keys() == {"plan"}
    assert re.fullmatch(r"[0-9a-f]{32}", added["plan"])
    stack.world.give(ADA)
    assert "plan" not in stack.preview(exclusive(ADA))


def test_the_digest_moves_with_the_live_seats(stack: Stack) -> None:
    """So that what was reviewed is what is applied."""
    stack.world.give(ADA)
    reviewed = stack.preview(exclusive(ADA, BOB))
    assert stack.preview(exclusive(ADA, BOB)) == reviewed
    stack.world.take(ADA)
    assert stack.preview(exclusive(ADA, BOB)) != reviewed


@unknowns
@pytest.mark.parametrize("name", ["product_id", "sku_id", "seats", "ownership"])
def test_what_is_not_known_yet_has_no_plan(stack: Stack, name: str, unknown: object) -> None:
    """And refuses nothing, although nobody is declared so far."""
    stack.world.give(ADA, BOB, CY)
    assert stack.preview({**exclusive(limit=0), name: unknown}) == {}


@unknowns
def test_a_limit_that_is_not_known_yet_limits_nothing(stack: Stack, unknown: object) -> None:
    """There is a plan all the same; the update judges it."""
    stack.up(exclusive(ADA, BOB, CY))
    news = {**exclusive(), "reclaim_limit": unknown}
    assert stack.preview(news) == stack.preview(exclusive(limit=1.0))


def test_a_product_that_is_not_there_is_found_out_before_its_users_are_known(stack: Stack) -> None:
    """The service is asked as soon as there is something to ask."""
    stack.world.there = False
    with pytest.raises(ProductGone):
        stack.preview({**exclusive(), "seats": rpc.UNKNOWN})


def test_too_few_seats_are_found_out_before_anything_changes(stack: Stack) -> None:
    """Exactly enough are enough."""
    stack.world.bought = 1
    assert "__refusal" not in stack.preview(exclusive(ADA))
    refused = stack.preview(exclusive(ADA, BOB))["__refusal"]
    assert refused["sentence"].startswith(f"{OFFICE} is 1 seat short, ")
    assert refused["approval"] == "", "nobody can approve it"


def test_taking_over_seats_of_others_needs_an_approval(stack: Stack, said: list[str]) -> None:
    """Of exactly this plan, which is shown with its digest; adding somebody makes it another."""
    stack.world.give(ZOE)
    refused = stack.preview(exclusive(ADA))
    digest = refused["plan"]
    assert refused["__refusal"]["sentence"].startswith(f"Taking over {OFFICE} would reclaim 1 seat")
    assert refused["__refusal"]["approval"] == digest
    row = f"info: {OFFICE}: 1 gains ({ADA}), 1 loses ({ZOE}); 1 → 1 held, 99 of 100 free"
    assert said[-1] == row
    assert stack.preview(exclusive(ADA), digest) == {"plan": digest, "__losses": f"{ZOE}\n"}
    assert "__refusal" in stack.preview(exclusive(ADA, BOB), digest)


def test_an_approval_serves_in_no_other_tenant(stack: Stack) -> None:
    """Although the same people hold the same seats there."""
    stack.world.give(ZOE)
    approved = stack.preview(exclusive(ADA))["plan"]
    stack.world.tenant = "another-tenant"
    assert "__refusal" in stack.preview(exclusive(ADA), approved)


def test_an_approval_is_spent_once_it_was_used(stack: Stack) -> None:
    """The same people, given seats again and lost again, are asked about again."""
    stack.up(exclusive(ADA, BOB, CY, limit=0.3))
    approved = stack.preview(exclusive(ADA, limit=0.3))["plan"]
    assert stack.up(exclusive(ADA, limit=0.3), approved)
    stack.up(exclusive(ADA, BOB, CY, limit=0.3))
    again = stack.preview(exclusive(ADA, limit=0.3), approved)
    assert again["__refusal"]["approval"] == again["plan"] != approved


def test_taking_over_seats_of_declared_users_needs_none(stack: Stack) -> None:
    """Nobody loses anything."""
    stack.world.give(ADA)
    assert stack.up(exclusive(ADA, BOB, limit=0))
    assert stack.world.calls == [("assign", (BOB,))]


def test_becoming_exclusive_is_taking_over(stack: Stack) -> None:
    """A single seat of somebody else needs an approval then, whatever the limit."""
    stack.up(shared(ADA))
    stack.world.give(ZOE)
    refused = stack.preview(exclusive(ADA, limit=1.0))["__refusal"]
    assert refused["sentence"].startswith("Taking over ")


def test_reclaims_that_no_diff_shows_are_told(stack: Stack, said: list[str]) -> None:
    """Zoe never stood in the program: the engine's diff has no line for her. Bob's it has."""
    stack.up(exclusive(ADA, BOB))
    stack.world.give(ZOE, CY)
    said.clear()
    added = stack.preview(exclusive(ADA))
    assert named(said[:-1]) == {CY, ZOE}
    assert added["__losses"] == f"{BOB}\n{CY}\n{ZOE}\n"
    assert "__gains" not in added


def test_an_update_may_reclaim_up_to_its_limit(stack: Stack) -> None:
    """Two of four is no more than a half."""
    stack.up(exclusive(ADA, BOB, CY, ZOE))
    assert "__refusal" not in stack.preview(exclusive(ADA, BOB, limit=0.5))
    refused = stack.preview(exclusive(ADA, BOB, limit=0.49))["__refusal"]
    assert refused["sentence"].startswith(f"{OFFICE} would lose 2 of the 4 seats ")


def test_an_exact_diff_needs_no_words_beside_it(stack: Stack, said: list[str]) -> None:
    """One line says it all to whoever sees no diff."""
    stack.up(exclusive(ADA, BOB))
    said.clear()
    assert stack.preview(exclusive(ADA, CY)).keys() == {"plan"}
    assert said == [f"info: {OFFICE}: 1 gains ({CY}), 1 loses ({BOB}); 2 → 2 held, 98 of 100 free"]


def test_lines_of_the_diff_that_mean_nobody_are_told(stack: Stack, said: list[str]) -> None:
    """Bob is declared and has his seat already; Ada is dropped and has lost hers."""
    stack.up(exclusive(ADA))
    stack.world.take(ADA)
    stack.world.give(BOB)
    said.clear()
    assert stack.preview(exclusive(BOB)) == {"__gains": "", "__losses": ""}
    assert said == [
        f"info: {OFFICE}: of the + lines, 1 user holds a seat already: {BOB}",
        f"info: {OFFICE}: of the - lines, 1 user holds none any more: {ADA}",
    ]


def test_a_resource_may_be_checked_again(stack: Stack, said: list[str]) -> None:
    """As at a replacement: it is no second one, and its plan is the same, explained once."""
    session = stack.world.phase()
    first = check(session, parse({}), parse(exclusive(ADA)))
    assert check(session, parse({}), parse(exclusive(ADA))) == first
    assert len(said) == 1


def test_only_a_shared_assignments_reclaims_are_handed_on(stack: Stack) -> None:
    """Each with the date of the seat, in an input that is never displayed."""
    stack.up(shared(ADA, BOB))
    added = stack.preview(shared(ADA))
    assert added.keys() == {"plan", "__reclaiming"}
    assert added["__reclaiming"] == {BOB: stack.world.held[BOB]}


class TestOneAssignmentAProduct:
    """Two of one program would take each other's users, in an order that nobody reviewed."""

    @both
    @pytest.mark.parametrize(
        ("product_id", "sku_id"), [("9nblggh4r2r6", "0016"), (" 9NBLGGH4R2R6 ", "0016\n")]
    )
    def test_a_second_one_is_refused_by_both_names(
        self, world: World, declare: Declare, product_id: str, sku_id: str
    ) -> None:
        """Whatever its ownership, and however its ids are spelled."""
        session = world.phase()
        second = {**declare(BOB), "product_id": product_id, "sku_id": sku_id, "__urn": GUESTS}
        check(session, parse({}), parse(shared(ADA)))
        with pytest.raises(InputError) as refused:
            check(session, parse({}), parse(second))
        assert str(refused.value) == (
            f"SeatAssignment 'guests' and 'office' both declare seats of {parse(second).product}, "
            "and would take each other's users: declare a product once in a program, with all its "
            "users in one list (users=[*sales, *support])."
        )

    def test_the_first_one_is_refused_too(self, world: World) -> None:
        """The program says of each that there is another, so none is judged as if it were all."""
        declared = parse({**shared(ADA), "__also": "guests"})
        with pytest.raises(InputError, match=r"^SeatAssignment 'office' and 'guests' both declare"):
            check(world.phase(), parse({}), declared)

    def test_every_product_can_have_one(self, world: World) -> None:
        """Another SKU of the same product is another product."""
        session = world.phase()
        check(session, parse({}), parse(shared(ADA)))
        assert check(session, parse({}), parse({**shared(ADA), "sku_id": "0010", "__urn": GUESTS}))
        assert check(session, parse({}), parse({**visio(ADA), "__urn": f"{GUESTS}-2"}))

    def test_ids_that_are_not_known_yet_are_no_product(self, world: World) -> None:
        """They are told apart as soon as they are known."""
        session = world.phase()
        late = {**shared(ADA), "product_id": rpc.UNKNOWN}
        assert check(session, parse({}), parse(late)) == {}
        assert check(session, parse({}), parse({**late, "__urn": GUESTS})) == {}

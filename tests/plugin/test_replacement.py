"""A resource that is replaced: by one of another product, or by itself."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import RefusedPlan, ServiceUnavailable
from pulumi_microsoft_seats.plugin import deletion
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.world import (
    ADA,
    BOB,
    CY,
    OFFICE,
    URN,
    VISIO,
    ZOE,
    Declare,
    Stack,
    both,
    exclusive,
    named,
    shared,
    visio,
)

both_orders = pytest.mark.parametrize("delete_first", [False, True])
"""Of creating the new resource and deleting the old one."""


class TestByAnotherProduct:
    """What the old product's users lose is a part of the plan."""

    def test_who_loses_the_old_product_is_named_and_needs_an_approval(
        self, stack: Stack, said: list[str]
    ) -> None:
        """Held to the limit that is declared; one digest approves both halves."""
        stack.up(visio(ADA, BOB, CY))
        said.clear()
        added = stack.preview(exclusive(ADA, limit=0.3))
        assert added["__replaced"] == f"{ADA}\n{BOB}\n{CY}\n"
        sentence = f"Replacing {VISIO} by {OFFICE} would reclaim 3 seats of {VISIO}, "
        assert added["__refusal"]["sentence"].startswith(sentence)
        assert added["__refusal"]["approval"] == added["plan"]
        assert f"info: {VISIO}, which is replaced: 3 users lose a seat: {ADA}, {BOB}, {CY}" in said
        assert named(said) == {ADA, BOB, CY}
        stack.world.calls.clear()
        with pytest.raises(RefusedPlan, match="Replacing"):
            stack.replace(exclusive(ADA, limit=0.3))
        assert stack.world.calls == [], "neither of the new product nor of the old one"

    def test_both_checks_of_the_engine_make_one_plan(self, stack: Stack) -> None:
        """The second time it is as if nothing had been before; an approval has to serve both."""
        stack.up(visio(ADA, BOB))
        session = stack.world.phase()
        news = parse(exclusive(ADA, limit=0.3))
        first = check(session, parse(stack.inputs), news)
        second = check(session, parse({}), news)
        assert (first["plan"], first["__refusal"]) == (second["plan"], second["__refusal"])
        assert first["__replaced"] == second["__replaced"] == f"{ADA}\n{BOB}\n"

    @both_orders
    def test_an_approved_one_goes_through(self, stack: Stack, *, delete_first: bool) -> None:
        """The delete is not judged again: what it takes was approved."""
        stack.up(visio(ADA, BOB, limit=0.3))
        approved = stack.preview(exclusive(ADA, limit=0.3))["plan"]
        stack.replace(exclusive(ADA, limit=0.3), approved, delete_first=delete_first)
        assert stack.world.of_visio == {}
        assert stack.world.held.keys() == {ADA}
        assert not stack.up(exclusive(ADA, limit=0.3))

    @both_orders
    def test_a_limit_that_allows_it_needs_no_approval(
        self, stack: Stack, *, delete_first: bool
    ) -> None:
        """The one that is declared counts, not the one in state."""
        stack.up(visio(ADA, BOB, limit=0.3))
        stack.replace(exclusive(ADA, limit=1), delete_first=delete_first)
        assert stack.world.of_visio == {}

    def test_who_is_declared_of_both_products_gains_a_seat_of_the_new_one(
        self, stack: Stack, said: list[str]
    ) -> None:
        """No line of the engine's diff says so, which is about the roster; a line of ours does."""
        stack.up(visio(ADA))
        said.clear()
        added = stack.preview(exclusive(ADA))
        assert f"info: {OFFICE}: not in the + and - lines, 1 user gains a seat: {ADA}" in said
        assert added.keys() == {"plan", "__replaced"}

    def test_another_resource_of_the_old_product_is_judged_by_itself(self, stack: Stack) -> None:
        """An approval of what one of them takes lets nothing else go."""
        stack.world.give(CY, ZOE, product=VISIO)
        removed = parse({**visio(CY, ZOE, limit=0.3), "__urn": f"{URN}-support"})
        stack.up({**visio(ADA, BOB), "ownership": "shared"})
        session = stack.world.phase()
        assert "__refusal" not in check(session, parse(stack.inputs), parse(exclusive(ADA)))
        with pytest.raises(RefusedPlan, match="Deleting"):
            deletion.delete(session, removed)
        assert stack.world.of_visio.keys() == {ADA, BOB, CY, ZOE}

    def test_a_plan_that_is_refused_when_it_is_checked_again_covers_nothing(
        self, stack: Stack
    ) -> None:
        """What counts is the last check of a resource."""
        stack.up(visio(ADA, BOB, limit=0.3))
        session = stack.world.phase()
        assert "__refusal" not in check(session, parse(stack.inputs), parse(exclusive(ADA)))
        assert "__refusal" in check(session, parse({}), parse(exclusive(ADA, limit=0.3)))
        with pytest.raises(RefusedPlan, match="Deleting"):
            deletion.delete(session, parse(stack.outputs))
        assert stack.world.of_visio.keys() == {ADA, BOB}

    def test_an_approval_is_of_these_seats_of_the_old_product(self, stack: Stack) -> None:
        """Bob was given another one since."""
        stack.up(visio(ADA, BOB))
        approved = stack.preview(exclusive(ADA, limit=0.3))["plan"]
        stack.world.take(BOB, product=VISIO)
        stack.world.give(BOB, product=VISIO)
        assert "__refusal" in stack.preview(exclusive(ADA, limit=0.3), approved)

    def test_only_the_resources_own_seats_of_the_old_product_go(self, stack: Stack) -> None:
        """Zoe's was given by somebody else; one seat needs no approval."""
        stack.up(visio(ADA))
        stack.world.give(ZOE, product=VISIO)
        assert stack.preview(exclusive(ADA, limit=0))["__replaced"] == f"{ADA}\n"
        stack.replace(exclusive(ADA, limit=0))
        assert stack.world.of_visio.keys() == {ZOE}

    def test_an_old_product_of_which_nobody_holds_a_seat_says_nothing(
        self, stack: Stack, said: list[str]
    ) -> None:
        """There is nobody to name."""
        stack.up(visio(ADA))
        stack.world.take(ADA, product=VISIO)
        said.clear()
        assert "__replaced" not in stack.preview(exclusive(BOB))
        assert not any("replaced" in line for line in said)

    def test_the_new_product_is_taken_over_like_a_first_one(self, stack: Stack) -> None:
        """What was declared of the old product says nothing about the new one."""
        stack.world.give(ADA)
        stack.up(visio(ADA))
        refused = stack.preview(exclusive(BOB))["__refusal"]
        assert refused["sentence"].startswith(f"Taking over {OFFICE} would reclaim 1 seat of 1 ")

    def test_users_declared_of_the_old_product_lose_no_seat_of_the_new_one(
        self, stack: Stack
    ) -> None:
        """Bob's seat of it was given by somebody else."""
        stack.world.give(ADA, BOB)
        stack.up({**visio(ADA, BOB), "ownership": "shared"})
        stack.replace(shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}

    def test_a_new_resource_of_which_nothing_worked_does_not_delete_the_old_one(
        self, stack: Stack
    ) -> None:
        """Nobody would have either product."""
        stack.up(visio(ADA))
        stack.world.refused = {ADA: "Locked"}
        with pytest.raises(ServiceUnavailable):
            stack.replace(exclusive(ADA))
        assert stack.world.of_visio.keys() == {ADA}


class TestByItself:
    """`--replace`, a taint, and `replace_on_changes`: the product stays."""

    @both_orders
    @both
    def test_nobody_loses_a_seat(
        self, stack: Stack, declare: Declare, *, delete_first: bool
    ) -> None:
        """And nobody is asked for an approval."""
        news = {**declare(ADA, BOB), "reclaim_limit": 0}
        stack.up(news)
        stack.world.calls.clear()
        stack.replace(news, delete_first=delete_first)
        assert stack.world.calls == []
        assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"

    @both_orders
    @both
    def test_who_is_dropped_loses_the_seat_once(
        self, stack: Stack, declare: Declare, *, delete_first: bool
    ) -> None:
        """As by an update: it is no takeover, and the delete takes nobody else."""
        stack.up(declare(ADA, BOB))
        stack.world.calls.clear()
        stack.replace({**declare(ADA, CY), "reclaim_limit": 0}, delete_first=delete_first)
        assert stack.world.calls == [("reclaim", (BOB,)), ("assign", (CY,))]
        assert stack.outputs["seats"] == f"{ADA}\n{CY}\n"

    def test_the_limit_of_an_update_holds(self, stack: Stack) -> None:
        """Two of three are more than a half, at the second check as at the first."""
        stack.up(exclusive(ADA, BOB, CY))
        session, news = stack.world.phase(), parse(exclusive(ADA, limit=0.5))
        first = check(session, parse(stack.inputs), news)
        assert first["__refusal"]["sentence"].startswith(f"{OFFICE} would lose 2 of the 3 seats ")
        second = check(session, parse({}), news)
        assert (second["plan"], second["__refusal"]) == (first["plan"], first["__refusal"])

    def test_a_seat_whose_reclaim_failed_is_tried_again_by_the_delete(self, stack: Stack) -> None:
        """It tries again; where that fails too, its error says so and its state is kept."""
        stack.up(exclusive(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        with pytest.raises(ServiceUnavailable, match=BOB):
            stack.replace(exclusive(ADA, CY))
        assert stack.world.held.keys() == {ADA, BOB, CY}

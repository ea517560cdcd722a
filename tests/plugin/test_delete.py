"""A delete takes what is this resource's and nothing else."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import (
    InputError,
    NotFound,
    RefusedPlan,
    ServiceUnavailable,
)
from pulumi_microsoft_seats.plugin import deletion
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
    Properties,
    Stack,
    World,
    both,
    exclusive,
    fail_to_reclaim_bob,
    shared,
    unknowns,
    visio,
)

RENAMED = {"__urn": f"{URN}-365"}
"""Of the same resource under another name."""


class TestDelete:
    """What is taken when a resource goes."""

    @both
    def test_only_seats_that_state_and_service_both_know_are_taken(
        self, stack: Stack, declare: Declare
    ) -> None:
        """Neither one given since by somebody else, nor one that is gone already."""
        stack.up(declare(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        stack.world.calls.clear()
        stack.destroy()
        assert stack.world.calls == [("reclaim", (ADA,))]
        assert stack.world.held.keys() == {ZOE}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_seat_that_somebody_else_gave_since_a_failed_reclaim_is_not_taken(
        self, stack: Stack, *, refreshed: bool
    ) -> None:
        """Bob's seat is no longer the one this resource was to take."""
        fail_to_reclaim_bob(stack)
        if refreshed:
            stack.refresh()
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.destroy()
        assert stack.world.held.keys() == {BOB}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_seat_whose_reclaim_failed_is_taken(self, stack: Stack, *, refreshed: bool) -> None:
        """It is still the very seat."""
        fail_to_reclaim_bob(stack)
        if refreshed:
            stack.refresh()
        stack.destroy()
        assert stack.world.held == {}

    def test_a_product_that_is_gone_needs_no_delete(self, stack: Stack, said: list[str]) -> None:
        """Its seats went with it, which is said."""
        stack.up(exclusive(ADA))
        stack.world.there = False
        stack.world.calls.clear()
        said.clear()
        stack.destroy()
        assert stack.world.calls == []
        gone = f"{OFFICE} is no longer in the inventory, so there are no seats left to reclaim."
        assert said == [f"info: {gone}"]

    def test_an_address_that_answers_404_fails_the_delete(self, stack: Stack) -> None:
        """Nobody knows whether seats are left."""
        stack.up(exclusive(ADA))
        stack.world.reachable = False
        stack.world.calls.clear()
        with pytest.raises(NotFound):
            stack.destroy()
        assert stack.world.calls == []

    def test_a_resource_that_holds_nothing_is_deleted_without_asking(self, world: World) -> None:
        """The service may be gone for good."""
        world.there = False
        deletion.delete(world.phase(), parse(exclusive()))
        deletion.delete(world.phase(), parse({}))
        assert world.calls == []

    def test_seats_that_are_left_fail_the_delete(self, stack: Stack) -> None:
        """The state keeps the resource; the next run takes only what is left."""
        stack.up(exclusive(ADA, BOB))
        stack.world.refused = {BOB: "Locked."}
        with pytest.raises(ServiceUnavailable) as failed:
            stack.destroy()
        assert str(failed.value) == (
            f"{OFFICE}: 1 user was not served: Locked ({BOB}); correct the cause and run again, "
            "which retries only what is missing."
        )
        stack.world.refused = {}
        stack.destroy()
        assert stack.world.calls[-1] == ("reclaim", (BOB,))
        assert stack.world.held == {}


def _removed_beside(stack: Stack, *declared: Properties) -> None:
    """The resource goes, in a run whose program declares others."""
    session = stack.world.phase()
    for news in declared:
        check(session, parse({}), parse(news))
    stack.world.calls.clear()
    deletion.delete(session, parse(stack.outputs))


class TestDeclaredElsewhere:
    """Whom an assignment of the same product declares in this run keeps the seat."""

    @both
    def test_a_renamed_resource_takes_nobodys_seat(self, stack: Stack, declare: Declare) -> None:
        """Nor one that was moved into a component; it is not even asked for an approval."""
        stack.up({**declare(ADA, BOB), "reclaim_limit": 0})
        _removed_beside(stack, {**declare(ADA, BOB), **RENAMED})
        assert stack.world.calls == []

    @pytest.mark.parametrize("product_id", ["9NBLGGH4R2R6", "9nblggh4r2r6 "])
    def test_only_who_was_dropped_on_the_way_loses_the_seat(
        self, stack: Stack, product_id: str
    ) -> None:
        """The same product is the same in any spelling."""
        stack.up(shared(ADA, BOB))
        _removed_beside(stack, {**shared(ADA), **RENAMED, "product_id": product_id})
        assert stack.world.calls == [("reclaim", (BOB,))]

    def test_another_product_spares_nobody(self, stack: Stack) -> None:
        """Its users are declared of that one alone."""
        stack.up(exclusive(ADA))
        _removed_beside(stack, {**visio(ADA), **RENAMED}, {**shared(ADA), "sku_id": "0010"})
        assert stack.world.calls == [("reclaim", (ADA,))]

    def test_an_assignment_that_was_refused_spares_its_users_as_well(self, stack: Stack) -> None:
        """It is what the program declares, whether or not it may be carried out."""
        stack.up(exclusive(ADA, BOB))
        session = stack.world.phase()
        added = check(session, parse({}), parse({**exclusive(ADA), **RENAMED}))
        assert "__refusal" in added
        deletion.delete(session, parse(stack.outputs))
        assert stack.world.held.keys() == {ADA}

    @unknowns
    def test_while_its_users_are_not_known_nothing_is_taken(
        self, stack: Stack, unknown: object
    ) -> None:
        """Anybody may be among them."""
        stack.up(exclusive(ADA, BOB))
        with pytest.raises(InputError) as refused:
            _removed_beside(stack, {**exclusive(), **RENAMED, "seats": unknown})
        assert str(refused.value) == (
            f"SeatAssignment 'office-365' declares users of {OFFICE} that are not known, so nobody "
            "can say whose seat may be taken; correct it and run again."
        )
        assert stack.world.calls == []


class TestGuard:
    """A delete takes many seats only with an approval."""

    def test_more_than_the_limit_is_refused_before_the_first_call(self, stack: Stack) -> None:
        """With the count, the first ten, the digest, and what would keep the seats."""
        users = [f"user{number:02}@contoso.com" for number in range(12)]
        stack.up(exclusive(*users, limit=0.3))
        stack.world.calls.clear()
        with pytest.raises(RefusedPlan) as refused:
            stack.destroy()
        sentence, _, digest = str(refused.value).rpartition("=")
        assert sentence == (
            f"Deleting this assignment would reclaim 12 of its 12 seats of {OFFICE}, 100%, more "
            f"than its reclaim_limit of 30%: {', '.join(users[:10])} and 2 more; nothing was "
            "reclaimed; to leave the seats as they are, run pulumi up with retain_on_delete=True "
            "before removing it; to approve exactly this, set the environment variable and run "
            "again: MICROSOFT_SEATS_APPROVE"
        )
        assert stack.world.calls == []
        stack.destroy(digest)
        assert stack.world.held == {}

    def test_an_approval_is_spent_once_it_was_used(self, stack: Stack) -> None:
        """The same people, given seats again, are asked about again."""
        stack.up(exclusive(ADA, BOB, limit=0.3))
        with pytest.raises(RefusedPlan) as refused:
            stack.destroy()
        digest = str(refused.value).split("=")[-1]
        stack.destroy(digest)
        stack.inputs, stack.outputs = {}, {}
        stack.up(exclusive(ADA, BOB, limit=0.3))
        with pytest.raises(RefusedPlan):
            stack.destroy(digest)
        assert stack.world.held.keys() == {ADA, BOB}

    def test_the_limit_is_that_of_state(self, stack: Stack) -> None:
        """A program that is gone declares none; an old state that has none has the default."""
        stack.up(exclusive(ADA, BOB, limit=0.99))
        with pytest.raises(RefusedPlan, match=r"reclaim_limit of 99%"):
            stack.destroy()
        del stack.outputs["reclaim_limit"]
        with pytest.raises(RefusedPlan, match=r"reclaim_limit of 30%"):
            stack.destroy()
        stack.up(exclusive(ADA, BOB, limit=1))
        stack.destroy()
        assert stack.world.held == {}

    def test_whom_the_program_declares_still_counts_among_those_it_holds(
        self, stack: Stack
    ) -> None:
        """Two of four is no more than a half."""
        stack.up({**shared(ADA, BOB, CY, ZOE), "reclaim_limit": 0.5})
        _removed_beside(stack, {**shared(ADA, BOB), **RENAMED})
        assert stack.world.calls == [("reclaim", (CY, ZOE))]

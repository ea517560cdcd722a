"""What is judged before anything is changed."""

from __future__ import annotations

import pytest
from pulumi.runtime import rpc

from pulumi_microsoft_seats import assignment
from pulumi_microsoft_seats.check import check
from pulumi_microsoft_seats.domain.errors import (
    CapacityExceeded,
    ProductGone,
    ReclaimRefused,
)
from pulumi_microsoft_seats.domain.figures import SeatFigures, figures_in
from tests.assignment.world import (
    ADA,
    BOB,
    CY,
    URN,
    ZOE,
    Stack,
    World,
    exclusive,
    named,
    shared,
    unknowns,
)


class TestCheck:
    """What a preview finds out."""

    def test_a_plan_has_a_digest_only_when_something_will_happen(self, stack: Stack) -> None:
        """Twelve characters, which a saved plan compares."""
        added = stack.preview(exclusive(ADA))
        assert added.keys() == {"plan"}
        assert len(added["plan"]) == 12
        stack.world.give(ADA)
        assert stack.preview(exclusive(ADA)) == {}

    def test_the_digest_moves_with_the_live_seats(self, stack: Stack) -> None:
        """So that what was reviewed is what is applied."""
        stack.world.give(ADA)
        reviewed = stack.preview(exclusive(ADA, BOB))
        assert stack.preview(exclusive(ADA, BOB)) == reviewed
        stack.world.take(ADA)
        assert stack.preview(exclusive(ADA, BOB)) != reviewed

    @unknowns
    @pytest.mark.parametrize("name", ["product_id", "sku_id", "seats", "ownership"])
    def test_what_is_not_known_yet_has_no_plan(
        self, stack: Stack, name: str, unknown: object
    ) -> None:
        """And refuses nothing, although nobody is declared so far."""
        stack.world.give(ADA, BOB, CY)
        assert stack.preview({**exclusive(limit=0), name: unknown}) == {}

    @unknowns
    def test_a_limit_that_is_not_known_yet_limits_nothing(
        self, stack: Stack, unknown: object
    ) -> None:
        """There is a plan all the same; the update judges it."""
        stack.up(exclusive(ADA, BOB, CY))
        news = {**exclusive(), "reclaim_limit": unknown}
        assert stack.preview(news) == stack.preview(exclusive(limit=1.0))

    @unknowns
    def test_taking_over_needs_an_approval_while_the_limit_is_not_known(
        self, stack: Stack, unknown: object
    ) -> None:
        """No limit would allow it."""
        stack.world.give(ZOE)
        with pytest.raises(ReclaimRefused, match="Taking over"):
            stack.preview({**exclusive(ADA), "reclaim_limit": unknown})

    def test_a_product_that_is_not_there_is_found_out_before_its_users_are_known(
        self, stack: Stack
    ) -> None:
        """The service is asked as soon as there is something to ask."""
        stack.world.there = False
        with pytest.raises(ProductGone):
            stack.preview({**exclusive(), "seats": rpc.UNKNOWN})

    def test_too_few_seats_are_found_out_before_anything_changes(self, stack: Stack) -> None:
        """Exactly enough are enough."""
        stack.world.bought = 1
        assert stack.preview(exclusive(ADA))
        with pytest.raises(CapacityExceeded):
            stack.preview(exclusive(ADA, BOB))
        assert stack.world.calls == []

    def test_seats_that_are_reclaimed_first_are_free_for_the_assigns(self, stack: Stack) -> None:
        """So an exchange needs no seat more."""
        stack.world.bought = 2
        stack.up(exclusive(ADA, BOB))
        assert stack.up(exclusive(CY, ZOE))
        assert stack.world.held.keys() == {CY, ZOE}

    def test_two_resources_do_not_count_on_the_same_free_seats(self, world: World) -> None:
        """What the one will take is not free for the other; what it set aside itself is."""
        world.bought = 3
        session = world.phase()
        first, second = shared(ADA, BOB), {**shared(CY, ZOE), "__urn": f"{URN}-2"}
        assert check(session, {}, first)
        assert check(session, {}, first)
        with pytest.raises(CapacityExceeded, match="1 seat short"):
            check(session, {}, second)

    def test_seats_that_an_update_took_are_not_free_for_the_next_check(self, world: World) -> None:
        """Whom it could not serve took none."""
        world.bought = 3
        world.refused = {BOB: "User not found"}
        session = world.phase()
        first, second = shared(ADA, BOB), {**shared(CY, ZOE), "__urn": f"{URN}-2"}
        inputs = first | check(session, {}, first)
        assignment.apply(session, inputs, creating=True)
        assert check(session, {}, second)
        third = {**shared("eve@contoso.com"), "__urn": f"{URN}-3"}
        with pytest.raises(CapacityExceeded):
            check(session, {}, third)

    def test_taking_over_seats_of_others_needs_an_approval(self, stack: Stack) -> None:
        """Of exactly this plan; adding somebody to it makes it another one."""
        stack.world.give(ZOE)
        with pytest.raises(ReclaimRefused) as refused:
            stack.preview(exclusive(ADA))
        digest = str(refused.value).split()[-1]
        assert stack.preview(exclusive(ADA), digest) == {"plan": digest}
        with pytest.raises(ReclaimRefused):
            stack.preview(exclusive(ADA, BOB), digest)

    def test_taking_over_seats_of_declared_users_needs_none(self, stack: Stack) -> None:
        """Nobody loses anything."""
        stack.world.give(ADA)
        assert stack.up(exclusive(ADA, BOB, limit=0))
        assert stack.world.calls == [("assign", (BOB,))]

    def test_who_loses_a_seat_when_a_product_is_taken_over_is_shown(
        self, stack: Stack, said: list[str]
    ) -> None:
        """Even though it is refused: whoever has to approve it needs to see it."""
        stack.world.give(ZOE, BOB)
        with pytest.raises(ReclaimRefused):
            stack.preview(exclusive(ADA))
        assert named(said) == {BOB, ZOE}

    def test_a_shared_assignment_may_start_beside_others(self, stack: Stack) -> None:
        """It takes nothing, so it needs no approval."""
        stack.world.give(ZOE)
        assert stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA, ZOE}

    def test_becoming_exclusive_is_taking_over(self, stack: Stack) -> None:
        """A single seat of somebody else needs an approval then, whatever the limit."""
        stack.up(shared(ADA))
        stack.world.give(ZOE)
        with pytest.raises(ReclaimRefused, match="Taking over"):
            stack.preview(exclusive(ADA, limit=1.0))

    def test_reclaims_that_no_diff_shows_are_told(self, stack: Stack, said: list[str]) -> None:
        """Zoe never stood in the program: the engine's diff has no line for her. Bob's it has."""
        stack.up(exclusive(ADA, BOB))
        stack.world.give(ZOE, CY)
        said.clear()
        stack.preview(exclusive(ADA))
        assert named(said) == {CY, ZOE}

    def test_the_figures_are_told_even_of_a_plan_that_is_refused(
        self, stack: Stack, said: list[str]
    ) -> None:
        """Whoever buys seats needs to know how many; free is less what others will take."""
        stack.world.bought = 3
        stack.world.give(ZOE)
        session = stack.world.phase()
        other = {**shared(BOB), "__urn": URN}
        check(session, {}, other)
        said.clear()
        with pytest.raises(CapacityExceeded):
            check(session, {}, {**shared(ADA, CY), "__urn": f"{URN}-2"})
        [figures] = filter(None, map(figures_in, said))
        assert figures == SeatFigures(held=1, then_held=3, free=1, then_free=-1, capacity=3)

    def test_an_update_may_reclaim_up_to_its_limit(self, stack: Stack) -> None:
        """Two of four is no more than a half."""
        stack.up(exclusive(ADA, BOB, CY, ZOE))
        assert stack.preview(exclusive(ADA, BOB, limit=0.5))
        with pytest.raises(ReclaimRefused):
            stack.preview(exclusive(ADA, BOB, limit=0.49))

    def test_another_product_is_taken_over_like_a_first_one(self, stack: Stack) -> None:
        """What was declared of the old product says nothing about the new one."""
        stack.up(exclusive(ADA))
        with pytest.raises(ReclaimRefused, match="Taking over"):
            stack.preview({**exclusive(BOB), "sku_id": "0010"})

    def test_users_declared_of_another_product_lose_no_seat_of_this_one(self, stack: Stack) -> None:
        """Bob's seat of the new product was given by somebody else."""
        stack.up(shared(ADA, BOB))
        assert stack.preview({**shared(ADA), "sku_id": "0010"}) == {}

    def test_only_a_shared_assignments_reclaims_are_handed_on(self, stack: Stack) -> None:
        """Each with the date of the seat, in an input that is never displayed."""
        stack.up(shared(ADA, BOB))
        added = stack.preview(shared(ADA))
        assert added.keys() == {"plan", "__reclaiming"}
        assert added["__reclaiming"] == f"{BOB}\t{stack.world.held[BOB]}\n"

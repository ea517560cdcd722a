"""An update brings the seats to what is declared."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError, RefusedPlan
from pulumi_microsoft_seats.domain.model import Seat
from pulumi_microsoft_seats.plugin import lifecycle
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
    exclusive,
    fail_to_reclaim_bob,
    shared,
    unknowns,
)


class TestUpdate:
    """What an update does, and what it records."""

    def test_an_exclusive_assignment_ends_with_exactly_its_users(self, stack: Stack) -> None:
        """Reclaims first; the outputs are the seats as they are."""
        stack.up(exclusive(ADA, BOB))
        stack.world.calls.clear()
        assert stack.up(exclusive(BOB, CY))
        assert stack.world.calls == [("reclaim", (ADA,)), ("assign", (CY,))]
        assert stack.outputs == {
            "product_id": "9NBLGGH4R2R6",
            "sku_id": "0016",
            "ownership": "exclusive",
            "reclaim_limit": 1.0,
            "__urn": URN,
            "seats": f"{BOB}\n{CY}\n",
            "assigned_count": 2,
            "failures": {},
        }

    @pytest.mark.parametrize("declare", [exclusive, shared])
    def test_a_second_run_has_nothing_to_do(self, stack: Stack, declare: Declare) -> None:
        """After a first, after a change, and after a refresh."""
        assert stack.up(declare(ADA, BOB))
        assert not stack.up(declare(ADA, BOB))
        assert stack.up(declare(BOB, CY))
        assert not stack.up(declare(BOB, CY))
        stack.refresh()
        assert not stack.up(declare(BOB, CY))

    def test_drift_of_an_exclusive_assignment_is_undone_and_told(
        self, stack: Stack, said: list[str]
    ) -> None:
        """Both directions of it."""
        stack.up(exclusive(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        said.clear()
        assert stack.up(exclusive(ADA, BOB))
        assert stack.world.held.keys() == {ADA, BOB}
        assert [line for line in said if line.startswith("warning: ")] == [
            f"warning: {OFFICE}: outside this program, 1 user lost a seat: {BOB}",
            f"warning: {OFFICE}: outside this program, 1 user gained a seat: {ZOE}",
        ]

    def test_a_shared_assignment_leaves_the_seats_of_others_alone(
        self, stack: Stack, said: list[str]
    ) -> None:
        """It neither takes nor reports them, and mentions only how many seats are held by all."""
        stack.world.give(ZOE)
        stack.up(shared(ADA, BOB))
        stack.world.give(CY)
        said.clear()
        assert stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA, ZOE, CY}
        assert (stack.outputs["seats"], stack.outputs["assigned_count"]) == (f"{ADA}\n", 1)
        assert said == [
            f"info: {OFFICE}: 1 loses ({BOB}); 4 → 3 held, 96 → 97 of 100 free",
            f"info: {OFFICE}: 1 reclaimed",
        ]

    def test_a_changed_limit_is_recorded_although_no_seat_changes(self, stack: Stack) -> None:
        """Without a call to change anything."""
        stack.up(exclusive(ADA, limit=1.0))
        stack.world.calls.clear()
        assert stack.up(exclusive(ADA, limit=0.5))
        assert stack.outputs["reclaim_limit"] == 0.5
        assert stack.world.calls == []

    def test_a_seat_that_somebody_else_gave_to_a_newly_declared_user_is_recorded(
        self, stack: Stack
    ) -> None:
        """There is nothing to do at the service, but state does not know it yet."""
        stack.up(exclusive(ADA))
        stack.world.give(BOB)
        stack.world.calls.clear()
        assert stack.up(exclusive(ADA, BOB))
        assert (stack.world.calls, stack.outputs["assigned_count"]) == ([], 2)
        assert not stack.up(exclusive(ADA, BOB))

    def test_users_who_were_not_served_are_recorded_and_tried_again(self, stack: Stack) -> None:
        """Only they, and the record is gone once they are served."""
        stack.world.refused = {BOB: "User not found"}
        assert stack.up(exclusive(ADA, BOB))
        assert stack.outputs["seats"] == f"{ADA}\n"
        assert stack.outputs["failures"] == {BOB: "User not found"}
        stack.world.refused = {}
        assert stack.up(exclusive(ADA, BOB))
        assert stack.world.calls[-1] == ("assign", (BOB,))
        assert (stack.outputs["failures"], stack.outputs["assigned_count"]) == ({}, 2)
        assert not stack.up(exclusive(ADA, BOB))

    def test_a_failure_is_forgotten_when_its_user_is_no_longer_declared(self, stack: Stack) -> None:
        """The next run has something to do, in state alone."""
        stack.world.refused = {BOB: "User not found"}
        stack.up(exclusive(ADA, BOB))
        stack.world.calls.clear()
        assert stack.up(exclusive(ADA))
        assert (stack.world.calls, stack.outputs["failures"]) == ([], {})

    def test_a_failed_reclaim_of_a_shared_assignment_is_tried_again(self, stack: Stack) -> None:
        """Although its user is declared neither now nor in the inputs of the last update."""
        stack.up(shared(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        stack.up(shared(ADA))
        assert stack.outputs["failures"] == {BOB: "Locked"}
        assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n", "still held, still answered for"
        stack.up(shared(ADA))
        stack.world.refused = {}
        assert stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA}
        assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
        assert not stack.up(shared(ADA))

    def test_a_failed_reclaim_is_tried_again_after_a_refresh_too(self, stack: Stack) -> None:
        """A refresh rewrites the inputs that remembered it."""
        stack.up(shared(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        stack.up(shared(ADA))
        stack.refresh()
        stack.world.refused = {}
        assert stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA}

    def test_a_seat_that_somebody_else_gave_since_is_not_taken(self, stack: Stack) -> None:
        """It has another date than the one whose reclaim failed."""
        stack.up(shared(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        stack.up(shared(ADA))
        stack.world.refused = {}
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.world.calls.clear()
        assert stack.up(shared(ADA))
        assert stack.world.calls == []
        assert stack.world.held.keys() == {ADA, BOB}
        assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")

    def test_a_seat_that_somebody_else_gave_before_a_refresh_is_not_taken(
        self, stack: Stack
    ) -> None:
        """The refresh finds that it is no longer this resource's."""
        fail_to_reclaim_bob(stack)
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.refresh()
        assert stack.outputs["seats"] == stack.inputs["seats"] == f"{ADA}\n"
        stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}
        assert not stack.up(shared(ADA))

    def test_a_seat_that_somebody_else_gave_after_a_refresh_is_not_taken(
        self, stack: Stack
    ) -> None:
        """The date has to outlive the refresh."""
        fail_to_reclaim_bob(stack)
        stack.refresh()
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}

    def test_a_failed_reclaim_is_forgotten_when_its_user_is_declared_again(
        self, stack: Stack
    ) -> None:
        """Bob keeps his seat, and is reclaimed later like anybody else."""
        fail_to_reclaim_bob(stack)
        assert stack.up(shared(ADA, BOB))
        assert "__reclaiming" not in stack.inputs | stack.outputs
        assert not stack.up(shared(ADA, BOB))
        assert stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_failed_reclaim_of_a_seat_without_a_date_is_not_tried_again(
        self, stack: Stack, *, refreshed: bool
    ) -> None:
        """Nobody can say whether it is still the same seat, so it is left alone."""
        stack.world.give_undated(BOB)
        stack.up(shared(ADA, BOB))
        fail_to_reclaim_bob(stack, declared_already=True)
        if refreshed:
            stack.refresh()
        stack.up(shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}
        assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
        assert not stack.up(shared(ADA))

    def test_a_refused_declaration_is_not_carried_out(self, stack: Stack) -> None:
        """What `check` had against it is the error, with the way to approve it."""
        stack.world.give(ZOE)
        with pytest.raises(RefusedPlan) as refused:
            stack.up(exclusive(ADA))
        digest = stack.preview(exclusive(ADA))["plan"]
        assert str(refused.value) == (
            f"Taking over {OFFICE} would reclaim 1 seat of 1 from users whom the program does not "
            f"declare: {ZOE}; to approve exactly this, run: "
            f"pulumi config set microsoft-seats:approve {digest}"
        )
        assert stack.world.calls == []
        assert stack.up(exclusive(ADA), digest)
        assert stack.world.held.keys() == {ADA}

    @unknowns
    @pytest.mark.parametrize("name", ["product_id", "sku_id", "seats", "ownership"])
    def test_an_unknown_value_is_out_of_date_and_never_carried_out(
        self, stack: Stack, name: str, unknown: object
    ) -> None:
        """An unknown roster is not an empty one, and an unknown ownership not exclusive."""
        stack.up(exclusive(ADA))
        news = parse({**exclusive(), name: unknown})
        assert lifecycle.is_out_of_date(stack.world.phase(), parse(stack.outputs), news)
        with pytest.raises(InputError, match="not known; report this as a bug"):
            lifecycle.apply(stack.world.phase(), news)
        assert stack.world.held.keys() == {ADA}


class TestAnotherProcess:
    """An update whose plan was not made in its own process carries out what was checked, if any."""

    def test_the_plan_that_was_checked_is_carried_out(self, stack: Stack) -> None:
        """Made anew, it is the same."""
        stack.up(exclusive(ADA))
        news = exclusive(BOB)
        inputs = parse(news | stack.preview(news))
        outputs = lifecycle.apply(stack.world.phase(), inputs, parse(stack.outputs))
        assert outputs["seats"] == f"{BOB}\n"
        assert stack.world.held.keys() == {BOB}

    @pytest.mark.parametrize("declare", [exclusive, shared])
    def test_another_plan_is_not_carried_out(self, stack: Stack, declare: Declare) -> None:
        """Somebody took Ada's seat since, so it is no longer what was reviewed."""
        stack.up(declare(ADA))
        news = declare(ADA, BOB)
        inputs = parse(news | stack.preview(news))
        stack.world.take(ADA)
        stack.world.calls.clear()
        with pytest.raises(RefusedPlan) as refused:
            lifecycle.apply(stack.world.phase(), inputs, parse(stack.outputs))
        assert str(refused.value) == (
            f"The seats of {OFFICE} are not as they were when this update was checked, and nothing "
            "was changed; run again."
        )
        assert stack.world.calls == []

    def test_what_had_nothing_to_do_does_nothing(self, stack: Stack) -> None:
        """A seat that is given since is not taken by an update that changes a limit."""
        stack.up(exclusive(ADA))
        news = exclusive(ADA, limit=0.5)
        inputs = parse(news | stack.preview(news))
        assert inputs.plan == ""
        stack.world.give(ZOE)
        with pytest.raises(RefusedPlan, match="nothing was changed"):
            lifecycle.apply(stack.world.phase(), inputs, parse(stack.outputs))
        assert stack.world.held.keys() == {ADA, ZOE}

    def test_what_was_read_since_changes_no_plan_of_the_same_process(self, stack: Stack) -> None:
        """The update is of the seats that were judged."""
        session = stack.world.phase()
        news = exclusive(ADA)
        inputs = parse(news | check(session, parse({}), parse(news)))
        session.snapshots.of(OFFICE).correct(gained=[Seat(OFFICE, ZOE)])
        lifecycle.apply(session, inputs)
        assert stack.world.calls == [("assign", (ADA,))]


class TestStrangers:
    """Whoever holds a seat that no update of this resource gave, found by a refresh."""

    def test_one_who_is_declared_then_is_this_resources_own(self, stack: Stack) -> None:
        """State takes note although no seat moves, and a delete takes the seat."""
        stack.up(exclusive(ADA))
        stack.world.give(ZOE)
        stack.refresh()
        stack.world.calls.clear()
        assert stack.up(exclusive(ADA, ZOE))
        assert stack.world.calls == []
        assert "__unmanaged" not in stack.outputs
        assert not stack.up(exclusive(ADA, ZOE))
        stack.destroy()
        assert stack.world.held == {}

    def test_one_who_stays_undeclared_is_left_by_a_delete(self, stack: Stack) -> None:
        """After every further refresh, and counts for nothing in its guard."""
        stack.up(exclusive(ADA, limit=0))
        stack.world.give(BOB, CY, ZOE)
        stack.refresh()
        stack.refresh()
        stack.destroy()
        assert stack.world.held.keys() == {BOB, CY, ZOE}

    def test_one_whose_reclaim_failed_stays_a_stranger(self, stack: Stack) -> None:
        """The update tried to take the seat; a delete does not try again."""
        stack.up(exclusive(ADA))
        stack.world.give(ZOE)
        stack.refresh()
        stack.world.refused = {ZOE: "Locked"}
        stack.up(exclusive(ADA))
        assert stack.outputs["__unmanaged"] == f"{ZOE}\n"
        stack.world.refused = {}
        stack.destroy()
        assert stack.world.held.keys() == {ZOE}

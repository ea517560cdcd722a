"""What the engine's calls on a resource do, on plain properties and seats in memory.

Each phase of the engine has a plugin process of its own, so each gets a session of its own here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import rpc

from pulumi_microsoft_seats import assignment, plugin_session
from pulumi_microsoft_seats.check import check
from pulumi_microsoft_seats.declaration import declaration_from
from pulumi_microsoft_seats.domain.errors import (
    CapacityExceeded,
    InputError,
    InventoryNotFound,
    ReclaimRefused,
    ServiceUnavailable,
)
from pulumi_microsoft_seats.domain.figures import SeatFigures, figures_in
from pulumi_microsoft_seats.domain.model import (
    BulkResult,
    FailedSeat,
    InventoryEntry,
    ProductKey,
    Seat,
)
from pulumi_microsoft_seats.plugin_session import PluginSession
from pulumi_microsoft_seats.provider import SeatAssignmentProvider
from pulumi_microsoft_seats.reconcile.capacity import Capacities
from pulumi_microsoft_seats.reconcile.snapshot import Snapshots
from pulumi_microsoft_seats.settings import load_settings

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
URN = "urn:pulumi:dev::office::pulumi-python:dynamic/microsoft-seats:SeatAssignment::office"
ADA, BOB, CY, ZOE = (f"{name}@contoso.com" for name in ("ada", "bob", "cy", "zoe"))

Properties = dict[str, Any]
Declare = Callable[..., Properties]

_unknowns = pytest.mark.parametrize(
    "unknown", [pytest.param(UNKNOWN, id="object"), pytest.param(rpc.UNKNOWN, id="text")]
)
"""How an unknown value reaches a provider: from this SDK, and from older ones."""


@dataclass
class World:
    """The service: seats with the day they were given, and users it refuses to serve."""

    executor: Executor
    held: dict[str, str | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    bought: int = 100
    there: bool = True
    day: int = 1
    calls: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    batch_size: int = 25

    def give(self, *users: str) -> None:
        """Somebody gives users a seat, on a day of its own."""
        self.day += 1
        for user in users:
            self.held[user] = f"2026-11-{self.day:02}T12:00:00Z"

    def give_undated(self, *users: str) -> None:
        """Somebody gives users a seat, and the service does not say when."""
        self.held |= dict.fromkeys(users)

    def take(self, *users: str) -> None:
        """Somebody takes the seats of users."""
        for user in users:
            del self.held[user]

    def phase(self, *approved: str) -> PluginSession:
        """A plugin process that knows nothing yet."""
        config = {
            "microsoft-seats:tenantId": "a-tenant",
            "microsoft-seats:clientId": "a-client",
            "microsoft-seats:clientSecret": "a-secret",
            "microsoft-seats:approve": ",".join(approved),
        }
        settings = load_settings(config.get, {})
        return PluginSession(settings, self, Snapshots(self), Capacities(self), self.executor)

    def inventory(self) -> list[InventoryEntry]:
        """One restricted product."""
        entry = InventoryEntry(
            product=OFFICE,
            capacity=self.bought,
            available=self.bought - len(self.held),
            license_type="online",
            distribution_policy="restricted",
            status="active",
        )
        return [entry]

    def holders(self, product: ProductKey) -> list[Seat]:
        """Everybody who holds a seat."""
        if not self.there:
            raise InventoryNotFound("The product is not there.")
        return [Seat(product, user, assigned_at=given) for user, given in self.held.items()]

    def holder(self, product: ProductKey, user: str) -> Seat | None:
        """One user's seat."""
        return Seat(product, user, assigned_at=self.held[user]) if user in self.held else None

    def assign(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Give all but the refused users a seat."""
        self.calls.append(("assign", tuple(users)))
        served = [user for user in users if user not in self.refused]
        self.give(*served)
        seats = tuple(Seat(product, user, assigned_at=self.held[user]) for user in served)
        return BulkResult(seats, self._failed(users))

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take the seats of all but the refused users."""
        self.calls.append(("reclaim", tuple(users)))
        served = [user for user in users if user not in self.refused]
        self.take(*served)
        seats = tuple(Seat(product, user, active=False) for user in served)
        return BulkResult(seats, self._failed(users))

    def _failed(self, users: Sequence[str]) -> tuple[FailedSeat, ...]:
        return tuple(FailedSeat(user, self.refused[user]) for user in users if user in self.refused)


@dataclass
class Stack:
    """One resource's state, and the engine's order of calls on it."""

    world: World
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)

    def preview(self, news: Properties, *approved: str) -> Properties:
        """What `check` adds to the inputs."""
        session = self.world.phase(*approved)
        return check(session, self.inputs, declaration_from(news))

    def up(self, news: Properties, *approved: str) -> bool:
        """Check, then create or update where there is anything to do; tells whether there was."""
        session = self.world.phase(*approved)
        inputs = news | check(session, self.inputs, declaration_from(news))
        creating = not self.outputs
        if not creating and not assignment.is_out_of_date(session, self.outputs, inputs):
            self.inputs = inputs
            return False
        self.outputs = assignment.apply(session, inputs, creating=creating)
        self.inputs = inputs
        return True

    def refresh(self) -> None:
        """State as the service has it."""
        self.outputs, self.inputs = assignment.read(self.world.phase(), self.outputs)


@pytest.fixture
def world() -> Iterator[World]:
    """A product whose seats nobody holds."""
    with ThreadPoolExecutor(2) as executor:
        yield World(executor)


@pytest.fixture
def stack(world: World) -> Stack:
    """A stack that has not been run yet."""
    return Stack(world)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines that appear on the resource's row."""
    lines: list[str] = []

    def listen(message: str, *, urn: str, severity: str = "info") -> None:
        assert urn.startswith(URN)
        lines.append(f"{severity}: {message}")

    monkeypatch.setattr(assignment, "say", listen)
    monkeypatch.setattr("pulumi_microsoft_seats.check.say", listen)
    return lines


def _exclusive(*users: str, limit: float = 1.0) -> Properties:
    return {
        "product_id": "9NBLGGH4R2R6",
        "sku_id": "0016",
        "seats": "".join(f"{user}\n" for user in sorted(users)),
        "ownership": "exclusive",
        "reclaim_limit": limit,
        "__urn": URN,
    }


def _shared(*users: str) -> Properties:
    return {**_exclusive(*users), "ownership": "shared"}


def _named(said: Iterable[str]) -> set[str]:
    """The users that lines speak of."""
    return {user for user in (ADA, BOB, CY, ZOE) if any(user in line for line in said)}


def _fail_to_reclaim_bob(stack: Stack, *, declared_already: bool = False) -> None:
    """A shared assignment drops Bob, and the service refuses once to take his seat."""
    if not declared_already:
        stack.up(_shared(ADA, BOB))
    stack.world.refused = {BOB: "Locked"}
    stack.up(_shared(ADA))
    assert stack.outputs["failures"] == {BOB: "Locked"}
    stack.world.refused = {}
    stack.world.calls.clear()


class TestCheck:
    """What a preview finds out."""

    def test_a_plan_has_a_digest_only_when_something_will_happen(self, stack: Stack) -> None:
        """Twelve characters, which a saved plan compares."""
        added = stack.preview(_exclusive(ADA))
        assert added.keys() == {"plan"}
        assert len(added["plan"]) == 12
        stack.world.give(ADA)
        assert stack.preview(_exclusive(ADA)) == {}

    def test_the_digest_moves_with_the_live_seats(self, stack: Stack) -> None:
        """So that what was reviewed is what is applied."""
        stack.world.give(ADA)
        reviewed = stack.preview(_exclusive(ADA, BOB))
        assert stack.preview(_exclusive(ADA, BOB)) == reviewed
        stack.world.take(ADA)
        assert stack.preview(_exclusive(ADA, BOB)) != reviewed

    @_unknowns
    @pytest.mark.parametrize("name", ["product_id", "sku_id", "seats", "ownership"])
    def test_what_is_not_known_yet_has_no_plan(
        self, stack: Stack, name: str, unknown: object
    ) -> None:
        """And refuses nothing, although nobody is declared so far."""
        stack.world.give(ADA, BOB, CY)
        assert stack.preview({**_exclusive(limit=0), name: unknown}) == {}

    @_unknowns
    def test_a_limit_that_is_not_known_yet_limits_nothing(
        self, stack: Stack, unknown: object
    ) -> None:
        """There is a plan all the same; the update judges it."""
        stack.up(_exclusive(ADA, BOB, CY))
        news = {**_exclusive(), "reclaim_limit": unknown}
        assert stack.preview(news) == stack.preview(_exclusive(limit=1.0))

    @_unknowns
    def test_taking_over_needs_an_approval_while_the_limit_is_not_known(
        self, stack: Stack, unknown: object
    ) -> None:
        """No limit would allow it."""
        stack.world.give(ZOE)
        with pytest.raises(ReclaimRefused, match="Taking over"):
            stack.preview({**_exclusive(ADA), "reclaim_limit": unknown})

    def test_a_product_that_is_not_there_is_found_out_before_its_users_are_known(
        self, stack: Stack
    ) -> None:
        """The service is asked as soon as there is something to ask."""
        stack.world.there = False
        with pytest.raises(InventoryNotFound):
            stack.preview({**_exclusive(), "seats": rpc.UNKNOWN})

    def test_too_few_seats_are_found_out_before_anything_changes(self, stack: Stack) -> None:
        """Exactly enough are enough."""
        stack.world.bought = 1
        assert stack.preview(_exclusive(ADA))
        with pytest.raises(CapacityExceeded):
            stack.preview(_exclusive(ADA, BOB))
        assert stack.world.calls == []

    def test_seats_that_are_reclaimed_first_are_free_for_the_assigns(self, stack: Stack) -> None:
        """So an exchange needs no seat more."""
        stack.world.bought = 2
        stack.up(_exclusive(ADA, BOB))
        assert stack.up(_exclusive(CY, ZOE))
        assert stack.world.held.keys() == {CY, ZOE}

    def test_two_resources_do_not_count_on_the_same_free_seats(self, world: World) -> None:
        """What the one will take is not free for the other; what it set aside itself is."""
        world.bought = 3
        session = world.phase()
        first, second = _shared(ADA, BOB), {**_shared(CY, ZOE), "__urn": f"{URN}-2"}
        assert check(session, {}, declaration_from(first))
        assert check(session, {}, declaration_from(first))
        with pytest.raises(CapacityExceeded, match="1 seat short"):
            check(session, {}, declaration_from(second))

    def test_seats_that_an_update_took_are_not_free_for_the_next_check(self, world: World) -> None:
        """Whom it could not serve took none."""
        world.bought = 3
        world.refused = {BOB: "User not found"}
        session = world.phase()
        first, second = _shared(ADA, BOB), {**_shared(CY, ZOE), "__urn": f"{URN}-2"}
        inputs = first | check(session, {}, declaration_from(first))
        assignment.apply(session, inputs, creating=True)
        assert check(session, {}, declaration_from(second))
        third = {**_shared("eve@contoso.com"), "__urn": f"{URN}-3"}
        with pytest.raises(CapacityExceeded):
            check(session, {}, declaration_from(third))

    def test_taking_over_seats_of_others_needs_an_approval(self, stack: Stack) -> None:
        """Of exactly this plan; adding somebody to it makes it another one."""
        stack.world.give(ZOE)
        with pytest.raises(ReclaimRefused) as refused:
            stack.preview(_exclusive(ADA))
        digest = str(refused.value).split()[-1]
        assert stack.preview(_exclusive(ADA), digest) == {"plan": digest}
        with pytest.raises(ReclaimRefused):
            stack.preview(_exclusive(ADA, BOB), digest)

    def test_taking_over_seats_of_declared_users_needs_none(self, stack: Stack) -> None:
        """Nobody loses anything."""
        stack.world.give(ADA)
        assert stack.up(_exclusive(ADA, BOB, limit=0))
        assert stack.world.calls == [("assign", (BOB,))]

    def test_who_loses_a_seat_when_a_product_is_taken_over_is_shown(
        self, stack: Stack, said: list[str]
    ) -> None:
        """Even though it is refused: whoever has to approve it needs to see it."""
        stack.world.give(ZOE, BOB)
        with pytest.raises(ReclaimRefused):
            stack.preview(_exclusive(ADA))
        assert _named(said) == {BOB, ZOE}

    def test_a_shared_assignment_may_start_beside_others(self, stack: Stack) -> None:
        """It takes nothing, so it needs no approval."""
        stack.world.give(ZOE)
        assert stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA, ZOE}

    def test_becoming_exclusive_is_taking_over(self, stack: Stack) -> None:
        """A single seat of somebody else needs an approval then, whatever the limit."""
        stack.up(_shared(ADA))
        stack.world.give(ZOE)
        with pytest.raises(ReclaimRefused, match="Taking over"):
            stack.preview(_exclusive(ADA, limit=1.0))

    def test_reclaims_that_no_diff_shows_are_told(self, stack: Stack, said: list[str]) -> None:
        """Zoe never stood in the program: the engine's diff has no line for her. Bob's it has."""
        stack.up(_exclusive(ADA, BOB))
        stack.world.give(ZOE, CY)
        said.clear()
        stack.preview(_exclusive(ADA))
        assert _named(said) == {CY, ZOE}

    def test_the_figures_are_told_even_of_a_plan_that_is_refused(
        self, stack: Stack, said: list[str]
    ) -> None:
        """Whoever buys seats needs to know how many; free is less what others will take."""
        stack.world.bought = 3
        stack.world.give(ZOE)
        session = stack.world.phase()
        other = {**_shared(BOB), "__urn": URN}
        check(session, {}, declaration_from(other))
        said.clear()
        with pytest.raises(CapacityExceeded):
            check(session, {}, declaration_from({**_shared(ADA, CY), "__urn": f"{URN}-2"}))
        [figures] = filter(None, map(figures_in, said))
        assert figures == SeatFigures(held=1, then_held=3, free=1, then_free=-1, capacity=3)

    def test_an_update_may_reclaim_up_to_its_limit(self, stack: Stack) -> None:
        """Two of four is no more than a half."""
        stack.up(_exclusive(ADA, BOB, CY, ZOE))
        assert stack.preview(_exclusive(ADA, BOB, limit=0.5))
        with pytest.raises(ReclaimRefused):
            stack.preview(_exclusive(ADA, BOB, limit=0.49))

    def test_another_product_is_taken_over_like_a_first_one(self, stack: Stack) -> None:
        """What was declared of the old product says nothing about the new one."""
        stack.up(_exclusive(ADA))
        with pytest.raises(ReclaimRefused, match="Taking over"):
            stack.preview({**_exclusive(BOB), "sku_id": "0010"})

    def test_users_declared_of_another_product_lose_no_seat_of_this_one(self, stack: Stack) -> None:
        """Bob's seat of the new product was given by somebody else."""
        stack.up(_shared(ADA, BOB))
        assert stack.preview({**_shared(ADA), "sku_id": "0010"}) == {}

    def test_only_a_shared_assignments_reclaims_are_handed_on(self, stack: Stack) -> None:
        """Each with the date of the seat, in an input that is never displayed."""
        stack.up(_shared(ADA, BOB))
        added = stack.preview(_shared(ADA))
        assert added.keys() == {"plan", "__reclaiming"}
        assert added["__reclaiming"] == f"{BOB}\t{stack.world.held[BOB]}\n"


class TestUpdate:
    """What an update does, and what it records."""

    def test_an_exclusive_assignment_ends_with_exactly_its_users(self, stack: Stack) -> None:
        """Reclaims first; the outputs are the seats as they are."""
        stack.up(_exclusive(ADA, BOB))
        stack.world.calls.clear()
        assert stack.up(_exclusive(BOB, CY))
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

    @pytest.mark.parametrize("declare", [_exclusive, _shared])
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
        stack.up(_exclusive(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        said.clear()
        assert stack.up(_exclusive(ADA, BOB))
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
        stack.up(_shared(ADA, BOB))
        stack.world.give(CY)
        assert stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA, ZOE, CY}
        assert (stack.outputs["seats"], stack.outputs["assigned_count"]) == (f"{ADA}\n", 1)
        assert _named(said) == set()
        assert figures_in(said[-1]) == SeatFigures(4, 3, free=96, then_free=97, capacity=100)

    def test_a_changed_limit_is_recorded_although_no_seat_changes(self, stack: Stack) -> None:
        """Without a call to change anything."""
        stack.up(_exclusive(ADA, limit=1.0))
        stack.world.calls.clear()
        assert stack.up(_exclusive(ADA, limit=0.5))
        assert stack.outputs["reclaim_limit"] == 0.5
        assert stack.world.calls == []

    def test_a_seat_that_somebody_else_gave_to_a_newly_declared_user_is_recorded(
        self, stack: Stack
    ) -> None:
        """There is nothing to do at the service, but state does not know it yet."""
        stack.up(_exclusive(ADA))
        stack.world.give(BOB)
        stack.world.calls.clear()
        assert stack.up(_exclusive(ADA, BOB))
        assert (stack.world.calls, stack.outputs["assigned_count"]) == ([], 2)
        assert not stack.up(_exclusive(ADA, BOB))

    def test_users_who_were_not_served_are_recorded_and_tried_again(self, stack: Stack) -> None:
        """Only they, and the record is gone once they are served."""
        stack.world.refused = {BOB: "User not found"}
        assert stack.up(_exclusive(ADA, BOB))
        assert stack.outputs["seats"] == f"{ADA}\n"
        assert stack.outputs["failures"] == {BOB: "User not found"}
        stack.world.refused = {}
        assert stack.up(_exclusive(ADA, BOB))
        assert stack.world.calls[-1] == ("assign", (BOB,))
        assert (stack.outputs["failures"], stack.outputs["assigned_count"]) == ({}, 2)
        assert not stack.up(_exclusive(ADA, BOB))

    def test_a_failure_is_forgotten_when_its_user_is_no_longer_declared(self, stack: Stack) -> None:
        """The next run has something to do, in state alone."""
        stack.world.refused = {BOB: "User not found"}
        stack.up(_exclusive(ADA, BOB))
        stack.world.calls.clear()
        assert stack.up(_exclusive(ADA))
        assert (stack.world.calls, stack.outputs["failures"]) == ([], {})

    def test_a_failed_reclaim_of_a_shared_assignment_is_tried_again(self, stack: Stack) -> None:
        """Although its user is declared neither now nor in the inputs of the last update."""
        stack.up(_shared(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        stack.up(_shared(ADA))
        assert stack.outputs["failures"] == {BOB: "Locked"}
        assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n", "still held, still answered for"
        stack.up(_shared(ADA))
        stack.world.refused = {}
        assert stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA}
        assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
        assert not stack.up(_shared(ADA))

    def test_a_failed_reclaim_is_tried_again_after_a_refresh_too(self, stack: Stack) -> None:
        """A refresh rewrites the inputs that remembered it."""
        stack.up(_shared(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        stack.up(_shared(ADA))
        stack.refresh()
        stack.world.refused = {}
        assert stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA}

    def test_a_seat_that_somebody_else_gave_since_is_not_taken(self, stack: Stack) -> None:
        """It has another date than the one whose reclaim failed."""
        stack.up(_shared(ADA, BOB))
        stack.world.refused = {BOB: "Locked"}
        stack.up(_shared(ADA))
        stack.world.refused = {}
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.world.calls.clear()
        assert stack.up(_shared(ADA))
        assert stack.world.calls == []
        assert stack.world.held.keys() == {ADA, BOB}
        assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")

    def test_a_seat_that_somebody_else_gave_before_a_refresh_is_not_taken(
        self, stack: Stack
    ) -> None:
        """The refresh finds that it is no longer this resource's."""
        _fail_to_reclaim_bob(stack)
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.refresh()
        assert stack.outputs["seats"] == stack.inputs["seats"] == f"{ADA}\n"
        stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}
        assert not stack.up(_shared(ADA))

    def test_a_seat_that_somebody_else_gave_after_a_refresh_is_not_taken(
        self, stack: Stack
    ) -> None:
        """The date has to outlive the refresh."""
        _fail_to_reclaim_bob(stack)
        stack.refresh()
        stack.world.take(BOB)
        stack.world.give(BOB)
        stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}

    def test_a_failed_reclaim_is_forgotten_when_its_user_is_declared_again(
        self, stack: Stack
    ) -> None:
        """Bob keeps his seat, and is reclaimed later like anybody else."""
        _fail_to_reclaim_bob(stack)
        assert stack.up(_shared(ADA, BOB))
        assert "__reclaiming" not in stack.inputs | stack.outputs
        assert not stack.up(_shared(ADA, BOB))
        assert stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_failed_reclaim_of_a_seat_without_a_date_is_not_tried_again(
        self, stack: Stack, *, refreshed: bool
    ) -> None:
        """Nobody can say whether it is still the same seat, so it is left alone."""
        stack.world.give_undated(BOB)
        stack.up(_shared(ADA, BOB))
        _fail_to_reclaim_bob(stack, declared_already=True)
        if refreshed:
            stack.refresh()
        stack.up(_shared(ADA))
        assert stack.world.held.keys() == {ADA, BOB}
        assert (stack.outputs["failures"], stack.outputs["seats"]) == ({}, f"{ADA}\n")
        assert not stack.up(_shared(ADA))

    def test_a_refused_declaration_is_not_carried_out(self, stack: Stack) -> None:
        """What `check` had against it is the error."""
        refused = {**_exclusive(ADA), "__refusal": "Too few seats."}
        with pytest.raises(InputError, match=r"^Too few seats[.]$"):
            assignment.apply(stack.world.phase(), refused)
        assert stack.world.calls == []

    @_unknowns
    @pytest.mark.parametrize("name", ["product_id", "sku_id", "seats", "ownership"])
    def test_an_unknown_value_is_out_of_date_and_never_carried_out(
        self, stack: Stack, name: str, unknown: object
    ) -> None:
        """An unknown roster is not an empty one, and an unknown ownership not exclusive."""
        stack.up(_exclusive(ADA))
        news = {**_exclusive(), name: unknown}
        assert assignment.is_out_of_date(stack.world.phase(), stack.outputs, news)
        with pytest.raises(InputError, match="not known; report this as a bug"):
            assignment.apply(stack.world.phase(), news)
        assert stack.world.held.keys() == {ADA}


class TestCapitals:
    """The same product, spelled otherwise than before."""

    @pytest.mark.parametrize("declare", [_exclusive, _shared])
    def test_other_capitals_change_nothing_but_state(self, stack: Stack, declare: Declare) -> None:
        """Nobody gains or loses a seat, and nothing needs an approval."""
        stack.up(declare(ADA, BOB))
        held, stack.world.calls = dict(stack.world.held), []
        news = {**declare(ADA, BOB), "product_id": "9nblggh4r2r6"}
        assert stack.preview(news) == {}
        assert stack.up(news)
        assert (stack.world.calls, stack.world.held) == ([], held)
        assert stack.outputs["product_id"] == "9nblggh4r2r6"
        assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"
        assert not stack.up(news)

    @pytest.mark.parametrize("declare", [_exclusive, _shared])
    def test_a_user_dropped_at_the_same_time_is_reclaimed(
        self, stack: Stack, declare: Declare
    ) -> None:
        """Whom the resource declared before is not forgotten."""
        stack.up(declare(ADA, BOB))
        stack.up({**declare(ADA), "product_id": "9nblggh4r2r6"})
        assert stack.world.held.keys() == {ADA}

    def test_other_capitals_replace_no_resource(
        self, stack: Stack, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A replacement would reclaim what it has just assigned; another SKU does replace."""
        monkeypatch.setattr(plugin_session, "session", stack.world.phase)
        stack.up(_exclusive(ADA))
        provider = SeatAssignmentProvider()
        for spelled in ("9nblggh4r2r6", " 9NBLGGH4R2R6 "):
            news = {**_exclusive(ADA), "product_id": spelled}
            same = provider.diff("id", stack.outputs, news)
            assert (same.changes, same.replaces) == (True, [])
        unchanged = provider.diff("id", stack.outputs, _exclusive(ADA))
        assert (unchanged.changes, unchanged.replaces) == (False, [])
        other = provider.diff("id", stack.outputs, {**_exclusive(ADA), "sku_id": "0010"})
        assert (other.changes, other.replaces) == (True, ["sku_id"])


class TestCreate:
    """The first update of a resource."""

    def test_a_creation_of_which_nothing_worked_is_none(self, stack: Stack) -> None:
        """It raises, so that a replacement does not delete the resource it was to replace."""
        stack.world.refused = {ADA: "User not found", BOB: "Locked"}
        with pytest.raises(ServiceUnavailable) as failed:
            stack.up(_exclusive(ADA, BOB))
        assert str(failed.value) == (
            f"{OFFICE}: 2 users were not served: User not found ({ADA}); Locked ({BOB}); correct "
            "the cause and run again, which retries only what is missing."
        )

    def test_a_creation_of_which_half_worked_is_recorded(self, stack: Stack) -> None:
        """Raising would lose it: nothing would be in state, though a seat was taken."""
        stack.world.refused = {ADA: "User not found"}
        assert stack.up(_exclusive(ADA, BOB))
        assert stack.outputs["seats"] == f"{BOB}\n"

    def test_a_creation_with_nothing_to_do_is_recorded(self, stack: Stack) -> None:
        """All seats were there already."""
        stack.world.give(ADA)
        assert stack.up(_exclusive(ADA))
        assert stack.outputs["seats"] == f"{ADA}\n"

    def test_an_update_of_which_nothing_worked_is_recorded(self, stack: Stack) -> None:
        """The resource exists, whatever happens to it."""
        stack.up(_exclusive(ADA))
        stack.world.refused = {BOB: "User not found"}
        assert stack.up(_exclusive(ADA, BOB))
        assert stack.outputs["failures"] == {BOB: "User not found"}


class TestRead:
    """What a refresh, or `SeatAssignment.get`, finds."""

    def test_an_exclusive_assignment_reads_every_seat_as_outputs_and_inputs(
        self, stack: Stack, said: list[str]
    ) -> None:
        """So that drift shows as a line diff, and is told."""
        stack.up(_exclusive(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        said.clear()
        stack.refresh()
        assert stack.outputs == {
            "product_id": "9NBLGGH4R2R6",
            "sku_id": "0016",
            "ownership": "exclusive",
            "reclaim_limit": 1.0,
            "__urn": URN,
            "seats": f"{ADA}\n{ZOE}\n",
            "assigned_count": 2,
            "failures": {},
            "__strangers": f"{ZOE}\n",
        }
        assert stack.inputs == {
            name: value
            for name, value in stack.outputs.items()
            if name not in {"assigned_count", "failures"}
        }
        assert said == [
            f"warning: {OFFICE}: outside this program, 1 user lost a seat: {BOB}",
            f"warning: {OFFICE}: outside this program, 1 user gained a seat: {ZOE}",
        ]

    def test_a_shared_assignment_reads_only_its_own_seats(self, stack: Stack) -> None:
        """Those in state that are still held."""
        stack.up(_shared(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        stack.refresh()
        assert (stack.outputs["seats"], stack.outputs["assigned_count"]) == (f"{ADA}\n", 1)
        assert stack.inputs["seats"] == f"{ADA}\n"

    def test_reading_without_owning_finds_every_seat(self, world: World) -> None:
        """Only product and SKU are given then."""
        world.give(ZOE, ADA)
        properties = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seats": None}
        outputs, inputs = assignment.read(world.phase(), properties)
        assert (outputs["seats"], outputs["assigned_count"]) == (f"{ADA}\n{ZOE}\n", 2)
        assert inputs["seats"] == f"{ADA}\n{ZOE}\n"
        assert world.calls == []

    def test_failures_outlive_a_refresh(self, stack: Stack) -> None:
        """What they are about has not been tried again."""
        stack.world.refused = {BOB: "User not found"}
        stack.up(_exclusive(ADA, BOB))
        stack.refresh()
        assert stack.outputs["failures"] == {BOB: "User not found"}

    def test_a_product_that_is_gone_cannot_be_read(self, stack: Stack) -> None:
        """Which the engine is told as a resource that is gone."""
        stack.up(_exclusive(ADA))
        stack.world.there = False
        with pytest.raises(InventoryNotFound):
            stack.refresh()

    def test_a_state_without_a_product_says_what_to_do(self, world: World) -> None:
        """Nothing can be read of it."""
        with pytest.raises(InputError, match="remove the resource"):
            assignment.read(world.phase(), {"seats": ""})


class TestDelete:
    """What is taken when a resource goes."""

    @pytest.mark.parametrize("declare", [_exclusive, _shared])
    def test_only_seats_that_state_and_service_both_know_are_taken(
        self,
        stack: Stack,
        declare: Declare,
    ) -> None:
        """Neither one given since by somebody else, nor one that is gone already."""
        stack.up(declare(ADA, BOB))
        stack.world.take(BOB)
        stack.world.give(ZOE)
        stack.world.calls.clear()
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls == [("reclaim", (ADA,))]
        assert stack.world.held.keys() == {ZOE}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_seat_that_somebody_else_gave_since_a_failed_reclaim_is_not_taken(
        self, stack: Stack, *, refreshed: bool
    ) -> None:
        """Bob's seat is no longer the one this resource was to take."""
        _fail_to_reclaim_bob(stack)
        if refreshed:
            stack.refresh()
        stack.world.take(BOB)
        stack.world.give(BOB)
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.held.keys() == {BOB}

    @pytest.mark.parametrize("refreshed", [False, True])
    def test_a_seat_whose_reclaim_failed_is_taken(self, stack: Stack, *, refreshed: bool) -> None:
        """It is still the very seat."""
        _fail_to_reclaim_bob(stack)
        if refreshed:
            stack.refresh()
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.held == {}

    def test_a_product_that_is_gone_needs_no_delete(self, stack: Stack) -> None:
        """Its seats went with it."""
        stack.up(_exclusive(ADA))
        stack.world.there = False
        stack.world.calls.clear()
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls == []

    def test_a_resource_that_holds_nothing_is_deleted_without_asking(self, world: World) -> None:
        """The service may be gone for good."""
        world.there = False
        assignment.delete(world.phase(), _exclusive())
        assignment.delete(world.phase(), {})
        assert world.calls == []

    def test_seats_that_are_left_fail_the_delete(self, stack: Stack) -> None:
        """The state keeps the resource; the next run takes only what is left."""
        stack.up(_exclusive(ADA, BOB))
        stack.world.refused = {BOB: "Locked."}
        with pytest.raises(ServiceUnavailable) as failed:
            assignment.delete(stack.world.phase(), stack.outputs)
        assert str(failed.value) == (
            f"{OFFICE}: 1 user was not served: Locked ({BOB}); correct the cause and run again, "
            "which retries only what is missing."
        )
        stack.world.refused = {}
        assignment.delete(stack.world.phase(), stack.outputs)
        assert stack.world.calls[-1] == ("reclaim", (BOB,))
        assert stack.world.held == {}

"""A resource's properties, as the engine hands them over, to values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pulumi_microsoft_seats.domain.approval import Refusal
from pulumi_microsoft_seats.domain.model import Seat
from pulumi_microsoft_seats.plugin import properties
from pulumi_microsoft_seats.plugin.kinds import SEAT_ASSIGNMENT
from pulumi_microsoft_seats.plugin.properties import (
    SeatProperties,
    is_known,
    parse,
    product_in,
    refusal_in,
    users_in,
)
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from tests.plugin.world import ADA, BOB, CY, OFFICE, ZOE, unknowns

MONDAY, TODAY = "2017-04-24T09:30:00Z", "2026-11-22T12:00:00Z"

FULL: dict[str, Any] = {
    "product_id": "9NBLGGH4R2R6",
    "sku_id": "0016",
    "seats": "ada@contoso.com\ngrace@contoso.com\n",
    "ownership": "shared",
    "reclaim_limit": 0.5,
    "__urn": "urn:pulumi:dev::office::t::office",
}
HIDDEN: dict[str, Any] = {
    "plan": "0123456789abcdef0123456789abcdef",
    "failures": {BOB: "Locked"},
    "__refusal": {"sentence": "Too few seats.", "approval": ""},
    "__reclaiming": {BOB: MONDAY},
    "__unmanaged": f"{ZOE}\n",
    "__secret": True,
}


def test_the_property_names_are_a_promise_to_every_stack() -> None:
    """They stand in its state; a release that renames one breaks it."""
    names = {
        name: value
        for name, value in vars(properties).items()
        if name.isupper() and isinstance(value, str)
    }
    assert names == {
        "SEATS": "seats",
        "OWNERSHIP": "ownership",
        "RECLAIM_LIMIT": "reclaim_limit",
        "PLAN": "plan",
        "ASSIGNED_COUNT": "assigned_count",
        "FAILURES": "failures",
        "URN": "__urn",
        "ALSO": "__also",
        "SECRET": "__secret",
        "GAINS": "__gains",
        "LOSSES": "__losses",
        "REPLACED": "__replaced",
        "RECLAIMING": "__reclaiming",
        "UNMANAGED": "__unmanaged",
        "IDS": "__ids",
        "INHERITED": "inherited",
        "REFUSAL": "__refusal",
        "TOLD": "__told",
        "_UNMANAGED_BEFORE": "__strangers",
    }
    assert SEAT_ASSIGNMENT.names == ("product_id", "sku_id")


def test_what_a_program_declares_is_read_from_the_engines_properties() -> None:
    """Users folded as they are; the rest as nothing."""
    assert parse(FULL) == SeatProperties(
        product=OFFICE,
        users=frozenset({"ada@contoso.com", "grace@contoso.com"}),
        ownership="shared",
        reclaim_limit=0.5,
        urn="urn:pulumi:dev::office::t::office",
        values=FULL,
    )


def test_what_check_and_state_add_is_read_as_well() -> None:
    """All of it in one value."""
    assert parse(HIDDEN) == SeatProperties(
        plan="0123456789abcdef0123456789abcdef",
        refusal=Refusal("Too few seats."),
        failures={BOB: "Locked"},
        unmanaged=frozenset({ZOE}),
        reclaiming={BOB: MONDAY},
        is_secret=True,
        values=HIDDEN,
    )


def test_nothing_is_read_as_nothing() -> None:
    """A new resource has no old side, and no default is guessed."""
    assert parse({}) == SeatProperties()


@unknowns
@pytest.mark.parametrize("name", [name for name in FULL | HIDDEN if name != "failures"])
def test_a_value_that_is_not_known_is_read_as_if_it_were_not_there(
    name: str, unknown: object
) -> None:
    """It is nobody's name, no ownership and no limit, and an unknown roster is not an empty one."""
    known = {key: value for key, value in (FULL | HIDDEN).items() if key != name}
    unread = parse(known | {name: unknown})
    assert replace(unread, values={}) == replace(parse(known), values={})


def test_a_resource_is_named_as_in_its_program() -> None:
    """The last part of its URN."""
    assert parse(FULL).name == "office"
    assert parse({}).name == ""


@unknowns
def test_a_value_is_known_or_not(unknown: object) -> None:
    """Nothing, an empty text and other objects are known."""
    assert not is_known(unknown)
    assert all(is_known(value) for value in (None, "", 0, "unknown", [], object()))


@pytest.mark.parametrize("value", [None, "", "  ", 16])
@pytest.mark.parametrize("name", ["product_id", "sku_id"])
def test_half_a_product_is_none(name: str, value: object) -> None:
    """What is no text with something in it is no id."""
    assert product_in({**FULL, name: value}, SEAT_ASSIGNMENT) is None


@unknowns
def test_users_that_are_not_known_are_not_nobody(unknown: object) -> None:
    """An unknown roster must never read as an empty one, which would take every seat."""
    assert users_in({"seats": unknown}) is None
    assert users_in({"seats": None}) is None
    assert users_in({}) is None
    assert users_in({"seats": ""}) == frozenset()


def test_spaces_around_a_products_ids_do_not_matter() -> None:
    """They come with ids that are pasted."""
    assert (
        product_in({"product_id": " 9NBLGGH4R2R6 ", "sku_id": "0016\n"}, SEAT_ASSIGNMENT) == OFFICE
    )


def test_failures_are_read_as_none_where_there_are_none() -> None:
    """An older state, a null and an empty map alike."""
    assert parse({"failures": None}).failures == parse({"failures": {}}).failures == {}


def test_a_refusal_is_a_sentence_with_what_approves_it_or_nothing() -> None:
    """Nothing means that `check` had no objection."""
    assert refusal_in({}) is refusal_in({"__refusal": None}) is None
    said = {"sentence": "Taking over.", "approval": "0123456789abcdef0123456789abcdef"}
    assert refusal_in({"__refusal": said}) == Refusal(**said)


class TestStateOfBefore:
    """What version 0.1.0 wrote is still read."""

    def test_pending_reclaims_were_lines_with_tabs(self) -> None:
        """A user and a date each; the service had not said every date."""
        before = {"__reclaiming": f"{ADA}\t{MONDAY}\n{CY}\t\n"}
        assert parse(before).reclaiming == {ADA: MONDAY, CY: ""}

    @pytest.mark.parametrize("value", ["", "no line of ours", None, 7, ["ada@contoso.com"]])
    def test_what_is_no_list_of_reclaims_is_none(self, value: object) -> None:
        """An older state has none, a secret roster an empty text."""
        assert parse({"__reclaiming": value}).reclaiming == {}

    def test_whom_a_refresh_found_were_strangers(self) -> None:
        """Today's name wins where both are."""
        before = {"__strangers": f"{BOB}\n{ZOE}\n"}
        assert parse(before).unmanaged == {BOB, ZOE}
        assert parse(before | {"__unmanaged": f"{ZOE}\n"}).unmanaged == {ZOE}


def _snapshot(**dates: str | None) -> Snapshot:
    """Who holds a seat, and since when; the service has capitals of its own."""
    seats = (
        Seat(OFFICE, f"{name.title()}@Contoso.com", assigned_at=date)
        for name, date in dates.items()
    )
    return Snapshot(seats)


class TestOwnSeats:
    """Whose seat is a resource's own, of all that are held."""

    STATE = parse(
        {
            "seats": f"{ADA}\n{ZOE}\n",
            "__reclaiming": {BOB: MONDAY, CY: ""},
            "__unmanaged": f"{ZOE}\n",
        }
    )

    def test_it_is_its_users_and_those_whose_reclaim_is_pending(self) -> None:
        """As long as they hold that very seat; Zoe's was found by a refresh."""
        assert self.STATE.named == {ADA, BOB, CY, ZOE}
        held = _snapshot(ada=TODAY, bob=MONDAY, zoe=MONDAY, eve=MONDAY)
        assert self.STATE.own(held) == {ADA, BOB}
        assert self.STATE.reassigned(held) == frozenset()

    def test_a_seat_that_is_gone_is_nobodys(self) -> None:
        """Whoever took it."""
        assert self.STATE.own(_snapshot(zoe=MONDAY)) == frozenset()

    @pytest.mark.parametrize("date", [TODAY, None])
    def test_a_seat_with_another_date_was_given_by_somebody_else(self, date: str | None) -> None:
        """And so was one that no longer has any."""
        held = _snapshot(bob=date)
        assert self.STATE.own(held) == frozenset()
        assert self.STATE.reassigned(held) == {BOB}

    @pytest.mark.parametrize("date", [TODAY, None])
    def test_a_seat_that_had_no_date_may_have_been_given_by_somebody_else(
        self, date: str | None
    ) -> None:
        """Nobody can tell, so it is left alone."""
        assert self.STATE.own(_snapshot(cy=date)) == frozenset()

    def test_a_date_with_a_line_break_plants_nobody(self) -> None:
        """Whatever a service writes as a date stays one."""
        forged = f"{MONDAY}\n{ZOE}\t{MONDAY}"
        state = parse({"seats": "", "__reclaiming": {BOB: forged}})
        assert state.named == {BOB}
        assert state.own(_snapshot(bob=forged, zoe=MONDAY)) == {BOB}

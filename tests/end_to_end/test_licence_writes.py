"""Writing licences: whatever a batch is answered, each user ends as what is true."""

from __future__ import annotations

from collections import Counter

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start
from tests.end_to_end.licences import licence, licences, sku, tenant, written
from tests.end_to_end.programs import people

OK, REFUSED, THROTTLED, LOCKED, LOST = STAFF = people(5)

TWO = "6f1c0c9e-2f0a-4a60-9a51"
"""How the ids of OK and LOCKED begin."""


def of(user_id: str, **rule: object) -> dict[str, object]:
    """A rule about writing one user's licences."""
    return {**rule, "match": {"path": f"*/users/{user_id}/assignLicense"}}


def test_each_part_of_a_batch_is_judged_by_itself(start: Start, emulator: Emulator) -> None:
    """200, 400, 429 with a wait, 409, and 504 after the work: one user fails, by name.

    Who was throttled is written a second time after the wait that was asked for, and holds up
    nobody; who got no answer is read before anything is repeated.
    """
    clash = {"name": "EXCHANGE_S_STANDARD", "excludes": ["EXCHANGE_S_ENTERPRISE"]}
    other = sku("O365_BUSINESS", None, service_plans=[clash], direct=[REFUSED])
    named = [{"user": user, "id": f"{TWO}-00000000000{n}"} for n, user in enumerate((OK, LOCKED))]
    world = tenant([*named, REFUSED, THROTTLED, LOST], sku(), other)
    run = start(licences(licence("e3", STAFF)), world=world)
    ids = {user: emulator.user_id(user) for user in STAFF}
    emulator.inject(
        of(ids[THROTTLED], fault="status", status=429, retry_after=2, count=1),
        of(f"{TWO}-*", fault="write_lock", writes=1, takes="100ms"),
        of(ids[LOST], fault="status", status=504, after=True, count=1),
    )
    assert (
        "1 user was not served: the service plans EXCHANGE_S_STANDARD, "
        f"EXCHANGE_S_ENTERPRISE exclude one another; switch all but one of them off ({REFUSED})"
    ) in run.fail().text
    served = {OK, THROTTLED, LOCKED, LOST}
    assert emulator.license_holders("SPE_E3") == served
    outputs = run.outputs_of("e3")
    assert set(outputs["seats"].split()) == served
    assert outputs["failures"].keys() == {REFUSED}
    assert times_written(emulator, ids) == {OK: 1, REFUSED: 1, THROTTLED: 2, LOCKED: 2, LOST: 1}

    emulator.inject()
    emulator.forget_requests()
    run.fail()
    assert times_written(emulator, ids) == {REFUSED: 1}


def times_written(emulator: Emulator, ids: dict[str, str]) -> dict[str, int]:
    """How often a licence of each user was written."""
    names = {f"/users/{id_}/assignlicense": user for user, id_ in ids.items()}
    return dict(Counter(names[part["url"].lower()] for part in written(emulator)))


def test_a_tenant_with_limits_is_served(start: Start, emulator: Emulator) -> None:
    """Ten writes a second: everybody, and nobody fails for it."""
    staff = people(20)
    run = start(licences(licence("e3", staff)), world=tenant(staff))
    emulator.inject({"fault": "throttle", "writes": 5, "per": "500ms"})
    run.apply()
    assert emulator.license_holders("SPE_E3") == set(staff)
    assert run.outputs_of("e3")["failures"] == {}


def test_whoever_cannot_be_served_is_known_before(start: Start, emulator: Emulator) -> None:
    """Two who do not exist and three without a usage location, by name, in the preview.

    An up serves all others, fails with one line, and asks for these alone next time.
    """
    staff = people(30)
    nowhere = [{"user": user, "usage_location": None} for user in staff[3:6]]
    there = [user for user in staff[6:] if user not in staff[3:6]]
    run = start(licences(licence("e3", staff)), world=tenant([staff[0], *nowhere, *there]))
    missing = f"the tenant has no such user; check the name ({staff[1]}, {staff[2]})"
    unplaced = (
        "the user has no usage location, without which nothing can be assigned; have it set in "
        f"the directory ({', '.join(staff[3:6])})"
    )
    assert f"5 declared users cannot be served: {unplaced}; {missing}." in run.look().text
    assert written(emulator) == []

    failed = run.fail()
    assert f"5 users were not served: {unplaced}; {missing}; correct the cause" in failed.text
    assert emulator.license_holders("SPE_E3") == {staff[0], *there}
    assert len(written(emulator)) == 25

    emulator.forget_requests()
    emulator.set_usage_location(staff[3], "DE")
    emulator.add_user(staff[1])
    assert "3 users were not served" in run.fail().text
    assert len(written(emulator)) == 2
    assert emulator.license_holders("SPE_E3") == {staff[0], staff[1], staff[3], *there}


def test_units_that_are_freed_count_though_the_service_is_slow(
    begin: Start, emulator: Emulator
) -> None:
    """A full pool changes hands, one for one."""
    staff = people(8)
    run = begin(licences(licence("e3", staff[:6])), world=tenant(staff, sku(enabled=6)))
    emulator.inject({"fault": "slow_pool", "delay": "300ms"})
    run.apply(licences(licence("e3", staff[1:7])))
    assert emulator.license_holders("SPE_E3") == set(staff[1:7])

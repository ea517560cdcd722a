"""What cannot be carried out with licences is said in one sentence, and nothing is written."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start
from tests.end_to_end.licences import E3, F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import known_later, people

STAFF = people(5)
WORLD = tenant(
    STAFF,
    sku(),
    sku("SPE_E5", "1b7a8c40-5a11-4d0e-8a10-00000000e5e5"),
    sku("SPE_F1", F1, service_plans=["EXCHANGE_S_DESKLESS"]),
    sku("WINDOWS_STORE", "1b7a8c40-5a11-4d0e-8a10-00000000c0c0", applies_to="Company"),
    sku("VISIOCLIENT", "1b7a8c40-5a11-4d0e-8a10-000000000510", enabled=2),
)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (
            {"sku": "windows_store"},
            (
                "sku is 'windows_store', which is for companies and cannot be assigned to users; "
                "of those that can, the tenant has SPE_E3, SPE_E5, SPE_F1, VISIOCLIENT."
            ),
        ),
        (
            {"more": "disabled_plans=['EXCHANGE_S_DESKLESS']"},
            (
                "disabled_plans names 1 plan that SPE_E3 does not have: EXCHANGE_S_DESKLESS; it "
                "has EXCHANGE_S_ENTERPRISE, TEAMS1, YAMMER_ENTERPRISE."
            ),
        ),
        (
            {"sku": "VISIOCLIENT"},
            (
                "VISIOCLIENT is 3 seats short, 3 users would go without: 5 users would gain one, "
                "2 of 2 are free for this assignment and 0 would be reclaimed first; buy more "
                f"seats or take 3 users of these off the list: {', '.join(STAFF)}."
            ),
        ),
    ],
    ids=["for companies", "plan", "pool"],
)
def test_each_is_one_sentence_of_the_preview(
    start: Start, emulator: Emulator, declared: dict[str, str], said: str
) -> None:
    """What each check of a value says by itself is with its unit."""
    refused = start(licences(licence("e3", STAFF, **declared)), world=WORLD).fail()
    assert said in refused.text
    assert written(emulator) == []


def test_a_missing_permission_is_named(start: Start, emulator: Emulator) -> None:
    """What has to be read before anything is written: the one to have granted."""
    emulator.inject({"fault": "permissions", "granted": ["LicenseAssignment.ReadWrite.All"]})
    refused = start(licences(licence("e3", STAFF)), world=WORLD).fail()
    assert "have an administrator grant it User.Read.All of Microsoft Graph" in refused.text
    assert written(emulator) == []


def test_a_permission_to_read_alone_is_said_by_the_up(start: Start, emulator: Emulator) -> None:
    """A preview needs no more; the up says which is missing for all, and stores nobody."""
    emulator.inject(
        {"fault": "permissions", "granted": ["LicenseAssignment.Read.All", "User.Read.All"]}
    )
    run = start(licences(licence("e3", STAFF)), world=WORLD)
    run.look()
    refused = run.fail()
    assert "grant it LicenseAssignment.ReadWrite.All of Microsoft Graph" in refused.text
    assert emulator.license_holders("SPE_E3") == set()
    emulator.inject()
    run.apply()


def test_a_token_of_another_cloud_is_told_apart(start: Start, emulator: Emulator) -> None:
    """The token's audience is the cloud's, the address another one's."""
    run = start(licences(licence("e3", STAFF)), world=WORLD, MICROSOFT_SEATS_CLOUD="usgov-dod")
    assert (
        "the token is for another service or another cloud; check cloud and graphUrl"
    ) in run.fail().text
    assert written(emulator) == []


def test_what_cannot_be_read_is_no_change(begin: Start, emulator: Emulator) -> None:
    """State stays and no replacement is shown, be the SKU spelled as before or otherwise."""
    run = begin(licences(licence("e3", STAFF)), world=WORLD)
    state = run.outputs_of("e3")
    run.environment["MICROSOFT_SEATS_GRAPH_URL"] = f"{emulator.origin}/v9.9"
    for spelled in (E3.upper(), "SPE_E5"):
        refused = run.fail(licences(licence("e3", STAFF, sku=spelled)))
        assert "check graphUrl" in refused.text
        assert "replace" not in refused.text
    assert not run.refresh().ok
    assert run.outputs_of("e3") == state
    assert written(emulator) == []


def test_a_sku_that_is_known_late_is_refused_before_a_write(
    start: Start, emulator: Emulator
) -> None:
    """Nobody can say at the preview; the update says it as any other."""
    late = f"LicenseAssignment('late', sku={known_later('e3', 'SPE_E9')}, users={STAFF!r})"
    run = start(licences(licence("e3", STAFF[:1]), late), world=WORLD)
    refused = run.fail()
    assert "sku is 'SPE_E9', which the tenant does not have; the nearest" in refused.text
    assert len(written(emulator)) == 1


def test_two_spellings_of_one_sku_are_one_licence(start: Start, emulator: Emulator) -> None:
    """A second assignment of it is refused by both names."""
    twice = licences(licence("e3", STAFF[:2]), licence("again", STAFF[2:], sku=E3.upper()))
    refused = start(twice, world=WORLD).fail()
    for part in ("LicenseAssignment '", "both declare seats of SPE_E3", "'again'", "'e3'"):
        assert part in refused.text
    assert written(emulator) == []

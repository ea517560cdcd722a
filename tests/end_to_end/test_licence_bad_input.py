"""What cannot be carried out with licences is said in one sentence, and nothing is written."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start, write_program
from tests.end_to_end.licences import E3, F1, licence, licences, sku, tenant, written
from tests.end_to_end.programs import known_later, people
from tests.support.administrator import Administrator

STAFF = people(5)
NOWHERE = "1b7a8c40-5a11-4d0e-8a10-00000000dead"
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
            {"sku": "SPE_E33"},
            (
                "sku is 'SPE_E33', which the tenant does not have; the nearest that it has are "
                "SPE_E3, SPE_E5, SPE_F1."
            ),
        ),
        (
            {"sku": NOWHERE},
            (
                f"sku is '{NOWHERE}', which the tenant does not have; it has SPE_E3, SPE_E5, "
                "SPE_F1, VISIOCLIENT."
            ),
        ),
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
            {"sku": E3, "more": "enabled_plans=['TEAMS2']"},
            "enabled_plans names 1 plan that SPE_E3 does not have: TEAMS2; it has ",
        ),
        (
            {"more": "disabled_plans=[], enabled_plans=['TEAMS1']"},
            "disabled_plans and enabled_plans are both given, and each says it all; keep one",
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
    ids=["unknown", "unknown id", "company", "plan", "plan by GUID", "both", "pool"],
)
def test_each_is_one_sentence_of_the_preview(
    start: Start,
    administrator: Administrator,
    emulator: Emulator,
    declared: dict[str, str],
    said: str,
) -> None:
    """The preview fails with it, on the resource's row, and so does an up."""
    administrator.set_world(WORLD)
    run = start(licences(licence("e3", STAFF, **declared)))
    refused = run.preview()
    assert refused.exit_code != 0
    assert said in refused.text
    assert "Traceback" not in refused.text
    assert not run.up().ok
    assert written(emulator) == []


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        (["LicenseAssignment.ReadWrite.All"], "User.Read.All"),
        (["User.Read.All"], "LicenseAssignment.Read.All"),
    ],
)
def test_a_missing_permission_is_named(
    start: Start,
    administrator: Administrator,
    emulator: Emulator,
    granted: list[str],
    missing: str,
) -> None:
    """Before anything is written: the one to have granted."""
    administrator.set_world(WORLD)
    emulator.inject({"fault": "permissions", "granted": granted})
    run = start(licences(licence("e3", STAFF)))
    refused = run.up()
    assert refused.exit_code != 0
    assert f"have an administrator grant it {missing} of Microsoft Graph" in refused.text
    assert written(emulator) == []


def test_a_permission_to_read_alone_is_said_by_the_up(
    start: Start, administrator: Administrator, emulator: Emulator
) -> None:
    """A preview needs no more; the up says which is missing for all, and stores nobody."""
    administrator.set_world(WORLD)
    emulator.inject(
        {"fault": "permissions", "granted": ["LicenseAssignment.Read.All", "User.Read.All"]}
    )
    run = start(licences(licence("e3", STAFF)))
    assert run.preview().ok
    refused = run.up()
    assert refused.exit_code != 0
    assert "grant it LicenseAssignment.ReadWrite.All of Microsoft Graph" in refused.text
    assert emulator.license_holders("SPE_E3") == set()
    emulator.inject()
    done = run.up()
    assert done.ok, done.text


@pytest.mark.parametrize("cloud", ["usgov", "usgov-dod", "china"])
def test_a_token_of_another_cloud_is_told_apart(
    start: Start, administrator: Administrator, emulator: Emulator, cloud: str
) -> None:
    """The token's audience is the cloud's, the address another one's."""
    administrator.set_world(WORLD)
    run = start(licences(licence("e3", STAFF)), MICROSOFT_SEATS_CLOUD=cloud)
    refused = run.up()
    assert refused.exit_code != 0
    assert (
        "the token is for another service or another cloud; check cloud and graphUrl"
    ) in refused.text
    assert written(emulator) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (("MICROSOFT_SEATS_GRAPH_URL", "{origin}/v9.9"), "check graphUrl"),
        (("AZURE_CLIENT_SECRET", "wrong"), "clientSecret"),
    ],
    ids=["wrong path", "refused sign-in"],
)
def test_what_cannot_be_read_is_no_change(
    start: Start,
    administrator: Administrator,
    emulator: Emulator,
    broken: tuple[str, str],
    said: str,
) -> None:
    """State stays and no replacement is shown, be the SKU spelled as before or otherwise."""
    administrator.set_world(WORLD)
    run = start(licences(licence("e3", STAFF)))
    assert run.up().ok
    state = run.outputs_of("e3")
    emulator.forget_requests()
    variable, value = broken
    run.environment[variable] = value.format(origin=emulator.origin)
    for spelled in ("SPE_E3", E3.upper(), "SPE_E5"):
        write_program(run.folder, licences(licence("e3", STAFF, sku=spelled)))
        preview = run.preview()
        assert preview.exit_code != 0
        assert said in preview.text
        assert "replace" not in preview.text
        assert not run.up().ok
    refreshed = run.refresh()
    assert not refreshed.ok
    assert run.outputs_of("e3") == state
    assert written(emulator) == []


def test_a_sku_that_is_known_late_is_refused_before_a_write(
    start: Start, administrator: Administrator, emulator: Emulator
) -> None:
    """Nobody can say at the preview; the update says it as any other."""
    administrator.set_world(WORLD)
    late = f"LicenseAssignment('late', sku={known_later('e3', 'SPE_E9')}, users={STAFF!r})"
    run = start(licences(licence("e3", STAFF[:1]), late))
    assert run.preview().ok
    refused = run.up()
    assert refused.exit_code != 0
    assert "sku is 'SPE_E9', which the tenant does not have; the nearest" in refused.text
    assert "Traceback" not in refused.text
    assert len(written(emulator)) == 1


@pytest.mark.parametrize("spelled", ["spe_e3", E3.upper()])
def test_two_spellings_of_one_sku_are_one_licence(
    start: Start, administrator: Administrator, emulator: Emulator, spelled: str
) -> None:
    """A second assignment of it is refused by both names."""
    administrator.set_world(WORLD)
    run = start(licences(licence("e3", STAFF[:2]), licence("again", STAFF[2:], sku=spelled)))
    refused = run.up()
    assert refused.exit_code != 0
    assert "LicenseAssignment '" in refused.text
    assert "both declare seats of SPE_E3" in refused.text
    assert "'again'" in refused.text
    assert "'e3'" in refused.text
    assert written(emulator) == []

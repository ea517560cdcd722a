"""What a program reads of licences and groups while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_microsoft_seats import (
    HeldLicense,
    License,
    LicenseGroup,
    get_license_holders,
    get_licenses,
    get_user_licenses,
    users_from_group,
    users_from_group_output,
)
from pulumi_microsoft_seats.emulator import Emulator, parse_world
from pulumi_microsoft_seats.program import clients
from tests.support.graph_client import client_of
from tests.support.literal_server import Exchange, LiteralServer, json_answer

E3 = "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"
CALLING = "1b7a8c40-5a11-4d0e-8a10-00000000ca11"
STAFF = "9c2e0000-0000-4000-8000-000000000077"
OTHER = "9c2e0000-0000-4000-8000-000000000078"
GROUP: dict[str, object] = {"id": STAFF, "displayName": "Licensed staff", "assignedLicenses": []}
GUEST = "guest_fabrikam.com#EXT#@contoso.com"

WORLD: dict[str, Any] = {
    "groups": [
        {
            "name": "Licensed staff",
            "id": STAFF,
            "members": ["grace@contoso.com", "Bob@contoso.com"],
        },
        {
            "name": "Sales & Support's",
            "members": [GUEST, "ada@contoso.com"],
            "groups": ["Licensed staff"],
        },
    ],
    "licenses": [
        {
            "sku_part_number": "SPE_E3",
            "sku_id": E3,
            "enabled": 4,
            "warning": 2,
            "service_plans": [
                "EXCHANGE_S_ENTERPRISE",
                "TEAMS1",
                {"name": "WHOLE", "applies_to": "Company"},
            ],
            "direct": [
                "ada@contoso.com",
                {"user": "Bob@contoso.com", "disabled_plans": ["TEAMS1"]},
            ],
            "groups": [{"group": "Licensed staff", "disabled_plans": ["TEAMS1"]}],
        },
        {"sku_part_number": "SPE_E3", "sku_id": E3, "enabled": 10, "account_id": OTHER},
        {
            "sku_part_number": "MCOEV",
            "sku_id": CALLING,
            "enabled": 1,
            "direct": ["ada@contoso.com"],
        },
        {"sku_part_number": "WINDOWS_STORE", "applies_to": "Company"},
    ],
}

LEAST = ("LicenseAssignment.ReadWrite.All", "User.Read.All")


@pytest.fixture
def tenant(shared_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """A tenant to which the environment points, with an application that may read groups."""
    shared_emulator.replace_world(parse_world(WORLD))
    _grant(shared_emulator, *LEAST, "GroupMember.Read.All")
    for name, value in shared_emulator.environment.items():
        monkeypatch.setenv(name, value)
    # A token has the permissions of when it was issued, so each test signs in.
    monkeypatch.setattr(clients, "_graph_clients", {})
    return shared_emulator


def _grant(emulator: Emulator, *permissions: str) -> None:
    emulator.inject({"fault": "permissions", "granted": list(permissions)})


def _refusal(function: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(pulumi.RunError) as refused:
        function(*arguments)
    return str(refused.value)


@pytest.mark.usefixtures("tenant")
def test_licences_are_told_with_what_is_free() -> None:
    """Each SKU once, whatever the accounts; none that is for companies."""
    assert get_licenses() == [
        License(CALLING, "MCOEV", bought=1, in_grace=0, held=1, service_plans=()),
        License(
            E3,
            "SPE_E3",
            bought=14,
            in_grace=2,
            held=3,
            service_plans=("EXCHANGE_S_ENTERPRISE", "TEAMS1"),
        ),
    ]
    assert [each.free for each in get_licenses()] == [0, 11]


@pytest.mark.parametrize("sku", ["spe_e3", E3.upper()])
@pytest.mark.usefixtures("tenant")
def test_the_holders_of_a_licence_are_told_with_their_paths(sku: str) -> None:
    """Directly, through which groups, and which plans no path switches on."""
    held = {each.user: each for each in get_license_holders(sku)}
    staff = LicenseGroup(STAFF, "Licensed staff")

    def holds(
        user: str, *groups: LicenseGroup, off: tuple[str, ...] = (), direct: bool = True
    ) -> HeldLicense:
        return HeldLicense(user, E3, "SPE_E3", direct, groups, off)

    assert held == {
        "ada@contoso.com": holds("ada@contoso.com"),
        "Bob@contoso.com": holds("Bob@contoso.com", staff, off=("TEAMS1",)),
        "grace@contoso.com": holds("grace@contoso.com", staff, off=("TEAMS1",), direct=False),
    }


@pytest.mark.usefixtures("tenant")
def test_the_licences_of_a_user_are_told_by_name() -> None:
    """Of any SKU, of nobody else."""
    assert [(each.name, each.is_direct) for each in get_user_licenses(" ADA@contoso.com ")] == [
        ("MCOEV", True),
        ("SPE_E3", True),
    ]
    assert "there is no such user" in _refusal(get_user_licenses, "who@contoso.com")


def test_groups_have_no_name_where_they_may_not_be_read(tenant: Emulator) -> None:
    """The permissions that assigning takes are enough for everything else."""
    _grant(tenant, *LEAST)
    (grace,) = get_user_licenses("grace@contoso.com")
    assert grace.groups == (LicenseGroup(STAFF, None),)


@pytest.mark.usefixtures("tenant")
def test_a_licence_that_the_tenant_lacks_is_refused_with_what_there_is() -> None:
    """In the words in which a preview refuses it."""
    assert _refusal(get_license_holders, "SPE_E4") == (
        "get_license_holders: sku is 'SPE_E4', which the tenant does not have; the nearest that it "
        "has is SPE_E3."
    )
    assert "which is for companies" in _refusal(get_license_holders, "windows_store")


@pytest.mark.usefixtures("tenant")
def test_the_members_of_a_group_are_a_roster(capsys: pytest.CaptureFixture[str]) -> None:
    """By id or by name, in any capitals; guests too, and no member of a group that is in it."""
    assert users_from_group(STAFF) == ["Bob@contoso.com", "grace@contoso.com"]
    assert capsys.readouterr().err == ""
    assert users_from_group("sales & support's") == ["ada@contoso.com", GUEST]
    assert capsys.readouterr().err == (
        'warning: users_from_group: 1 group is in the group "Sales & Support\'s", whose members '
        "are not taken: Licensed staff; join their lists if they are meant as well.\n"
    )


@pytest.mark.usefixtures("tenant")
def test_a_group_that_cannot_be_told_is_refused() -> None:
    assert _refusal(users_from_group, "Sales") == (
        "users_from_group: the tenant has no group called 'Sales'; check it, or give its id."
    )
    assert "there is no such group" in _refusal(users_from_group, E3)
    assert (
        _refusal(users_from_group, None) == "users_from_group: group is None, not a text; check it."
    )


def test_reading_a_group_takes_a_permission_that_assigning_does_not(tenant: Emulator) -> None:
    """The sentence names it."""
    _grant(tenant, *LEAST)
    said = _refusal(users_from_group, STAFF)
    assert "have an administrator grant it GroupMember.Read.All of Microsoft Graph" in said


Answered = Callable[[dict[str, object], list[dict[str, object]]], None]


@pytest.fixture
def answered(serve: Callable[..., LiteralServer], monkeypatch: pytest.MonkeyPatch) -> Answered:
    """Has a group and its members answered to the letter, and a second group of its name."""

    def answer(group: dict[str, object], members: list[dict[str, object]]) -> None:
        def handler(exchange: Exchange) -> bytes:
            if exchange.path.endswith("/members"):
                return json_answer({"value": members})
            called_so = {"value": [{**group, "id": OTHER}, group]}
            return json_answer(called_so if "$filter" in exchange.target else group)

        server = serve(handler)
        monkeypatch.setattr(clients, "graph_client", lambda: client_of(server))

    return answer


def test_a_name_that_two_groups_have_is_refused_with_their_ids(answered: Answered) -> None:
    answered(GROUP, [])
    assert _refusal(users_from_group, "Licensed staff") == (
        "users_from_group: 2 groups of the tenant are called 'Licensed staff'; give the id of the "
        f"one that is meant: {OTHER}, {STAFF}."
    )


def test_a_member_whom_the_application_may_not_read_is_no_absent_one(answered: Answered) -> None:
    """A shorter roster would take licences."""
    hidden: dict[str, object] = {
        "@odata.type": "#microsoft.graph.user",
        "id": E3,
        "userPrincipalName": None,
    }
    answered(GROUP, [hidden])
    assert _refusal(users_from_group, STAFF) == (
        "users_from_group: the service does not name 1 member of the group 'Licensed staff' to the "
        "application; have an administrator grant it User.Read.All of Microsoft Graph with consent."
    )


def test_devices_are_left_out_and_counted(
    answered: Answered, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(GROUP, [{"@odata.type": "#microsoft.graph.device", "id": E3, "displayName": "PC"}])
    assert users_from_group(STAFF) == []
    assert capsys.readouterr().err == (
        "warning: users_from_group: 1 member is left out of the group 'Licensed staff', such as "
        "devices: only users are taken.\n"
    )


@pytest.mark.usefixtures("tenant")
def test_a_group_may_depend_on_a_resource() -> None:
    """In the form that takes an Output."""

    async def users() -> list[str] | None:
        return await users_from_group_output(pulumi.Output.from_input(STAFF)).future()

    assert asyncio.run(users()) == ["Bob@contoso.com", "grace@contoso.com"]

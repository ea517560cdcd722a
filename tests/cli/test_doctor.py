"""`microsoft-seats doctor`: what it says where all is well, and of each thing that may be wrong."""

from __future__ import annotations

import json

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra.token_claims import claims_of
from pulumi_microsoft_seats.transport.http import RetryPolicy
from tests.support.administrator import Administrator
from tests.support.store_client import IMPATIENT

from .conftest import Command

TENANT = "5ea75ea7-0000-4000-8000-000000000001"
APPLICATION = "5ea75ea7-0000-4000-8000-000000000002"
NOWHERE = "https://127.0.0.1:1"


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two attempts."""
    hasty = (IMPATIENT.attempts, IMPATIENT.initial, IMPATIENT.maximum)
    monkeypatch.setattr(RetryPolicy.__init__, "__defaults__", hasty)


def problems(command: Command, *options: str) -> dict[str, str | None]:
    """What is wrong by check, of the answer in JSON."""
    document = json.loads(command("doctor", "--json", *options).stdout)
    found = {check["check"]: check["problem"] for check in document["checks"]}
    assert document["well"] is not any(found.values())
    return found


def test_all_well(command: Command, emulator: Emulator, administrator: Administrator) -> None:
    """It says as whom, with what and where; it reads alone; and no secret is said."""
    done = command("doctor")
    assert done.code == 0
    reads = "the application reads the tenant's users and 3 SKUs"
    whom = f"tenant {TENANT} as application {APPLICATION} with a client secret"
    assert done.lines == [
        f"well     sign-in   signed in to {whom}, at {emulator.origin}.",
        f"well     licenses  {reads}, and may assign them.",
        f"well     store     the application may read the inventory of {emulator.origin}/V1.",
    ]
    assert done.stderr == "All that was looked at is well.\n"
    asked = [(it["method"], it["path"].rpartition("/")[2]) for it in administrator.requests()]
    assert {pair for pair in asked if pair[0] != "GET"} == {("POST", "token")}
    assert emulator.environment["AZURE_CLIENT_SECRET"] not in done.stdout + done.stderr


def test_a_wrong_secret(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way to another one; the Store is not asked with the same."""
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "wr0ng-secret")
    done = command("doctor")
    assert done.code == 1
    assert done.lines[0].startswith("FAILED   sign-in   Entra refused to sign in application ")
    assert f"az ad app credential reset --id {APPLICATION} --append" in done.stdout
    assert "wr0ng-secret" not in done.stdout + done.stderr
    assert problems(command) == {"sign-in": "secret", "store": None}


@pytest.mark.parametrize(
    ("granted", "lacking"),
    [
        ([], {"LicenseAssignment.ReadWrite.All", "User.Read.All"}),
        (["LicenseAssignment.ReadWrite.All"], {"User.Read.All"}),
        (["Organization.Read.All", "User.Read.All"], {"LicenseAssignment.ReadWrite.All"}),
        (["Directory.ReadWrite.All"], set()),
    ],
)
def test_no_permission(
    command: Command, administrator: Administrator, granted: list[str], lacking: set[str]
) -> None:
    """Those that are missing and no others, with what grants them; also that to write."""
    administrator.inject({"fault": "permissions", "granted": granted})
    done = command("doctor")
    named = {"LicenseAssignment.ReadWrite.All", "User.Read.All"}
    assert {name for name in named if name in done.stdout} == lacking
    assert done.code == bool(lacking)
    consent = f"az ad app permission admin-consent --id {APPLICATION}"
    for remedy in (consent, "New-MgServicePrincipalAppRoleAssignment"):
        assert (remedy in done.stdout) is bool(lacking)
    assert problems(command)["licenses"] == ("permission" if lacking else None)


def test_a_store_that_does_not_know_the_application(
    command: Command, administrator: Administrator
) -> None:
    """The page that activates it; asked alone, licences do not matter."""
    administrator.inject({"fault": "status", "status": 403, "match": {"path": "/V1/*"}})
    assert "Management tools > Add management tool" in command("doctor").stdout
    assert problems(command, "--service", "store") == {"store": "activation"}


def test_a_dead_address(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, and has an exit code of its own: nothing is known of what stands behind it."""
    monkeypatch.setenv("MICROSOFT_SEATS_GRAPH_URL", f"{NOWHERE}/v1.0")
    done = command("doctor", "--service", "licenses")
    assert done.code == 5
    assert f"Cannot reach {NOWHERE}/v1.0 when" in done.stdout
    assert "check MICROSOFT_SEATS_GRAPH_URL and the network" in done.stdout
    assert "client-request-id" not in done.stdout
    assert "127.0.0.1:1: no connection can be made; waiting, and trying again.\n" in done.stderr
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", NOWHERE)
    assert problems(command) == {"sign-in": "unreachable", "store": None}


def test_a_dead_store_fails_nobody_who_has_licences_alone(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at only where its address is set; there it is said that the Store has ended."""
    monkeypatch.setenv("MICROSOFT_SEATS_BASE_URL", f"{NOWHERE}/V1")
    dead = command("doctor")
    assert dead.code == 5
    assert "ended in the first quarter of 2023" in dead.stdout
    monkeypatch.delenv("MICROSOFT_SEATS_BASE_URL")
    assert command("doctor").code == 0


@pytest.mark.parametrize(
    ("variable", "value", "check"),
    [
        ("MICROSOFT_SEATS_CLOUD", "usgov", "licenses"),
        ("AZURE_TENANT_ID", "of-another-cloud.onmicrosoft.us", "sign-in"),
    ],
)
def test_the_wrong_cloud(
    command: Command, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, check: str
) -> None:
    """A token that Graph does not take; a tenant that the authority does not know."""
    monkeypatch.setenv(variable, value)
    assert "MICROSOFT_SEATS_CLOUD" in command("doctor").stdout
    assert problems(command)[check] == "cloud"


def test_no_settings_at_all(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no tenant hears of the emulator; whoever has set a part, of the rest."""
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"):
        monkeypatch.delenv(name)
    done = command("doctor")
    assert done.code == 1
    assert "microsoft-seats emulator --env-file emulator.env" in done.stdout
    assert "pulumi config" not in done.stdout
    assert problems(command) == {"settings": "no-settings"}
    monkeypatch.setenv("AZURE_TENANT_ID", "a-tenant")
    assert problems(command) == {"settings": "settings"}


@pytest.mark.parametrize("token", ["", "a.b.c", "e30", "x.W10.y"])
def test_a_token_that_cannot_be_read_has_no_claims(token: str) -> None:
    """The signature is not looked at, and nothing is decided by a claim but what is said."""
    assert claims_of(token) is None

"""A tenant with four products of the Store and four SKUs, and the command to run against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import Emulator, parse_world
from tests.support.administrator import Administrator
from tests.support.command_line import invoke

OFFICE = "9NBLGGH4R2R6/0016"
MINECRAFT = "CFQ7TTC0K5DR/0002"
E3 = "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"
SUPPORT = "9c2e0000-0000-4000-8000-000000000077"

STORE = {
    "users": [
        *("Ada@contoso.com", "berta@contoso.com", "carl@contoso.com", "dora@contoso.com"),
        *(f"user{number:02}@contoso.com" for number in range(60)),
        {"user": "cleo@contoso.com", "usage_location": None},
    ],
    "groups": [
        {"name": "Support", "id": SUPPORT, "members": ["berta@contoso.com", "carl@contoso.com"]}
    ],
    "licenses": [
        {
            "sku_part_number": "SPE_E3",
            "sku_id": E3,
            "enabled": 25,
            "warning": 2,
            "service_plans": [
                "EXCHANGE_S_ENTERPRISE",
                {"name": "TEAMS1", "id": "8a000000-0000-4000-8000-000000000004"},
            ],
            "direct": [
                {"user": "Ada@contoso.com", "updated": "2026-09-30T08:15:00.25Z"},
                {
                    "user": "carl@contoso.com",
                    "disabled_plans": ["TEAMS1"],
                    "updated": "2026-09-30T08:15:00Z",
                },
            ],
            "groups": ["Support"],
        },
        {
            "sku_part_number": "VISIO",
            "enabled": 1,
            "direct": ["Ada@contoso.com", "carl@contoso.com"],
        },
        {"sku_part_number": "FLOW_FREE", "enabled": 10000},
        {"sku_part_number": "ORGANISATION", "enabled": 1, "applies_to": "Company"},
    ],
    "inventory": [
        {
            "product_id": "9NBLGGH4R2R6",
            "sku_id": "0016",
            "seat_capacity": 8,
            "seats": ["Ada@contoso.com", "berta@contoso.com"],
            "product": {
                "details": {
                    "product_type": "Application",
                    "category": "Business",
                    "supported_languages": ["en-us"],
                    "package_family_name": "Contoso.Office_1",
                    "supported_platforms": [
                        {
                            "platform_name": "Windows.Desktop",
                            "min_version": {"major": 10, "build": 10240},
                        }
                    ],
                },
                "localized_details": [
                    {
                        "language": "en-us",
                        "display_name": "Office\nfor all",
                        "description": "=HYPERLINK(1)",
                        "publisher": {"publisher_name": "Contoso, Ltd."},
                    }
                ],
            },
        },
        {
            "product_id": "CFQ7TTC0K5DR",
            "sku_id": "0002",
            "seat_capacity": 1500,
            "distribution_policy": "open",
            "seats": ["carl@contoso.com"],
        },
        {"product_id": "OFF", "sku_id": "0001", "seat_capacity": 5, "license_type": "offline"},
        {"product_id": "OLD", "sku_id": "0001", "seat_capacity": 5, "status": "removed"},
    ],
}


@dataclass(frozen=True)
class Finished:
    """What a command wrote, and how it ended."""

    stdout: str
    stderr: str
    code: int

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.stdout.splitlines()


Command = Callable[..., Finished]


def granted(*permissions: str) -> dict[str, Any]:
    """A rule for the emulator: what the application was granted."""
    return {"fault": "permissions", "granted": [*permissions]}


READS_GROUPS = granted("LicenseAssignment.ReadWrite.All", "User.Read.All", "GroupMember.Read.All")
"""With the permission that the names of groups need."""


_WORLD = parse_world(STORE)


@pytest.fixture
def emulator(shared_emulator: Emulator) -> Emulator:
    """The tenant's: a command has all its answers when it ends."""
    return shared_emulator


@pytest.fixture
def administrator(emulator: Emulator) -> Administrator:
    """Somebody with the service's own API at hand, whose sign-in is no request of the command."""
    administrator = Administrator(emulator)
    emulator.forget_requests()
    return administrator


@pytest.fixture
def command(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `microsoft-seats` with these arguments, against the store, with no terminal."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    emulator.replace_world(_WORLD)
    emulator.inject(READS_GROUPS)

    def run(*arguments: str, stdin: str | bytes = "") -> Finished:
        done = invoke(*arguments, stdin=stdin)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stderr
        return Finished(done.stdout, done.stderr, done.exit_code)

    return run


def bulk_calls(administrator: Administrator) -> list[tuple[str, Sequence[str]]]:
    """The writes the store was asked for: the action, and the users, sorted."""
    bodies = [write["body"] for write in administrator.writes()]
    return [(body["seatAction"], sorted(body["usernames"])) for body in bodies]

"""Names that programs and states hold, and what it costs a program to import them."""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys

import pulumi
import pytest

import pulumi_microsoft_seats
from pulumi_microsoft_seats.program.assignment import Assignment
from pulumi_microsoft_seats.program.seat_assignment import TYPE, SeatAssignment
from pulumi_microsoft_seats.provider import SeatAssignmentProvider

OURS = "pulumi_microsoft_seats"
IMPORTS = {
    f"import {OURS}": "requests msal tenacity grpc pulumi",
    f"from {OURS} import SeatAssignment, get_seats, get_licenses": "requests urllib3 msal",
    f"import {OURS}.provider": "msal cryptography starlette uvicorn typer",
    f"import {OURS}.cli.commands": f"msal cryptography {OURS}.emulator",
}
"""What a user of the package, a program that reads nothing, the plugin process and the command
import, and what none of that loads, also after those before it."""


@pytest.fixture(scope="module")
def loaded() -> dict[str, set[str]]:
    """The modules that are there after each import, in one fresh process."""
    told = "\n".join(f"{imported}\nprint(*sys.modules)" for imported in IMPORTS)
    run = subprocess.run(
        [sys.executable, "-c", f"import sys\n{told}"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return dict(zip(IMPORTS, map(set, map(str.split, run.stdout.splitlines())), strict=True))


@pytest.mark.xdist_group("imports")
@pytest.mark.parametrize("imported", IMPORTS)
def test_who_imports_pays_only_for_what_it_uses(loaded: dict[str, set[str]], imported: str) -> None:
    """Clients are loaded where something is read, sign-in where somebody signs in."""
    assert not loaded[imported] & {*IMPORTS[imported].split()}


def test_the_public_names_are_these() -> None:
    """A program written today imports them tomorrow; each is there, and nothing else is."""
    assert sorted(pulumi_microsoft_seats.__all__) == [
        "HeldLicense",
        "InventoryEntry",
        "License",
        "LicenseAssignment",
        "LicenseGroup",
        "Product",
        "Seat",
        "SeatAssignment",
        "get_inventory",
        "get_inventory_output",
        "get_license_holders",
        "get_license_holders_output",
        "get_licenses",
        "get_licenses_output",
        "get_product",
        "get_product_output",
        "get_seats",
        "get_seats_output",
        "get_user_licenses",
        "get_user_licenses_output",
        "get_user_seats",
        "get_user_seats_output",
        "users_from_csv",
        "users_from_group",
        "users_from_group_output",
    ]
    for name in pulumi_microsoft_seats.__all__:
        assert getattr(pulumi_microsoft_seats, name).__name__ == name
        assert name in dir(pulumi_microsoft_seats)
    with pytest.raises(AttributeError, match="has no attribute 'Assignment'"):
        _ = pulumi_microsoft_seats.Assignment


def test_the_provider_is_stored_by_its_path_in_every_stack() -> None:
    """So it never moves, and there is nothing in it that could be secret or grow old."""
    assert SeatAssignmentProvider.__module__ == "pulumi_microsoft_seats.provider"
    assert SeatAssignmentProvider.__qualname__ == "SeatAssignmentProvider"
    assert vars(SeatAssignmentProvider()) == {}
    assert SeatAssignmentProvider.serialize_as_secret_always is False
    assert len(pickle.dumps(SeatAssignmentProvider())) < 150


def test_a_resources_type_is_in_every_urn() -> None:
    """A rename would replace every resource, and so reclaim every seat."""
    assert TYPE == "pulumi-python:dynamic/microsoft-seats:SeatAssignment"
    assert TYPE.endswith(f":{SeatAssignment.__name__}")


def test_the_output_names_of_a_resource_are_these() -> None:
    """Programs read them, and states hold them."""
    outputs = "assigned_count failures ownership product_id reclaim_limit seats sku_id"
    declared = {*Assignment.__annotations__, *SeatAssignment.__annotations__}
    assert {name for name in declared if not name.startswith("_")} == {*outputs.split()}
    assert isinstance(SeatAssignment.users, property)


def test_the_users_are_names_alone() -> None:
    """Without what state remarks of a holder's service plans behind the name."""
    seats = "ada@contoso.com\nben@contoso.com (TEAMS1 off)\n"

    async def users() -> list[str] | None:
        existing = Assignment.__new__(Assignment)
        existing.seats = pulumi.Output.from_input(seats)
        return await existing.users.future()

    assert asyncio.run(users()) == ["ada@contoso.com", "ben@contoso.com"]

"""The programs that are run, and the files beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.end_to_end.programs import OFFICE

USERS_FILE = "users.csv"

Files = Mapping[str, str]

EMPTY: Files = {"__main__.py": "import pulumi\n"}
"""A program that does nothing: what the engine takes by itself."""

_PRODUCT, _SKU = OFFICE.split("/")

_OURS = f"""\
import pulumi

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

office = SeatAssignment(
    "office",
    product_id="{_PRODUCT}",
    sku_id="{_SKU}",
    users=users_from_csv("{USERS_FILE}"),
    ownership="OWNERSHIP",
)
pulumi.export("assigned", office.assigned_count)
"""

_ONE_A_USER = f"""\
import csv

from one_seat import Seat

with open("{USERS_FILE}", newline="") as file:
    for row in csv.DictReader(file):
        Seat(row["userPrincipalName"], "{OFFICE}")
"""


def ours(users: Sequence[str], ownership: str = "exclusive") -> Files:
    """One assignment of all users."""
    program = _OURS.replace("OWNERSHIP", ownership)
    return {"__main__.py": program, USERS_FILE: _csv(users)}


def one_resource_a_user(users: Sequence[str]) -> Files:
    """Reference (b)."""
    module = Path(__file__).with_name("one_seat.py").read_text(encoding="utf-8")
    return {"__main__.py": _ONE_A_USER, "one_seat.py": module, USERS_FILE: _csv(users)}


def _csv(users: Sequence[str]) -> str:
    return "\n".join(["userPrincipalName", *users, ""])

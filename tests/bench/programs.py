"""The programs that are run, and the files beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.end_to_end.programs import OFFICE

USERS_FILE = "users.csv"

Files = Mapping[str, str]

EMPTY: Files = {"__main__.py": "import pulumi\n"}
"""A program that does nothing: what the engine takes by itself."""

IDLE_PROVIDER: Files = {
    "__main__.py": """\
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("nothing", {})


class Nothing(Resource, module="bench", name="Nothing"):
    pass


Nothing(Provider(), "nothing", {})
"""
}
"""One dynamic resource that does nothing: what the process of any dynamic provider takes."""

_OURS = f"""\
import pulumi

from pulumi_microsoft_seats import SeatAssignment, users_from_csv

office = SeatAssignment(
    "office",
    product_id="PRODUCT",
    sku_id="SKU",
    users=users_from_csv("{USERS_FILE}"),
    ownership="OWNERSHIP",
)
pulumi.export("assigned", office.assigned_count)
"""

_LICENCES = f"""\
import pulumi

from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

e3 = LicenseAssignment("e3", sku="SPE_E3", users=users_from_csv("{USERS_FILE}"))
pulumi.export("assigned", e3.assigned_count)
"""

_MANY = f"""\
from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

users = users_from_csv("{USERS_FILE}")
for number in range(1, COUNT + 1):
    LicenseAssignment(f"sku-{{number}}", sku=f"SKU_{{number}}", users=users)
"""

_ONE_A_USER = f"""\
import csv

from one_seat import Seat

with open("{USERS_FILE}", newline="") as file:
    for row in csv.DictReader(file):
        Seat(row["userPrincipalName"], "{OFFICE}")
"""


def ours(users: Sequence[str], ownership: str = "exclusive", *, product: str = OFFICE) -> Files:
    """One assignment of all users."""
    product_id, sku_id = product.split("/")
    program = _OURS.replace("OWNERSHIP", ownership)
    program = program.replace("PRODUCT", product_id).replace("SKU", sku_id)
    return {"__main__.py": program, USERS_FILE: _csv(users)}


def licences(users: Sequence[str]) -> Files:
    """One assignment of a licence to all users."""
    return {"__main__.py": _LICENCES, USERS_FILE: _csv(users)}


def many_assignments(count: int, users: Sequence[str]) -> Files:
    """So many assignments, each of another SKU to the same users."""
    return {"__main__.py": _MANY.replace("COUNT", str(count)), USERS_FILE: _csv(users)}


def one_resource_a_user(users: Sequence[str]) -> Files:
    """Reference (b)."""
    module = Path(__file__).with_name("one_seat.py").read_text(encoding="utf-8")
    return {"__main__.py": _ONE_A_USER, "one_seat.py": module, USERS_FILE: _csv(users)}


def _csv(users: Sequence[str]) -> str:
    return "\n".join(["userPrincipalName", *users, ""])

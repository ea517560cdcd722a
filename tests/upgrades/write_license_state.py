"""Writes the state of licences that this version leaves behind, for later versions to read.

    python -m tests.upgrades.write_license_state 0.2.0

It needs the Pulumi CLI. See README.md in this folder.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pulumi_microsoft_seats.emulator import Emulator
from tests.support.administrator import Administrator
from tests.upgrades.stored import LICENSE_STATES
from tests.upgrades.write_state import Stack

E3, BI, VISIO = "SPE_E3", "POWER_BI_PRO", "VISIOCLIENT"

ADA, BOB, CARL = "Ada@contoso.com", "bob@contoso.com", "carl@contoso.com"
DORA, MALLORY, ZOE = "dora@contoso.com", "mallory@contoso.com", "zoe@contoso.com"

DECLARED = """\
import pulumi
from pulumi_microsoft_seats import LicenseAssignment

users = ["Ada@contoso.com", "bob@contoso.com", "carl@contoso.com", "dora@contoso.com"]
e3 = LicenseAssignment("e3", sku="SPE_E3", users=users, disabled_plans=["YAMMER_ENTERPRISE"])
bi = LicenseAssignment(
    "bi", sku="power_bi_pro", users=users[:1], ownership="shared", enabled_plans=["BI_AZURE_P2"]
)
visio = LicenseAssignment.get("visio", sku="VISIOCLIENT")
pulumi.export("visio", visio.assigned_count)
"""

# The state remembers people by these, so that the world has to tell them.
IDS = {
    ADA: "5f0a4a60-9a51-4d7f-8c1b-000000000001",
    BOB: "5f0a4a60-9a51-4d7f-8c1b-000000000002",
    CARL: "5f0a4a60-9a51-4d7f-8c1b-000000000003",
    MALLORY: "5f0a4a60-9a51-4d7f-8c1b-000000000004",
    ZOE: "5f0a4a60-9a51-4d7f-8c1b-000000000005",
}

SEED = {
    "users": [
        *({"user": user, "id": id_} for user, id_ in IDS.items()),
        {"user": DORA, "usage_location": None},
    ],
    "groups": [{"name": "Support", "members": [BOB]}],
    "licenses": [
        {
            "sku_part_number": E3,
            "service_plans": ["EXCHANGE_S_ENTERPRISE", "TEAMS1", "YAMMER_ENTERPRISE"],
            "groups": ["Support"],
        },
        {"sku_part_number": BI, "service_plans": ["BI_AZURE_P2", "EXTRA"], "direct": [ZOE]},
        {"sku_part_number": VISIO, "service_plans": ["ONEDRIVE_BASIC"], "direct": [ZOE]},
    ],
}


def write(folder: Path) -> None:
    """Play the story that README.md tells, and keep what it leaves in a folder."""
    with Emulator() as emulator, tempfile.TemporaryDirectory() as project:
        administrator = Administrator(emulator)
        administrator.set_world(SEED)
        stack = Stack(Path(project), emulator, administrator)
        stack.up(DECLARED)
        emulator.give_license(E3, MALLORY)
        emulator.give_license(E3, CARL, ["TEAMS1", "YAMMER_ENTERPRISE"])
        stack.refresh("e3")
        stack.keep(folder)


if __name__ == "__main__":
    write(LICENSE_STATES / sys.argv[1])

"""`microsoft-seats export`: what it declares, of which service, and what it leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.administrator import Administrator

from .conftest import STORE, Command

HEAD = '''\
"""Who holds which licence and which seat; at first, whoever held one at the export.

Each assignment decides for everybody who holds its product directly: whoever is taken off its CSV
loses it. Pulumi removes none of them before its protect is taken away.
"""

import pulumi

'''

PROGRAM = f"""{HEAD}from pulumi_microsoft_seats import SeatAssignment, users_from_csv

# Office for all
SeatAssignment(
    "office-for-all",
    product_id="9NBLGGH4R2R6",
    sku_id="0016",
    users=users_from_csv("office-for-all.csv"),
    opts=pulumi.ResourceOptions(protect=True),
)

# Product CFQ7TTC0K5DR
SeatAssignment(
    "product-cfq7ttc0k5dr",
    product_id="CFQ7TTC0K5DR",
    sku_id="0002",
    users=users_from_csv("product-cfq7ttc0k5dr.csv"),
    opts=pulumi.ResourceOptions(protect=True),
)
"""

PROJECT = """\
name: seats
description: Who holds which licence and which seat of Microsoft, as code.
runtime: python
options:
  # Every preview reads who holds what first, so that a change behind the program's back shows.
  refresh: always
"""

LICENCES: dict[str, Any] = {
    "users": [
        "Ada@contoso.com",
        {"user": "berta@contoso.com", "usage_location": None},
        "guest_fabrikam.com#EXT#@contoso.com",
        "carl@contoso.com",
    ],
    "groups": [{"name": "Staff", "members": ["ada@contoso.com", "carl@contoso.com"]}],
    "licenses": [
        {
            "sku_part_number": "SPE_E3",
            "service_plans": ["EXCHANGE_S_ENTERPRISE", "TEAMS1", "YAMMER_ENTERPRISE"],
            "direct": [
                {"user": "ada@contoso.com", "disabled_plans": ["YAMMER_ENTERPRISE", "TEAMS1"]},
                {"user": "berta@contoso.com", "disabled_plans": ["TEAMS1", "YAMMER_ENTERPRISE"]},
            ],
            "groups": ["Staff"],
        },
        {
            "sku_part_number": "DYN365_SALES",
            "sku_id": "1b7a8c40-5a11-4d0e-8a10-00000000da7a",
            "service_plans": ["SALES", "FLOW"],
            "direct": [
                {"user": "carl@contoso.com", "disabled_plans": ["FLOW"]},
                "guest_fabrikam.com#EXT#@contoso.com",
            ],
        },
        {"sku_part_number": "EMS", "groups": ["Staff"]},
        {"sku_part_number": "SPB"},
        {"sku_part_number": "WINDOWS_STORE", "applies_to": "Company"},
    ],
}


@pytest.fixture(autouse=True)
def _the_store_alone(command: Command, administrator: Administrator) -> None:  # noqa: ARG001 - set up before
    """No licences, where a test says nothing of them."""
    administrator.set_world({name: STORE[name] for name in ("users", "inventory")})
    administrator.forget_requests()


def _files(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def test_a_project_of_what_exists(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """Users as the service spells them; what has no seats to declare is named with the reason."""
    out = tmp_path / "new" / "project"
    done = command("export", "--out", str(out), "--output", "csv")
    assert _files(out) == {
        "Pulumi.yaml": PROJECT,
        "__main__.py": PROGRAM,
        "office-for-all.csv": "userPrincipalName\nAda@contoso.com\nberta@contoso.com\n",
        "product-cfq7ttc0k5dr.csv": "userPrincipalName\ncarl@contoso.com\n",
        "requirements.txt": (out / "requirements.txt").read_text(encoding="utf-8"),
        ".gitignore": ".venv/\n__pycache__/\n.pulumi-rehearsal.json\nemulator.env\n",
    }
    assert done.stdout == (
        "product,seats,name,resource,left_out\n"
        '9NBLGGH4R2R6/0016,2,"Office\nfor all",office-for-all,\n'
        "CFQ7TTC0K5DR/0002,1,Product CFQ7TTC0K5DR,product-cfq7ttc0k5dr,\n"
        'OFF/0001,,,,"it is licensed offline, so it has no seats to assign"\n'
        "OLD/0001,,,,its status is removed\n"
    )
    assert done.stderr == (
        f"2 products with 3 seats declared in {out}.\n"
        "left out: OFF/0001: it is licensed offline, so it has no seats to assign.\n"
        "left out: OLD/0001: its status is removed.\n"
        f"Next: cd {out} && pulumi stack init dev && pulumi preview, which changes no seat.\n"
    )
    assert done.code == 0
    assert administrator.writes() == []


@pytest.mark.parametrize(
    ("options", "resource"),
    [
        (["--product", "cfq7ttc0k5dr"], "product-cfq7ttc0k5dr"),
        (["--sku", "0002"], "product-cfq7ttc0k5dr"),
        (["--sku", "spe_e3"], "microsoft-365-e3"),
        (["--sku", "1B7A8C40-5A11-4D0E-8A10-00000000DA7A"], "dyn365-sales"),
    ],
)
def test_only_what_is_wanted(
    command: Command,
    administrator: Administrator,
    tmp_path: Path,
    options: list[str],
    resource: str,
) -> None:
    """A product's id is the Store's; a SKU is either service's."""
    administrator.set_world({**LICENCES, "inventory": STORE["inventory"], "users": None})
    done = command("export", "--out", str(tmp_path), *options, "--json")
    assert [it["resource"] for it in json.loads(done.stdout)["products"]] == [resource]


def test_nothing_is_installed_by_a_name_alone(command: Command, tmp_path: Path) -> None:
    """An index may give a stranger's package for it: what is asked for fails until it is set."""
    command("export", "--out", str(tmp_path))
    *comments, wanted = (tmp_path / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("# ") for line in comments)
    assert wanted.startswith("pulumi-microsoft-seats @ file:///SAY-WHERE-IT-IS/")


def test_licences_are_declared_for_whoever_holds_them_directly(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """What a group gives is not; plans are, where all have the same ones off."""
    administrator.set_world(LICENCES)
    done = command("export", "--out", str(tmp_path), "--json")
    files = _files(tmp_path)
    assert (
        files["__main__.py"]
        == f"""{HEAD}from pulumi_microsoft_seats import LicenseAssignment, users_from_csv

# Not all who hold it have the same service plans off, so plans are left as they are.
LicenseAssignment(
    "dyn365-sales",
    sku="DYN365_SALES",
    users=users_from_csv("dyn365-sales.csv"),
    opts=pulumi.ResourceOptions(protect=True),
)

# Microsoft 365 E3
# 1 more user has it through groups alone: what a group gives is not declared, and stays.
LicenseAssignment(
    "microsoft-365-e3",
    sku="SPE_E3",
    users=users_from_csv("microsoft-365-e3.csv"),
    disabled_plans=["TEAMS1", "YAMMER_ENTERPRISE"],
    opts=pulumi.ResourceOptions(protect=True),
)
"""
    )
    assert (
        files["microsoft-365-e3.csv"] == "userPrincipalName\nAda@contoso.com\nberta@contoso.com\n"
    )
    assert files["dyn365-sales.csv"] == (
        "userPrincipalName\ncarl@contoso.com\nguest_fabrikam.com#EXT#@contoso.com\n"
    )
    assert done.stderr.startswith(
        f"2 products with 4 seats declared in {tmp_path}.\n"
        "DYN365_SALES: not all who hold it have the same service plans off, so plans are left as "
        "they are.\n"
        "SPE_E3: 1 more user has it through groups alone: what a group gives is not declared, and "
        "stays.\n"
        "left out: EMS: 2 users have it, through groups alone, which no assignment gives or "
        "takes.\n"
        "left out: SPB: nobody holds it.\n"
        "left out: WINDOWS_STORE: it is for companies, and no user can be assigned it.\n"
    )
    assert json.loads(done.stdout)["products"][0] == {
        "sku_id": "1b7a8c40-5a11-4d0e-8a10-00000000da7a",
        "product": "DYN365_SALES",
        "seats": 2,
        "name": None,
        "resource": "dyn365-sales",
        "left_out": None,
    }


def test_a_part_number_of_two_skus_gives_way_to_the_id(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    ids = [f"1b7a8c40-5a11-4d0e-8a10-00000000000{number}" for number in (1, 2)]
    twins = [
        {"sku_part_number": "TWIN", "sku_id": id_, "direct": ["ada@contoso.com"]} for id_ in ids
    ]
    administrator.set_world({"licenses": twins})
    assert command("export", "--out", str(tmp_path)).code == 0
    program = _files(tmp_path)["__main__.py"]
    assert [f'sku="{id_}"' in program for id_ in ids] == [True, True]
    assert 'LicenseAssignment(\n    "twin-2",' in program


def test_a_service_that_cannot_be_read_keeps_nothing_of_the_other(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """Exit code 3; alone it is an error."""
    administrator.inject({"fault": "permissions", "granted": []})
    done = command("export", "--out", str(tmp_path / "both"))
    assert done.code == 3
    assert "What Microsoft 365 and Entra has is not declared, and --service store" in done.stderr
    assert _files(tmp_path / "both")["__main__.py"] == PROGRAM
    alone = command("export", "--out", str(tmp_path / "alone"), "--service", "licenses")
    assert (alone.code, (tmp_path / "alone").exists()) == (1, False)
    assert command("export", "--out", str(tmp_path / "x"), "--service", "store").code == 0


def test_names_differ_where_products_are_called_alike(
    command: Command, administrator: Administrator, tmp_path: Path
) -> None:
    """What no file name can hold becomes a hyphen; a name without a plain letter, the ids."""
    called = [("A", "Büro & Co."), ("B", "Buro co"), ("C", "表計算")]
    entries = [
        {
            "product_id": id_,
            "sku_id": "1",
            "seat_capacity": 1,
            "product": {"localized_details": [{"language": "en-us", "display_name": name}]},
        }
        for id_, name in called
    ]
    administrator.set_world({"inventory": entries})
    done = command("export", "--out", str(tmp_path), "--json")
    found = [it["resource"] for it in json.loads(done.stdout)["products"]]
    assert found == ["buro-co", "buro-co-2", "c-1"]
    assert (tmp_path / "buro-co-2.csv").read_text(encoding="utf-8") == "userPrincipalName\n"

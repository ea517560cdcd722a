"""`microsoft-seats product show`."""

from __future__ import annotations

import json

import pytest

from .conftest import OFFICE, Command

TABLE = """\
field                value
product_id           9NBLGGH4R2R6
sku_id               0016
name                 Office for all
language             en-us
publisher            Contoso, Ltd.
type                 Application
category             Business
languages            en-us
package_family_name  Contoso.Office_1
platforms            Windows.Desktop from 10.0.10240.0
description          =HYPERLINK(1)
"""


def test_details_and_texts(command: Command) -> None:
    shown = command("product", "show", OFFICE)
    assert (shown.stdout, shown.stderr, shown.code) == (TABLE, "", 0)


def test_csv_quotes_and_defuses_what_the_store_says(command: Command) -> None:
    """Commas and line ends are quoted; what a spreadsheet would compute is marked as text."""
    shown = command("product", "show", OFFICE, "--csv").stdout
    assert '\npublisher,"Contoso, Ltd."\n' in shown
    assert '\nname,"Office\nfor all"\n' in shown
    assert "\ndescription,'=HYPERLINK(1)\n" in shown


def test_json_is_what_the_store_says(command: Command) -> None:
    document = json.loads(command("product", "show", OFFICE, "--json").stdout)
    assert document["details"]["product"] == {"product_id": "9NBLGGH4R2R6", "sku_id": "0016"}
    assert document["texts"]["description"] == "=HYPERLINK(1)"


def test_by_its_display_name(command: Command) -> None:
    """Whole, without regard to case and spaces."""
    assert command("product", "show", "--name", "office FOR all").stdout == TABLE


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Name the product as PRODUCT or with --name, one of the two."),
        (
            [OFFICE, "--name", "Office"],
            2,
            "Name the product as PRODUCT or with --name, one of the two.",
        ),
        (["--name", "Offi"], 1, "No product of the inventory is called 'Offi' in en-us"),
        (["NO/SUCH"], 1, "error: "),
    ],
)
def test_what_is_not_there(command: Command, arguments: list[str], code: int, says: str) -> None:
    refused = command("product", "show", *arguments)
    assert (refused.code, refused.stdout) == (code, "")
    assert says in refused.stderr

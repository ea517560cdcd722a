"""Seed files: what may be written, and the sentence that says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulumi_microsoft_seats.emulator import (
    EmulatorError,
    InventoryEntry,
    World,
    load_world,
    parse_world,
    world_document,
)

if TYPE_CHECKING:
    from pathlib import Path

SEED = """
users: [ada@contoso.com, grace@contoso.com]
inventory:
  - product_id: 9NBLGGH4R2R6
    sku_id: "0016"
    seat_capacity: 7
    distribution_policy: open
    license_type: online
    seats: [ada@contoso.com]
  - product_id: CFQ7TTC0K5DR
    sku_id: "0001"
"""


def test_a_seed_file_names_the_inventory_the_directory_and_the_seats(tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(SEED, encoding="utf-8")
    assert load_world(path) == World(
        users=("ada@contoso.com", "grace@contoso.com"),
        inventory=(
            InventoryEntry(
                product_id="9NBLGGH4R2R6",
                sku_id="0016",
                seat_capacity=7,
                distribution_policy="open",
                license_type="online",
                seats=("ada@contoso.com",),
            ),
            InventoryEntry(product_id="CFQ7TTC0K5DR", sku_id="0001"),
        ),
    )


def test_a_seed_file_may_be_json(tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text('{"inventory": [{"product_id": "A", "sku_id": "1"}]}', encoding="utf-8")
    assert load_world(path) == World(inventory=(InventoryEntry("A", "1"),))


def test_a_world_is_written_as_it_is_read() -> None:
    world = World(users=(), inventory=(InventoryEntry("A", "1"),))
    assert parse_world(world_document(world)) == world


def entry(**fields: object) -> dict[str, object]:
    return {"inventory": [{"product_id": "A", "sku_id": "1", **fields}]}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (None, "the world must be an object."),
        ({"seats": []}, "seats is not known; remove it or correct its name."),
        ({"users": "ada"}, "users is 'ada'; it must be a list."),
        ({"users": [7]}, "users[0] is 7; it must be text; put it in quotes."),
        ({"users": [" "]}, "users[0] is ' '; it must be text that is not blank."),
        ({"users": ["a@b", "A@b"]}, "users lists a@b more than once; remove the repetition."),
        ({"inventory": ["A"]}, "inventory[0] is 'A'; it must be an object."),
        ({"inventory": [{"sku_id": "1"}]}, "inventory[0].product_id is missing; add it."),
        (entry(sku_id=16), "inventory[0].sku_id is 16; it must be text; put it in quotes."),
        (
            entry(product_id="A/B"),
            "inventory[0].product_id is 'A/B'; it must be text without a slash.",
        ),
        (entry(seat_capacity="7"), "inventory[0].seat_capacity is '7'; it must be a whole number."),
        (entry(seat_capacity=True), "inventory[0].seat_capacity is True; it must be a whole"),
        (entry(seat_capacity=-1), "inventory[0].seat_capacity is -1; it must be 0 at least."),
        (entry(seat_capacity=2**63), "it must be 9223372036854775807 at most."),
        (
            entry(license_type="hybrid"),
            "inventory[0].license_type is 'hybrid'; it must be 'online' or 'offline'.",
        ),
        (entry(seats=["a@b", "A@b"]), "seats of A/1 lists a@b more than once"),
        (entry(seats=["a@b", "c@d"], seat_capacity=1), "A/1 lists 2 seats but its seat_capacity"),
        (entry(seats=["a@b"], license_type="offline"), "A/1 is offline-licensed and has no seats"),
        ({**entry(seats=["a@b"]), "users": []}, "a@b holds a seat of A/1 but is not among users"),
        (
            {"inventory": [{"product_id": id_, "sku_id": "1"} for id_ in ("A", "a")]},
            "inventory lists a/1 more than once",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_that_names_its_place(
    document: object, sentence: str
) -> None:
    with pytest.raises(EmulatorError) as raised:
        parse_world(document)
    assert sentence in str(raised.value)


@pytest.mark.parametrize("text", ["inventory: [", "users: [ada\x00]", "{" * 5000])
def test_a_file_that_is_not_yaml_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EmulatorError, match=r"seed\.yaml is neither YAML nor JSON, correct it: "):
        load_world(path)


def test_a_file_that_describes_no_world_is_named(tmp_path: Path) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text("users: 7", encoding="utf-8")
    with pytest.raises(EmulatorError, match=r"seed\.yaml: users is 7; it must be a list\."):
        load_world(path)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        EmulatorError, match=r"none\.yaml cannot be read: No such file or directory; check"
    ):
        load_world(tmp_path / "none.yaml")

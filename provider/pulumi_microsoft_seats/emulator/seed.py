"""The seed's format: a world as a YAML or JSON document.

    users: [ada@contoso.com, grace@contoso.com]   # the directory; left out, any user name is known
    inventory:
      - product_id: 9NBLGGH4R2R6
        sku_id: "0016"
        seat_capacity: 100
        distribution_policy: restricted           # or open
        license_type: online                      # or offline
        status: active                            # or removed
        seats: [ada@contoso.com]
        product:                                  # what operations 2 to 6 answer
          details: {category: Business, supported_languages: [en-us, de-de]}
          localized_details:
            - {language: de-de, display_name: Büro, publisher: {publisher_name: Contoso}}
          offline_licenses:
            - {content_id: 5ea75ea7-0000-4000-8000-00000000000c, license_blob: bGljZW5jZQ==}
          packages:
            product_packages:
              - {package_id: office, content_id: 5ea75ea7-0000-4000-8000-00000000000c}

Only the two ids of an entry are required. `product` holds the reference's structures, their
properties spelled with underscores; each may be left out, and is then made up, the same at every
start. A product's key is its entry's, so none is written inside `product`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import yaml

from .errors import EmulatorError
from .products import parse_product, product_document
from .world import InventoryEntry, World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_WORLD_FIELDS = ("users", "inventory")
_TEXT_FIELDS = ("product_id", "sku_id", "distribution_policy", "license_type", "status")
_ENTRY_FIELDS = (*_TEXT_FIELDS, "seat_capacity", "seats", "product")

# A hundred thousand seats are read in a second with libyaml and in ten without it.
_YAML_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def load_document(path: Path) -> object:
    """Read a YAML or JSON file.

    Raises:
        EmulatorError: The file cannot be read or is neither.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix.lower() == ".json":
            return cast("object", json.loads(text))
        return cast("object", yaml.load(text, Loader=_YAML_LOADER))  # noqa: S506 - safe loaders
    except OSError as error:
        raise EmulatorError(f"{path} cannot be read: {error.strerror}; check the path.") from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise EmulatorError(f"{path} is neither YAML nor JSON, correct it: {reason}.") from error


def load_world(path: Path) -> World:
    """Read a seed file.

    Raises:
        EmulatorError: The file cannot be read or describes no world.
    """
    try:
        return parse_world(load_document(path))
    except EmulatorError as error:
        raise error if str(path) in str(error) else EmulatorError(f"{path}: {error}") from error


def parse_world(document: object) -> World:
    """Make a world of a seed's document; every field but `product_id` and `sku_id` is optional.

    Raises:
        EmulatorError: The document has another shape, or contradicts itself.
    """
    fields = check_fields(document, _WORLD_FIELDS, "the world")
    users = fields.get("users")
    return World(
        inventory=tuple(_entry(item) for item in check_list(fields, "inventory", "the world")),
        users=None if users is None else _names(fields, "users", "the world"),
    )


def world_document(world: World) -> dict[str, Any]:
    """The world as a seed's document, which `parse_world` reads.

    Every field is written out, but for a `product` that was not declared.
    """
    document: dict[str, Any] = {} if world.users is None else {"users": list(world.users)}
    document["inventory"] = [
        {
            "product_id": entry.product_id,
            "sku_id": entry.sku_id,
            "seat_capacity": entry.seat_capacity,
            "distribution_policy": entry.distribution_policy,
            "license_type": entry.license_type,
            "status": entry.status,
            "seats": list(entry.seats),
            **({} if entry.product is None else {"product": product_document(entry.product)}),
        }
        for entry in world.inventory
    ]
    return document


def check_fields(document: object, known: Sequence[str], what: str) -> Mapping[str, object]:
    """The fields of `document`.

    Raises:
        EmulatorError: It is no object, or has a field that is not `known`.
    """
    if not isinstance(document, dict):
        raise EmulatorError(f"{what} must be an object with {', '.join(known)}.")
    for field in document:
        if field not in known:
            raise EmulatorError(
                f"{what} has a field {field!r} that is not known; it may have {', '.join(known)}.",
            )
    return document


def check_list(fields: Mapping[str, object], field: str, what: str) -> list[object]:
    """The list at `field`, empty when it is left out.

    Raises:
        EmulatorError: It is no list.
    """
    value = fields.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise EmulatorError(f"{field} of {what} must be a list.")
    return value


def _entry(document: object) -> InventoryEntry:
    fields = check_fields(document, _ENTRY_FIELDS, "an inventory entry")
    what = f"{fields.get('product_id')}/{fields.get('sku_id')}"
    for field in ("product_id", "sku_id"):
        if field not in fields:
            raise EmulatorError(f"an inventory entry has no {field}; add it.")
    for field in _TEXT_FIELDS:
        if field in fields and not isinstance(fields[field], str):
            raise EmulatorError(f"{field} of {what} must be text; put it in quotes.")
    capacity = fields.get("seat_capacity", 0)
    if not isinstance(capacity, int) or isinstance(capacity, bool):
        raise EmulatorError(f"seat_capacity of {what} is {capacity!r}, which is no whole number.")
    values: dict[str, Any] = {**fields, "seats": _names(fields, "seats", what)}
    if fields.get("product") is not None:
        values["product"] = parse_product(fields["product"], values["product_id"], values["sku_id"])
    return InventoryEntry(**values)


def _names(fields: Mapping[str, object], field: str, what: str) -> tuple[str, ...]:
    names = check_list(fields, field, what)
    for name in names:
        if not isinstance(name, str):
            raise EmulatorError(f"{field} of {what} has {name!r} in it, which is no user name.")
    return cast("tuple[str, ...]", tuple(names))

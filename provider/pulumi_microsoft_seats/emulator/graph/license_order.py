"""The body of `assignLicense`: what to give a user and what to take, read as strictly as Graph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from .graph_errors import bad_request, not_a_guid, null_value

if TYPE_CHECKING:
    from collections.abc import Mapping

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addition:
    """A SKU to give, with the plans of it that are off."""

    sku_id: str
    disabled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LicenseOrder:
    """What one call gives a user and takes, all of it or nothing."""

    add: tuple[Addition, ...]
    remove: tuple[str, ...]


def is_guid(text: str) -> bool:
    """Whether a text is spelled as a GUID is."""
    return _GUID.fullmatch(text) is not None


def read_order(document: Mapping[str, object]) -> LicenseOrder:
    """What a body of `assignLicense` asks for.

    Raises:
        GraphError: 400, a property is missing, null, or of another type.
    """
    # Assumed: Properties of a body that the reference does not know are ignored.
    # Assumed: A SKU that a list names twice counts once, with the plans of its last place.
    added = {each.sku_id: each for each in map(_addition, _collection(document, "addLicenses"))}
    removed = dict.fromkeys(map(_guid, _collection(document, "removeLicenses")))
    return LicenseOrder(tuple(added.values()), tuple(removed))


def _addition(item: object) -> Addition:
    if item is None:
        raise null_value()
    if not isinstance(item, dict):
        # Assumed: Status, code and text, where the reference has none for it.
        raise not_a_guid()
    # Assumed: Plans that are not sent at all are all switched on; the reference has two authors who
    # contradict each other.
    disabled = _collection(item, "disabledPlans") if "disabledPlans" in item else []
    # Assumed: An addition without a SKU is refused as null is, although its type allows it.
    return Addition(_guid(item.get("skuId")), tuple(sorted({_guid(plan) for plan in disabled})))


def _collection(document: Mapping[str, object], name: str) -> list[object]:
    value = document.get(name)
    if value is None:
        raise null_value()
    if not isinstance(value, list):
        # Assumed: Status, code and text, where the reference has none for it.
        raise bad_request(f"The value of '{name}' is not a collection.")
    return cast("list[object]", value)


def _guid(value: object) -> str:
    if value is None:
        raise null_value()
    if not isinstance(value, str) or not is_guid(value):
        raise not_a_guid()
    return value.lower()

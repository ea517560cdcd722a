"""What is in a stack's state of the assignments, and in the rows of a preview."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime import rpc

from pulumi_microsoft_seats.rehearsal.property_values import Secret, Unknown
from tests.drawn.expected import Row
from tests.drawn.tenants import key_of
from tests.drawn.text import COMPONENT
from tests.drawn.values import Assignment

TYPES = tuple(
    f"pulumi-python:dynamic/microsoft-seats:{name}Assignment" for name in ("Seat", "License")
)
UNKNOWN = "[unknown]"
_SECRET = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class Stored:
    """What state has of an assignment; users are folded.

    Attributes:
        product: in small letters.
        inputs: the users in its inputs.
        claimed: those in its outputs, of whom it says that they hold a seat.
        failures: whom the last update could not serve.
        remarked: of whom it says that their service plans are not as declared.
    """

    product: str
    ownership: str
    limit: float
    secret: bool
    retain: bool
    inputs: frozenset[str]
    claimed: frozenset[str]
    failures: frozenset[str]
    remarked: frozenset[str] = frozenset()

    def declares(self, row: Row) -> bool:
        """Whether this is what a row declares."""
        each = row.assignment
        found = (self.product, self.ownership, self.limit, self.secret, self.retain)
        declared = (each.key, each.ownership, each.limit, each.secret, each.retain)
        return found == declared and self.inputs == row.declared


def is_ours(urn: str) -> bool:
    """Whether a resource is an assignment."""
    return any(kind in urn for kind in TYPES)


def stored_in(
    resources: Iterable[Mapping[str, Any]], names: Mapping[str, str]
) -> dict[str, Stored]:
    """What state has of each assignment, by its place; of one that was replaced, ` (old)` after.

    Args:
        resources: of the state.
        names: what somebody who was renamed was called in the beginning, by the name of today.
    """
    found = {}
    for each in resources:
        if is_ours(each["urn"]):
            inputs, outputs = plain(each["inputs"]), plain(each["outputs"])
            found[place_of(each["urn"]) + " (old)" * bool(each.get("delete"))] = Stored(
                product=product_of(inputs),
                ownership=inputs["ownership"],
                limit=inputs["reclaim_limit"],
                secret=inputs.get("__secret") is True,
                retain=bool(each.get("retainOnDelete") or each.get("retain_on_delete")),
                inputs=users_of(inputs["seats"], names),
                claimed=users_of(outputs["seats"], names),
                failures=renamed(outputs.get("failures") or (), names),
                remarked=renamed(_remarked(outputs["seats"]), names),
            )
    return found


def urn_of(each: Assignment, stack: str, project: str) -> str:
    """The URN of an assignment."""
    parent = f"{COMPONENT}$" if each.component else ""
    return f"urn:pulumi:{stack}::{project}::{parent}{TYPES[each.is_license]}::{each.name}"


def place_of(urn: str) -> str:
    """Where an assignment is in its program."""
    *_, types, name = urn.split("::")
    return f"team/{name}" if types.startswith(COMPONENT) else name


def product_of(properties: Mapping[str, Any]) -> str:
    """The product, in small letters."""
    if "sku" in properties:
        return key_of(str(properties["sku"]))
    return f"{properties.get('product_id')}/{properties.get('sku_id')}".lower()


def users_of(text: object, names: Mapping[str, str]) -> frozenset[str]:
    """The users of a roster's text, without what is said of their service plans."""
    lines = frozenset(str(text or "").split("\n")) - {""}
    return renamed((line.partition(" (")[0] for line in lines), names)


def renamed(users: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """Users by the names that they had in the beginning."""
    return frozenset(names.get(user, user) for user in users)


def _remarked(text: object) -> list[str]:
    return [line.partition(" (")[0] for line in str(text or "").split("\n") if " (" in line]


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever is in a state or a preview
    """A value without the marks of secrets, and one that is not known yet as `UNKNOWN`."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Unknown) or value == rpc.UNKNOWN:
        return UNKNOWN
    if isinstance(value, Mapping):
        if _SECRET in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else plain(value["value"])
        return {name: plain(item) for name, item in value.items()}
    return value

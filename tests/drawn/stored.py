"""What is in a stack's state of the assignments, and in the rows of a preview."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.runtime import rpc

from pulumi_microsoft_seats.rehearsal.property_values import Secret, Unknown
from tests.drawn.expected import Row
from tests.drawn.text import COMPONENT
from tests.drawn.values import Assignment, fold, key_of

TYPE = "pulumi-python:dynamic/microsoft-seats:"
"""How the type of each kind of assignment begins."""

Person = Callable[[str], str]
"""Who is called so, or was once; see `tests.drawn.history`."""

UNKNOWN = "[unknown]"
_REMARK = " ("
_SECRET = "4dabf18193072939515e22adb298388d"


@dataclass(frozen=True)
class Stored:
    """What state has of an assignment; users are folded.

    Attributes:
        product: in small letters.
        inputs: the users in its inputs.
        claimed: those in its outputs, of whom it says that they hold a seat.
        failures: whom the last update could not serve.
        plans: the service plans that are declared off, and on; None where they are not.
        names: what the users in its inputs are called.
        remarked: whose service plans it says are not as declared.
    """

    product: str
    ownership: str
    limit: float
    secret: bool
    retain: bool
    inputs: frozenset[str]
    claimed: frozenset[str]
    failures: frozenset[str]
    plans: tuple[frozenset[str] | None, frozenset[str] | None] = (None, None)
    names: frozenset[str] = frozenset()
    remarked: frozenset[str] = frozenset()

    def declares(self, row: Row) -> bool:
        """Whether this is what a row declares."""
        each = row.assignment
        found = (self.product, self.ownership, self.limit, self.secret, self.retain, self.plans)
        plans = (_set_of(each.disabled), _set_of(each.enabled))
        declared = (each.key, each.ownership, each.limit, each.secret, each.retain, plans)
        return found == declared and self.inputs == row.declared


def stored_in(resources: Iterable[Mapping[str, Any]], person: Person = fold) -> dict[str, Stored]:
    """What state has of each assignment, by its place; of one that was replaced, ` (old)` after."""
    found = {}
    for each in resources:
        if TYPE in each["urn"]:
            inputs, outputs = plain(each["inputs"]), plain(each["outputs"])
            found[place_of(each["urn"]) + " (old)" * bool(each.get("delete"))] = Stored(
                product=product_of(inputs),
                ownership=inputs["ownership"],
                limit=inputs["reclaim_limit"],
                secret=inputs.get("__secret") is True,
                retain=bool(each.get("retainOnDelete") or each.get("retain_on_delete")),
                inputs=users_of(inputs["seats"], person),
                claimed=users_of(outputs["seats"], person),
                failures=frozenset(map(person, outputs.get("failures") or ())),
                plans=(
                    _set_of(inputs.get("disabled_plans")),
                    _set_of(inputs.get("enabled_plans")),
                ),
                names=users_of(inputs["seats"]),
                remarked=frozenset(
                    person(line.partition(_REMARK)[0])
                    for line in outputs["seats"].split("\n")
                    if _REMARK in line
                ),
            )
    return found


def urn_of(each: Assignment, stack: str, project: str) -> str:
    """The URN of an assignment."""
    parent = f"{COMPONENT}$" if each.component else ""
    kind = "LicenseAssignment" if each.is_licence else "SeatAssignment"
    return f"urn:pulumi:{stack}::{project}::{parent}{TYPE}{kind}::{each.name}"


def place_of(urn: str) -> str:
    """Where an assignment is in its program."""
    *_, types, name = urn.split("::")
    return f"team/{name}" if types.startswith(COMPONENT) else name


def product_of(properties: Mapping[str, Any]) -> str:
    """The product, in small letters."""
    if "sku" in properties:
        return key_of(str(properties["sku"]))
    return f"{properties.get('product_id')}/{properties.get('sku_id')}".lower()


def users_of(text: object, person: Person = fold) -> frozenset[str]:
    """The users of a roster's text, without what is said of their service plans."""
    lines = (line.partition(_REMARK)[0] for line in str(text or "").split("\n"))
    return frozenset(person(line) for line in lines if line)


def _set_of(plans: Iterable[str] | None) -> frozenset[str] | None:
    return None if plans is None else frozenset(plans)


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

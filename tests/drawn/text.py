"""Drawn programs and inventories as what Python and the emulator read."""

from __future__ import annotations

from tests.drawn.tenants import SKUS, Tenant, group_of, plans_of
from tests.drawn.values import Assignment, Entry, Program

COMPONENT = "campaign:Team"
"""The type of the component that assignments are moved into."""

_HEAD = f"""\
import pulumi

from pulumi_microsoft_seats import LicenseAssignment, SeatAssignment

team = pulumi.ComponentResource({COMPONENT!r}, "team")

"""


def program_text(program: Program) -> str:
    """The program's `__main__.py`."""
    return _HEAD + "".join(map(_declaration, program))


def tenant_world(tenant: Tenant, inventory: tuple[Entry, ...]) -> dict[str, object]:
    """The emulator's world of a case of Graph."""
    groups = [
        {"name": group_of(product), "members": list(members)} for product, members in tenant.members
    ]
    given = {product for product, _ in tenant.members}
    licenses = [
        {
            "sku_part_number": entry.product,
            "sku_id": SKUS[entry.product],
            "enabled": entry.capacity,
            "service_plans": list(plans_of(entry.product)),
            "direct": list(entry.holders),
            "groups": [group_of(entry.product)] if entry.product in given else [],
        }
        for entry in inventory
    ]
    users = [
        {"user": user, "usage_location": None if user in tenant.unplaced else "DE"}
        for user in tenant.people
    ]
    return {"users": users, "groups": groups, "licenses": licenses}


def inventory_entry(entry: Entry) -> dict[str, object]:
    """An entry of the emulator's world."""
    product_id, sku_id = entry.product.split("/")
    return {
        "product_id": product_id,
        "sku_id": sku_id,
        "seat_capacity": entry.capacity,
        "distribution_policy": entry.policy,
        "seats": list(entry.holders),
    }


def _declaration(each: Assignment) -> str:
    users = repr(list(each.users))
    if each.late:
        users = _after(each.late, users)
    if each.secret:
        users = f"pulumi.Output.secret({users})"
    arguments = {
        **_product(each),
        "users": users,
        "ownership": repr(each.ownership),
        "reclaim_limit": repr(each.limit),
    }
    if each.fault:
        name, _, value = each.fault.partition("=")
        arguments[name] = value
    given = ", ".join(f"{name}={value}" for name, value in arguments.items())
    kind = "LicenseAssignment" if each.is_license else "SeatAssignment"
    return (
        f"{each.name} = {kind}({each.name!r}, {given}, {_options(each)})\n"
        f"pulumi.export({each.name!r}, {each.name}.assigned_count)\n"
    )


def _product(each: Assignment) -> dict[str, str]:
    """The arguments that name what it is about."""
    if each.is_license:
        named = {"sku": _id(each, each.product)}
        return {**named, each.choice: repr(list(each.plans))} if each.choice else named
    product_id, sku_id = each.product.split("/")
    return {"product_id": _id(each, product_id), "sku_id": _id(each, sku_id)}


def _id(each: Assignment, value: str) -> str:
    text = repr(value)
    if each.ids == "text":
        return text
    if each.ids == "output":
        return f"pulumi.Output.from_input({text})"
    return _after(each.ids, text)


def _after(name: str, value: str) -> str:
    return f"{name}.assigned_count.apply(lambda _: {value})"


def _options(each: Assignment) -> str:
    options = {
        "parent": "team" if each.component else "",
        "aliases": f"[{_alias(each.alias)}]" if each.alias else "",
        "retain_on_delete": "True" if each.retain else "",
        "ignore_changes": "['users']" if each.ignores else "",
        "replace_on_changes": "['users']" if each.replaces else "",
    }
    given = ", ".join(f"{name}={value}" for name, value in options.items() if value)
    return f"opts=pulumi.ResourceOptions({given})"


def _alias(place: str) -> str:
    component, _, name = place.rpartition("/")
    parent = "team" if component else "pulumi.ROOT_STACK_RESOURCE"
    return f"pulumi.Alias(name={name!r}, parent={parent})"

"""Drawn programs as Python reads them."""

from __future__ import annotations

from tests.drawn.values import Assignment, Program

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
    kind = "LicenseAssignment" if each.is_licence else "SeatAssignment"
    return (
        f"{each.name} = {kind}({each.name!r}, {given}, {_options(each)})\n"
        f"pulumi.export({each.name!r}, {each.name}.assigned_count)\n"
    )


def _product(each: Assignment) -> dict[str, str]:
    if not each.is_licence:
        product, sku = each.product.split("/")
        return {"product_id": _id(each, product), "sku_id": _id(each, sku)}
    plans = {"disabled_plans": each.disabled, "enabled_plans": each.enabled}
    given = {name: repr(list(value)) for name, value in plans.items() if value is not None}
    return {"sku": _id(each, each.product), **given}


def _id(each: Assignment, id_: str) -> str:
    text = repr(id_)
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

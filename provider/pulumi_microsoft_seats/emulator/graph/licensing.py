"""The rules of giving and taking a user's direct licences: `assignLicense`, all or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .graph_errors import (
    bad_request,
    invalid_usage_location,
    no_units,
    not_a_license,
    not_held,
    only_inherited,
)
from .objects import Path
from .plan_rules import new_violation

if TYPE_CHECKING:
    from .license_order import Addition, LicenseOrder
    from .objects import User
    from .tenant import Tenant

# Assumed: Any two letters are a usage location.
_COUNTRY = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a call meets besides the tenant's state; each is a switch.

    Attributes:
        usage_location: The user's usage location as far as licensing knows it.
        held_back_for: The seconds for which a unit that was freed is no use.
        inherited_removal_is_silent: Whether taking what is only inherited does nothing, rather
            than being refused.
        now: The moment, as the service writes it.
    """

    usage_location: str | None
    held_back_for: float
    inherited_removal_is_silent: bool
    now: str


def is_country(usage_location: str | None) -> bool:
    """Whether a usage location is one."""
    return usage_location is not None and _COUNTRY.fullmatch(usage_location) is not None


def assign(tenant: Tenant, user: User, order: LicenseOrder, met: Circumstances) -> User:
    """Give a user what an order says and take what it says, and return the user as it is then.

    Raises:
        GraphError: 400, a rule does not allow it; nothing was done.
    """
    # Assumed: What is taken goes before what is given, so that a SKU in both lists is given anew.
    # Assumed: The checks run in this order: what is taken, the usage location, the SKUs and their
    # plans, the units, what the plans need and exclude.
    # Assumed: Whoever is only taken from needs no usage location, and to give and take nothing
    # changes nothing.
    paths = user.paths
    for sku_id in order.remove:
        paths = _without(paths, sku_id, silent=met.inherited_removal_is_silent)
    if order.add and not is_country(met.usage_location):
        raise invalid_usage_location()
    for addition in order.add:
        paths = _with(tenant, paths, addition, met.now)
    changed = replace(user, paths=paths)
    for sku_id in sorted(changed.held - user.held):
        if tenant.free(sku_id, met.held_back_for) < 1:
            raise no_units(sku_id)
    broken = new_violation(user.paths, paths, tenant.skus)
    if broken is not None:
        raise broken.error
    if paths != user.paths:
        tenant.put_user(changed)
    return changed


def _without(paths: tuple[Path, ...], sku_id: str, *, silent: bool) -> tuple[Path, ...]:
    # Assumed: What is in the state `Error` can be taken as everything else can.
    of_sku = [path for path in paths if path.sku_id == sku_id]
    if not of_sku:
        raise not_held()
    if all(path.group is not None for path in of_sku) and not silent:
        raise only_inherited()
    return tuple(path for path in paths if path.sku_id != sku_id or path.group is not None)


def _with(
    tenant: Tenant, paths: tuple[Path, ...], addition: Addition, now: str
) -> tuple[Path, ...]:
    sku = tenant.skus.get(addition.sku_id)
    # Assumed: A SKU for companies is refused as one that the tenant does not have.
    if sku is None or sku.applies_to != "User":
        raise not_a_license(addition.sku_id)
    foreign = set(addition.disabled) - sku.plan_ids
    if foreign:
        # Assumed: Status, code and text, where the reference has none for it.
        raise bad_request(
            f"License assignment failed because service plan(s) {', '.join(sorted(foreign))} are "
            f"not part of license {sku.id}."
        )
    wanted = Path(sku.id, None, addition.disabled, updated=now)
    held = next((path for path in paths if path.sku_id == sku.id and path.group is None), None)
    if held is not None and replace(held, updated=now) == wanted:
        return paths
    kept = tuple(path for path in paths if path is not held)
    return (*kept, wanted)

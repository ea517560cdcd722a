"""What the directory says of licences, as programs read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..domain.tenant_licenses import HeldLicense, License, LicenseGroup
from .values import added_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .values import DirectoryUser, SubscribedSku


def licenses_of(skus: Iterable[SubscribedSku]) -> list[License]:
    """Every SKU that users can be assigned, its entries of several accounts added up, by name."""
    licenses = [
        License(
            sku_id=sku.sku_id,
            name=sku.part_number,
            bought=sku.enabled,
            in_grace=sku.warning,
            held=sku.consumed,
            service_plans=tuple(sorted(it.name for it in sku.service_plans if it.is_for_users)),
        )
        for sku in added_up(skus)
        if sku.is_for_users
    ]
    return sorted(licenses, key=lambda each: each.name)


def license_called(named: str, licenses: Sequence[License]) -> License | None:
    """The one that a program calls so, by its id or by its name, in any capitals."""
    wanted = named.strip().lower()
    by_id = (each for each in licenses if each.sku_id == wanted)
    by_name = (each for each in licenses if each.name.lower() == wanted)
    return next(by_id, None) or next(by_name, None)


def held_by(
    users: Iterable[DirectoryUser], skus: Sequence[SubscribedSku], only: str | None = None
) -> list[HeldLicense]:
    """What users hold, in their order, and of each by the SKU's name; groups by their ids alone.

    Args:
        users: as the directory has them.
        skus: of the tenant, for the names of SKUs and plans.
        only: the id of the SKU that is asked for; None for every one.
    """
    names = {sku.sku_id: sku.part_number for sku in skus}
    names |= {plan.id: plan.name for sku in skus for plan in sku.service_plans}
    found: list[HeldLicense] = []
    for user in users:
        held = {state.sku_id for state in user.license_states if state.is_held} | user.unexplained
        wanted = held if only is None else held & {only}
        of_user = (_held(user, sku_id, names) for sku_id in wanted)
        found += sorted(of_user, key=lambda each: each.name)
    return found


def with_group_names(
    held: Iterable[HeldLicense], names: Mapping[str, str | None]
) -> list[HeldLicense]:
    """The same, with the display names of groups, by id."""
    return [
        replace(each, groups=tuple(LicenseGroup(it.id, names.get(it.id)) for it in each.groups))
        for each in held
    ]


def _held(user: DirectoryUser, sku_id: str, names: Mapping[str, str]) -> HeldLicense:
    through = sorted(path.assigned_by_group or "" for path in user.inherited(sku_id))
    return HeldLicense(
        user=user.user_principal_name,
        sku_id=sku_id,
        name=names.get(sku_id, sku_id),
        is_direct=user.direct(sku_id) is not None,
        groups=tuple(map(LicenseGroup, through)),
        disabled_plans=tuple(sorted(names.get(plan, plan) for plan in _off(user, sku_id))),
    )


def _off(user: DirectoryUser, sku_id: str) -> frozenset[str]:
    """The plans that are off for a user, by all paths together."""
    for each in user.assigned_licenses:
        if each.sku_id == sku_id:
            return each.disabled_plans
    # The two lists were seen to disagree.
    paths = (state for state in user.license_states if state.sku_id == sku_id and state.is_held)
    return frozenset.intersection(*(path.disabled_plans for path in paths))

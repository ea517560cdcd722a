"""What the emulator's page shows of Graph: the SKUs, and who has them by which path."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from ..services import Shown, ShownHolder, ShownProduct
from ..spelling import fold

if TYPE_CHECKING:
    from .objects import Content, Path, Sku, User


def shown(content: Content, wanted: str, most: int) -> Shown:
    """The SKUs and their holders; `wanted` is folded and a part of a user or SKU."""
    skus = {sku.id: sku for sku in content.skus}
    groups = {group.id: group.name for group in content.groups}
    held, inherited = Counter[str](), Counter[str]()
    matching: list[tuple[str, str, User, Path]] = []
    for user in content.users:
        held.update(user.held)
        inherited.update(sku for sku in user.held if user.direct(sku) is None)
        for path in user.paths:
            keys = fold(user.name), fold(skus[path.sku_id].part_number)
            if path.gives and wanted in " ".join(keys):
                matching.append((*keys, user, path))
    matching.sort(key=itemgetter(0, 1))
    return Shown(
        products=tuple(_product(sku, held[sku.id], inherited[sku.id]) for sku in content.skus),
        holders=tuple(
            _holder(user, path, skus[path.sku_id], groups.get(path.group or "", ""))
            for _, _, user, path in matching[:most]
        ),
        found=len(matching),
    )


def _product(sku: Sku, held: int, inherited: int) -> ShownProduct:
    states = {units.capability_status for units in sku.units} - {"Enabled"}
    for_users = fold(sku.applies_to) == "user"
    return ShownProduct(
        key=sku.part_number,
        service="Licence",
        name="",
        total=sku.assignable,
        held=held + sku.taken,
        inherited=inherited,
        notes=(*sorted(states), *(() if for_users else ("for companies",))),
        has_seats=for_users,
    )


def _holder(user: User, path: Path, sku: Sku, group: str) -> ShownHolder:
    return ShownHolder(
        product=sku.part_number,
        user=user.name,
        since=path.updated,
        through=group,
        plans_off=tuple(plan.name for plan in sku.plans if plan.id in path.disabled),
    )

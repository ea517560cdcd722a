"""What groups give their members, and what goes wrong with it, which the user's states tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from .objects import Path
from .plan_rules import new_violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .objects import Group, Sku, User


class Pools(Protocol):
    """The SKUs, and how many units of them are left."""

    @property
    def skus(self) -> Mapping[str, Sku]:
        """The SKUs by their GUIDs."""

    def free(self, sku_id: str) -> int:
        """How many units of a SKU can be assigned."""


def with_inherited(pools: Pools, user: User, groups: Iterable[Group], now: str) -> User:
    """A user with what some groups give, worked out anew.

    All licences of a group are one unit for a member: if one fails, none is given. What is given
    already stays, the moment it was given included.

    Args:
        pools: The SKUs.
        user: The user.
        groups: The groups of which the user is a direct member.
        now: The moment, as the service writes it.
    """
    paths = tuple(path for path in user.paths if path.group is None)
    # Assumed: A member's groups are worked through in the order of their ids.
    for group in sorted(groups, key=lambda group: group.id):
        paths = (*paths, *_given(pools, user, group, paths, now))
    return replace(user, paths=paths)


def _given(pools: Pools, user: User, group: Group, paths: tuple[Path, ...], now: str) -> list[Path]:
    # Assumed: A member without a usage location gets what the group gives, by the directory's own
    # location, and none is written on the member.
    wanted = [Path(given.sku_id, group.id, given.disabled) for given in group.licenses]
    failed: dict[str, str] = {}
    broken = new_violation(paths, (*paths, *wanted), pools.skus)
    for path in wanted:
        if _is_short(pools, user, path.sku_id, paths):
            failed[path.sku_id] = "CountViolation"
        elif broken is not None and broken.involved & pools.skus[path.sku_id].plan_ids:
            failed[path.sku_id] = broken.name
    if failed:
        wanted = [
            replace(path, state="Error", error=failed.get(path.sku_id, "Other")) for path in wanted
        ]
    return [_dated(path, user, now) for path in wanted]


def _is_short(pools: Pools, user: User, sku_id: str, paths: tuple[Path, ...]) -> bool:
    is_held = sku_id in user.held or any(path.sku_id == sku_id and path.gives for path in paths)
    return not is_held and pools.free(sku_id) < 1


def _dated(path: Path, user: User, now: str) -> Path:
    kept = (old for old in user.paths if replace(old, updated="") == path)
    return next(kept, replace(path, updated=now))

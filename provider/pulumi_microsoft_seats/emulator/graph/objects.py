"""What a tenant is made of: people, groups, SKUs, and the paths by which people hold a licence.

All of it is frozen: a change makes a new object, so that a stale read can still see the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service of a SKU.

    Attributes:
        id: Its GUID; a plan of two SKUs has the same one in both.
        name: What people know it by.
        applies_to: `User` or `Company`.
        status: Its provisioning status for whoever has it.
        depends_on: The GUIDs of the plans without which it cannot be on.
        excludes: The GUIDs of the plans beside which it cannot be on.
    """

    id: str
    name: str
    applies_to: str = "User"
    status: str = "Success"
    depends_on: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Units:
    """What one account bought of a SKU; a row of `/subscribedSkus`."""

    account_id: str
    account_name: str
    enabled: int
    warning: int = 0
    suspended: int = 0
    locked_out: int = 0
    capability_status: str = "Enabled"


@dataclass(frozen=True, slots=True)
class Sku:
    """A SKU of the tenant.

    Attributes:
        id: Its GUID.
        part_number: What people know it by.
        applies_to: `User` or `Company`; the latter cannot be assigned.
        plans: Its services.
        units: What was bought, by account; all of it is one pool.
        taken: Units that somebody outside the directory uses.
    """

    id: str
    part_number: str
    applies_to: str = "User"
    plans: tuple[ServicePlan, ...] = ()
    units: tuple[Units, ...] = ()
    taken: int = 0

    @property
    def plan_ids(self) -> frozenset[str]:
        """The GUIDs of its services."""
        return frozenset(plan.id for plan in self.plans)

    @property
    def assignable(self) -> int:
        """How many people it can serve."""
        # Assumed: Units in grace can be assigned; those of an account that is suspended, deleted or
        # locked out cannot.
        return sum(
            units.enabled + units.warning
            for units in self.units
            if units.capability_status in ("Enabled", "Warning")
        )


@dataclass(frozen=True, slots=True)
class Path:
    """One way in which a user holds a SKU, or is meant to: a licenseAssignmentState.

    Attributes:
        sku_id: The SKU's GUID.
        group: The GUID of the group that gives it; None is direct.
        disabled: The GUIDs of the plans that are off, sorted.
        state: In `Error` it is an intent and no licence.
        error: What is wrong, by the reference's name; None when all is well.
        updated: When it was last changed, as the service writes moments.
    """

    sku_id: str
    group: str | None = None
    disabled: tuple[str, ...] = ()
    state: str = "Active"
    error: str | None = None
    updated: str = ""

    @property
    def gives(self) -> bool:
        """Whether the user has the licence by it."""
        # Assumed: An assignment in the state `Disabled` is a licence; nothing says what that state
        # means.
        return self.state != "Error"


@dataclass(frozen=True, slots=True)
class User:
    """A user of the directory; `name` is the user principal name."""

    id: str
    name: str
    display_name: str
    usage_location: str | None = "US"
    account_enabled: bool = True
    user_type: str = "Member"
    paths: tuple[Path, ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """The SKUs that the user has, by whichever path; each consumes one unit."""
        return frozenset(path.sku_id for path in self.paths if path.gives)

    def direct(self, sku_id: str) -> Path | None:
        """The direct path to a SKU, if there is one."""
        found = (path for path in self.paths if path.sku_id == sku_id and path.group is None)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class GroupLicense:
    """What a group gives its members."""

    sku_id: str
    disabled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A security group.

    Attributes:
        members: The GUIDs of the people in it.
        licenses: What it gives them.
        nested: The GUIDs of the groups in it, whose members get nothing of it.
    """

    id: str
    name: str
    members: tuple[str, ...] = ()
    licenses: tuple[GroupLicense, ...] = ()
    nested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A whole tenant, as a seed describes it and a data file keeps it."""

    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    skus: tuple[Sku, ...] = ()


def disabled_for(paths: Iterable[Path], sku_id: str) -> tuple[str, ...]:
    """The plans of a SKU that are off for a user: those that no path switches on."""
    # Assumed: In `assignedLicenses` a plan is off that none of a user's paths switches on.
    sets = [set(path.disabled) for path in paths if path.sku_id == sku_id and path.gives]
    return tuple(sorted(set.intersection(*sets))) if sets else ()


def enabled_plans(paths: Iterable[Path], skus: Mapping[str, Sku]) -> dict[str, set[str]]:
    """The GUIDs of all plans that some paths switch on together, each with its SKUs."""
    on: dict[str, set[str]] = {}
    for path in paths:
        if path.gives and path.sku_id in skus:
            for plan in skus[path.sku_id].plans:
                if plan.id not in path.disabled:
                    on.setdefault(plan.id, set()).add(path.sku_id)
    return on

"""`LicenseAssignment`: who holds a licence of Microsoft 365 or Entra."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from ..plugin.kinds import DISABLED_PLANS, ENABLED_PLANS, SKU, SKU_ID
from ..plugin.properties import DEFAULT_RECLAIM_LIMIT, INHERITED
from ..provider import LicenseAssignmentProvider
from .assignment import MODULE, Assignment, Ownership, Users

Plans = pulumi.Input[Sequence[pulumi.Input[str]]]


class LicenseAssignment(Assignment, module=MODULE, name="LicenseAssignment"):
    """The users who hold a licence of one SKU, see `Assignment`.

    It decides direct assignments. What a group gives is never taken: a declared user who has the
    licence through a group is served by that, and gets no direct one.

    Attributes:
        sku: the SKU as the program names it.
        sku_id: its id, a GUID.
        inherited: the declared users who hold it through a group alone.
        disabled_plans: the service plans that are off for everybody declared, as the program
            names them.
        enabled_plans: those that are on, where the program says these.
    """

    sku: pulumi.Output[str]
    sku_id: pulumi.Output[str]
    inherited: pulumi.Output[list[str]]
    disabled_plans: pulumi.Output[list[str] | None]
    enabled_plans: pulumi.Output[list[str] | None]

    _provider_class = LicenseAssignmentProvider
    _found_out = (SKU_ID, INHERITED)

    def __init__(
        self,
        resource_name: str,
        *,
        sku: pulumi.Input[str],
        users: Users,
        disabled_plans: Plans | None = None,
        enabled_plans: Plans | None = None,
        ownership: Ownership = "exclusive",
        reclaim_limit: pulumi.Input[float] = DEFAULT_RECLAIM_LIMIT,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare who holds a licence.

        Args:
            resource_name: the resource's name in the program.
            sku: a part number as the tenant lists it, such as `SPE_E3`, or the SKU's id; another
                SKU replaces the resource, another spelling of the same one changes nothing.
            users: user principal names, compared without regard to case.
            disabled_plans: names or ids of service plans that are off for everybody declared, all
                others are on; an empty list switches all on. Left out, they are left as they are.
            enabled_plans: instead, those that are on; everything else is off, also what Microsoft
                adds to the SKU later, which then shows in a preview.
            ownership: `exclusive` or `shared`, see the class.
            reclaim_limit: the largest share, 0 to 1, of the held licences that one update may
                reclaim, or switch service plans off for, without an approval; one is always
                allowed.
            opts: Pulumi's resource options.

        Raises:
            pulumi.RunError: values that cannot be, all of them listed.
        """
        plans = {DISABLED_PLANS: disabled_plans, ENABLED_PLANS: enabled_plans}
        self._declare(
            resource_name,
            {SKU: sku},
            users=users,
            ownership=ownership,
            reclaim_limit=reclaim_limit,
            opts=opts,
            options={name: value for name, value in plans.items() if value is not None},
        )

    @classmethod
    def get(
        cls,
        resource_name: str,
        *,
        sku: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> LicenseAssignment:
        """Read who holds a licence, directly or through a group, without owning anything.

        Args:
            resource_name: the resource's name in the program.
            sku: a part number as the tenant lists it, or the SKU's id.
            opts: Pulumi's resource options.
        """
        existing = cls.__new__(cls)
        existing._read(resource_name, {SKU: sku}, opts)  # noqa: SLF001 - its own instance
        return existing


TYPE = LicenseAssignment.type_of()
"""The resource's type in URNs, and so in the state of every stack."""

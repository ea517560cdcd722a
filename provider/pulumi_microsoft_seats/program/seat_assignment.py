"""`SeatAssignment`: who holds a seat of a product of the Store for Business."""

from __future__ import annotations

import pulumi  # noqa: TC002 - the SDK evaluates the annotations of a resource

from ..plugin.kinds import PRODUCT_ID, SKU_ID
from ..plugin.properties import DEFAULT_RECLAIM_LIMIT
from ..provider import SeatAssignmentProvider
from .assignment import MODULE, Assignment, Ownership, Users


class SeatAssignment(Assignment, module=MODULE, name="SeatAssignment"):
    """The users who hold a seat of one product of the Store for Business, see `Assignment`.

    Attributes:
        product_id: the product.
        sku_id: its SKU.
    """

    product_id: pulumi.Output[str]
    sku_id: pulumi.Output[str]

    _provider_class = SeatAssignmentProvider

    def __init__(
        self,
        resource_name: str,
        *,
        product_id: pulumi.Input[str],
        sku_id: pulumi.Input[str],
        users: Users,
        ownership: Ownership = "exclusive",
        reclaim_limit: pulumi.Input[float] = DEFAULT_RECLAIM_LIMIT,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare who holds a seat.

        Args:
            resource_name: the resource's name in the program.
            product_id: the product in the organisation's inventory; a change replaces the resource.
            sku_id: its SKU; a change replaces the resource.
            users: user principal names, compared without regard to case.
            ownership: `exclusive` or `shared`, see the class.
            reclaim_limit: the largest share, 0 to 1, of the held seats that one update may reclaim
                without an approval; one seat is always allowed.
            opts: Pulumi's resource options.

        Raises:
            pulumi.RunError: values that cannot be, all of them listed.
        """
        self._declare(
            resource_name,
            {PRODUCT_ID: product_id, SKU_ID: sku_id},
            users=users,
            ownership=ownership,
            reclaim_limit=reclaim_limit,
            opts=opts,
        )

    @classmethod
    def get(
        cls,
        resource_name: str,
        *,
        product_id: pulumi.Input[str],
        sku_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> SeatAssignment:
        """Read the seats of a product without owning them.

        Args:
            resource_name: the resource's name in the program.
            product_id: the product in the organisation's inventory.
            sku_id: its SKU.
            opts: Pulumi's resource options.
        """
        existing = cls.__new__(cls)
        existing._read(resource_name, {PRODUCT_ID: product_id, SKU_ID: sku_id}, opts)  # noqa: SLF001 - its own instance
        return existing


TYPE = SeatAssignment.type_of()
"""The resource's type in URNs, and so in the state of every stack."""

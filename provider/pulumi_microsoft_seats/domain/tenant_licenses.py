"""What programs read of licences: what the tenant has of a SKU, and what somebody holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class License:
    """What the tenant has of one SKU, of all accounts together.

    Attributes:
        sku_id: a GUID.
        name: its part number, such as `SPE_E3`, which is what `LicenseAssignment(sku=…)` takes.
        bought: units that can be assigned.
        in_grace: units besides that have expired, and are not taken yet.
        held: users who hold one, by whatever path.
        service_plans: the names of the services it brings that can be switched for a user, sorted.
    """

    sku_id: str
    name: str
    bought: int
    in_grace: int
    held: int
    service_plans: tuple[str, ...]

    @property
    def free(self) -> int:
        """Units that can still be assigned, those in grace left out; below 0 after a downgrade."""
        return self.bought - self.held


@dataclass(frozen=True, slots=True)
class LicenseGroup:
    """A group that gives a licence.

    Attributes:
        name: its display name; None where the application may not read groups, or it is gone.
    """

    id: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class HeldLicense:
    """A licence that somebody holds.

    Attributes:
        user: the user principal name, as the directory spells it.
        sku_id: a GUID.
        name: the SKU's part number; its id where the tenant does not list it.
        is_direct: whether it was assigned to the user; what groups give may come besides.
        groups: those that give it, sorted by id.
        disabled_plans: the names of the service plans that are off for the user, sorted.
    """

    user: str
    sku_id: str
    name: str
    is_direct: bool
    groups: tuple[LicenseGroup, ...]
    disabled_plans: tuple[str, ...]

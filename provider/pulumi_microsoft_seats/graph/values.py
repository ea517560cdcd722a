"""What the directory knows of licences, as values.

Ids are in lower case, so that they can be compared. Whoever compares two of these values compares
all that was read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_LICENCE = "error"


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service that a SKU brings (the reference's *servicePlanInfo*).

    Attributes:
        name: `EXCHANGE_S_ENTERPRISE`; the id where it has none.
        applies_to: `User` or `Company`; None when the service does not say.
        provisioning_status: `Success`, `Disabled`, `PendingProvisioning` and others.
    """

    id: str
    name: str
    applies_to: str | None = None
    provisioning_status: str | None = None

    @property
    def is_for_users(self) -> bool:
        """Whether it can be switched for a user."""
        return (self.applies_to or "user").lower() == "user"


@dataclass(frozen=True, slots=True)
class SubscribedSku:
    """Licences that were bought (the reference's *subscribedSku*).

    The same SKU can be listed more than once, under different accounts: add them up.

    Attributes:
        id: of the entry, not of the SKU.
        part_number: `SPE_E3`; the SKU's id where it has none.
        enabled: units that can be assigned.
        consumed: users who hold one, by whatever path.
        warning: units that have expired, in their time of grace.
        suspended: units that cannot be assigned any more.
        capability_status: `Enabled`, `Warning`, `Suspended`, `Deleted` or `LockedOut`.
        applies_to: `User` or `Company`.
    """

    id: str
    sku_id: str
    part_number: str
    enabled: int
    consumed: int
    warning: int
    suspended: int
    capability_status: str | None
    applies_to: str | None
    service_plans: tuple[ServicePlan, ...]

    @property
    def is_for_users(self) -> bool:
        """Whether it can be assigned to users at all."""
        return (self.applies_to or "user").lower() == "user"

    @property
    def free(self) -> int:
        """Units that can still be assigned, those in grace left out; below 0 after a downgrade."""
        return self.enabled - self.consumed

    def joined_by(self, other: SubscribedSku) -> SubscribedSku:
        """This entry and another one of its SKU as one."""
        return replace(
            self,
            enabled=self.enabled + other.enabled,
            consumed=self.consumed + other.consumed,
            warning=self.warning + other.warning,
            suspended=self.suspended + other.suspended,
        )


def added_up(skus: Iterable[SubscribedSku]) -> tuple[SubscribedSku, ...]:
    """Each SKU once, its units of several accounts together."""
    found: dict[str, SubscribedSku] = {}
    for sku in skus:
        before = found.get(sku.sku_id)
        found[sku.sku_id] = sku if before is None else before.joined_by(sku)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class AssignedLicense:
    """A SKU, and which of its service plans are off (the reference's *assignedLicense*)."""

    sku_id: str
    disabled_plans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LicenseState:
    """One path by which a user has a SKU (the reference's *licenseAssignmentState*).

    Attributes:
        assigned_by_group: the id of the group that gives it; None when it is assigned directly.
        state: `Active`, `ActiveWithError`, `Disabled` or `Error`.
        error: `CountViolation` and the like; None when all is well.
        updated_at: when it changed last, as the service writes it.
    """

    sku_id: str
    assigned_by_group: str | None
    state: str | None
    error: str | None
    disabled_plans: frozenset[str]
    updated_at: str | None

    @property
    def is_held(self) -> bool:
        """Whether it is a licence; what failed is only meant to be one."""
        return (self.state or "").lower() != _NO_LICENCE


@dataclass(frozen=True, slots=True)
class DirectoryUser:
    """A user, and the licences held (the reference's *user*).

    Attributes:
        usage_location: two letters; None where none is set, and then nothing can be assigned.
        account_enabled: whether the user can sign in; None when the service does not say.
        assigned_licenses: one entry a SKU, whatever the paths.
        license_states: one entry a SKU and path.
    """

    id: str
    user_principal_name: str
    usage_location: str | None
    account_enabled: bool | None
    assigned_licenses: tuple[AssignedLicense, ...]
    license_states: tuple[LicenseState, ...]

    def paths(self, sku_id: str) -> list[LicenseState]:
        """The paths by which the user holds a SKU."""
        wanted = sku_id.lower()
        return [one for one in self.license_states if one.sku_id == wanted and one.is_held]

    def direct(self, sku_id: str) -> LicenseState | None:
        """The path by which the user holds a SKU directly, if there is one."""
        paths = self.paths(sku_id)
        return next((path for path in paths if path.assigned_by_group is None), None)

    def inherited(self, sku_id: str) -> tuple[LicenseState, ...]:
        """The paths by which groups give the user a SKU."""
        return tuple(path for path in self.paths(sku_id) if path.assigned_by_group is not None)

    @property
    def unexplained(self) -> frozenset[str]:
        """SKUs that the user has by no path that is told: the two lists were seen to disagree."""
        held = {state.sku_id for state in self.license_states if state.is_held}
        return frozenset(each.sku_id for each in self.assigned_licenses) - held


@dataclass(frozen=True, slots=True)
class LicenseDetails:
    """A SKU that a user holds, with its services (the reference's *licenseDetails*)."""

    id: str
    sku_id: str
    part_number: str
    service_plans: tuple[ServicePlan, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group, and the licences it gives (the reference's *group*).

    Attributes:
        display_name: None where it has none.
        processing_state: `QueuedForProcessing`, `ProcessingInProgress` or `ProcessingComplete`.
        has_members_with_license_errors: None when the service does not say.
    """

    id: str
    display_name: str | None
    assigned_licenses: tuple[AssignedLicense, ...]
    processing_state: str | None
    has_members_with_license_errors: bool | None


@dataclass(frozen=True, slots=True)
class Member:
    """Something that is directly in a group (the reference's *directoryObject*).

    Attributes:
        kind: `user`, `group`, `device` or another type of the reference.
        display_name: None where it has none.
        user_principal_name: None of what is no user, and of a user whom the application may not
            read.
    """

    id: str
    kind: str
    display_name: str | None
    user_principal_name: str | None


@dataclass(frozen=True, slots=True)
class LicenseChange:
    """What one write changes of one user's licences: all of it, or nothing.

    Attributes:
        user_id: the user's object id, which a rename leaves as it is.
        user: the name to say in messages.
        add: what the user shall hold directly; plans that are not named are switched on.
        remove: SKUs that the user shall not hold directly any more.
    """

    user_id: str
    user: str
    add: tuple[AssignedLicense, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameRange:
    """Users whose principal name is in a range, compared without regard to case.

    Attributes:
        start: the first name in it; None for no limit.
        end: the last name in it; None for no limit.
    """

    start: str | None = None
    end: str | None = None


EVERYBODY = NameRange()


def ranges_between(boundaries: tuple[str, ...]) -> tuple[NameRange, ...]:
    """The ranges that these names divide all users into: one more than there are names.

    Whoever has one of these names is in two of them: the service knows no *less than*.
    """
    edges = (None, *sorted(set(boundaries)), None)
    return tuple(NameRange(*edges[at : at + 2]) for at in range(len(edges) - 1))

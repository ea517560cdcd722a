"""Graph's part of a seed: what is known of the people, the groups, and the licences.

    users:
      - ada@contoso.com                            # in the US
      - {user: grace@contoso.com, usage_location: DE, id: 6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001}
    groups:
      - {name: Licensed staff, members: [grace@contoso.com]}
    licenses:
      - sku_part_number: SPE_E3
        sku_id: 1b7a8c40-5a11-4d0e-8a10-00000000e3e3
        enabled: 25
        service_plans:
          - EXCHANGE_S_ENTERPRISE
          - {name: TEAMS1, depends_on: [EXCHANGE_S_ENTERPRISE]}
          - {name: EXCHANGE_S_STANDARD, excludes: [EXCHANGE_S_ENTERPRISE]}
        direct: [ada@contoso.com, {user: bob@contoso.com, disabled_plans: [TEAMS1]}]
        groups: [Licensed staff]

Ids that are left out are made up, the same at every start.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, PlainSerializer, StrictBool, Tag
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from ..documents import STRICT, ListOf, Text, Whole
from .license_order import is_guid

DEFAULT_LOCATION = "US"
DEFAULT_UNITS = 25

State = Literal["Active", "ActiveWithError", "Disabled", "Error"]
Error = Literal[
    "CountViolation",
    "MutuallyExclusiveViolation",
    "DependencyViolation",
    "ProhibitedInUsageLocationViolation",
    "UniquenessViolation",
    "Other",
]
CapabilityStatus = Literal["Enabled", "Warning", "Suspended", "Deleted", "LockedOut"]
AppliesTo = Literal["User", "Company"]
ProvisioningStatus = Literal[
    "Success", "Disabled", "Error", "PendingInput", "PendingActivation", "PendingProvisioning"
]


def _check_guid(value: str) -> str:
    if not is_guid(value):
        raise PydanticCustomError("guid", "must be a GUID")
    return value.lower()


Guid = Annotated[Text, AfterValidator(_check_guid)]

# What may be said in full or by its name alone; `documents` leaves these marks out of a place.
_NAME, _OBJECT = Tag("<name>"), Tag("<object>")
_EITHER = Discriminator(
    lambda given: "<object>" if isinstance(given, dict) or is_dataclass(given) else "<name>"
)


@dataclass(frozen=True, slots=True, config=STRICT)
class Person:
    """A user of the directory.

    Attributes:
        user: The user principal name.
        usage_location: Two letters of a country; None is none.
        id: The object id; None makes it up from the name.
        display_name: What people see; None makes it up.
        account_enabled: Whether the account may sign in.
        user_type: `Member` or `Guest`.
    """

    user: Text
    usage_location: Text | None = DEFAULT_LOCATION
    id: Guid | None = None
    display_name: Text | None = None
    account_enabled: StrictBool = True
    user_type: Literal["Member", "Guest"] = "Member"


def _without_defaults(person: Person | str) -> str | dict[str, Any]:
    """A user as a seed has it: the name alone, where that says it all.

    What is None by default is left out; a usage location of None is not.
    """
    if isinstance(person, str):
        return person
    plain = Person(person.user)
    fields = {name: getattr(person, name) for name in Person.__dataclass_fields__}
    told = {name: value for name, value in fields.items() if value != getattr(plain, name)}
    return {"user": person.user, **told} if told else person.user


SeedUser = Annotated[
    Annotated[Text, _NAME] | Annotated[Person, _OBJECT],
    _EITHER,
    PlainSerializer(_without_defaults),
]
"""A user of the directory, or the name of one of whom all else is as it mostly is."""


@dataclass(frozen=True, slots=True, config=STRICT)
class PeopleGroup:
    """A security group, the people and the groups in it by their names."""

    name: Text
    members: ListOf[Text] = ()
    id: Guid | None = None
    groups: ListOf[Text] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class Plan:
    """A service plan, the others by their names."""

    name: Text
    id: Guid | None = None
    depends_on: ListOf[Text] = ()
    excludes: ListOf[Text] = ()
    applies_to: AppliesTo = "User"
    provisioning_status: ProvisioningStatus = "Success"


SeedPlan = Annotated[Annotated[Text, _NAME] | Annotated[Plan, _OBJECT], _EITHER]
"""A service plan, or the name of one that neither needs nor excludes another."""


@dataclass(frozen=True, slots=True, config=STRICT)
class Holder:
    """A direct assignment.

    Attributes:
        user: The user principal name.
        disabled_plans: The plans that are off, by name or GUID.
        state: In `Error`, it is an intent and no licence.
        error: What is wrong with it.
        updated: When it was last changed; None is now.
    """

    user: Text
    disabled_plans: ListOf[Text] = ()
    state: State = "Active"
    error: Error | None = None
    updated: Text | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class MemberError:
    """What is wrong with what a group gives one of its members."""

    user: Text
    error: Error
    state: State = "Error"


@dataclass(frozen=True, slots=True, config=STRICT)
class Grant:
    """A licence that a group gives.

    Attributes:
        group: The group's name.
        disabled_plans: The plans that are off, by name or GUID.
        errors: What went wrong for which members; the others have it.
    """

    group: Text
    disabled_plans: ListOf[Text] = ()
    errors: ListOf[MemberError] = ()


@dataclass(frozen=True, slots=True, config=STRICT)
class License:
    """A SKU: what one account bought of it, and who has it.

    A second entry of the same SKU is what another account bought of it; who has it may stand in
    either.

    Attributes:
        sku_part_number: What people know it by.
        sku_id: Its GUID; None makes it up from the part number.
        enabled: Units that can be assigned.
        warning: Units in grace.
        suspended: Units that cannot be assigned.
        locked_out: Units that are locked out.
        taken: Units used by somebody outside the directory.
        applies_to: `User`, or `Company`, which cannot be assigned.
        capability_status: None makes it of the units.
        account_id: Of the account; None is the tenant's own.
        account_name: Of the account.
        service_plans: Its services.
        direct: Who has it directly.
        groups: Which groups give it.
    """

    sku_part_number: Text
    sku_id: Guid | None = None
    enabled: Whole = DEFAULT_UNITS
    warning: Whole = 0
    suspended: Whole = 0
    locked_out: Whole = 0
    taken: Whole = 0
    applies_to: AppliesTo = "User"
    capability_status: CapabilityStatus | None = None
    account_id: Guid | None = None
    account_name: Text = "Contoso"
    service_plans: ListOf[SeedPlan] = ()
    direct: ListOf[Annotated[Annotated[Text, _NAME] | Annotated[Holder, _OBJECT], _EITHER]] = ()
    groups: ListOf[Annotated[Annotated[Text, _NAME] | Annotated[Grant, _OBJECT], _EITHER]] = ()

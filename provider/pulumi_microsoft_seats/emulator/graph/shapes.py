"""How users, groups and SKUs are written in an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .objects import disabled_for
from .odata_filter import LICENSES
from .query_options import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from .objects import Group, Path, ServicePlan, Sku, Units, User

_EQUALS = ("eq", "in")
_RANGES = ("eq", "in", "ge", "le")

# Assumed: Which properties an answer has unless others are named, besides that licences, their
# states and the usage location are not among them.
_USER_DEFAULTS = (
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
)
_USER_OTHERS = (
    "accountEnabled",
    "assignedLicenses",
    "assignedPlans",
    "licenseAssignmentStates",
    "usageLocation",
    "userType",
)
_GROUP_DEFAULTS = ("id", "displayName", "securityEnabled", "mailEnabled", "groupTypes")
_GROUP_OTHERS = ("assignedLicenses", "licenseProcessingState", "hasMembersWithLicenseErrors")

USERS = Kind(
    "user",
    (*_USER_DEFAULTS, *_USER_OTHERS),
    {
        "id": _EQUALS,
        "userPrincipalName": _RANGES,
        "displayName": _RANGES,
        "accountEnabled": ("eq",),
        "userType": ("eq",),
        "usageLocation": _EQUALS,
    },
    ("displayName", "userPrincipalName"),
)
GROUPS = Kind(
    "group",
    (*_GROUP_DEFAULTS, *_GROUP_OTHERS),
    {"id": _EQUALS, "displayName": _RANGES, "securityEnabled": ("eq",)},
    ("displayName",),
)
SKUS = Kind(
    "subscribedSku",
    (
        "id",
        "accountId",
        "accountName",
        "appliesTo",
        "capabilityStatus",
        "skuId",
        "skuPartNumber",
        "consumedUnits",
        "prepaidUnits",
        "servicePlans",
        "subscriptionIds",
    ),
    {},
    (),
)
DETAILS = Kind("licenseDetails", ("id", "skuId", "skuPartNumber", "servicePlans"), {}, ())


@dataclass(frozen=True, slots=True)
class Manner:
    """In what manner states are written; each is a switch.

    Attributes:
        writes_null: Whether no error is null, as documented, rather than `None` as on the wire.
        hides_states: Whether a user's licence states are left out for a SKU.
    """

    writes_null: bool
    hides_states: Callable[[User, str], bool]


@dataclass(frozen=True, slots=True)
class FilterableUser:
    """A user as a filter sees it."""

    user: User

    @property
    def id(self) -> str:
        """Its id."""
        return self.user.id

    def value(self, name: str) -> str | None:
        """A property as text; None where there is none."""
        return _text(_USER_VALUES[name](self.user))

    def held_skus(self) -> Collection[str]:
        """The SKUs in its `assignedLicenses`."""
        return self.user.held


@dataclass(frozen=True, slots=True)
class FilterableGroup:
    """A group as a filter sees it."""

    group: Group

    @property
    def id(self) -> str:
        """Its id."""
        return self.group.id

    def value(self, name: str) -> str | None:
        """A property as text; None where there is none."""
        return _text(_GROUP_VALUES[name](self.group))

    def held_skus(self) -> Collection[str]:
        """The SKUs in its `assignedLicenses`."""
        return {given.sku_id for given in self.group.licenses}


def user_document(
    user: User, select: Sequence[str] | None, skus: Mapping[str, Sku], manner: Manner
) -> dict[str, Any]:
    """A user, with the properties that are selected."""
    return {name: _user_property(user, name, skus, manner) for name in select or _USER_DEFAULTS}


def group_document(
    group: Group, select: Sequence[str] | None, members: Iterable[User | None]
) -> dict[str, Any]:
    """A group, with the properties that are selected; `members` are its members."""
    document: dict[str, Any] = {}
    for name in select or _GROUP_DEFAULTS:
        if name == "assignedLicenses":
            document[name] = [_license(given.sku_id, given.disabled) for given in group.licenses]
        elif name == "licenseProcessingState":
            # Assumed: A group that gives no licences has no `licenseProcessingState`.
            done = {"state": "ProcessingComplete"} if group.licenses else None
            document[name] = done
        elif name == "hasMembersWithLicenseErrors":
            paths = (path for user in members if user for path in user.paths)
            document[name] = any(path.group == group.id and path.error for path in paths)
        else:
            document[name] = _GROUP_VALUES[name](group)
    return document


def sku_document(
    sku: Sku, units: Units, consumed: int, select: Sequence[str] | None
) -> dict[str, Any]:
    """What an account has of a SKU: a row of `/subscribedSkus`."""
    document = {
        "id": f"{units.account_id}_{sku.id}",
        "accountId": units.account_id,
        "accountName": units.account_name,
        "appliesTo": sku.applies_to,
        "capabilityStatus": units.capability_status,
        "skuId": sku.id,
        "skuPartNumber": sku.part_number,
        "consumedUnits": consumed,
        "prepaidUnits": {
            "enabled": units.enabled,
            "warning": units.warning,
            "suspended": units.suspended,
            "lockedOut": units.locked_out,
        },
        "servicePlans": [_plan(plan, plan.status) for plan in sku.plans],
        # Assumed: The id of a subscription is its account's.
        "subscriptionIds": [units.account_id],
    }
    return _selected(document, select)


def details_document(user: User, sku: Sku, select: Sequence[str] | None) -> dict[str, Any]:
    """A licence of a user, by whichever path, with what became of its services."""
    off = disabled_for(user.paths, sku.id)
    plans = [_plan(plan, "Disabled" if plan.id in off else plan.status) for plan in sku.plans]
    document = {
        # Assumed: The id of a licence's details is made of the user's and the SKU's.
        "id": f"{user.id}_{sku.id}",
        "skuId": sku.id,
        "skuPartNumber": sku.part_number,
        "servicePlans": plans,
    }
    return _selected(document, select)


def _user_property(user: User, name: str, skus: Mapping[str, Sku], manner: Manner) -> object:
    if name == LICENSES:
        return [_license(sku_id, disabled_for(user.paths, sku_id)) for sku_id in sorted(user.held)]
    if name == "licenseAssignmentStates":
        return [
            _state(path, manner)
            for path in user.paths
            if not manner.hides_states(user, path.sku_id)
        ]
    if name == "assignedPlans":
        return _assigned_plans(user, skus)
    return _USER_VALUES[name](user)


def _license(sku_id: str, disabled: Sequence[str]) -> dict[str, Any]:
    return {"disabledPlans": list(disabled), "skuId": sku_id}


def _state(path: Path, manner: Manner) -> dict[str, Any]:
    error = path.error if path.error or manner.writes_null else "None"
    return {
        "skuId": path.sku_id,
        "disabledPlans": list(path.disabled),
        "assignedByGroup": path.group,
        "state": path.state,
        "error": error,
        "lastUpdatedDateTime": path.updated,
    }


def _assigned_plans(user: User, skus: Mapping[str, Sku]) -> list[dict[str, Any]]:
    # Assumed: In `assignedPlans` a service is called as its plan is.
    return [
        {
            "assignedDateTime": min(
                path.updated for path in user.paths if path.sku_id == sku_id and path.gives
            ),
            "capabilityStatus": "Enabled",
            "service": plan.name,
            "servicePlanId": plan.id,
        }
        for sku_id in sorted(user.held & skus.keys())
        for plan in skus[sku_id].plans
        if plan.id not in disabled_for(user.paths, sku_id)
    ]


def _plan(plan: ServicePlan, status: str) -> dict[str, Any]:
    return {
        "servicePlanId": plan.id,
        "servicePlanName": plan.name,
        "provisioningStatus": status,
        "appliesTo": plan.applies_to,
    }


def _selected(document: dict[str, Any], select: Sequence[str] | None) -> dict[str, Any]:
    return document if select is None else {name: document[name] for name in select}


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


_USER_VALUES: dict[str, Callable[[User], object]] = {
    "id": lambda user: user.id,
    "userPrincipalName": lambda user: user.name,
    "displayName": lambda user: user.display_name,
    "accountEnabled": lambda user: user.account_enabled,
    "userType": lambda user: user.user_type,
    "usageLocation": lambda user: user.usage_location,
    # Assumed: `mail` is the user name of whoever has a licence.
    "mail": lambda user: user.name if user.held else None,
    "businessPhones": lambda _user: [],
    "givenName": lambda _user: None,
    "jobTitle": lambda _user: None,
    "mobilePhone": lambda _user: None,
    "officeLocation": lambda _user: None,
    "preferredLanguage": lambda _user: None,
    "surname": lambda _user: None,
}
_GROUP_VALUES: dict[str, Callable[[Group], object]] = {
    "id": lambda group: group.id,
    "displayName": lambda group: group.name,
    "securityEnabled": lambda _group: True,
    "mailEnabled": lambda _group: False,
    "groupTypes": lambda _group: [],
}

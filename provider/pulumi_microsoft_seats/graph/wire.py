"""JSON of the directory to values, and back. Structure names are the reference's.

Properties that are not known are passed over: users and groups are open types. What is needed and
missing, or of another type, is an error: taken for empty it would say that nobody has a licence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from ..domain.errors import UnreadableAnswer
from ..domain.wording import shortened
from ..transport.fields import (
    field_of,
    flag_of,
    number_of,
    object_of,
    required_items,
    required_number,
    required_text,
    structure_of,
    text_of,
)
from .values import (
    AssignedLicense,
    DirectoryUser,
    Group,
    LicenseDetails,
    LicenseState,
    Member,
    ServicePlan,
    SubscribedSku,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .values import LicenseChange

USER_PROPERTIES = (
    "id,userPrincipalName,accountEnabled,usageLocation,assignedLicenses,licenseAssignmentStates"
)
"""What has to be asked for: licences and their states are answered only then."""

GROUP_PROPERTIES = (
    "id,displayName,assignedLicenses,licenseProcessingState,hasMembersWithLicenseErrors"
)

MEMBER_PROPERTIES = "id,displayName,userPrincipalName"

_TYPE_PREFIX = "#microsoft.graph."
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_GUIDS: frozenset[str] = frozenset()
_NO_ERROR = "none"  # documented as null, and a text on the wire
_SPELLED_OTHERWISE = {"Others": "Other"}  # as the reference had it for years

_Item = TypeVar("_Item")
_Item_co = TypeVar("_Item_co", covariant=True)


@dataclass(frozen=True, slots=True)
class ListPage(Generic[_Item_co]):
    """Some items of a list, and the address of the next ones, if there are any."""

    items: tuple[_Item_co, ...]
    continuation_token: str | None


def page_of(answer: object, read: Callable[[object], _Item]) -> ListPage[_Item]:
    """A page of a collection, each of its items read by `read`."""
    fields = object_of(answer, "collection")
    return ListPage(
        items=tuple(read(item) for item in required_items(fields, "value", "collection")),
        continuation_token=text_of(fields, "@odata.nextLink"),
    )


def read_count(answer: object) -> int:
    """The number that *$count* answers with."""
    return required_number({"$count": answer}, "$count")


def read_sku(answer: object) -> SubscribedSku:
    """A *subscribedSku*."""
    fields = object_of(answer, "subscribedSku")
    sku_id = _guid(fields, "skuId", "subscribedSku")
    units = object_of(field_of(fields, "prepaidUnits"), "licenseUnitsDetail")
    return SubscribedSku(
        id=required_text(fields, "id", "subscribedSku"),
        sku_id=sku_id,
        part_number=_name(fields, "skuPartNumber", "subscribedSku") or sku_id,
        enabled=required_number(units, "enabled"),
        consumed=required_number(fields, "consumedUnits"),
        warning=number_of(units, "warning") or 0,
        suspended=number_of(units, "suspended") or 0,
        capability_status=text_of(fields, "capabilityStatus"),
        applies_to=text_of(fields, "appliesTo"),
        service_plans=_service_plans(fields, "subscribedSku"),
    )


def read_user(answer: object) -> DirectoryUser:
    """A *user*, with the properties that were asked for."""
    fields = object_of(answer, "user")
    states = required_items(fields, "licenseAssignmentStates", "user")
    return DirectoryUser(
        id=_id(fields, "user"),
        user_principal_name=required_text(fields, "userPrincipalName", "user"),
        usage_location=text_of(fields, "usageLocation"),
        account_enabled=flag_of(fields, "accountEnabled"),
        assigned_licenses=_assigned_licenses(fields, "user"),
        license_states=tuple(map(_license_state, states)),
    )


def read_group(answer: object) -> Group:
    """A *group*, with the properties that were asked for."""
    fields = object_of(answer, "group")
    processing = structure_of(
        fields,
        "licenseProcessingState",
        lambda value: text_of(object_of(value, "licenseProcessingState"), "state"),
    )
    return Group(
        id=_id(fields, "group"),
        display_name=_name(fields, "displayName", "group"),
        assigned_licenses=_assigned_licenses(fields, "group"),
        processing_state=processing,
        has_members_with_license_errors=flag_of(fields, "hasMembersWithLicenseErrors"),
    )


def read_member(answer: object) -> Member:
    """A *directoryObject* that is in a group, with the properties that were asked for."""
    fields = object_of(answer, "directoryObject")
    type_ = required_text(fields, "@odata.type", "directoryObject")
    return Member(
        id=_id(fields, "directoryObject"),
        kind=type_.removeprefix(_TYPE_PREFIX),
        display_name=text_of(fields, "displayName"),
        user_principal_name=_name(fields, "userPrincipalName", "directoryObject"),
    )


def read_license_details(answer: object) -> LicenseDetails:
    """A *licenseDetails*."""
    fields = object_of(answer, "licenseDetails")
    sku_id = _guid(fields, "skuId", "licenseDetails")
    return LicenseDetails(
        id=required_text(fields, "id", "licenseDetails"),
        sku_id=sku_id,
        part_number=_name(fields, "skuPartNumber", "licenseDetails") or sku_id,
        service_plans=_service_plans(fields, "licenseDetails"),
    )


def license_request(change: LicenseChange) -> dict[str, object]:
    """The body of *assignLicense*: both lists are required, and so are the plans of each SKU."""
    return {
        "addLicenses": [
            {"skuId": added.sku_id, "disabledPlans": sorted(added.disabled_plans)}
            for added in change.add
        ],
        "removeLicenses": list(change.remove),
    }


def _license_state(answer: object) -> LicenseState:
    structure = "licenseAssignmentState"
    fields = object_of(answer, structure)
    group = text_of(fields, "assignedByGroup")
    error = text_of(fields, "error")
    if error is not None and error.lower() == _NO_ERROR:
        error = None
    return LicenseState(
        sku_id=_guid(fields, "skuId", structure),
        assigned_by_group=None if group is None else group.lower(),
        state=text_of(fields, "state"),
        error=None if error is None else _SPELLED_OTHERWISE.get(error, error),
        disabled_plans=_guids(fields, "disabledPlans", structure),
        updated_at=text_of(fields, "lastUpdatedDateTime"),
    )


def _assigned_licenses(fields: Mapping[str, object], structure: str) -> tuple[AssignedLicense, ...]:
    items = required_items(fields, "assignedLicenses", structure)
    return tuple(_assigned_license(object_of(item, "assignedLicense")) for item in items)


def _assigned_license(fields: Mapping[str, object]) -> AssignedLicense:
    return AssignedLicense(
        sku_id=_guid(fields, "skuId", "assignedLicense"),
        disabled_plans=_guids(fields, "disabledPlans", "assignedLicense"),
    )


def _service_plans(fields: Mapping[str, object], structure: str) -> tuple[ServicePlan, ...]:
    return tuple(map(_service_plan, required_items(fields, "servicePlans", structure)))


def _service_plan(answer: object) -> ServicePlan:
    fields = object_of(answer, "servicePlanInfo")
    plan_id = _guid(fields, "servicePlanId", "servicePlanInfo")
    return ServicePlan(
        id=plan_id,
        name=_name(fields, "servicePlanName", "servicePlanInfo") or plan_id,
        applies_to=text_of(fields, "appliesTo"),
        provisioning_status=text_of(fields, "provisioningStatus"),
    )


def _name(fields: Mapping[str, object], name: str, structure: str) -> str | None:
    """A name that may be missing; where it is there, it is one."""
    return None if text_of(fields, name) is None else required_text(fields, name, structure)


def _id(fields: Mapping[str, object], structure: str) -> str:
    return required_text(fields, "id", structure).lower()


def _guid(fields: Mapping[str, object], name: str, structure: str) -> str:
    value = field_of(fields, name)
    if isinstance(value, str) and (guid := _folded_guid(value)):
        return guid
    return _checked_guid(required_text(fields, name, structure), name)


def _guids(fields: Mapping[str, object], name: str, structure: str) -> frozenset[str]:
    items = required_items(fields, name, structure)
    return frozenset(_checked_guid(item, name) for item in items) if items else _NO_GUIDS


def is_guid(text: str) -> bool:
    """Whether a text is an id of the directory."""
    return _GUID.fullmatch(text) is not None


def _checked_guid(value: object, name: str) -> str:
    guid = _folded_guid(value) if isinstance(value, str) else None
    if guid is None:
        raise UnreadableAnswer(
            f"The service's answer has {shortened(value)} as {name}, not a GUID."
        )
    return guid


@lru_cache(maxsize=4096)  # a hundred thousand users have the same few SKUs and plans
def _folded_guid(value: str) -> str | None:
    return value.lower() if _GUID.fullmatch(value) else None

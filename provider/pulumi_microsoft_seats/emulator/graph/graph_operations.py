"""Graph's operations (the reference's table "Operations").

To add one, write a function that takes a `GraphCall` and add a row to `OPERATIONS`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..spelling import timestamp
from . import permissions
from .graph_call import GraphAnswer
from .graph_errors import bad_request, count_needs_header
from .group_operations import get_group, list_groups, list_members
from .license_order import read_order
from .licensing import Circumstances, assign, is_country
from .listing import Listing, answer_page, count, options_of
from .query_options import read_query, read_select
from .shapes import (
    DETAILS,
    SKUS,
    USERS,
    FilterableUser,
    details_document,
    sku_document,
    user_document,
)
from .switches import LateUsageLocation, SilentRemovals, Throttle, WriteLock
from .tenant import Staleness
from .throttling import Cost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from .graph_call import GraphCall
    from .objects import Sku, User
    from .odata_filter import Filter

_SMALL_PAGE = 20


@dataclass(frozen=True, slots=True)
class GraphOperation:
    """Something that is answered.

    Attributes:
        number: Its number in the table; None where it is not in it.
        method: The HTTP method.
        path: The path below `/v1.0`, its variable segments in braces.
        run: What does the work.
        permissions: Those of which one has to be granted.
        cost: What it counts against the limits, given what it is asked.
    """

    number: int | None
    method: str
    path: str
    run: Callable[[GraphCall], Awaitable[GraphAnswer]]
    permissions: frozenset[str]
    cost: Callable[[GraphCall], Cost]

    async def answer(self, call: GraphCall) -> GraphAnswer:
        """Check and count a request, and do its work.

        Raises:
            GraphError: It is refused.
        """
        throttles = call.faults.matching(Throttle, call.method, call.full_path)
        headers = call.limits.count(throttles, self.cost(call), call.tenant.size, call.caller)
        permissions.check(call.granted, self.permissions)
        answer = await self.run(call)
        return replace(answer, headers={**headers, **answer.headers})


async def list_skus(call: GraphCall) -> GraphAnswer:
    """Operation 1: the SKUs, a row for each account that bought some."""
    select = read_select(read_query(call.query, ("$select",)), SKUS)
    held_back_for = call.held_back_for()
    rows = [
        row for sku in call.tenant.skus.values() for row in _rows(call, sku, held_back_for, select)
    ]
    return GraphAnswer(body=_collection(call, "subscribedSkus", rows))


async def list_users(call: GraphCall) -> GraphAnswer:
    """Operation 2: a page of users."""
    return answer_page(call, _user_listing(call))


async def count_users(call: GraphCall) -> GraphAnswer:
    """Operation 3: how many users there are."""
    if not call.eventual:
        raise count_needs_header()
    options = options_of(call, USERS, counts=True)
    return GraphAnswer(body=count(_user_listing(call), options.filter))


async def get_user(call: GraphCall) -> GraphAnswer:
    """Operation 4: a user."""
    select = read_select(read_query(call.query, ("$select",)), USERS)
    user = call.user(call.staleness())
    return GraphAnswer(body=_user(call, user, select))


async def assign_license(call: GraphCall) -> GraphAnswer:
    """Operation 5: give a user licences, and take some."""
    order = read_order(call.json_object())
    begun = call.limits.begin_write(call.faults.matching(WriteLock, call.method, call.full_path))
    try:
        if begun:
            await asyncio.sleep(max(rule.takes for rule in begun))
        user = call.user()
        changed = assign(call.tenant, user, order, _circumstances(call, user))
    finally:
        call.limits.end_write(begun)
    return _changed_user(call, changed)


async def list_license_details(call: GraphCall) -> GraphAnswer:
    """Operation 6: a user's licences, by whichever path."""
    select = read_select(read_query(call.query, ("$select",)), DETAILS)
    user = call.user(call.staleness())
    skus = [call.tenant.skus[sku_id] for sku_id in sorted(user.held & call.tenant.skus.keys())]
    details = [details_document(user, sku, select) for sku in skus]
    return GraphAnswer(body=_collection(call, f"users('{user.id}')/licenseDetails", details))


async def set_usage_location(call: GraphCall) -> GraphAnswer:
    """Operation 8: give a user another usage location, or none."""
    document = call.json_object()
    user = call.user()
    location = document.get("usageLocation")
    # Assumed: A usage location is two letters or null, and nothing else of a user can be changed.
    is_none = location is None
    if set(document) != {"usageLocation"} or not (
        is_none or (isinstance(location, str) and is_country(location))
    ):
        raise bad_request(
            "Invalid value specified for property 'usageLocation' of resource 'User'."
        )
    call.tenant.put_user(replace(user, usage_location=None if is_none else str(location)))
    return GraphAnswer(HTTPStatus.NO_CONTENT)


def _user_listing(call: GraphCall) -> Listing[FilterableUser]:
    staleness, manner = call.staleness(), call.manner()

    def after(id_: str, filter_: Filter | None) -> Iterator[FilterableUser]:
        return map(FilterableUser, call.tenant.users_after(id_, staleness, filter_))

    return Listing(
        USERS,
        "users",
        after,
        lambda item, select: user_document(item.user, select, call.tenant.skus, manner),
    )


def _circumstances(call: GraphCall, user: User) -> Circumstances:
    late = call.switch(LateUsageLocation)
    seen = user if late is None else call.tenant.user(user.id, Staleness(late.delay))
    return Circumstances(
        usage_location=None if seen is None else seen.usage_location,
        held_back_for=call.held_back_for(),
        inherited_removal_is_silent=call.switch(SilentRemovals) is not None,
        now=timestamp(),
    )


def _changed_user(call: GraphCall, user: User) -> GraphAnswer:
    if call.prefers_minimal:
        # Assumed: Whoever prefers a minimal answer to an assignment gets 204 without a body.
        return GraphAnswer(HTTPStatus.NO_CONTENT, headers={"Preference-Applied": "return=minimal"})
    # Assumed: The answer to an assignment has what the reference's sample has, and is never stale.
    names = ("id", "userPrincipalName", "accountEnabled", "assignedLicenses")
    return GraphAnswer(body=_user(call, user, names))


def _user(call: GraphCall, user: User, select: Sequence[str] | None) -> dict[str, Any]:
    document = user_document(user, select, call.tenant.skus, call.manner())
    return {"@odata.context": f"{call.base}/$metadata#users/$entity", **document}


def _rows(
    call: GraphCall, sku: Sku, held_back_for: float, select: Sequence[str] | None
) -> list[dict[str, Any]]:
    # Assumed: Of a SKU that two accounts bought, the units of the first are used first.
    rows: list[dict[str, Any]] = []
    left = sku.assignable - call.tenant.free(sku.id, held_back_for)
    for place, units in enumerate(sku.units, 1):
        is_last = place == len(sku.units)
        consumed = left if is_last else min(left, units.enabled + units.warning)
        left -= consumed
        rows.append(sku_document(sku, units, consumed, select))
    return rows


def _collection(call: GraphCall, context: str, value: list[dict[str, Any]]) -> dict[str, Any]:
    return {"@odata.context": f"{call.base}/$metadata#{context}", "value": value}


def _list_cost(call: GraphCall) -> Cost:
    # Assumed: A group costs what a user costs, a list of groups what one of users costs, and a
    # count what its list costs.
    options = read_query(call.query, ("$select", "$top", *_OTHER_OPTIONS))
    top = options.get("$top", "")
    is_small = top.isascii() and top.isdigit() and int(top[:9]) < _SMALL_PAGE
    return Cost(max(1, 2 - ("$select" in options) - is_small))


def _costs(units: int, writes: int = 0) -> Callable[[GraphCall], Cost]:
    return lambda _call: Cost(units, writes)


_OTHER_OPTIONS = ("$filter", "$count", "$orderby", "$skiptoken")

OPERATIONS: tuple[GraphOperation, ...] = (
    GraphOperation(1, "GET", "subscribedSkus", list_skus, permissions.READ_SKUS, _costs(3)),
    GraphOperation(3, "GET", "users/$count", count_users, permissions.READ_USERS, _list_cost),
    GraphOperation(2, "GET", "users", list_users, permissions.READ_USERS, _list_cost),
    GraphOperation(4, "GET", "users/{key}", get_user, permissions.READ_USERS, _costs(1)),
    GraphOperation(
        5,
        "POST",
        "users/{key}/assignLicense",
        assign_license,
        permissions.ASSIGN,
        _costs(1, 1),
    ),
    GraphOperation(
        6,
        "GET",
        "users/{key}/licenseDetails",
        list_license_details,
        permissions.READ_USERS,
        _costs(2),
    ),
    GraphOperation(
        8, "PATCH", "users/{key}", set_usage_location, permissions.WRITE_USERS, _costs(1, 1)
    ),
    GraphOperation(10, "GET", "groups/{key}", get_group, permissions.READ_GROUPS, _costs(1)),
    GraphOperation(11, "GET", "groups", list_groups, permissions.READ_GROUPS, _list_cost),
    # Assumed: Who may read groups may read who is in them.
    GraphOperation(
        None, "GET", "groups/{key}/members", list_members, permissions.READ_GROUPS, _costs(3)
    ),
)

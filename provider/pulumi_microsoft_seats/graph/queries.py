"""Paths and queries of the operations, percent-encoded; text in them quoted as OData wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ..domain.characters import fault_in
from ..domain.errors import InputError
from ..domain.wording import shortened
from ..transport.path_segments import segment
from .values import EVERYBODY
from .wire import GROUP_PROPERTIES, MEMBER_PROPERTIES, USER_PROPERTIES, is_guid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .values import NameRange

LARGEST_PAGE = 999
"""Users or groups in one page."""

MOST_NAMED = 15
"""Users whom one query can name."""

SKUS = "/subscribedSkus"

_PLAIN_IN_QUERIES = "/(),:$"


def user_path(user: str) -> str:
    """A user by object id or by principal name, with what is asked of each."""
    return f"{_user(user)}?{_query(select=USER_PROPERTIES)}"


def users_path(users: Sequence[str]) -> str:
    """Some users by object id, or all of them by principal name, with what is asked of each.

    Raises:
        InputError: one of them can be no name.
    """
    name = "id" if is_guid(users[0]) else "userPrincipalName"
    listed = ",".join(_literal(user, name) for user in users)
    return f"/users?{_query(filter=f'{name} in ({listed})', select=USER_PROPERTIES)}"


def license_path(user_id: str) -> str:
    """Where a user's licences are changed."""
    return f"{_user(user_id)}/assignLicense"


def details_path(user: str) -> str:
    """The licences of a user with their services."""
    return f"{_user(user)}/licenseDetails"


def holders_path(sku_id: str, within: NameRange) -> str:
    """The users who have a SKU, a page of them."""
    query = _query(
        filter=_filter(sku_id, within), select=USER_PROPERTIES, top=str(LARGEST_PAGE), count="true"
    )
    return f"/users?{query}"


def holder_count_path(sku_id: str) -> str:
    """How many users have a SKU."""
    return f"/users/$count?{_query(filter=_filter(sku_id, EVERYBODY))}"


def group_path(group_id: str) -> str:
    """A group, with its licences."""
    return f"/groups/{segment(group_id)}?{_query(select=GROUP_PROPERTIES)}"


def groups_path(sku_id: str) -> str:
    """The groups that give a SKU, a page of them."""
    query = _query(
        filter=_filter(sku_id, EVERYBODY),
        select=GROUP_PROPERTIES,
        top=str(LARGEST_PAGE),
        count="true",
    )
    return f"/groups?{query}"


def groups_called_path(display_name: str) -> str:
    """The groups that are called so, a page of them."""
    called = f"displayName eq {_literal(display_name, 'displayName')}"
    return f"/groups?{_query(filter=called, select=GROUP_PROPERTIES, top=str(LARGEST_PAGE))}"


def members_path(group_id: str) -> str:
    """What is directly in a group, a page of it."""
    query = _query(select=MEMBER_PROPERTIES, top=str(LARGEST_PAGE))
    return f"/groups/{segment(group_id)}/members?{query}"


def _user(user: str) -> str:
    """A path to a user; a name that begins with `$` would be taken for an operation's."""
    if user.startswith("$"):
        return f"/users('{segment(_escaped(user))}')"
    return f"/users/{segment(user)}"


def _filter(sku_id: str, within: NameRange) -> str:
    parts = [f"assignedLicenses/any(x:x/skuId eq {sku_id})"]
    if within.start is not None:
        parts.append(f"userPrincipalName ge {_literal(within.start, 'userPrincipalName')}")
    if within.end is not None:
        parts.append(f"userPrincipalName le {_literal(within.end, 'userPrincipalName')}")
    return " and ".join(parts)


def _literal(text: str, name: str) -> str:
    """A text in OData's quotes, to be compared with the property `name`.

    Raises:
        InputError: it holds what is no text, or what nobody can see.
    """
    if fault := fault_in(text):
        raise InputError(f"{name} is {shortened(text)}, {fault}; check it.")
    return f"'{_escaped(text)}'"


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _query(**options: str) -> str:
    return "&".join(
        f"${name}={quote(value, safe=_PLAIN_IN_QUERIES)}" for name, value in options.items()
    )

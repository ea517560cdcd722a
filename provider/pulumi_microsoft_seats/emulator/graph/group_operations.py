"""Graph's operations on groups: what they give, and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .graph_call import GraphAnswer
from .graph_errors import not_found
from .listing import Listing, answer_page
from .query_options import Kind, read_query, read_select
from .shapes import (
    GROUPS,
    USERS,
    FilterableGroup,
    FilterableUser,
    group_document,
    user_document,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .graph_call import GraphCall
    from .objects import Group
    from .odata_filter import Filter

# Assumed: The members of a group are neither filtered nor ordered.
_MEMBERS = Kind("directoryObject", (*USERS.selectable, *GROUPS.selectable), {}, ())


async def get_group(call: GraphCall) -> GraphAnswer:
    """Operation 10: a group, with what it gives its members."""
    select = read_select(read_query(call.query, ("$select",)), GROUPS)
    document = {"@odata.context": f"{call.base}/$metadata#groups/$entity"}
    return GraphAnswer(body=document | _group(call, _group_of(call), select))


async def list_groups(call: GraphCall) -> GraphAnswer:
    """Operation 11: a page of groups."""

    def after(id_: str, _filter: Filter | None) -> Iterator[FilterableGroup]:
        for group_id in sorted(call.tenant.groups):
            if group_id > id_:
                yield FilterableGroup(call.tenant.groups[group_id])

    return answer_page(
        call,
        Listing(GROUPS, "groups", after, lambda item, select: _group(call, item.group, select)),
    )


async def list_members(call: GraphCall) -> GraphAnswer:
    """Not in the reference's table: a page of the users and groups that are in a group."""
    # Assumed: The members of a group are the users and the groups that are directly in it, each
    # with its type as `@odata.type`.
    group = _group_of(call)
    inside: dict[str, FilterableUser | FilterableGroup] = {
        **{id_: FilterableUser(user) for id_ in group.members if (user := call.tenant.user(id_))},
        **{id_: FilterableGroup(call.tenant.groups[id_]) for id_ in group.nested},
    }

    def after(id_: str, _filter: Filter | None) -> Iterator[FilterableUser | FilterableGroup]:
        return (inside[each] for each in sorted(inside) if each > id_)

    return answer_page(
        call,
        Listing(
            _MEMBERS, "directoryObjects", after, lambda item, select: _member(call, item, select)
        ),
    )


def _member(
    call: GraphCall, item: FilterableUser | FilterableGroup, select: Sequence[str] | None
) -> dict[str, Any]:
    if isinstance(item, FilterableGroup):
        document = _group(call, item.group, _properties(GROUPS, select))
        return {"@odata.type": "#microsoft.graph.group", **document}
    names = _properties(USERS, select)
    document = user_document(item.user, names, call.tenant.skus, call.manner())
    return {"@odata.type": "#microsoft.graph.user", **document}


def _group_of(call: GraphCall) -> Group:
    """The group of the path.

    Raises:
        GraphError: 404, there is none.
    """
    # Assumed: A group, and who is in it, is never stale.
    key = call.parts["key"]
    group = call.tenant.groups.get(key.lower())
    if group is None:
        raise not_found(key)
    return group


def _group(call: GraphCall, group: Group, select: Sequence[str] | None) -> dict[str, Any]:
    return group_document(group, select, map(call.tenant.user, group.members))


def _properties(kind: Kind, select: Sequence[str] | None) -> tuple[str, ...] | None:
    """Those of the selected properties that a member of a kind has; None where none is named."""
    # Assumed: A member of a group has of the selected properties those of its own type; where it
    # has none of them, its id.
    if select is None:
        return None
    return tuple(name for name in select if name in kind.selectable) or ("id",)

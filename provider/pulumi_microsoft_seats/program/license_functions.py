"""Functions a program calls while it runs, of licences, and of the groups that people are in.

They come in pairs and fail as those of `functions` do, sign in once a run, and read Microsoft Graph
as it is at that moment, in previews too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from ..domain.errors import AccessDenied, InputError, NotFound
from ..domain.wording import counted, listing
from .reading import later, plain_text, reading_licenses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.tenant_licenses import HeldLicense, License
    from ..graph.client import GraphClient
    from ..graph.values import Group, Member


def get_licenses() -> list[License]:
    """Every licence of the tenant that users can be assigned, by name (*List subscribedSkus*).

    Raises:
        pulumi.RunError: they cannot be read.
    """
    from ..graph.license_reading import licenses_of  # noqa: PLC0415 - as in `reading`

    return reading_licenses("get_licenses", lambda client: licenses_of(client.list_skus()))


def get_licenses_output() -> pulumi.Output[list[License]]:
    """`get_licenses` as an Output, read while the program goes on."""
    return later(get_licenses)


def get_license_holders(sku: str) -> list[HeldLicense]:
    """Who holds a licence, directly or through groups (*List users*).

    The list comes from an index of the directory, which may lack the changes of the last minutes.

    Args:
        sku: a part number as the tenant lists it, such as `SPE_E3`, or the SKU's id.

    Raises:
        pulumi.RunError: the tenant has no such licence, or its holders cannot be read.
    """
    return reading_licenses("get_license_holders", lambda client: _holders(client, sku))


def get_license_holders_output(sku: pulumi.Input[str]) -> pulumi.Output[list[HeldLicense]]:
    """`get_license_holders` for a SKU that may depend on a resource."""
    return later(get_license_holders, sku=sku)


def get_user_licenses(user: str) -> list[HeldLicense]:
    """The licences that a user holds, directly or through groups (*Get user*).

    Args:
        user: the user principal name, or the object id.

    Raises:
        pulumi.RunError: there is no such user, or what it holds cannot be read.
    """
    return reading_licenses("get_user_licenses", lambda client: _held_by_user(client, user))


def get_user_licenses_output(user: pulumi.Input[str]) -> pulumi.Output[list[HeldLicense]]:
    """`get_user_licenses` for a user that may depend on a resource."""
    return later(get_user_licenses, user=user)


def users_from_group(group: str) -> list[str]:
    """The users who are directly in an Entra group, for `LicenseAssignment(users=…)`, sorted.

    Guests are members as all others are. What is in the group and no user, another group or a
    device, is left out, and a warning says so: members of a group in a group are none of it. The
    application needs the permission `GroupMember.Read.All`, or `Group.Read.All`, besides.

    Args:
        group: the group's id, or its display name where no other group is called so.

    Raises:
        pulumi.RunError: not exactly one group is called so, or its members cannot be read.
    """
    return reading_licenses("users_from_group", lambda client: _users_in(client, group))


def users_from_group_output(group: pulumi.Input[str]) -> pulumi.Output[list[str]]:
    """`users_from_group` for a group that may depend on a resource."""
    return later(users_from_group, group=group)


def _holders(client: GraphClient, sku: str) -> list[HeldLicense]:
    from ..graph.license_reading import (  # noqa: PLC0415 - as above
        held_by,
        license_called,
        licenses_of,
    )
    from ..plugin.naming import no_product  # noqa: PLC0415

    named = plain_text("sku", sku)
    skus = client.list_skus()
    there = licenses_of(skus)
    wanted = license_called(named, there)
    if wanted is None:
        for_companies = any(
            named.lower() in {each.sku_id, each.part_number.lower()} for each in skus
        )
        names = [each.name for each in there]
        raise no_product("sku", named, names, is_for_companies=for_companies)
    users = client.list_holders(wanted.sku_id)
    return _with_group_names(client, held_by(users, skus, wanted.sku_id))


def _held_by_user(client: GraphClient, user: str) -> list[HeldLicense]:
    from ..graph.license_reading import held_by  # noqa: PLC0415 - as above

    found = client.get_user(plain_text("user", user))
    return _with_group_names(client, held_by([found], client.list_skus()))


def _with_group_names(client: GraphClient, held: Sequence[HeldLicense]) -> list[HeldLicense]:
    """With what groups are called, where that can be read: it takes a permission of its own."""
    from ..graph.license_reading import with_group_names  # noqa: PLC0415 - as above

    ids = sorted({group.id for each in held for group in each.groups})
    names: dict[str, str | None] = {}
    for id_, said in zip(ids, client.get_groups(ids), strict=True):
        if not isinstance(said, Exception):
            names[id_] = said.display_name
        elif not isinstance(said, (AccessDenied, NotFound)):
            raise said
    return with_group_names(held, names)


def _users_in(client: GraphClient, named: str) -> list[str]:
    group = _group(client, plain_text("group", named))
    called = group.display_name or group.id
    members = client.list_members(group.id)
    users = [member for member in members if member.kind == "user"]
    names = [user.user_principal_name for user in users if user.user_principal_name]
    if hidden := len(users) - len(names):
        raise InputError(
            f"the service does not name {counted(hidden, 'member')} of the group {called!r} to the "
            "application; have an administrator grant it User.Read.All of Microsoft Graph with "
            "consent."
        )
    _warn_of_others(called, [member for member in members if member.kind != "user"])
    return sorted(names, key=str.lower)


def _group(client: GraphClient, named: str) -> Group:
    from ..graph.wire import is_guid  # noqa: PLC0415 - as above

    if is_guid(named):
        return client.get_group(named)
    found = client.find_groups(named)
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"the tenant has no group called {named!r}; check it, or give its id.")
    ids = listing([group.id for group in found])
    raise InputError(
        f"{len(found)} groups of the tenant are called {named!r}; give the id of the one that is "
        f"meant: {ids}."
    )


def _warn_of_others(called: str, others: Sequence[Member]) -> None:
    groups = [other for other in others if other.kind == "group"]
    if groups:
        inside = listing([group.display_name or group.id for group in groups])
        pulumi.log.warn(
            f"users_from_group: {counted(len(groups), 'group is', 'groups are')} in the group "
            f"{called!r}, whose members are not taken: {inside}; join their lists if they are "
            "meant as well."
        )
    if left_out := len(others) - len(groups):
        pulumi.log.warn(
            f"users_from_group: {counted(left_out, 'member is', 'members are')} left out of the "
            f"group {called!r}, such as devices: only users are taken."
        )

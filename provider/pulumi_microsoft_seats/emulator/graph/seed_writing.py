"""Writing a tenant as a seed's document, which `seeding` reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .graph_seed import Grant, Holder, License, MemberError, PeopleGroup, Person, Plan
from .seeding import ACCOUNT, display_name, made_up_id, user_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .objects import Content, Group, Path, ServicePlan, Sku, User


def people(content: Content) -> tuple[str | Person, ...]:
    """The users, by their names where these say all there is to say."""
    return tuple(map(_person, content.users))


def groups(content: Content) -> tuple[PeopleGroup, ...]:
    """The groups."""
    names = {user.id: user.name for user in content.users}
    names |= {group.id: group.name for group in content.groups}
    return tuple(
        PeopleGroup(
            group.name,
            tuple(names[id_] for id_ in group.members),
            _unless_made_up(group.id, "group", group.name),
            tuple(names[id_] for id_ in group.nested),
        )
        for group in content.groups
    )


def licenses(content: Content) -> tuple[License, ...]:
    """The licences, an entry for each account; who has them stands in the first."""
    plans = {plan.id: plan.name for sku in content.skus for plan in sku.plans}
    return tuple(entry for sku in content.skus for entry in _entries(content, sku, plans))


def _entries(content: Content, sku: Sku, names: dict[str, str]) -> list[License]:
    holders = tuple(
        _holder(user, path, names)
        for user in content.users
        for path in user.paths
        if path.sku_id == sku.id and path.group is None
    )
    grants = tuple(
        _grant(group, given.disabled, content.users, sku, names)
        for group in content.groups
        for given in group.licenses
        if given.sku_id == sku.id
    )
    return [
        License(
            sku_part_number=sku.part_number,
            sku_id=sku.id,
            enabled=units.enabled,
            warning=units.warning,
            suspended=units.suspended,
            locked_out=units.locked_out,
            taken=0 if place else sku.taken,
            applies_to="Company" if sku.applies_to == "Company" else "User",
            capability_status=units.capability_status,  # type: ignore[arg-type] # one of these
            account_id=None if units.account_id == ACCOUNT else units.account_id,
            account_name=units.account_name,
            service_plans=() if place else tuple(_plan(plan, names) for plan in sku.plans),
            direct=() if place else holders,
            groups=() if place else grants,
        )
        for place, units in enumerate(sku.units)
    ]


def _person(user: User) -> str | Person:
    if user_of(user.name) == replace(user, paths=()):
        return user.name
    return Person(
        user=user.name,
        usage_location=user.usage_location,
        id=_unless_made_up(user.id, "user", user.name),
        display_name=None if user.display_name == display_name(user.name) else user.display_name,
        account_enabled=user.account_enabled,
        user_type="Guest" if user.user_type == "Guest" else "Member",
    )


def _holder(user: User, path: Path, names: dict[str, str]) -> str | Holder:
    if not (path.disabled or path.error) and path.state == "Active":
        return user.name
    return Holder(
        user.name,
        tuple(names.get(plan, plan) for plan in path.disabled),
        path.state,  # type: ignore[arg-type] # one of these
        path.error,  # type: ignore[arg-type] # one of these
    )


def _grant(
    group: Group, disabled: Sequence[str], users: Sequence[User], sku: Sku, names: dict[str, str]
) -> str | Grant:
    errors = tuple(
        MemberError(user.name, path.error, path.state)  # type: ignore[arg-type] # one of these
        for user in users
        for path in user.paths
        if path.error and (path.sku_id, path.group) == (sku.id, group.id)
    )
    grant = Grant(group.name, tuple(names.get(plan, plan) for plan in disabled), errors)
    return group.name if grant == Grant(group.name) else grant


def _plan(plan: ServicePlan, names: dict[str, str]) -> str | Plan:
    told = Plan(
        name=plan.name,
        id=_unless_made_up(plan.id, "plan", plan.name),
        depends_on=tuple(names.get(id_, id_) for id_ in plan.depends_on),
        excludes=tuple(names.get(id_, id_) for id_ in plan.excludes),
        applies_to="Company" if plan.applies_to == "Company" else "User",
        provisioning_status=plan.status,  # type: ignore[arg-type] # one of these
    )
    return plan.name if told == Plan(plan.name) else told


def _unless_made_up(id_: str, kind: str, name: str) -> str | None:
    return None if id_ == made_up_id(kind, name) else id_

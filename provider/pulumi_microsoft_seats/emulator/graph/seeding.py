"""Making a tenant of a seed's document: ids that are left out, and names that stand for ids."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from ..documents import check_once
from ..emulator_error import EmulatorError
from ..spelling import fold
from .graph_seed import Grant, Plan
from .license_order import is_guid
from .objects import Content, Group, GroupLicense, Path, ServicePlan, Sku, Units, User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .graph_seed import Holder, License, PeopleGroup, Person

ACCOUNT = "5ea75ea7-0000-4000-8000-000000000004"
"""The tenant's own account."""


def made_up_id(kind: str, name: str) -> str:
    """The id of something that a seed has by name only; the same at every start."""
    # A tenth of what a UUID of the standard library takes, which counts for a hundred thousand.
    text = sha256(f"{kind}/{fold(name)}".encode(errors="surrogatepass")).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[12:15]}-8{text[15:18]}-{text[18:30]}"


def content_of(
    users: Sequence[str | Person] | None,
    groups: Sequence[PeopleGroup],
    licenses: Sequence[License],
    now: str,
) -> Content:
    """The tenant that a seed describes.

    Args:
        users: The directory; None makes it of everybody who is named elsewhere.
        groups: The groups.
        licenses: The licences.
        now: When whatever has no date of its own was given.

    Raises:
        EmulatorError: The seed contradicts itself.
    """
    return _Draft(users, groups, licenses, now).content()


def user_of(person: str | Person) -> User:
    """A user of the directory, who has nothing yet."""
    if isinstance(person, str):
        return User(made_up_id("user", person), person, display_name(person))
    return User(
        id=person.id or made_up_id("user", person.user),
        name=person.user,
        display_name=person.display_name or display_name(person.user),
        usage_location=person.usage_location,
        account_enabled=person.account_enabled,
        user_type=person.user_type,
    )


def display_name(user: str) -> str:
    """What somebody is called of whom a seed has the user name alone."""
    return user.partition("@")[0].replace(".", " ").title()


def service_plan(plan: str | Plan, ids: Mapping[str, str]) -> ServicePlan:
    """A service plan; `ids` has those of plans by their folded names."""
    plan = Plan(plan) if isinstance(plan, str) else plan

    def id_of(name: str) -> str:
        return name.lower() if is_guid(name) else ids.get(fold(name)) or made_up_id("plan", name)

    return ServicePlan(
        id=id_of(plan.name),
        name=plan.name,
        applies_to=plan.applies_to,
        status=plan.provisioning_status,
        depends_on=tuple(sorted(map(id_of, plan.depends_on))),
        excludes=tuple(sorted(map(id_of, plan.excludes))),
    )


class _Draft:
    """A tenant in the making.

    What a seed says is so, whether or not the service's rules would have let it come to that.
    """

    def __init__(
        self,
        users: Sequence[str | Person] | None,
        groups: Sequence[PeopleGroup],
        licenses: Sequence[License],
        now: str,
    ) -> None:
        self._licenses = licenses
        self._now = now
        self.skus = _skus(licenses)
        self._users = {fold(user.name): user for user in map(user_of, users or ())}
        self._learns = users is None
        check_once((user.id for user in self._users.values()), "the ids of users")
        check_once((group.name for group in groups), "groups")
        check_once((group.id or group.name for group in groups), "the ids of groups")
        self._group_ids = {fold(group.name): _id_of_group(group) for group in groups}
        self.groups = {group.id: group for group in map(self._group, groups)}

    def content(self) -> Content:
        for license_ in self._licenses:
            self._give(license_)
        for license_ in self._licenses:
            self._inherit(license_)
        return Content(
            tuple(self._users.values()), tuple(self.groups.values()), tuple(self.skus.values())
        )

    def _group(self, group: PeopleGroup) -> Group:
        members = [self._user(name, f"a member of {group.name}").id for name in group.members]
        check_once(group.members, f"members of {group.name}")
        check_once(group.groups, f"groups of {group.name}")
        nested = [self._group_id(name, f"is in {group.name}") for name in group.groups]
        return Group(_id_of_group(group), group.name, tuple(members), nested=tuple(nested))

    def _user(self, name: str, what: str) -> User:
        if fold(name) not in self._users:
            if not self._learns:
                raise EmulatorError(
                    f"{name} is {what} but is not among users; add the name there or leave users "
                    "out.",
                )
            self._users[fold(name)] = user_of(name)
        return self._users[fold(name)]

    def _give(self, license_: License) -> None:
        sku = self.skus[_sku_id(license_)]
        names = (each if isinstance(each, str) else each.user for each in license_.direct)
        check_once(names, f"direct of {sku.part_number}")
        plain = Path(sku.id, updated=self._now)
        for holder in license_.direct:
            name = holder if isinstance(holder, str) else holder.user
            user = self._user(name, f"a holder of {sku.part_number}")
            path = plain if isinstance(holder, str) else _path(sku, holder, self._now)
            self._users[fold(user.name)] = replace(user, paths=(*user.paths, path))
        for grant in map(_grant, license_.groups):
            group = self.groups[self._group_id(grant.group, f"gives {sku.part_number}")]
            given = GroupLicense(sku.id, _plan_ids(sku, grant.disabled_plans))
            self.groups[group.id] = replace(group, licenses=(*group.licenses, given))

    def _group_id(self, name: str, what: str) -> str:
        if fold(name) not in self._group_ids:
            raise EmulatorError(f"{name} {what} but is not among groups; add it there.")
        return self._group_ids[fold(name)]

    def _inherit(self, license_: License) -> None:
        """Give the members of groups what these give, but for the errors that are declared."""
        sku_id = _sku_id(license_)
        users = {user.id: user for user in self._users.values()}
        for grant in map(_grant, license_.groups):
            group = self.groups[self._group_ids[fold(grant.group)]]
            errors = {
                self._user(each.user, f"a member of {group.name}").id: each for each in grant.errors
            }
            for given in group.licenses:
                for member in group.members if given.sku_id == sku_id else ():
                    error = errors.get(member)
                    path = Path(
                        sku_id,
                        group.id,
                        given.disabled,
                        "Active" if error is None else error.state,
                        None if error is None else error.error,
                        self._now,
                    )
                    user = users[member]
                    users[member] = replace(user, paths=(*user.paths, path))
        self._users = {fold(user.name): user for user in users.values()}


def _id_of_group(group: PeopleGroup) -> str:
    return group.id or made_up_id("group", group.name)


def _path(sku: Sku, holder: Holder, now: str) -> Path:
    off = _plan_ids(sku, holder.disabled_plans)
    return Path(sku.id, None, off, holder.state, holder.error, holder.updated or now)


def _grant(grant: str | Grant) -> Grant:
    return Grant(grant) if isinstance(grant, str) else grant


def _sku_id(license_: License) -> str:
    return license_.sku_id or made_up_id("sku", license_.sku_part_number)


def _skus(licenses: Sequence[License]) -> dict[str, Sku]:
    plans = [plan for license_ in licenses for plan in license_.service_plans]
    ids = {
        fold(plan.name): plan.id for plan in plans if isinstance(plan, Plan) and plan.id is not None
    }
    skus: dict[str, Sku] = {}
    for license_ in licenses:
        own = tuple(service_plan(plan, ids) for plan in license_.service_plans)
        check_once((plan.name for plan in own), f"service_plans of {license_.sku_part_number}")
        new = Sku(_sku_id(license_), license_.sku_part_number, license_.applies_to)
        sku = skus.get(new.id, new)
        if sku.part_number != license_.sku_part_number:
            raise EmulatorError(
                f"{sku.part_number} and {license_.sku_part_number} have one sku_id; correct it."
            )
        skus[sku.id] = replace(
            sku,
            plans=sku.plans or own,
            units=(*sku.units, _units(license_)),
            taken=sku.taken + license_.taken,
        )
    return skus


def _units(license_: License) -> Units:
    # Assumed: A subscription's status is `Enabled` where it has such units, else `Warning` where it
    # has these, else `Suspended`, unless a seed says otherwise.
    status = "Enabled" if license_.enabled else "Warning" if license_.warning else "Suspended"
    return Units(
        account_id=license_.account_id or ACCOUNT,
        account_name=license_.account_name,
        enabled=license_.enabled,
        warning=license_.warning,
        suspended=license_.suspended,
        locked_out=license_.locked_out,
        capability_status=license_.capability_status or status,
    )


def _plan_ids(sku: Sku, names: Sequence[str]) -> tuple[str, ...]:
    if not names:
        return ()
    known = {fold(plan.name): plan.id for plan in sku.plans}
    known |= {plan.id: plan.id for plan in sku.plans}
    ids: set[str] = set()
    for name in names:
        if fold(name) not in known:
            raise EmulatorError(
                f"{name} is no service plan of {sku.part_number}; add it there or correct it."
            )
        ids.add(known[fold(name)])
    return tuple(sorted(ids))

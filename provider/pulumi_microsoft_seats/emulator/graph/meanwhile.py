"""What somebody else does to the tenant: people, groups, pools and services change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..emulator_error import EmulatorError
from ..spelling import fold, timestamp
from .inheritance import with_inherited
from .objects import Path
from .seeding import service_plan, user_of
from .switches import AddPlan, ChangeMembers, ChangePlans, DeleteUser, RenameUser, TakeUnits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..directory import Directory
    from .graph_seed import Person, Plan
    from .objects import Group, ServicePlan, Sku, User
    from .switches import Event
    from .tenant import Tenant


class Meanwhile:
    """Changes of a tenant that come from somebody else than the client.

    Each raises `EmulatorError` for a name that the tenant does not have.
    """

    def __init__(self, tenant: Tenant, directory: Directory) -> None:
        self._tenant = tenant
        self._directory = directory

    def happens(self, event: Event) -> None:
        """Do what a switch says that somebody does; nothing, where it is done already."""
        if isinstance(event, RenameUser):
            if self._tenant.user(event.user) is not None:
                self.rename_user(event.user, event.to)
        elif isinstance(event, DeleteUser):
            if self._tenant.user(event.user) is not None:
                self.delete_user(event.user)
        elif isinstance(event, TakeUnits):
            self.take_units(event.sku, event.units)
        elif isinstance(event, AddPlan):
            self.add_plan(event.sku, event.plan)
        elif isinstance(event, ChangeMembers):
            self.change_members(event.group, event.add, event.remove)
        elif isinstance(event, ChangePlans):
            self.give(event.sku, event.user, event.disabled_plans)

    def add_user(self, person: str | Person) -> None:
        """Add a user to the directory."""
        self._tenant.put_user(user_of(person))
        self._tell_directory()

    def rename_user(self, user: str, to: str) -> None:
        """Give a user another name; the id stays."""
        self._tenant.put_user(replace(self.user(user), name=to))
        self._tell_directory()

    def delete_user(self, user: str) -> None:
        """Delete a user."""
        self._tenant.remove_user(self.user(user))
        self._tell_directory()

    def set_usage_location(self, user: str, usage_location: str | None) -> None:
        """Give a user another usage location, or none."""
        self._tenant.put_user(replace(self.user(user), usage_location=usage_location))

    def take_units(self, sku: str, units: int) -> None:
        """Take units of a SKU for somebody outside the directory; a negative number gives back."""
        found = self.sku(sku)
        self._tenant.put_sku(replace(found, taken=max(0, found.taken + units)))

    def add_plan(self, sku: str, plan: str | Plan) -> None:
        """Add a service to a SKU; whoever has the SKU has it switched on."""
        found = self.sku(sku)
        ids = {fold(known.name): known.id for known in self._plans()}
        new = service_plan(plan, ids)
        if new.id not in found.plan_ids:
            self._tenant.put_sku(replace(found, plans=(*found.plans, new)))

    def change_members(self, group: str, add: Iterable[str], remove: Iterable[str]) -> None:
        """Change who is in a group; those people's licences follow at once."""
        # Assumed: A change of a group's members is processed at once.
        found = self.group(group)
        added = [self.user(name).id for name in add]
        removed = [self.user(name).id for name in remove]
        members = dict.fromkeys([*found.members, *added])
        kept = tuple(id_ for id_ in members if id_ not in removed)
        self._tenant.put_group(replace(found, members=kept))
        for id_ in (*added, *removed):
            self._inherit(self.user(id_))

    def give(self, sku: str, user: str, disabled_plans: Iterable[str] = ()) -> None:
        """Give a user a SKU directly, with some plans off, or switch these off if it is there."""
        found, holder = self.sku(sku), self.user(user)
        names = {fold(plan.name): plan.id for plan in found.plans}
        off = tuple(sorted(names.get(fold(plan), fold(plan)) for plan in disabled_plans))
        kept = tuple(path for path in holder.paths if path is not holder.direct(found.id))
        path = Path(found.id, None, off, updated=timestamp())
        self._tenant.put_user(replace(holder, paths=(*kept, path)))

    def take(self, sku: str, user: str) -> None:
        """Take a SKU from a user who has it directly."""
        found, holder = self.sku(sku), self.user(user)
        path = holder.direct(found.id)
        if path is None:
            raise EmulatorError(f"{user} does not have {found.part_number} directly.")
        kept = tuple(other for other in holder.paths if other is not path)
        self._tenant.put_user(replace(holder, paths=kept))

    def users(self) -> tuple[User, ...]:
        """Everybody."""
        return self._tenant.content().users

    def user(self, key: str) -> User:
        """The user of a name or an id."""
        found = self._tenant.user(key)
        if found is None:
            raise EmulatorError(f"{key} is not in the emulator's directory; name a user of it.")
        return found

    def group(self, key: str) -> Group:
        """The group of a name or an id."""
        for group in self._tenant.groups.values():
            if fold(key) in (group.id, fold(group.name)):
                return group
        raise EmulatorError(f"{key} is no group of the emulator's directory; name one of them.")

    def sku(self, key: str) -> Sku:
        """The SKU of a part number or an id."""
        for sku in self._tenant.skus.values():
            if fold(key) in (sku.id, fold(sku.part_number)):
                return sku
        raise EmulatorError(f"{key} is not among the emulator's licenses; name one of them.")

    def _tell_directory(self) -> None:
        if self._directory.is_kept():
            self._directory.replace([user.name for user in self._tenant.content().users])

    def _plans(self) -> Iterable[ServicePlan]:
        return (plan for sku in self._tenant.skus.values() for plan in sku.plans)

    def _inherit(self, user: User) -> None:
        groups = [group for group in self._tenant.groups.values() if user.id in group.members]
        changed = with_inherited(self._tenant, user, groups, timestamp())
        if changed != user:
            self._tenant.put_user(changed)

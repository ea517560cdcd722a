"""Licences as the program that started the emulator sees and moves them, without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..direct_access import DirectAccess
from ..spelling import fold
from .graph_service import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..request_log import LoggedRequest
    from .graph_seed import Person, Plan
    from .meanwhile import Meanwhile

_Result = TypeVar("_Result")


class LicenseAccess(DirectAccess):
    """Graph's part of what a program sees of its emulator.

    A user is named by user name or id, a SKU by part number or GUID; whoever or whatever there is
    none of raises `EmulatorError`. What is done is done as an administrator does it, without the
    service's rules.
    """

    def license_holders(self, sku: str, *, through: str | None = None) -> frozenset[str]:
        """Who has a SKU now, in lower case.

        Args:
            sku: The SKU.
            through: The group that gives it; None is who has it directly.
        """

        def find(meanwhile: Meanwhile) -> frozenset[str]:
            group = None if through is None else meanwhile.group(through).id
            sku_id = meanwhile.sku(sku).id
            return frozenset(
                fold(user.name)
                for user in meanwhile.users()
                for path in user.paths
                if path.gives and (path.sku_id, path.group) == (sku_id, group)
            )

        return self._meanwhile(find)

    def plans_off(self, sku: str, user: str) -> frozenset[str]:
        """The names of the plans that are off in what a user has directly of a SKU."""

        def find(meanwhile: Meanwhile) -> frozenset[str]:
            found = meanwhile.sku(sku)
            path = meanwhile.user(user).direct(found.id)
            off = () if path is None else path.disabled
            return frozenset(plan.name for plan in found.plans if plan.id in off)

        return self._meanwhile(find)

    def give_license(self, sku: str, user: str, disabled_plans: Iterable[str] = ()) -> None:
        """Give a user a SKU directly, as somebody else would, or change its plans."""
        self._meanwhile(lambda meanwhile: meanwhile.give(sku, user, disabled_plans))

    def take_license(self, sku: str, user: str) -> None:
        """Take a SKU from a user who has it directly, as somebody else would."""
        self._meanwhile(lambda meanwhile: meanwhile.take(sku, user))

    def add_user(self, person: str | Person) -> None:
        """Add a user to the directory."""
        self._meanwhile(lambda meanwhile: meanwhile.add_user(person))

    def rename_user(self, user: str, to: str) -> None:
        """Give a user another name; the id stays."""
        self._meanwhile(lambda meanwhile: meanwhile.rename_user(user, to))

    def delete_user(self, user: str) -> None:
        """Delete a user."""
        self._meanwhile(lambda meanwhile: meanwhile.delete_user(user))

    def set_usage_location(self, user: str, usage_location: str | None) -> None:
        """Give a user another usage location, or none."""
        self._meanwhile(lambda meanwhile: meanwhile.set_usage_location(user, usage_location))

    def change_members(
        self, group: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> None:
        """Change who is in a group; those people's licences follow at once."""
        self._meanwhile(lambda meanwhile: meanwhile.change_members(group, add, remove))

    def take_units(self, sku: str, units: int) -> None:
        """Take units for somebody outside the directory; a negative number gives some back."""
        self._meanwhile(lambda meanwhile: meanwhile.take_units(sku, units))

    def add_plan(self, sku: str, plan: str | Plan) -> None:
        """Add a service to a SKU; whoever has the SKU has it switched on."""
        self._meanwhile(lambda meanwhile: meanwhile.add_plan(sku, plan))

    def user_id(self, user: str) -> str:
        """The object id of a user."""
        return self._meanwhile(lambda meanwhile: meanwhile.user(user).id)

    def license_writes(self) -> tuple[LoggedRequest, ...]:
        """The requests so far that were to write licences, a batch counting as one."""
        call, batch = "/assignlicense", fold(f"{PREFIX}/$batch")
        return tuple(
            request
            for request in self.requests()
            if fold(request.path).endswith(call)
            or (fold(request.path) == batch and call.encode() in request.body.lower())
        )

    def _meanwhile(self, work: Callable[[Meanwhile], _Result]) -> _Result:
        serving = self._running()
        return serving.call(lambda: work(serving.state.graph.meanwhile))

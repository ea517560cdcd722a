"""By which paths somebody holds a licence, in words: directly, through which groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..domain.errors import AccessDenied, ServiceError
from ..domain.model import ProductKey, Seat
from ..domain.wording import listing
from ..graph.seat_service import UNTOLD_PATH
from .command_session import LicenseSession
from .exit_codes import say


@dataclass(frozen=True, slots=True)
class HoldingPaths:
    """What seats come from, and what is switched off of them; of the Store, they are direct.

    Attributes:
        groups: what groups are called, by their ids.
        plans: what service plans are called, by their ids.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)

    def said(self, seat: Seat) -> str:
        """Such as: direct, through Licensed staff."""
        paths = [f"through {self._called(group)}" for group in seat.through]
        return ", ".join(["direct", *paths] if seat.is_direct else paths)

    def off(self, seat: Seat) -> list[str]:
        """The names of the service plans that are off of what is held directly."""
        return sorted(self.plans.get(plan, plan) for plan in seat.disabled_plans)

    def through(self, seat: Seat) -> str:
        """The groups that give a seat, for a sentence."""
        return listing([self._called(group) for group in seat.through])

    def fields(self, seat: Seat) -> dict[str, object]:
        """How JSON has it."""
        return {
            "direct": seat.is_direct,
            "groups": [{"id": id_, "name": self.groups.get(id_)} for id_ in seat.through],
            "assigned_at": seat.assigned_at,
            "disabled_plans": self.off(seat),
        }

    def _called(self, group: str) -> str:
        return self.groups.get(group, group)


def paths_of(
    session: LicenseSession | None, products: Collection[ProductKey], seats: Iterable[Seat]
) -> HoldingPaths:
    """The paths of some seats, groups by their display names: a request for each group.

    A name is only ever an ornament here: where one cannot be read the id stands for it, and a line
    says why.
    """
    if session is None:
        return HoldingPaths()
    plans = {
        id_: name
        for product in products
        for id_, name in session.service.service_plans(product).items()
    }
    ids = sorted({group for seat in seats for group in seat.through} - {UNTOLD_PATH})
    problems: list[ServiceError] = []

    def called(group: str) -> str | None:
        try:
            return session.client.get_group(group).display_name
        except ServiceError as problem:
            problems.append(problem)
            return None

    found = zip(ids, session.seats.executor.map(called, ids), strict=True)
    groups = {group: name for group, name in found if name is not None}
    if problems:
        say(f"Groups are shown by their ids: {_why(problems[0])}")
    return HoldingPaths(groups, plans)


def _why(problem: ServiceError) -> str:
    if isinstance(problem, AccessDenied):
        return "their names need the permission GroupMember.Read.All of Microsoft Graph."
    return str(problem)

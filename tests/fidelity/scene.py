"""Where a case is played: a project in a folder, an emulator, and somebody at its API."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalResult
from tests.end_to_end.programs import program
from tests.fidelity.world import Case, Move
from tests.support.administrator import Administrator
from tests.support.assignments import Assignment, folded, same_product
from tests.support.programs import declaration, inventory_entry

PLAN = "plan.json"
_BATCH = 25


@dataclass(frozen=True)
class Writes:
    """The users in the bodies of the write requests of one product, by what was asked for."""

    assigned: frozenset[str] = frozenset()
    reclaimed: frozenset[str] = frozenset()


@dataclass
class Scene:
    """One case's project, against an emulator that many cases use one after another."""

    folder: Path
    emulator: Emulator
    administrator: Administrator
    config: dict[str, object] = field(default_factory=dict)

    def open(self, case: Case) -> None:
        """Put the case's world and project in place."""
        world: dict[str, object] = {"inventory": [inventory_entry(each) for each in case.inventory]}
        if case.directory is not None:
            world["users"] = list(case.directory)
        self.administrator.inject()
        self.administrator.set_world(world)
        options = "options:\n  refresh: always\n" if case.refresh else ""
        project = f"name: seats\nruntime: python\n{options}"
        (self.folder / "Pulumi.yaml").write_text(project, encoding="utf-8")

    def write(self, assignments: tuple[Assignment, ...]) -> None:
        """Write the program."""
        text = program(*(declaration(each) for each in assignments))
        (self.folder / "__main__.py").write_text(text, encoding="utf-8")

    def refuse(self, users: tuple[str, ...]) -> None:
        """Let the service refuse these users from now on, and nobody else."""
        rule = {"fault": "refuse_users", "users": list(users), "reason": "Not this one"}
        self.administrator.inject(*([rule] if users else []))

    def move(self, move: Move) -> None:
        """Give and take seats by the service's own API, as far as they are free and held."""
        entries = self.administrator.world()["inventory"]
        (found,) = [each for each in entries if same_product(_key(each), move.product)]
        holders = folded(found["seats"])
        taken = sorted(folded(move.taken) & holders)
        given = [user for user in move.given if user.lower() not in holders]
        free = found["seat_capacity"] - len(holders) + len(taken)
        if found["distribution_policy"] == "restricted":
            given = given[: max(free, 0)]
        for users, act in ((taken, self.administrator.reclaim), (given, self.administrator.assign)):
            for start in range(0, len(users), _BATCH):
                act(move.product, *users[start : start + _BATCH])

    def holders(self) -> dict[str, frozenset[str]]:
        """Everybody who holds a seat, folded, by product in small letters."""
        entries = self.administrator.world()["inventory"]
        return {_key(each).lower(): folded(each["seats"]) for each in entries}

    def writes(self) -> dict[str, Writes]:
        """The users in every write since `forget`, by product in small letters."""
        found: dict[str, Writes] = {}
        for request in self.administrator.writes():
            _, _, _, product, sku, *_ = request["path"].split("/")
            key = f"{product}/{sku}".lower()
            users = folded(request["body"]["usernames"])
            had = found.get(key, Writes())
            if request["body"]["seatAction"].lower() == "assign":
                found[key] = Writes(had.assigned | users, had.reclaimed)
            else:
                found[key] = Writes(had.assigned, had.reclaimed | users)
        return found

    def forget(self) -> None:
        """Start the request log afresh."""
        self.administrator.forget_requests()

    def preview(self, *, save_plan: bool) -> RehearsalResult:
        """Preview, and save the plan if asked."""
        return self._rehearsal().preview(save_plan=self.folder / PLAN if save_plan else None)

    def up(self, *, held_to_plan: bool) -> RehearsalResult:
        """Update, held to the saved plan if asked."""
        return self._rehearsal().up(plan=self.folder / PLAN if held_to_plan else None)

    def update(self) -> RehearsalResult:
        """Update without the preview that an `up` begins with, as `up --skip-preview`."""
        return self._rehearsal()._operate("up", "update")

    def _rehearsal(self) -> Rehearsal:
        environment = self.emulator.environment
        return Rehearsal(self.folder, config=self.config, environment=environment)


@contextmanager
def stage() -> Iterator[tuple[Emulator, Administrator]]:
    """An emulator for any number of cases, and somebody at its API."""
    with Emulator() as emulator:
        yield emulator, Administrator(emulator)


@contextmanager
def scene(emulator: Emulator, administrator: Administrator) -> Iterator[Scene]:
    """An empty project."""
    with tempfile.TemporaryDirectory(prefix="fidelity-") as folder:
        yield Scene(Path(folder), emulator, administrator)


def _key(each: dict[str, str]) -> str:
    return f"{each['product_id']}/{each['sku_id']}"

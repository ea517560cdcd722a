"""Writes the state that this version leaves behind, for later versions to read.

    python -m tests.upgrades.write_state

It needs the Pulumi CLI. See README.md in this folder.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.programs import assignment, entry, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator
from tests.upgrades.stored import DEPLOYMENT, PROGRAM, STATES, WORLD

OFFICE = "9NBLGGH4R2R6/0016"
MINECRAFT = "CFQ7TTC0K5DR/0002"
VISIO = "9VISIO000001/0010"
PLANNER = "9PLANNER0001/0010"
TEAMS = "9TEAMS000001/0010"

ADA, BOB, EVE = "Ada@contoso.com", "bob@contoso.com", "eve@contoso.com"
DORA, GHOST, ZOE = "dora@contoso.com", "ghost@contoso.com", "zoe@contoso.com"
MALLORY = "mallory@contoso.com"

READ = """\
planner = SeatAssignment.get("planner", product_id="9PLANNER0001", sku_id="0010")
pulumi.export("planner", planner.assigned_count)
"""

_MACHINE = {"sourcePosition", "stackTrace", "created", "modified"}
"""What the engine notes of the machine and the day."""


def declared(*minecraft: str) -> str:
    """The program, with these users of the shared product."""
    return program(
        assignment("office", [ADA, BOB, EVE], more="reclaim_limit=0.5"),
        assignment("minecraft", minecraft, product=MINECRAFT, more="ownership='shared'"),
        assignment("visio", [ADA, GHOST], product=VISIO),
        assignment("teams", [ADA], product=TEAMS),
        READ,
    )


def write(folder: Path) -> None:
    """Play the story that README.md tells, and keep what it leaves in a folder."""
    with Emulator() as emulator, tempfile.TemporaryDirectory() as project:
        administrator = Administrator(emulator)
        administrator.set_world({"inventory": _inventory()})
        stack = Stack(Path(project), emulator, administrator)
        stack.up(declared(ADA, BOB, EVE), refusing=(GHOST,))
        stack.up(declared(ADA, BOB), refusing=(GHOST, EVE))
        administrator.inject()
        administrator.assign(TEAMS, MALLORY)
        stack.refresh("teams")
        stack.keep(folder)


class Stack:
    """A stack on the real engine, whose updates end with the failures that the service makes."""

    def __init__(self, folder: Path, emulator: Emulator, administrator: Administrator) -> None:
        (folder / "Pulumi.yaml").write_text("name: seats\nruntime: python\n", encoding="utf-8")
        self._folder = folder
        self._administrator = administrator
        self._engine = Engine(folder, emulator.environment)

    def up(self, text: str, *, refusing: tuple[str, ...] = ()) -> None:
        """An update, in which the service refuses some users."""
        rule = {"fault": "refuse_users", "users": list(refusing), "reason": "User not found"}
        self._administrator.inject(*([rule] if refusing else []))
        (self._folder / "__main__.py").write_text(text, encoding="utf-8")
        done = self._engine.up()
        assert "not as declared, see above" in done.text, done.text

    def refresh(self, name: str) -> None:
        """A refresh of one resource."""
        urn = next(r["urn"] for r in self._engine.resources() if r["urn"].endswith(f"::{name}"))
        done = self._engine.run("refresh", "--yes", "--target", urn)
        assert done.ok, done.text

    def keep(self, folder: Path) -> None:
        """Write the state, the service's world and the program into a new folder."""
        folder.mkdir(parents=True)
        _write(folder / DEPLOYMENT, self._exported())
        _write(folder / WORLD, self._administrator.world())
        shutil.copy(self._folder / "__main__.py", folder / PROGRAM)

    def _exported(self) -> dict[str, Any]:
        exported: dict[str, Any] = json.loads(self._engine.run("stack", "export").text)
        deployment = exported["deployment"]
        deployment["manifest"]["time"] = "2026-01-01T00:00:00Z"
        # Nothing in it is encrypted; the salt belongs to the passphrase of whoever wrote it.
        del deployment["secrets_providers"]
        deployment["resources"] = [
            {name: value for name, value in resource.items() if name not in _MACHINE}
            for resource in deployment["resources"]
        ]
        return exported


def _inventory() -> list[dict[str, object]]:
    return [
        entry(OFFICE, seat_capacity=10),
        entry(MINECRAFT, seat_capacity=10, seats=[ZOE]),
        entry(VISIO, seat_capacity=10),
        entry(PLANNER, seat_capacity=10, seats=[DORA]),
        entry(TEAMS, seat_capacity=10),
    ]


def _write(file: Path, document: object) -> None:
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(STATES / version("pulumi-microsoft-seats"))

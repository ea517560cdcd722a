"""The stored states, and how each runner takes one over."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import PROJECT, write_project
from tests.end_to_end.runners import Engine, Outcome, Runner
from tests.support.administrator import Administrator

STATES = Path(__file__).parent / "states"
LICENSE_STATES = Path(__file__).parent / "license_states"
DEPLOYMENT, WORLD, PROGRAM = "deployment.json", "world.json", "program.txt"

TYPES = "pulumi-python:dynamic/microsoft-seats:"

_RECLAIMING = "__reclaiming"


@dataclass(frozen=True)
class Stored:
    """What one version left behind.

    Attributes:
        deployment: as `pulumi stack export` wrote it.
        world: the service's inventory and seats at that moment.
        program: the program of the stack.
    """

    deployment: dict[str, Any]
    world: dict[str, Any]
    program: str

    @property
    def assignments(self) -> list[dict[str, Any]]:
        """The resources of ours."""
        resources = self.deployment["deployment"]["resources"]
        return [each for each in resources if each["type"].startswith(TYPES)]


def stored_by(version: str, states: Path = STATES) -> Stored:
    """The state of a version."""
    folder = states / version
    return Stored(
        deployment=json.loads((folder / DEPLOYMENT).read_text(encoding="utf-8")),
        world=json.loads((folder / WORLD).read_text(encoding="utf-8")),
        program=(folder / PROGRAM).read_text(encoding="utf-8"),
    )


def with_dates_of(administrator: Administrator, deployment: dict[str, Any]) -> dict[str, Any]:
    """A deployment whose pending reclaims name the seats of this emulator.

    A pending reclaim is of one seat, known by its date, and an emulator gives the seats of a world
    dates of its own.
    """
    changed = copy.deepcopy(deployment)
    for resource in changed["deployment"]["resources"]:
        for properties in (resource.get("inputs", {}), resource.get("outputs", {})):
            if _RECLAIMING in properties:
                product = f"{properties['product_id']}/{properties['sku_id']}"
                dates = administrator.dates(product)
                lines = properties[_RECLAIMING].splitlines()
                users = [line.split("\t")[0] for line in lines]
                properties[_RECLAIMING] = "".join(f"{user}\t{dates[user]}\n" for user in users)
    return changed


def taken_over(
    make: Callable[..., Runner], folder: Path, emulator: Emulator, stored: Stored
) -> Runner:
    """A stack with a stored state and its program, against a service as it was at that moment."""
    administrator = Administrator(emulator)
    write_project(folder, PROJECT, stored.program)
    administrator.set_world(stored.world)
    runner = make(folder, emulator.environment)
    take_over(runner, with_dates_of(administrator, stored.deployment))
    emulator.forget_requests()
    return runner


def destroyed(stack: Runner, refused: Outcome) -> Outcome:
    """The destroy that was refused, once every digest that it says was approved."""
    approved: set[str] = set()
    while asked := set(re.findall(r"(?:approve |APPROVE=)([0-9a-f]{32})", refused.text)) - approved:
        approved |= asked
        approve = {"MICROSOFT_SEATS_APPROVE": ",".join(approved)}
        stack.environment = stack.environment | approve
        refused = stack.destroy()
    return refused


def take_over(runner: Runner, deployment: dict[str, Any]) -> None:
    """Make a deployment the state of a runner's stack."""
    if isinstance(runner, Engine):
        file = runner.folder / "imported.json"
        file.write_text(json.dumps(deployment), encoding="utf-8")
        done = runner.run("stack", "import", "--file", str(file))
        assert done.ok, done.text
    else:
        state = json.dumps(_rehearsed(deployment["deployment"]["resources"]))
        (runner.folder / ".pulumi-rehearsal.json").write_text(state, encoding="utf-8")


def _rehearsed(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The engine's resources as the rehearsal keeps them, without the engine's own providers."""
    names = {"id", "parent", "dependencies", "inputs", "outputs", "external", "urn", "type"}
    return {
        "version": 1,
        "project": "seats",
        "stack": Runner.stack,
        "resources": [
            {"dependencies": [], "custom": resource["custom"]}
            | {name: value for name, value in resource.items() if name in names}
            for resource in resources
            if not resource["type"].startswith("pulumi:")
        ],
        "pending_deletes": [],
        "outputs": {},
    }

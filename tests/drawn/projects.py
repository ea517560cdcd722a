"""Running a drawn program: in the rehearsal, or on the real engine."""

from __future__ import annotations

import json
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalResult
from tests.drawn.named import Named, named_in
from tests.drawn.stored import TYPE, Person, Stored, stored_in, urn_of
from tests.drawn.text import program_text
from tests.drawn.values import Assignment, Program, fold
from tests.end_to_end.runners import Engine, Outcome

_PLAN = "plan.json"
_ROWS = frozenset({"create", "update", "same", "replace", "delete"})


@dataclass(frozen=True)
class Ran:
    """What a command did and said.

    Attributes:
        shown: everything that a person sees of it.
        named: the rows of a preview, by place.
        rows: the URNs of all rows.
        about: the URNs that something was said about.
    """

    ok: bool
    shown: str
    named: Mapping[str, Named] = field(default_factory=dict)
    rows: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()


class Project(ABC):
    """A project's program, and the ways to run it.

    Attributes:
        environment: may be changed between runs.
        said: everything that any run said, also what is not shown.
        person: who is called so, or was once.
        declared: the URNs of the program.
    """

    stack: str

    def __init__(
        self, folder: Path, name: str, environment: dict[str, str], *, refresh: bool
    ) -> None:
        folder.mkdir()
        self.folder = folder
        self.name = name
        self.environment = environment
        self.said: list[str] = []
        self.person: Person = fold
        self.declared = frozenset[str]()
        options = "options:\n  refresh: always\n" if refresh else ""
        text = f"name: {name}\nruntime: python\n{options}"
        (folder / "Pulumi.yaml").write_text(text, encoding="utf-8")
        self.write(())

    def write(self, program: Program) -> None:
        """Put a program in place."""
        (self.folder / "__main__.py").write_text(program_text(program), encoding="utf-8")
        self.declared = frozenset(map(self.urn, program))

    def urn(self, each: Assignment | None) -> str:
        """The URN of an assignment; empty for none."""
        return urn_of(each, self.stack, self.name) if each else ""

    @abstractmethod
    def preview(self, *, target: str = "", replace: str = "", save: bool = False) -> Ran:
        """Preview, and save the plan if asked, which only the engine can."""

    @abstractmethod
    def update(self, *, target: str = "", replace: str = "") -> Ran:
        """Update without a preview."""

    def update_by_plan(self) -> Ran:
        """Update, held to the saved plan."""
        raise NotImplementedError

    @abstractmethod
    def refresh(self) -> Ran:
        """Compare the state with reality."""

    @abstractmethod
    def destroy(self) -> Ran:
        """Delete everything."""

    @abstractmethod
    def resources(self) -> list[dict[str, Any]]:
        """The resources in state; one that was replaced and is not deleted yet has `delete`."""

    def stored(self) -> dict[str, Stored]:
        """What state has of the assignments."""
        return stored_in(self.resources(), self.person)


class Rehearsed(Project):
    """The rehearsal."""

    stack = "rehearsal"

    def preview(self, *, target: str = "", replace: str = "", save: bool = False) -> Ran:
        assert not save
        return self._ran(self._rehearsal().preview(**_urns(target, replace)))

    def update(self, *, target: str = "", replace: str = "") -> Ran:
        return self._ran(self._rehearsal()._operate("up", "update", **_urns(target, replace)))

    def refresh(self) -> Ran:
        return self._ran(self._rehearsal().refresh())

    def destroy(self) -> Ran:
        return self._ran(self._rehearsal().destroy())

    def resources(self) -> list[dict[str, Any]]:
        file = self.folder / ".pulumi-rehearsal.json"
        if not file.exists():
            return []
        state = json.loads(file.read_text(encoding="utf-8"))
        replaced = [{**each, "delete": True} for each in state["pending_deletes"]]
        return [*state["resources"], *replaced]

    def _rehearsal(self) -> Rehearsal:
        return Rehearsal(self.folder, environment=self.environment)

    def _ran(self, result: RehearsalResult) -> Ran:
        results = [each for each in (result.planned, result) if each]
        said = [item for each in results for item in each.diagnostics]
        self.said += [item.message for item in said]
        loud = [item for item in said if item.severity != "debug"]
        told = [item.message for item in loud]
        changes = [
            (each.op, each.urn, each.old_inputs, each.new_inputs)
            for each in result.changes
            if TYPE in each.urn
        ]
        return Ran(
            ok=result.ok,
            shown="\n".join([*(each.text for each in results), *told]),
            named=named_in(changes, self.person),
            rows=frozenset(each.urn for each in (*result.changes, *result.drift)),
            about=frozenset(item.urn for item in loud if TYPE in item.urn),
        )


class OnTheEngine(Project):
    """The Pulumi CLI on PATH."""

    stack = "test"

    def __init__(
        self, folder: Path, name: str, environment: dict[str, str], *, refresh: bool
    ) -> None:
        super().__init__(folder, name, environment, refresh=refresh)
        self._engine = Engine(folder, environment)

    def preview(self, *, target: str = "", replace: str = "", save: bool = False) -> Ran:
        plan = ["--save-plan", _PLAN] if save else []
        self._engine.environment = self.environment
        finished = subprocess.run(
            self._engine.command("preview", "--json", *plan, *_options(target, replace)),
            cwd=self.folder,
            env=self._engine.process_environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        text = finished.stdout + finished.stderr
        self.said.append(text)
        if not finished.stdout.startswith("{"):
            return Ran(finished.returncode == 0, text)
        document = json.loads(finished.stdout)
        steps = [each for each in document.get("steps", ()) if TYPE in each["urn"]]
        told = [each for each in document.get("diagnostics", ()) if TYPE in each.get("urn", "")]
        return Ran(
            ok=finished.returncode == 0,
            shown=text,
            named=named_in(
                map(_change, (each for each in steps if each["op"] in _ROWS)), self.person
            ),
            # What stays as it is has no row, and may have something to be said of it.
            rows=self.declared.union(each["urn"] for each in steps),
            about=frozenset(each["urn"] for each in told),
        )

    def update(self, *, target: str = "", replace: str = "") -> Ran:
        return self._run("up", "--yes", "--skip-preview", *_options(target, replace))

    def update_by_plan(self) -> Ran:
        return self._run("up", "--yes", "--plan", _PLAN)

    def refresh(self) -> Ran:
        return self._run("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Ran:
        return self._run("destroy", "--yes", "--skip-preview")

    def resources(self) -> list[dict[str, Any]]:
        exported = json.loads(self._engine.run("stack", "export", "--show-secrets").text)
        found: list[dict[str, Any]] = exported["deployment"].get("resources", [])
        return found

    def _run(self, *arguments: str) -> Ran:
        self._engine.environment = self.environment
        outcome: Outcome = self._engine.run(*arguments)
        self.said.append(outcome.text)
        return Ran(outcome.ok, outcome.text)


def _urns(target: str, replace: str) -> dict[str, Any]:
    options = {"targets": target, "replace": replace}
    return {name: (urn,) for name, urn in options.items() if urn}


def _options(target: str, replace: str) -> Iterable[str]:
    return [f"--{name}={urn}" for name, urn in (("target", target), ("replace", replace)) if urn]


def _change(step: Mapping[str, Any]) -> tuple[str, str, Any, Any]:
    old, new = ((step.get(side) or {}).get("inputs") for side in ("oldState", "newState"))
    return step["op"], step["urn"], old, new

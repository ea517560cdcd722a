"""A project with its history, as a user of the pipelines has it in a repository."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.examples.pipelines.steps import Machine

EXAMPLE = Path(__file__).parents[3] / "examples/pipelines"
STACK = "prod"

STAFF = people(12)
MALLORY = "mallory@contoso.com"
EVE = "eve@contoso.com"

_PROGRAM = program(assignment("office", "users_from_csv('office.csv')"))
_PROJECT = "name: seats\nruntime: python\n"


def world(*holders: str) -> dict[str, Any]:
    """What the store knows: one product, and who holds a seat of it."""
    return {"inventory": [entry(OFFICE, seats=list(holders), seat_capacity=40)]}


@dataclass
class Project:
    """The files of each commit.

    Attributes:
        folder: each commit is a folder in it.
        pipelines: the example's files, copied beside the program.
    """

    folder: Path
    pipelines: Path

    def begin(self, machine: Machine) -> dict[str, Any]:
        """Create the stack; what `Pulumi.prod.yaml` holds then, which a user commits."""
        folder = self.folder / "begin"
        self._write(folder, [], {})
        created = machine.run(
            ["bash", "-eu", "{0}"],
            f"pulumi stack init {STACK} --non-interactive",
            {"PULUMI_BACKEND_URL": self.backend, "PULUMI_CONFIG_PASSPHRASE": ""},
            folder,
        )
        assert created.returncode == 0, created.stdout
        configuration = yaml.safe_load((folder / f"Pulumi.{STACK}.yaml").read_text("utf-8"))
        assert isinstance(configuration, dict)
        return configuration

    @property
    def backend(self) -> str:
        """Where the stack is kept."""
        path = self.folder / "backend"
        path.mkdir(exist_ok=True)
        return path.as_uri()

    def commit(
        self, name: str, users: Iterable[str], configuration: Mapping[str, Any], approve: str = ""
    ) -> Path:
        """The folder of a new commit."""
        said = {"config": {"microsoft-seats:approve": approve}} if approve else {}
        folder = self.folder / name
        self._write(folder, users, {**configuration, **said})
        return folder

    def _write(self, folder: Path, users: Iterable[str], configuration: Mapping[str, Any]) -> None:
        shutil.copytree(self.pipelines, folder)
        shutil.copy(EXAMPLE / "requirements.txt", folder)
        lines = ["userPrincipalName", *users]
        files = {
            "Pulumi.yaml": _PROJECT,
            "__main__.py": _PROGRAM,
            "office.csv": "\n".join(lines) + "\n",
        }
        if configuration:
            files[f"Pulumi.{STACK}.yaml"] = yaml.safe_dump(dict(configuration))
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")

"""A saved plan: what a preview found that an update would do, and the file it is kept in.

The file holds inputs as the state file does: secrets are marked and not encrypted, and it is
readable by its owner only (mode 0600).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, cast

from .errors import RehearsalError, reason_of
from .owned_file import write_owned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .result import ChangeKind
    from .values import Properties, Wire

_VERSION = 1


@dataclass(frozen=True)
class InputChanges:
    """How inputs differ from those in state; an unknown value stands for any."""

    adds: Properties = field(default_factory=dict)
    updates: Properties = field(default_factory=dict)
    deletes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """What a program declares of one resource: its inputs, once checked, and its options."""

    inputs: InputChanges
    options: Mapping[str, Wire] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedResource:
    """What is planned for one resource; `goal` is None when it is to be deleted."""

    step: ChangeKind
    goal: Goal | None = None


@dataclass(frozen=True)
class Plan:
    """What is planned for a stack: its resources by URN, its outputs, and the configuration."""

    project: str
    stack: str
    resources: Mapping[str, PlannedResource] = field(default_factory=dict)
    outputs: InputChanges = field(default_factory=InputChanges)
    configuration: Properties = field(default_factory=dict)


@dataclass(frozen=True)
class PlanFile:
    """The file that holds a plan."""

    path: Path

    def load(self, project: str, stack: str) -> Plan:
        """Read the plan.

        Raises:
            RehearsalError: the file cannot be read, is no plan, or is another stack's.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise RehearsalError(
                f"The plan file {self.path} does not exist: write it with preview --save-plan."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise RehearsalError(
                f"The plan file {self.path} cannot be read: {reason_of(error)}; check --plan."
            ) from None
        plan = self._parsed(text)
        if (plan.project, plan.stack) != (project, stack):
            raise RehearsalError(
                f"The plan file {self.path} is for stack {plan.stack} of project {plan.project}, "
                f"not for stack {stack} of project {project}: preview this one with --save-plan."
            )
        return plan

    def _parsed(self, text: str) -> Plan:
        try:
            content = json.loads(text)
            if content["plan_version"] != _VERSION:
                raise RehearsalError(
                    f"The plan file {self.path} has version {content['plan_version']}; "
                    f"this rehearsal reads version {_VERSION}: preview again with --save-plan."
                )
            return Plan(
                project=str(content["project"]),
                stack=str(content["stack"]),
                resources={urn: _planned(item) for urn, item in content["resources"].items()},
                outputs=_changes(content["outputs"]),
                configuration=dict(content["configuration"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RehearsalError(
                f"The plan file {self.path} is not one that a rehearsal wrote: name one that its "
                "preview wrote with --save-plan."
            ) from None

    def save(self, plan: Plan) -> None:
        """Write the plan.

        Raises:
            RehearsalError: the file cannot be written.
        """
        text = json.dumps({"plan_version": _VERSION, **asdict(plan)}, indent=1)
        try:
            write_owned(self.path, text)
        except OSError as error:
            raise RehearsalError(
                f"The plan file {self.path} cannot be written: {reason_of(error)}; "
                "check --save-plan."
            ) from None


def _planned(item: Mapping[str, object]) -> PlannedResource:
    goal = cast("Mapping[str, object] | None", item["goal"])
    step = cast("ChangeKind", item["step"])
    if goal is None:
        return PlannedResource(step)
    options = cast("Mapping[str, Wire]", goal["options"])
    return PlannedResource(step, Goal(_changes(goal["inputs"]), dict(options)))


def _changes(item: object) -> InputChanges:
    content = cast("dict[str, Properties]", item)
    return InputChanges(
        adds=dict(content["adds"]),
        updates=dict(content["updates"]),
        deletes=tuple(content["deletes"]),
    )

"""The plan that a phase makes, and the saved one that it is held to.

The rules are the engine's, tried on one of version 3.260. Where the rehearsal differs: a resource
that was to be replaced, and is not, is refused at once and not after all others; the outputs of
components are not compared; and a refusal for the stack's outputs says why.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from .failures import StepError
from .plan import Goal, Plan, PlannedResource
from .plan_comparison import changes_between, violations

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from .plugin import Addressed
    from .registration import Registration
    from .result import ChangeKind
    from .state import ResourceState
    from .values import Properties, Wire

_ALLOWED: dict[ChangeKind, frozenset[ChangeKind]] = {
    "create": frozenset({"create", "same"}),
    "update": frozenset({"update", "same"}),
}
"""The steps that may be taken in the place of a planned one; for others, only that one."""


class Planning:
    """Notes what a phase is about to do, and refuses what the saved plan does not have.

    Resources that are looked up have no part in a plan. Safe to use from several threads.

    Args:
        begun: the plan to be made, with nothing in it yet.
        held_to: the saved plan; None refuses nothing.
    """

    def __init__(self, begun: Plan, held_to: Plan | None) -> None:
        self._plan = begun
        self._held_to = held_to
        self._goals: dict[str, Goal] = {}
        self._steps: dict[str, ChangeKind] = {}
        self._lock = threading.Lock()

    def plan(self) -> Plan:
        """The plan of what was noted."""
        with self._lock:
            resources = {
                urn: PlannedResource(step, self._goals.get(urn))
                for urn, step in self._steps.items()
            }
            return replace(self._plan, resources=resources)

    def configure(self) -> None:
        """Compare the stack's configuration, which to the engine is the provider's input.

        Raises:
            StepError: it is not what it was.
        """
        if self._held_to is not None:
            planned = changes_between({}, self._held_to.configuration)
            urn = f"urn:pulumi:{self._plan.stack}::{self._plan.project}"
            urn += "::pulumi:providers:pulumi-python::default"
            _refuse(urn, _changed(violations(planned, {}, self._plan.configuration)))

    def declare(
        self, declared: Registration, old: ResourceState | None, inputs: Properties
    ) -> None:
        """Take note of what the program declares, with its checked inputs.

        Raises:
            StepError: something else was planned for this resource.
        """
        before = old.inputs if old is not None else {}
        goal = Goal(changes_between(before, inputs), _options(declared))
        with self._lock:
            self._goals[declared.urn] = goal
        if self._held_to is None:
            return
        planned = self._held_to.resources.get(declared.urn)
        if planned is None:
            # A new one is refused by its step.
            unchanged = changes_between(before, before)
            if old is not None:
                _refuse(declared.urn, _changed(violations(unchanged, before, inputs)))
        elif planned.goal is None:
            _refuse(declared.urn, "resource unexpectedly not deleted")
        else:
            _refuse(declared.urn, _difference(planned.goal.options, goal.options))
            _refuse(declared.urn, _changed(violations(planned.goal.inputs, before, inputs)))

    def step(self, step: ChangeKind, resource: Addressed) -> None:
        """Take note of a step that is about to be taken.

        Raises:
            StepError: the saved plan does not have it.
        """
        with self._lock:
            self._steps[resource.urn] = step
        if self._held_to is None:
            return
        planned = self._held_to.resources.get(resource.urn)
        expected: ChangeKind = planned.step if planned is not None else "same"
        if step not in _ALLOWED.get(expected, {expected}):
            why = (
                f"this resource is constrained to {expected}"
                if planned is not None
                else "no steps were expected for this resource"
            )
            raise StepError(f"{step} is not allowed by the plan: {why}")

    def export(self, old: Properties, outputs: Properties) -> None:
        """Take note of the stack's outputs.

        Raises:
            StepError: others were planned.
        """
        with self._lock:
            self._plan = replace(self._plan, outputs=changes_between(old, outputs))
        if self._held_to is not None:
            wrong = violations(self._held_to.outputs, old, outputs)
            if wrong:
                which = f"the outputs of stack {self._plan.stack}"
                raise StepError(f"{which} violate plan: {_changed(wrong)}")

    def missing(self, known: Container[str]) -> list[tuple[str, StepError]]:
        """What was planned and did not come up, with the resource's URN.

        Args:
            known: the resources in state when the phase began; what was to be deleted and is not
                among them is gone already.
        """
        planned = self._held_to.resources if self._held_to is not None else {}
        return [
            (urn, StepError(f"expected resource operations for {urn} but none were seen"))
            for urn, resource in planned.items()
            if urn not in self._steps and (resource.step != "delete" or urn in known)
        ]


def _options(declared: Registration) -> dict[str, Wire]:
    """The options that a plan compares, under the names that the engine gives them."""
    return {
        "resource kind": "custom" if declared.custom else "component",
        "parent": declared.parent,
        "protect": declared.protect,
        "deleteBeforeReplace": declared.delete_before_replace,
        "ignoreChanges": [*sorted(declared.ignore_changes)],
        "additionalSecretOutputs": [*sorted(declared.secret_outputs)],
        "dependencies": [*sorted(declared.dependencies)],
    }


def _difference(planned: Mapping[str, Wire], actual: Mapping[str, Wire]) -> str:
    """The first option that is not as planned; empty when all are."""
    for name, value in actual.items():
        expected = planned.get(name)
        if expected == value:
            continue
        if isinstance(expected, list) and isinstance(value, list):
            added = [str(item) for item in value if item not in expected]
            deleted = [str(item) for item in expected if item not in value]
            parts = [("added", added), ("deleted", deleted)]
            told = (f"{what} {', '.join(items)}" for what, items in parts if items)
            return f"{name} changed: {'; '.join(told)}"
        return f"{name} changed (expected {_shown(expected)})"
    return ""


def _shown(value: Wire) -> str:
    return (
        "no value"
        if value is None
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )


def _changed(wrong: list[str]) -> str:
    return f"properties changed: {', '.join(wrong)}" if wrong else ""


def _refuse(urn: str, why: str) -> None:
    if why:
        raise StepError(f"resource {urn} violates plan: {why}")

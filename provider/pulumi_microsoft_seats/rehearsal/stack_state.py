"""What the rehearsal remembers between operations, in a JSON file.

Secrets are marked in the file and stored as they are: there is no key to encrypt them with. The
file is readable by its owner only (mode 0600) and has no place in version control.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .rehearsal_error import RehearsalError, reason_of
from .urns import name_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .property_values import Properties

DEFAULT_STATE_FILE = ".pulumi-rehearsal.json"
_VERSION = 1


@dataclass(frozen=True)
class ResourceState:
    """One resource as the last operation left it; properties are in their form on the wire.

    `external` marks a resource that is looked up by its id and not owned.
    """

    urn: str
    type: str
    custom: bool
    id: str = ""
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    protect: bool = False
    retain_on_delete: bool = False
    external: bool = False

    @property
    def name(self) -> str:
        """The name the program gave it."""
        return name_in(self.urn)

    def renamed(self, old: str, new: str) -> ResourceState:
        """The same resource, when another one that it refers to has a new URN."""
        return replace(
            self,
            parent=new if self.parent == old else self.parent,
            dependencies=tuple(new if urn == old else urn for urn in self.dependencies),
        )


@dataclass
class StackState:
    """The resources of a stack, those replaced and still to be deleted, and the stack's outputs.

    `configuration` is the one under which resources were last declared, without what is secret.
    """

    project: str
    stack: str
    resources: dict[str, ResourceState] = field(default_factory=dict)
    pending_deletes: list[ResourceState] = field(default_factory=list)
    outputs: Properties = field(default_factory=dict)
    configuration: Properties | None = None

    def put(self, resource: ResourceState, before: str) -> None:
        """Put a resource last, in the place of the one with the URN it had before."""
        self.resources.pop(before, None)
        self.resources.pop(resource.urn, None)
        for urn, other in self.resources.items():
            if before in (other.parent, *other.dependencies):
                self.resources[urn] = other.renamed(before, resource.urn)
        self.resources[resource.urn] = resource


def removal_order(resources: Iterable[ResourceState]) -> list[ResourceState]:
    """Order resources so that each comes before what it depends on, and before its parent.

    Several may have one URN: one that was replaced, and its replacement.
    """
    known: dict[str, list[ResourceState]] = {}
    for resource in resources:
        known.setdefault(resource.urn, []).append(resource)
    ordered: list[ResourceState] = []
    visited: set[int] = set()

    def visit(resource: ResourceState) -> None:
        if id(resource) in visited:
            return
        visited.add(id(resource))
        for urn in (resource.parent, *resource.dependencies):
            for other in known.get(urn, ()):
                visit(other)
        ordered.append(resource)

    for same_name in known.values():
        for resource in same_name:
            visit(resource)
    return list(reversed(ordered))


@dataclass(frozen=True)
class StateFile:
    """The file that holds a stack's state."""

    path: Path

    def load(self, project: str, stack: str) -> StackState:
        """Read the state; without a file it is empty.

        Raises:
            RehearsalError: the file cannot be read, is no state, is another stack's, or would be in
                a folder that does not exist.
        """
        if not self.path.parent.is_dir():
            raise RehearsalError(
                f"The folder of the state file {self.path} does not exist: make it, or name "
                "another file with --state."
            )
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return StackState(project, stack)
        except (OSError, UnicodeDecodeError) as error:
            raise RehearsalError(
                f"The state file {self.path} cannot be read: {reason_of(error)}; check --state."
            ) from None
        state = self._parsed(text)
        if (state.project, state.stack) != (project, stack):
            raise RehearsalError(
                f"The state file {self.path} belongs to stack {state.stack} of project "
                f"{state.project}, not to stack {stack} of project {project}: "
                "give this one a state file of its own."
            )
        return state

    def _parsed(self, text: str) -> StackState:
        try:
            content = json.loads(text)
            if content["version"] != _VERSION:
                raise RehearsalError(
                    f"The state file {self.path} has version {content['version']}; "
                    f"this rehearsal reads version {_VERSION}: name another file with --state."
                )
            resources = [_resource(item) for item in content["resources"]]
            return StackState(
                project=str(content["project"]),
                stack=str(content["stack"]),
                resources={resource.urn: resource for resource in resources},
                pending_deletes=[_resource(item) for item in content["pending_deletes"]],
                outputs=dict(content["outputs"]),
                configuration=content.get("configuration"),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise RehearsalError(
                f"The state file {self.path} is not one that a rehearsal wrote: name another file "
                "with --state."
            ) from None

    def save(self, state: StackState) -> None:
        """Write the state so that a reader finds either the old or the new one, never a part.

        Raises:
            RehearsalError: the file cannot be written.
        """
        content = {
            "version": _VERSION,
            "project": state.project,
            "stack": state.stack,
            "resources": [asdict(resource) for resource in state.resources.values()],
            "pending_deletes": [asdict(resource) for resource in state.pending_deletes],
            "outputs": state.outputs,
            "configuration": state.configuration,
        }
        try:
            self._write(json.dumps(content, indent=1))
        except OSError as error:
            raise RehearsalError(
                f"The state file {self.path} cannot be written: {reason_of(error)}; check --state."
            ) from None

    def _write(self, text: str) -> None:
        # mkstemp creates the file with mode 0600, which the rename keeps.
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _resource(item: dict[str, object]) -> ResourceState:
    names = {each.name for each in fields(ResourceState)}
    if not isinstance(item["urn"], str) or not set(item) <= names:
        raise ValueError
    known = {**item, "dependencies": tuple(item["dependencies"])}  # type: ignore[arg-type]
    return ResourceState(**known)  # type: ignore[arg-type]

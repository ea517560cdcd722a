"""What a rehearsal did or would do, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import display

if TYPE_CHECKING:
    from collections.abc import Mapping

Operation: TypeAlias = Literal["preview", "up", "refresh", "destroy"]
ChangeKind: TypeAlias = Literal["create", "update", "replace", "delete", "retain", "read", "same"]
Severity: TypeAlias = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True)
class ResourceChange:
    """What happened, or would happen, to one resource.

    `op` is `retain` for a resource dropped from state and kept in reality, `read` for one that is
    looked up and not owned, `same` for one that stays. Properties hold plain values, `Secret` or
    `Unknown`; the serialised provider is left out.
    """

    op: ChangeKind
    urn: str
    type: str
    name: str
    id: str = ""
    old_inputs: Mapping[str, object] = field(default_factory=dict)
    new_inputs: Mapping[str, object] = field(default_factory=dict)
    old_outputs: Mapping[str, object] = field(default_factory=dict)
    outputs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Diagnostic:
    """One message of the program, the provider or the rehearsal.

    `urn` names the resource it is about and is empty for the stack as a whole. Messages of severity
    `debug` are kept (a provider's traceback is one) and not displayed.
    """

    severity: Severity
    message: str
    urn: str = ""


@dataclass(frozen=True)
class RehearsalResult:
    """What one operation did.

    `failed` says that the operation did not come to its end; a program or a provider may log errors
    and still succeed, as with the engine. `drift` holds what a refresh found changed or gone in
    reality: its `outputs` are what is there now. `planned` is the preview that an `up` ran first.
    `outputs` are the stack's.
    """

    operation: Operation
    stack: str
    changes: tuple[ResourceChange, ...] = ()
    drift: tuple[ResourceChange, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    outputs: Mapping[str, object] = field(default_factory=dict)
    old_outputs: Mapping[str, object] = field(default_factory=dict)
    failed: bool = False
    planned: RehearsalResult | None = None
    hidden: tuple[str, ...] = field(default=(), repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that tell of an error."""
        return tuple(item for item in self.diagnostics if item.severity == "error")

    @property
    def ok(self) -> bool:
        """Whether the operation came to its end."""
        return not self.failed

    @property
    def exit_code(self) -> int:
        """The exit code of a command that ran this operation."""
        return 0 if self.ok else 1

    @property
    def text(self) -> str:
        """The result as plain text, secrets masked."""
        return display.render(self)

    def change(self, name: str) -> ResourceChange:
        """The change of the resource with this name.

        Raises:
            KeyError: no resource, or more than one, has this name.
        """
        found = [change for change in self.changes if change.name == name]
        if len(found) != 1:
            raise KeyError(name)
        return found[0]

"""What a rehearsal did or would do, as values and as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from .display import (
    change_lines,
    drift_lines,
    message_lines,
    output_lines,
    summary_lines,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .change import Diagnostic, ResourceChange

Operation: TypeAlias = Literal["preview", "up", "refresh", "destroy"]

_TITLES = {
    "preview": "Previewing",
    "up": "Updating",
    "refresh": "Refreshing",
    "destroy": "Destroying",
}


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
        return self.render()

    def render(self, *, colour: bool = False) -> str:
        """The result as text, secrets masked, with the ANSI colours of a terminal when asked.

        An `up` whose preview failed is told as that preview: it is all there was.
        """
        if self.planned is not None and self.planned.failed:
            return self.planned.render(colour=colour)
        is_up = self.operation == "up"
        refreshed = self.drift if self.operation == "refresh" else ()
        sections = {
            "Drift found by the refresh:": drift_lines(self.drift),
            "Resources:": change_lines(self.changes, self.diagnostics, with_outputs=is_up),
            "Diagnostics:": message_lines(item for item in self.diagnostics if not item.urn),
            "Outputs:": output_lines(self.old_outputs, self.outputs, with_unchanged=is_up),
            "Summary:": summary_lines(
                (*self.changes, *refreshed),
                len(self.errors),
                are_planned=self.operation == "preview",
            ),
        }
        title = f"{_TITLES[self.operation]} ({self.stack})"
        return text_of(title, sections, self.hidden, colour=colour)

    def change(self, name: str) -> ResourceChange:
        """The change of the resource with this name.

        Raises:
            KeyError: no resource, or more than one, has this name.
        """
        found = [change for change in self.changes if change.name == name]
        if len(found) != 1:
            raise KeyError(name)
        return found[0]

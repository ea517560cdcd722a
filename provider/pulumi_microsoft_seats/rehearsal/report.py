"""What a phase did, as its process reports it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .result import Diagnostic, ResourceChange
from .values import decoded_properties, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROPERTIES = ("old_inputs", "new_inputs", "old_outputs", "outputs")


@dataclass(frozen=True)
class Report:
    """The outcome of one phase.

    `failed` says that it did not come to its end, `refused` why it could not even begin.
    """

    changes: tuple[ResourceChange, ...] = ()
    drift: tuple[ResourceChange, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    outputs: Mapping[str, object] = field(default_factory=dict)
    old_outputs: Mapping[str, object] = field(default_factory=dict)
    failed: bool = False
    refused: str = ""

    def dump(self) -> str:
        """Write the report as text; secrets and unknown values keep their marks."""
        content = {
            "changes": [dict(vars(change)) for change in self.changes],
            "drift": [dict(vars(change)) for change in self.drift],
            "diagnostics": [dict(vars(item)) for item in self.diagnostics],
            "outputs": self.outputs,
            "old_outputs": self.old_outputs,
            "failed": self.failed,
            "refused": self.refused,
        }
        return json.dumps(encoded(content))

    @staticmethod
    def parse(text: str) -> Report:
        """Read a report from its text."""
        content = json.loads(text)
        return Report(
            changes=tuple(_change(item) for item in content["changes"]),
            drift=tuple(_change(item) for item in content["drift"]),
            diagnostics=tuple(Diagnostic(**item) for item in content["diagnostics"]),
            outputs=decoded_properties(content["outputs"]),
            old_outputs=decoded_properties(content["old_outputs"]),
            failed=content["failed"],
            refused=content["refused"],
        )


def _change(item: dict[str, object]) -> ResourceChange:
    properties = {key: decoded_properties(item[key]) for key in _PROPERTIES}  # type: ignore[arg-type]
    return ResourceChange(**{**item, **properties})  # type: ignore[arg-type]

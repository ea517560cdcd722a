"""What a preview says about each assignment, its steps and its lines in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .preview import kind_in, name_in

if TYPE_CHECKING:
    from ..plugin.kinds import ResourceKind
    from .preview import Diagnostic, Preview, State, Step

READS = {"read", "read-replacement", "discard", "discard-replaced", "remove-pending-replace"}
"""Steps that leave seats alone."""

_TRACEBACK = re.compile(r":\s*Traceback \(most recent call last\):\n.*\n(?=\S)", re.DOTALL)
_REPEATS = re.compile(r"see above\.$|^an unhandled error occurred: program exited|^preview failed$")

_HALVES = {"create-replacement", "delete-replaced"}


@dataclass(frozen=True, slots=True)
class Row:
    """Everything that a preview says about one assignment.

    Attributes:
        urn: of the resource.
        refreshed: the state before the preview's own refresh; None when there was none.
        steps: what would happen to it.
        lines: info lines and warnings on its row.
        warnings: those of them that are warnings.
        errors: on its row.
    """

    urn: str
    refreshed: State | None
    steps: tuple[Step, ...]
    lines: tuple[str, ...]
    warnings: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return name_in(self.urn)

    @property
    def kind(self) -> ResourceKind:
        """Of the resource."""
        return kind_in(self.urn)


def rows_of(preview: Preview) -> list[Row]:
    """A row for each assignment, in the order of the steps.

    A resource that was renamed, with an alias, is refreshed under its old URN and updated under the
    new one: all of it is the new one's.
    """
    renamed = {
        step.old.urn: step.urn
        for step in preview.steps
        if step.is_assignment and step.old is not None and step.old.urn not in {"", step.urn}
    }
    # Another resource may have taken the old name; then its lines are the ones that stand there.
    taken = {step.urn for step in preview.steps if step.op != "refresh"}
    steps: dict[str, list[Step]] = {}
    for step in filter(lambda step: step.is_assignment, preview.steps):
        urn = renamed.get(step.urn, step.urn) if step.op == "refresh" else step.urn
        steps.setdefault(urn, []).append(step)
    lines: dict[str, list[Diagnostic]] = {}
    for line in preview.diagnostics:
        urn = line.urn if line.urn in taken else renamed.get(line.urn, line.urn)
        lines.setdefault(urn, []).append(line)
    return [_row(urn, found, lines.get(urn, [])) for urn, found in steps.items()]


def sentence_of(line: Diagnostic) -> str:
    """What an error of the engine says, on one line, the way that led there left out."""
    said = _TRACEBACK.sub(": ", line.message).strip().removeprefix("Preview failed: ")
    return " ".join(said.split())


def repeats_others(message: str) -> bool:
    """Whether an error only says that there were others."""
    return _REPEATS.search(message) is not None


def _row(urn: str, steps: list[Step], said: list[Diagnostic]) -> Row:
    happening = [step for step in steps if step.op != "refresh" and step.op not in READS]
    # The halves of a replacement are shown on request, and the whole of it always. Where it was
    # refused there is no second half.
    whole = [step.old for step in happening if step.op == "replace"]
    happening = [step for step in happening if step.op not in _HALVES or step.old not in whole]
    return Row(
        urn=urn,
        refreshed=next((step.old for step in steps if step.op == "refresh"), None),
        steps=tuple(happening),
        lines=tuple(part for line in said for part in line.message.split("\n")),
        warnings=tuple(line.message for line in said if line.severity == "warning"),
        errors=tuple(dict.fromkeys(sentence_of(line) for line in said if line.severity == "error")),
    )

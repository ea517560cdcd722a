"""All results in one place: a table, the reasons below it, a JSON document and an exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from pulumi_microsoft_seats.cli.tables import Answer
from pulumi_microsoft_seats.domain.wording import counted, listing

from .data_file import StackEntry
from .outcome import Outcome, StackResult

Command = Literal["preview", "up", "drift"]

COLUMNS = ("stack", "tenant", "product", "gains", "losses", "held", "outcome", "seconds")
_WELL = {Outcome.NOTHING, Outcome.CHANGES, Outcome.DRIFTED, Outcome.DONE}


class ExitCode(IntEnum):
    """What a pipeline can tell apart."""

    DONE = 0
    ERROR = 1
    CHANGES = 2
    USERS_FAILED = 3
    NOT_CONFIRMED = 4
    INTERRUPTED = 130


@dataclass(frozen=True)
class Summary:
    """A run.

    Attributes:
        command: what was run.
        stacks: the entries of those that were chosen, by name, in the order of the data file.
        results: one a stack, in any order.
        strays: stacks that the backend has and the data file has not.
        parallel: how many ran at a time, at most.
        seconds: how long all took.
    """

    command: Command
    stacks: Mapping[str, StackEntry]
    results: Sequence[StackResult]
    strays: Sequence[str]
    parallel: int
    seconds: float

    @property
    def in_order(self) -> list[StackResult]:
        """The results in the order of the data file."""
        places = list(self.stacks)
        return sorted(self.results, key=lambda result: places.index(result.stack))

    @property
    def exit_code(self) -> ExitCode:
        """The worst of it."""
        found = {result.outcome for result in self.results}
        if Outcome.NOT_STARTED in found:
            return ExitCode.INTERRUPTED
        if found & {Outcome.FAILED, Outcome.LOCKED, Outcome.REFUSED}:
            return ExitCode.ERROR
        if Outcome.PARTLY in found:
            return ExitCode.USERS_FAILED
        return ExitCode.CHANGES if found & {Outcome.CHANGES, Outcome.DRIFTED} else ExitCode.DONE

    def answer(self) -> Answer:
        """The table and the document."""
        return Answer(COLUMNS, [self._row(result) for result in self.in_order], self.document())

    def document(self) -> dict[str, object]:
        """Everything, for a program to read."""
        return {
            "command": self.command,
            "exit_code": int(self.exit_code),
            "parallel": self.parallel,
            "seconds": round(self.seconds, 3),
            "stacks": [self._fields(result) for result in self.in_order],
            "not_in_data_file": list(self.strays),
        }

    def remarks(self) -> list[str]:
        """What stands below the table: the whole in a line, strays, and what went wrong where."""
        said = [self._headline()]
        if self.strays:
            said.append(
                f"Left alone: {counted(len(self.strays), 'stack is', 'stacks are')} in the backend "
                f"and not in the data file: {listing(self.strays)}."
            )
        said += [
            f"{result.stack}: {result.outcome.value}: {result.reason}"
            for result in self.in_order
            if result.reason
        ]
        return said

    def _headline(self) -> str:
        gains = sum(result.movement.gains or 0 for result in self.results)
        losses = sum(result.movement.losses or 0 for result in self.results)
        drifted = sum(result.movement.drifted or 0 for result in self.results)
        ill = [result for result in self.results if result.outcome not in _WELL]
        moved = f"{counted(gains, 'gain')}, {counted(losses, 'loss', 'losses')}"
        return (
            f"{counted(len(self.results), 'stack')}, {len(ill)} not well; {moved}, "
            f"{counted(drifted, 'seat')} changed outside; {self.seconds:.1f} s, "
            f"{self.parallel} at a time."
        )

    def _row(self, result: StackResult) -> list[str | int | None]:
        moved, entry = result.movement, self.stacks[result.stack]
        return [
            result.stack,
            entry.tenant,
            ", ".join(entry.products),
            moved.gains,
            moved.losses,
            moved.held,
            result.outcome.value,
            f"{result.seconds:.1f}",
        ]

    def _fields(self, result: StackResult) -> dict[str, object]:
        moved, entry = result.movement, self.stacks[result.stack]
        return {
            "stack": result.stack,
            "tenant": entry.tenant,
            "products": list(entry.products),
            "gains": moved.gains,
            "losses": moved.losses,
            "drifted": moved.drifted,
            "held": moved.held,
            "outcome": result.outcome.value,
            "reason": result.reason,
            "started": round(result.started, 3),
            "seconds": round(result.seconds, 3),
        }

"""One stack on Pulumi's engine: its preview as a review, and its update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi.automation import EngineEvent, LocalWorkspace, Stack
from pulumi.automation.errors import CommandError, ConcurrentUpdateError

from pulumi_microsoft_seats.domain.errors import SeatsError
from pulumi_microsoft_seats.plugin.properties import FAILURES
from pulumi_microsoft_seats.review.building import report_of
from pulumi_microsoft_seats.review.preview import preview_from

from .errors import FleetError
from .sayings import reason_in, reason_of_command
from .workspace import FleetWorkspace

if TYPE_CHECKING:
    from pulumi_microsoft_seats.review.report import Report

    from .command import DetachedCommand


class StackFailed(Exception):
    """The engine did not carry a stack out.

    Attributes:
        reason: why, a line.
        locked: whether somebody else is at the stack.
        partly: whether it was carried out but for some users.
    """

    def __init__(self, reason: str, *, locked: bool = False, partly: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.locked = locked
        self.partly = partly


@dataclass(frozen=True)
class Engine:
    """Runs the program of a fleet.

    Attributes:
        command: the CLI.
        program: the folder of Pulumi.yaml.
        secrets_provider: of new stacks; None for the backend's own.
        variables: what every stack needs in its environment.
        known: the stacks that the backend has; those that are made are added.
    """

    command: DetachedCommand
    program: Path
    secrets_provider: str | None
    variables: Mapping[str, str]
    known: set[str] = field(default_factory=set)

    def look_up_stacks(self) -> None:
        """Learn which stacks of this program the backend has.

        Raises:
            FleetError: the backend cannot be reached.
        """
        workspace = LocalWorkspace(
            work_dir=str(self.program), env_vars=self.variables, pulumi_command=self.command
        )
        try:
            self.known.update(stack.name.split("/")[-1] for stack in workspace.list_stacks())
        except CommandError as error:
            raise FleetError(
                f"the backend cannot be asked for its stacks: {reason_of_command(_stderr(error))}"
            ) from error

    def preview(
        self, name: str, variables: Mapping[str, str], document: Path, plan: Path
    ) -> Report:
        """Preview a stack, which is made if the backend does not have it.

        Args:
            name: of the stack.
            variables: what it alone needs in its environment.
            document: where the preview's JSON is written, for a review of everybody by name.
            plan: where the plan is written.

        Raises:
            StackFailed: nothing could be reviewed. What only is refused is in the report.
        """
        for file in (document, plan):
            file.unlink(missing_ok=True)
        lines: list[str] = []
        said: list[str] = []
        try:
            self._stack(name, variables).preview(
                json=True,
                refresh=True,
                plan=str(plan),
                color="never",
                on_output=lines.append,
                on_error=said.append,
            )
        except CommandError as error:
            if not lines:
                raise _failure(error) from error
        document.write_text("\n".join(lines), encoding="utf-8")
        return self.review(document)

    def review(self, document: Path) -> Report:
        """The review of a preview that was saved.

        Raises:
            StackFailed: it cannot be read.
        """
        try:
            return report_of(preview_from(document.read_bytes(), document.name))
        except SeatsError as error:
            raise StackFailed(reason_in([str(error)])) from error

    def up(self, name: str, variables: Mapping[str, str], plan: Path) -> None:
        """Carry out a plan, and nothing else.

        Raises:
            StackFailed: it was not, or not for all users.
        """
        heard = _Heard()
        try:
            self._stack(name, variables).up(
                plan=str(plan), refresh=True, show_secrets=False, color="never", on_event=heard.hear
            )
        except CommandError as error:
            if isinstance(error, ConcurrentUpdateError) or not heard.errors:
                raise _failure(error) from error
            raise StackFailed(reason_in(heard.errors), partly=heard.unserved > 0) from error

    def _stack(self, name: str, variables: Mapping[str, str]) -> Stack:
        return Stack.create_or_select(
            name,
            FleetWorkspace(
                self.command,
                self.program,
                {**self.variables, **variables},
                self.secrets_provider,
                self.known,
            ),
        )


@dataclass
class _Heard:
    """What the engine tells while it runs.

    Attributes:
        errors: its error messages.
        unserved: how many users were not served.
    """

    errors: list[str] = field(default_factory=list)
    unserved: int = 0

    def hear(self, event: EngineEvent) -> None:
        said, done = event.diagnostic_event, event.res_outputs_event
        if said is not None and said.severity == "error":
            self.errors.append(said.message)
        if done is not None and done.metadata.new is not None:
            self.unserved += len((done.metadata.new.outputs or {}).get(FAILURES) or {})


def _failure(error: CommandError) -> StackFailed:
    reason = reason_of_command(_stderr(error))
    return StackFailed(reason, locked=isinstance(error, ConcurrentUpdateError))


def _stderr(error: CommandError) -> str:
    return str(error).rpartition("\n stderr: ")[2]

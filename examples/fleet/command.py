"""The Pulumi CLI, out of reach of the terminal's Ctrl-C: the runner decides how a run ends."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping

from pulumi.automation import CommandResult, OnOutput, PulumiCommand
from pulumi.automation.errors import create_command_error


class DetachedCommand(PulumiCommand):
    """Starts each command in a session of its own, and can interrupt those that run."""

    def __init__(self) -> None:
        super().__init__()
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.RLock()  # a signal handler interrupts in the thread it finds

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run a command, as the base class does; the lines are handed on when it has ended.

        Raises:
            pulumi.automation.errors.CommandError: it failed.
        """
        process = subprocess.Popen(  # noqa: S603 - the CLI, with what the Automation API asks of it
            [self.command, "--non-interactive", *args],
            cwd=cwd,
            env={**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        with self._lock:
            self._running.add(process)
        with process:
            printed, said = process.communicate()
        with self._lock:
            self._running.discard(process)
        for callback, text in ((on_output, printed), (on_error, said)):
            if callback is not None:
                for line in text.splitlines():
                    callback(line)
        result = CommandResult(stdout=printed, stderr=said, code=process.returncode)
        if process.returncode:
            raise create_command_error(result)
        return result

    def interrupt(self) -> None:
        """Do to every running command what Ctrl-C does: it ends as soon as it safely can."""
        with self._lock:
            for process in self._running:
                os.killpg(process.pid, signal.SIGINT)

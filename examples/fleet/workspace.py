"""A Pulumi workspace for runs side by side: one program, and no stack that is the current one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pulumi.automation import CommandResult, LocalWorkspace, PulumiCommand
from pulumi.automation.errors import StackNotFoundError


class FleetWorkspace(LocalWorkspace):
    """Selects no stack: the current one stands in a file that all runs of a program share.

    Args:
        command: the CLI.
        program: the folder of Pulumi.yaml.
        variables: what is added to the environment.
        secrets_provider: of stacks that are made; None for the backend's own.
        known: the stacks that the backend has; those that are made are added.
    """

    def __init__(
        self,
        command: PulumiCommand,
        program: Path,
        variables: Mapping[str, str],
        secrets_provider: str | None,
        known: set[str],
    ) -> None:
        super().__init__(
            work_dir=str(program),
            env_vars=variables,
            secrets_provider=secrets_provider,
            pulumi_command=command,
        )
        self._known = known

    def select_stack(self, stack_name: str) -> None:
        """Look whether there is a stack.

        Raises:
            StackNotFoundError: there is none.
        """
        if stack_name not in self._known:
            raise StackNotFoundError(CommandResult("", f"no stack named {stack_name} found", 1))

    def create_stack(self, stack_name: str) -> None:
        """Make a stack, and leave the current one as it is."""
        provider = ["--secrets-provider", self.secrets_provider] if self.secrets_provider else []
        self.pulumi_command.run(
            ["stack", "init", stack_name, "--no-select", *provider], self.work_dir, self.env_vars
        )
        self._known.add(stack_name)

"""From a project's folder to its rehearsal against an emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rehearsal import Rehearsal
from ..rehearsal.rehearsal import DEFAULT_STACK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..emulator import Emulator

_STATES = "microsoft_seats_rehearsal"

_CONFIGURATION = {
    "baseUrl": "MICROSOFT_SEATS_BASE_URL",
    "graphUrl": "MICROSOFT_SEATS_GRAPH_URL",
    "authority": "AZURE_AUTHORITY_HOST",
    "caBundle": "MICROSOFT_SEATS_CA_BUNDLE",
    "tenantId": "AZURE_TENANT_ID",
    "clientId": "AZURE_CLIENT_ID",
    "clientSecret": "AZURE_CLIENT_SECRET",
}
"""Each configuration key, and the variable of the emulator's environment that has its value."""

_NOT_THE_STACKS = {
    "cloud": "global",
    "clientCertificatePath": "",
    "clientCertificatePassword": "",
    "useOidc": "false",
    "useManagedIdentity": "false",
}


class RehearsalFactory:
    """Makes rehearsals of a test.

    Args:
        emulator: What their programs use as the service.
        folder: What a relative path of a project is relative to: the test file's folder.
        states: The folder below which their states are kept.
    """

    def __init__(self, emulator: Emulator, folder: Path, states: Path) -> None:
        self._emulator = emulator
        self._folder = folder
        self._states = states / _STATES
        self._known: dict[tuple[Path, str], Path] = {}

    def __call__(
        self,
        project_dir: str | Path,
        stack: str = DEFAULT_STACK,
        *,
        config: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Rehearsal:
        """A rehearsal of a project; nothing is written to its folder.

        Rehearsals of one project and stack share a state, as long as the test runs: whoever wants
        to continue with another configuration asks for another rehearsal.

        Args:
            project_dir: The folder with Pulumi.yaml, relative to the test's own file.
            stack: The stack, whose `Pulumi.<stack>.yaml` is read. What it says of the service and
                of signing in to it does not count: the emulator's own takes its place.
            config: Configuration, which wins over the stack's; a key without a namespace is the
                project's own.
            environment: Variables that the program sees besides the test's own.
        """
        project = (self._folder / project_dir).resolve()
        return Rehearsal(
            project,
            stack,
            state_file=self._state_file(project, stack),
            config={**_configuration(self._emulator), **(config or {})},
            environment={
                # A module beside the program would leave its bytecode there.
                "PYTHONDONTWRITEBYTECODE": "1",
                **self._emulator.environment,
                **(environment or {}),
            },
        )

    def _state_file(self, project: Path, stack: str) -> Path:
        self._states.mkdir(exist_ok=True)
        number = len(self._known) + 1
        return self._known.setdefault((project, stack), self._states / f"state-{number}.json")


def _configuration(emulator: Emulator) -> dict[str, str]:
    values = {key: emulator.environment[name] for key, name in _CONFIGURATION.items()}
    return {f"microsoft-seats:{key}": value for key, value in (values | _NOT_THE_STACKS).items()}

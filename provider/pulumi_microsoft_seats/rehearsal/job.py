"""One phase to be run in a process of its own, as it is told to that process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pulumi.runtime.rpc import wrap_rpc_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .property_values import Wire

Phase: TypeAlias = Literal["preview", "update", "refresh", "destroy"]


@dataclass(frozen=True)
class Job:
    """A phase: of which program, with which configuration, and where its report is written.

    `targets` are the URNs that alone are worked on, all when there are none; `replace` those to be
    replaced in any case.
    """

    phase: Phase
    project: str
    stack: str
    project_directory: str
    program: str
    state_file: str
    report_file: str
    refresh_first: bool
    configuration: Mapping[str, str]
    secret_keys: tuple[str, ...]
    targets: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()

    @property
    def provider_configuration(self) -> dict[str, Wire]:
        """The configuration as the engine sends it to a provider: secrets are marked."""
        return {
            key: wrap_rpc_secret(value) if key in self.secret_keys else value
            for key, value in self.configuration.items()
        }

    def dump(self) -> str:
        """Write the job as text."""
        return json.dumps(asdict(self))

    @staticmethod
    def parse(text: str) -> Job:
        """Read a job from its text."""
        content = json.loads(text)
        lists = {key: tuple(value) for key, value in content.items() if isinstance(value, list)}
        return Job(**{**content, **lists})

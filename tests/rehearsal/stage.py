"""A project in a folder of its own, with the world its widgets live in."""

from __future__ import annotations

import json
import shutil
import textwrap
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi_microsoft_seats.rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_microsoft_seats.rehearsal import RehearsalResult

LIBRARY = Path(__file__).with_name("widgets.py")
PREAMBLE = """
import pulumi
from pulumi import Alias, ResourceOptions
from widgets import Box, Widget
"""


@dataclass(frozen=True)
class Stage:
    """Writes programs and rehearses them."""

    directory: Path
    options: str = ""
    config: Mapping[str, object] | None = None

    def program(self, text: str) -> Stage:
        """Write the program."""
        (self.directory / "__main__.py").write_text(PREAMBLE + textwrap.dedent(text))
        return self

    def rehearsal(self) -> Rehearsal:
        """Rehearse what is written."""
        settings = f"name: stage\nruntime: python\n{self.options}"
        (self.directory / "Pulumi.yaml").write_text(settings)
        shutil.copy(LIBRARY, self.directory)
        environment = {"WIDGET_WORLD": str(self.world_file)}
        return Rehearsal(self.directory, "dev", config=self.config, environment=environment)

    def preview(self) -> RehearsalResult:
        """Preview."""
        return self.rehearsal().preview()

    def apply(self) -> RehearsalResult:
        """Update without the preview that comes first, which most tests need not wait for."""
        return self.rehearsal()._operate("up", "update")

    def with_options(self, options: str) -> Stage:
        """The same project with more in its Pulumi.yaml."""
        return replace(self, options=options)

    def with_config(self, **config: object) -> Stage:
        """The same project, configured by its caller."""
        return replace(self, config=config)

    @property
    def world_file(self) -> Path:
        """Where the world is."""
        return self.directory / "world.json"

    @property
    def world(self) -> dict[str, Any]:
        """The world at this moment: widgets by id, and the calls made to the provider."""
        return dict(json.loads(self.world_file.read_text()))

    def change_world(self, **parts: object) -> None:
        """Put other parts into the world."""
        world = self.world if self.world_file.exists() else {}
        self.world_file.write_text(json.dumps({**world, **parts}))

    def texts(self) -> list[str]:
        """The texts of the widgets there are."""
        return sorted(widget["text"] for widget in self.world["widgets"].values())

    def calls(self, method: str) -> list[dict[str, Any]]:
        """The calls of one method."""
        return [call for call in self.world["calls"] if call["method"] == method]

    def tamper(self, **texts: str | None) -> None:
        """Change widgets behind the program's back; None takes one away."""
        widgets = {
            id_: {**widget, "text": texts.get(id_, widget["text"])}
            for id_, widget in self.world["widgets"].items()
        }
        self.change_world(widgets={id_: each for id_, each in widgets.items() if each["text"]})

    def state(self) -> dict[str, Any]:
        """What the state file holds."""
        return dict(json.loads((self.directory / ".pulumi-rehearsal.json").read_text()))

    def remembered(self) -> list[str]:
        """The names of the widgets in state."""
        resources = self.state()["resources"]
        return sorted(each["urn"].rsplit("::", 1)[1] for each in resources if each["custom"])

    @staticmethod
    def urn(name: str, stack: str = "dev") -> str:
        """The URN of a widget that is in no component."""
        return f"urn:pulumi:{stack}::stage::pulumi-python:dynamic:Widget::{name}"

"""The JSON of `pulumi preview --json`, as values.

The engine that was looked at is of version 3.260. Two things of it matter: a `refresh` step shows
the state before the refresh on both sides, what was found is on the old side of the step that
follows it; and a resource without a change has no step at all, unless `--show-sames` was given.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ..domain.errors import SeatsError
from ..plugin.kinds import LICENSE_ASSIGNMENT, SEAT_ASSIGNMENT, ResourceKind

Properties = dict[str, Any]

ASSIGNMENT_TYPES = tuple(
    f"microsoft-seats:{kind.name}" for kind in (SEAT_ASSIGNMENT, LICENSE_ASSIGNMENT)
)
"""How the type of a seat assignment ends, whatever its parents."""

HOW = "write it with: pulumi preview --json"

_SHOWN_KEYS = 5
_COLOUR = re.compile(r"<\{%.*?%\}>|\x1b\[[\d;]*m")


class UnreadablePreview(SeatsError):
    """The file is not what `pulumi preview --json` writes, or lacks what a review needs."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: each for name, each in value.items() if each is not None}


class State(_Model):
    """One side of a step.

    Attributes:
        inputs: the properties the program declared, and those that `check` added.
        outputs: what was recorded; empty on the new side of a preview.
        urn: of the resource on this side; a resource that was renamed, with an alias, has another
            one on the old side. Empty when it is not said.
        retained: whether a delete leaves the seats alone.
        external: whether the resource is only read, and owned by nobody here.
    """

    inputs: Properties = {}
    outputs: Properties = {}
    urn: str = ""
    retained: bool = Field(default=False, validation_alias="retainOnDelete")
    external: bool = False


class Step(_Model):
    """What the engine would do to one resource.

    Attributes:
        op: the engine's word for it, such as `create` or `refresh`.
        urn: of the resource.
        old: None when there was nothing.
        new: None when nothing will be left.
    """

    op: str
    urn: str
    old: State | None = Field(default=None, validation_alias="oldState")
    new: State | None = Field(default=None, validation_alias="newState")

    @property
    def is_assignment(self) -> bool:
        """Whether it is about a seat assignment that the program owns."""
        external = any(state is not None and state.external for state in (self.old, self.new))
        return type_in(self.urn).endswith(ASSIGNMENT_TYPES) and not external


class Diagnostic(_Model):
    """A line of the preview's diagnostics.

    Attributes:
        urn: the resource on whose row it stands; empty for the whole run.
        severity: `info`, `warning` or `error`.
        message: without its severity in front.
    """

    urn: str = ""
    severity: str = "info"
    message: str

    @field_validator("message")
    @classmethod
    def _plain(cls, message: str, info: ValidationInfo) -> str:
        text = _COLOUR.sub("", message).strip()
        return text.removeprefix(f"{info.data.get('severity')}: ")


class Preview(_Model):
    """What a preview file holds, as far as a review reads it."""

    steps: tuple[Step, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def name_in(urn: str) -> str:
    """The resource's name in the program."""
    return urn.rsplit("::", maxsplit=1)[-1]


def type_in(urn: str) -> str:
    """The type in a URN, the types of its parents included; empty when it is no URN."""
    parts = urn.split("::")
    return parts[2] if len(parts) > 3 else ""  # noqa: PLR2004 - stack, project, type, name


def kind_in(urn: str) -> ResourceKind:
    """The kind of a seat assignment."""
    name = type_in(urn).rpartition(":")[2]
    return LICENSE_ASSIGNMENT if name == LICENSE_ASSIGNMENT.name else SEAT_ASSIGNMENT


def preview_from(content: bytes, source: str) -> Preview:
    """The preview in a file.

    Args:
        content: of the file; UTF-8, or the UTF-16 that PowerShell writes.
        source: what to call the file in an error.

    Raises:
        UnreadablePreview: it is empty, no JSON, of something else, or damaged.
    """
    document = _document(content, source)
    try:
        return Preview.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UnreadablePreview(f"{source} is damaged: {where}: {first['msg']}; {HOW}") from None


def _document(content: bytes, source: str) -> Properties:
    if not content.strip():
        raise UnreadablePreview(
            f"{source} is empty: the preview wrote nothing to it, what it said instead is on its "
            "standard error."
        )
    try:
        document = json.loads(content)
    except json.JSONDecodeError as error:
        what = "holds more than one JSON document" if error.msg == "Extra data" else "is no JSON"
        raise UnreadablePreview(
            f"{source} {what} (line {error.lineno}, column {error.colno}: {error.msg}); {HOW}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadablePreview(f"{source} is no JSON ({error}); {HOW}") from error
    if not isinstance(document, dict):
        raise UnreadablePreview(
            f"{source} is JSON, but no preview: it holds no object but a "
            f"{type(document).__name__}; {HOW}"
        )
    expected = [*Preview.model_fields, "changeSummary"]
    if not any(key in document for key in expected):
        keys = ", ".join(list(document)[:_SHOWN_KEYS]) or "nothing"
        raise UnreadablePreview(
            f"{source} is JSON, but no preview: of {', '.join(expected)} it has none, it has "
            f"{keys}; {HOW}"
        )
    return document

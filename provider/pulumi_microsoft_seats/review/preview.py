"""The JSON of `pulumi preview --json`, as values.

The engine that was looked at is of version 3.260. Two things of it matter: a `refresh` step shows
the state before the refresh on both sides, what was found is on the old side of the step that
follows it; and a resource without a change has no step at all, unless `--show-sames` was given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import UnreadablePreview

Properties = Mapping[str, Any]

ASSIGNMENT_TYPE = "microsoft-seats:SeatAssignment"
"""How the type of a seat assignment ends, whatever its parents."""

HOW = "write it with: pulumi preview --json"

_EXPECTED = ("steps", "diagnostics", "changeSummary")
_SHOWN_KEYS = 5
_COLOUR = re.compile(r"<\{%.*?%\}>|\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class State:
    """One side of a step.

    Attributes:
        inputs: the properties the program declared, and those that `check` added.
        outputs: what was recorded; empty on the new side of a preview.
        urn: of the resource on this side; a resource that was renamed, with an alias, has another
            one on the old side. Empty when it is not said.
        retained: whether a delete leaves the seats alone.
        external: whether the resource is only read, and owned by nobody here.
    """

    inputs: Properties
    outputs: Properties
    urn: str = ""
    retained: bool = False
    external: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What the engine would do to one resource.

    Attributes:
        op: the engine's word for it, such as `create` or `refresh`.
        urn: of the resource.
        old: None when there was nothing.
        new: None when nothing will be left.
    """

    op: str
    urn: str
    old: State | None
    new: State | None

    @property
    def is_assignment(self) -> bool:
        """Whether it is about a seat assignment that the program owns."""
        external = any(state is not None and state.external for state in (self.old, self.new))
        return type_in(self.urn).endswith(ASSIGNMENT_TYPE) and not external


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A line of the preview's diagnostics.

    Attributes:
        urn: the resource on whose row it stands; empty for the whole run.
        severity: `info`, `warning` or `error`.
        message: without its severity in front.
    """

    urn: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a preview file holds, as far as a review reads it."""

    steps: tuple[Step, ...]
    diagnostics: tuple[Diagnostic, ...]


def name_in(urn: str) -> str:
    """The resource's name in the program."""
    return urn.rsplit("::", maxsplit=1)[-1]


def type_in(urn: str) -> str:
    """The type in a URN, the types of its parents included; empty when it is no URN."""
    parts = urn.split("::")
    return parts[2] if len(parts) > 3 else ""  # noqa: PLR2004 - stack, project, type, name


def preview_from(content: bytes, source: str) -> Preview:
    """The preview in a file.

    Args:
        content: of the file; UTF-8, or the UTF-16 that PowerShell writes.
        source: what to call the file in an error.

    Raises:
        UnreadablePreview: it is empty, no JSON, of something else, or damaged.
    """
    document = _document(content, source)
    steps = _listed(document, "steps", source)
    diagnostics = _listed(document, "diagnostics", source)
    return Preview(
        steps=tuple(
            _step(value, f"step {number} in {source}") for number, value in enumerate(steps, 1)
        ),
        diagnostics=tuple(
            _diagnostic(value, f"diagnostic {number} in {source}")
            for number, value in enumerate(diagnostics, 1)
        ),
    )


def _document(content: bytes, source: str) -> Mapping[str, Any]:
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
    if not any(key in document for key in _EXPECTED):
        keys = ", ".join(list(document)[:_SHOWN_KEYS]) or "nothing"
        raise UnreadablePreview(
            f"{source} is JSON, but no preview: of {', '.join(_EXPECTED)} it has none, it has "
            f"{keys}; {HOW}"
        )
    return document


def _listed(document: Mapping[str, Any], key: str, source: str) -> list[Any]:
    value = document.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnreadablePreview(f"{source} is damaged: {key} is no list; {HOW}")
    return value


def _step(value: object, where: str) -> Step:
    fields = _object(value, where)
    return Step(
        op=_text(fields, "op", where),
        urn=_text(fields, "urn", where),
        old=_state(fields.get("oldState"), f"oldState of {where}"),
        new=_state(fields.get("newState"), f"newState of {where}"),
    )


def _state(value: object, where: str) -> State | None:
    if value is None:
        return None
    fields = _object(value, where)
    return State(
        inputs=_object(fields.get("inputs") or {}, f"inputs in {where}"),
        outputs=_object(fields.get("outputs") or {}, f"outputs in {where}"),
        urn=str(fields.get("urn") or ""),
        retained=fields.get("retainOnDelete") is True,
        external=fields.get("external") is True,
    )


def _diagnostic(value: object, where: str) -> Diagnostic:
    fields = _object(value, where)
    severity = str(fields.get("severity") or "info")
    message = _COLOUR.sub("", _text(fields, "message", where)).strip()
    return Diagnostic(
        urn=str(fields.get("urn") or ""),
        severity=severity,
        message=message.removeprefix(f"{severity}: "),
    )


def _object(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnreadablePreview(f"The preview is damaged: {where} is no object; {HOW}")
    return value


def _text(fields: Mapping[str, Any], key: str, where: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise UnreadablePreview(f"The preview is damaged: {where} has no {key}; {HOW}")
    return value

"""A result as text: one row a resource, with what changes in it and what was said about it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from .differences import Line, property_lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .result import Diagnostic, RehearsalResult, ResourceChange

_TITLES = {
    "preview": "Previewing",
    "up": "Updating",
    "refresh": "Refreshing",
    "destroy": "Destroying",
}
_MARKS = {
    "create": "+",
    "update": "~",
    "replace": "+-",
    "delete": "-",
    "retain": "-",
    "read": ">",
    "same": "",
}
_LABELS = {"retain": "drop from state, kept in reality"}
_PLANNED = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
    "retain": "to drop",
}
_DONE = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "retain": "dropped",
}
_COLOURS = {
    "+": "\x1b[32m",
    "-": "\x1b[31m",
    "~": "\x1b[33m",
    "+-": "\x1b[35m",
    ">": "\x1b[36m",
    "warning": "\x1b[33m",
    "error": "\x1b[31m",
    "title": "\x1b[1m",
}
_RESET = "\x1b[0m"
# A shorter secret, masked wherever it occurs, would mask half of the text.
_SHORTEST_MASKED = 3


def render(result: RehearsalResult, *, colour: bool = False) -> str:
    """Write a result as text, with the ANSI colours of a terminal when asked.

    An `up` whose preview failed is told as that preview: it is all there was.
    """
    if result.planned is not None and result.planned.failed:
        result = result.planned
    lines = [
        Line(f"{_TITLES[result.operation]} ({result.stack})", "title"),
        *_section("Drift found by the refresh:", _drift_lines(result)),
        *_section("Resources:", _change_lines(result)),
        *_section("Diagnostics:", _stack_diagnostics(result)),
        *_section("Outputs:", _output_lines(result)),
        *_section("Summary:", _summary_lines(result)),
    ]
    text = "\n".join(_coloured(line) if colour else line.text for line in lines) + "\n"
    return masked(text, result.hidden)


def masked(text: str, secrets: Iterable[str]) -> str:
    """Hide secret values that reached a text as part of some other value."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_MASKED:
            text = text.replace(secret, "[secret]")
    return text


def _coloured(line: Line) -> str:
    colour = _COLOURS.get(line.mark)
    return f"{colour}{line.text}{_RESET}" if colour and line.text else line.text


def _section(title: str, lines: list[Line]) -> list[Line]:
    return [Line(""), Line(title, "title"), *(line.indented(2) for line in lines)] if lines else []


def _drift_lines(result: RehearsalResult) -> list[Line]:
    rows = ([_header(change, _drift_label(change)), *_drift(change)] for change in result.drift)
    return list(itertools.chain.from_iterable(rows))


def _drift_label(change: ResourceChange) -> str:
    return "no longer exists" if change.op == "delete" else "changed in reality"


def _drift(change: ResourceChange) -> list[Line]:
    if change.op == "delete":
        return []
    return [line.indented(4) for line in property_lines(change.old_outputs, change.outputs)]


def _change_lines(result: RehearsalResult) -> list[Line]:
    lines: list[Line] = []
    said: set[str] = set()
    for change in result.changes:
        said.add(change.urn)
        messages = _messages(item for item in result.diagnostics if item.urn == change.urn)
        if change.op != "same" or messages:
            lines += [_header(change, _LABELS.get(change.op, change.op)), *_detail(result, change)]
            lines += [line.indented(4) for line in messages]
    for urn, items in _unplaced(result, said).items():
        lines += [_failed_header(urn), *(line.indented(4) for line in _messages(items))]
    return lines


def _unplaced(result: RehearsalResult, said: set[str]) -> dict[str, list[Diagnostic]]:
    """Messages about resources that got no row, because their operation failed."""
    groups: dict[str, list[Diagnostic]] = {}
    for item in result.diagnostics:
        if item.urn and item.urn not in said and item.severity != "debug":
            groups.setdefault(item.urn, []).append(item)
    return groups


def _failed_header(urn: str) -> Line:
    *_, types, name = urn.split("::", 3)
    return Line(f"!  {types.split('$')[-1]} {name} (failed)", "error")


def _header(change: ResourceChange, label: str) -> Line:
    mark = _MARKS[change.op]
    return Line(f"{mark:<2} {change.type} {change.name} ({label})", mark)


def _detail(result: RehearsalResult, change: ResourceChange) -> list[Line]:
    if change.op in ("same", "retain"):
        return []
    lines = property_lines(change.old_inputs, change.new_inputs)
    if result.operation == "up" and change.op in ("create", "update", "replace"):
        lines += _computed_lines(change)
    return [line.indented(4) for line in lines]


def _computed_lines(change: ResourceChange) -> list[Line]:
    """Show outputs too, save those that only repeat an input."""
    computed = {
        key: value
        for key, value in change.outputs.items()
        if key not in change.new_inputs or change.new_inputs[key] != value
    }
    before = {key: change.old_outputs[key] for key in computed if key in change.old_outputs}
    lines = property_lines(before, computed)
    return [Line("outputs:"), *(line.indented(2) for line in lines)] if lines else []


def _messages(items: Iterable[Diagnostic]) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        prefix = "" if item.severity == "info" else f"{item.severity}: "
        if item.severity != "debug":
            texts = f"{prefix}{item.message.rstrip()}".splitlines()
            lines += [Line(text, item.severity) for text in texts]
    return lines


def _stack_diagnostics(result: RehearsalResult) -> list[Line]:
    return _messages(item for item in result.diagnostics if not item.urn)


def _output_lines(result: RehearsalResult) -> list[Line]:
    if result.operation == "up":
        same = (key for key, value in result.outputs.items() if _kept(result, key, value))
        unchanged = [Line(f"  {key}: {shown(result.outputs[key])}") for key in same]
    else:
        unchanged = []
    return unchanged + property_lines(result.old_outputs, result.outputs)


def _kept(result: RehearsalResult, key: str, value: object) -> bool:
    return key in result.old_outputs and result.old_outputs[key] == value


def _summary_lines(result: RehearsalResult) -> list[Line]:
    words = _PLANNED if result.operation == "preview" else _DONE
    counts = _counts(result)
    lines = [
        Line(f"{_MARKS[op]:<2} {counts[op]} {word}", _MARKS[op])
        for op, word in words.items()
        if counts.get(op)
    ]
    if counts.get("same"):
        lines.append(Line(f"   {counts['same']} unchanged"))
    if result.errors:
        lines.append(Line(f"   {len(result.errors)} failed", "error"))
    return lines


def _counts(result: RehearsalResult) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    refreshed = result.drift if result.operation == "refresh" else ()
    for change in (*result.changes, *refreshed):
        counts[change.op] = counts.get(change.op, 0) + 1
    return counts

"""A result as text: one row a resource, with what changes in it and what was said about it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from .differences import Line, property_lines, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .change import ChangeKind, Diagnostic, ResourceChange

_KINDS: dict[ChangeKind, tuple[str, str, str]] = {
    "create": ("+", "to create", "created"),
    "update": ("~", "to update", "updated"),
    "replace": ("+-", "to replace", "replaced"),
    "delete": ("-", "to delete", "deleted"),
    "retain": ("-", "to drop", "dropped"),
    "read": (">", "", ""),
    "same": ("", "unchanged", "unchanged"),
}
"""The mark of each kind of change, and how it is counted before and after it is made."""

_RETAINED = "drop from state, kept in reality"
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


def text_of(
    title: str, sections: Mapping[str, Sequence[Line]], hidden: Iterable[str], *, colour: bool
) -> str:
    """Lines below their titles, sections without any left out.

    Args:
        title: of the whole.
        sections: the lines of each by its title.
        hidden: secret values, masked where they reached the text as part of some other value.
        colour: whether to use the ANSI colours of a terminal.
    """
    lines = [Line(title, "title")]
    for name, content in sections.items():
        if content:
            lines += [Line(""), Line(name, "title"), *(line.indented(2) for line in content)]
    text = "\n".join(_coloured(line) if colour else line.text for line in lines) + "\n"
    # The longest first: a shorter one may begin it, and would leave its end in sight.
    for secret in sorted({form for each in hidden for form in _forms(each)}, key=len, reverse=True):
        if len(secret) >= _SHORTEST_MASKED:
            text = text.replace(secret, "[secret]")
    return text


def _forms(secret: str) -> list[str]:
    """A secret as it may stand in a text: as it is, line by line, or escaped within a value."""
    return [
        secret,
        *map(str.strip, secret.splitlines()),
        json.dumps(secret, ensure_ascii=False)[1:-1],
    ]


def _coloured(line: Line) -> str:
    colour = _COLOURS.get(line.mark)
    return f"{colour}{line.text}{_RESET}" if colour and line.text else line.text


def drift_lines(drift: Iterable[ResourceChange]) -> list[Line]:
    """What a refresh found changed, or gone."""
    lines = []
    for change in drift:
        is_gone = change.op == "delete"
        lines.append(_header(change, "no longer exists" if is_gone else "changed in reality"))
        if not is_gone:
            lines += _indented(property_lines(change.old_outputs, change.outputs))
    return lines


def change_lines(
    changes: Iterable[ResourceChange], diagnostics: Sequence[Diagnostic], *, with_outputs: bool
) -> list[Line]:
    """A row for each resource that changes or about which something was said.

    The last ones are those that have no change, because their operation failed.
    """
    messages: dict[str, list[Diagnostic]] = {}
    for item in diagnostics:
        if item.urn and item.severity != "debug":
            messages.setdefault(item.urn, []).append(item)
    lines: list[Line] = []
    for change in changes:
        said = messages.pop(change.urn, [])
        if change.op != "same" or said:
            label = _RETAINED if change.op == "retain" else change.op
            lines += [_header(change, label), *_indented(_detail(change, with_outputs))]
            lines += _indented(message_lines(said))
    for urn, said in messages.items():
        *_, types, name = urn.split("::", 3)
        lines.append(Line(f"!  {types.split('$')[-1]} {name} (failed)", "error"))
        lines += _indented(message_lines(said))
    return lines


def _indented(lines: Iterable[Line]) -> list[Line]:
    return [line.indented(4) for line in lines]


def _header(change: ResourceChange, label: str) -> Line:
    mark = _KINDS[change.op][0]
    return Line(f"{mark:<2} {change.type} {change.name} ({label})", mark)


def _detail(change: ResourceChange, with_outputs: bool) -> list[Line]:  # noqa: FBT001 - its caller's
    if change.op in ("same", "retain"):
        return []
    lines = property_lines(change.old_inputs, change.new_inputs)
    if with_outputs and change.op in ("create", "update", "replace"):
        # Save those that only repeat an input.
        inputs = change.new_inputs.items()
        computed = dict(item for item in change.outputs.items() if item not in inputs)
        before = {key: value for key, value in change.old_outputs.items() if key in computed}
        outputs = property_lines(before, computed)
        lines += [Line("outputs:"), *(line.indented(2) for line in outputs)] if outputs else []
    return lines


def message_lines(items: Iterable[Diagnostic]) -> list[Line]:
    """What was said, save what is for whoever looks for a fault."""
    return [
        Line(text, item.severity)
        for item in items
        if item.severity != "debug"
        for text in (
            ("" if item.severity == "info" else f"{item.severity}: ") + item.message.rstrip()
        ).splitlines()
    ]


def output_lines(
    old: Mapping[str, object], new: Mapping[str, object], *, with_unchanged: bool
) -> list[Line]:
    """The stack's outputs, those that stay first."""
    same = [key for key in new if key in old and old[key] == new[key]] if with_unchanged else []
    return [Line(f"  {key}: {shown(new[key])}") for key in same] + property_lines(old, new)


def summary_lines(
    changes: Iterable[ResourceChange], failed: int, *, are_planned: bool
) -> list[Line]:
    """How many changes of each kind, and how many errors, there are."""
    counts = Counter(change.op for change in changes)
    lines = [
        Line(f"{mark:<2} {counts[op]} {planned if are_planned else done}", mark)
        for op, (mark, planned, done) in _KINDS.items()
        if counts[op] and done
    ]
    return lines + ([Line(f"   {failed} failed", "error")] if failed else [])

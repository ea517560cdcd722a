"""The difference of two sets of properties, as lines for a person."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from .property_values import Secret, Unknown

CONTEXT_LINES = 2
GAP = "..."

_MISSING = object()
_Pair: TypeAlias = tuple[object, object]


@dataclass(frozen=True)
class Line:
    """One line of a display: its text, and the mark (`+`, `-`, `~`, …) that decides its colour."""

    text: str
    mark: str = ""

    def indented(self, width: int) -> Line:
        """Move the line to the right."""
        return Line(" " * width + self.text, self.mark)


def property_lines(old: Mapping[str, object], new: Mapping[str, object]) -> list[Line]:
    """Show what differs between two sets of properties.

    Properties whose name starts with two underscores are the machinery's own and never shown.
    """
    return [
        line
        for key in sorted({*old, *new})
        if not key.startswith("__")
        for line in _difference(key, (old.get(key, _MISSING), new.get(key, _MISSING)))
    ]


def _difference(label: str, pair: _Pair) -> list[Line]:
    old, new = pair
    if old is not _MISSING and new is not _MISSING and old == new:
        return []
    mark = "+" if old is _MISSING else "-" if new is _MISSING else "~"
    if _is_text(old) and _is_text(new) and _is_long(pair):
        return [Line(f"{mark} {label}:", mark), *_indented(_text_lines(old, new))]
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [Line(f"{mark} {label}:", mark), *_indented(property_lines(old, new))]
    if _is_list(old) and _is_list(new):
        items = property_lines(_numbered(old), _numbered(new))
        return [Line(f"{mark} {label}:", mark), *_indented(items)]
    return [Line(f"{mark} {label}: {_change(pair)}", mark)]


def _indented(lines: list[Line]) -> list[Line]:
    return [line.indented(4) for line in lines]


def _is_text(value: object) -> bool:
    return value is _MISSING or isinstance(value, str)


def _is_long(pair: _Pair) -> bool:
    return any(isinstance(value, str) and "\n" in value for value in pair)


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _numbered(items: object) -> dict[str, object]:
    width = len(str(len(items))) if isinstance(items, Sequence) else 0
    values = items if isinstance(items, Sequence) else ()
    return {f"[{index:>{width}}]": item for index, item in enumerate(values)}


def _text_lines(old: object, new: object) -> list[Line]:
    before = old.splitlines() if isinstance(old, str) else []
    after = new.splitlines() if isinstance(new, str) else []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    lines: list[Line] = []
    for group in matcher.get_grouped_opcodes(CONTEXT_LINES):
        if lines:
            lines.append(Line("  " + GAP))
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                lines += [Line(f"  {text}") for text in before[start:end]]
            else:
                lines += [Line(f"- {text}", "-") for text in before[start:end]]
                lines += [Line(f"+ {text}", "+") for text in after[new_start:new_end]]
    return lines


def _change(pair: _Pair) -> str:
    return " => ".join(shown(value) for value in pair if value is not _MISSING)


def shown(value: object) -> str:
    """Show a value on one line, secrets masked."""
    if isinstance(value, (Secret, Unknown)):
        return repr(value)
    if isinstance(value, Mapping):
        visible = (item for item in value.items() if not str(item[0]).startswith("__"))
        return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in visible) + "}"
    if _is_list(value) and isinstance(value, Sequence):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)

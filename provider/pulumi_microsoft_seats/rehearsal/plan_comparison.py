"""Where changes that are about to happen differ from those that were planned.

Written as the engine writes it: a sign for what was planned and one for what is about to happen
(`+` added, `~` updated, `-` removed, `=` left alone), the property, and both values:
`~~text[{beta}!={gamma}]`. Only secrets are written differently: the engine shows them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .plan import InputChanges
from .values import contains_unknown, is_secret

if TYPE_CHECKING:
    from .values import Properties, Wire


def changes_between(old: Properties, new: Properties) -> InputChanges:
    """How new properties differ from old ones."""
    return InputChanges(
        adds={key: value for key, value in new.items() if key not in old},
        updates={key: new[key] for key in new if key in old and not _same(old[key], new[key])},
        deletes=tuple(sorted(old.keys() - new.keys())),
    )


def violations(planned: InputChanges, old: Properties, new: Properties) -> list[str]:
    """Every property that does not become what was planned.

    A value that is not known, in the plan or by now, agrees with any value, and one that was not
    known in the plan also with none. To add what was to be added is as good as to find it there.
    """
    actual = changes_between(old, new)
    keys = {*planned.adds, *planned.updates, *planned.deletes}
    keys |= {*actual.adds, *actual.updates, *actual.deletes}
    return sorted(
        _described(key, planned, actual, new) for key in keys if not _agrees(key, planned, old, new)
    )


def _agrees(key: str, planned: InputChanges, old: Properties, new: Properties) -> bool:
    if key in planned.deletes:
        return key not in new
    expected = planned.adds.get(key, planned.updates.get(key))
    if key in planned.updates and key not in old and key in new:
        return False
    if key in planned.adds or key in planned.updates:
        return _matches(expected, new[key]) if key in new else contains_unknown(expected)
    return key in old and key in new and _same(old[key], new[key])


def _matches(expected: Wire, value: Wire) -> bool:
    if is_secret(expected) and is_secret(value):
        return _matches(_inside(expected), _inside(value))
    if isinstance(expected, dict) and isinstance(value, dict):
        return expected.keys() == value.keys() and all(
            _matches(item, value[key]) for key, item in expected.items()
        )
    if isinstance(expected, list) and isinstance(value, list):
        pairs = zip(expected, value, strict=False)
        return len(expected) == len(value) and all(_matches(*pair) for pair in pairs)
    unknown = any(_is_unknown(each) for each in (expected, value))
    return unknown or _same(expected, value)


def _is_unknown(value: Wire) -> bool:
    inner = _inside(value)
    return isinstance(inner, str) and contains_unknown(inner)


def _inside(value: Wire) -> Wire:
    return value.get("value") if isinstance(value, dict) and is_secret(value) else value


def _same(one: Wire, other: Wire) -> bool:
    # As JSON, because to Python True is 1.
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _described(key: str, planned: InputChanges, actual: InputChanges, new: Properties) -> str:
    expected = planned.adds.get(key, planned.updates.get(key))
    was_valued = key in planned.adds or key in planned.updates
    values = [_shown(expected)] if was_valued else []
    values += [_shown(new[key])] if key in new else []
    signs = _sign(key, planned) + (_sign(key, actual) if key in new else "-")
    return f"{signs}{key}" + (f"[{'!='.join(values)}]" if values else "")


def _sign(key: str, changes: InputChanges) -> str:
    if key in changes.adds:
        return "+"
    if key in changes.updates:
        return "~"
    return "-" if key in changes.deletes else "="


def _shown(value: Wire) -> str:
    if is_secret(value):
        return "[secret]"
    if _is_unknown(value):
        return "[unknown]"
    if isinstance(value, dict):
        return "{map[" + " ".join(f"{key}:{_shown(value[key])}" for key in sorted(value)) + "]}"
    if isinstance(value, list):
        return "{[" + " ".join(_shown(item) for item in value) + "]}"
    if isinstance(value, bool):
        return "{" + str(value).lower() + "}"
    return "{" + ("<nil>" if value is None else str(value)) + "}"

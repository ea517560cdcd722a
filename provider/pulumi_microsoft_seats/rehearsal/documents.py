"""YAML files as the engine reads them."""

from __future__ import annotations

import re
from datetime import datetime, time, timezone
from typing import TYPE_CHECKING, TypeAlias

import yaml

from .rehearsal_error import RehearsalError, reason_of

if TYPE_CHECKING:
    from pathlib import Path

Document: TypeAlias = dict[str, object]


class _EnginesLoader(yaml.SafeLoader):
    """Reads what has no quotes as Go's library does: `yes` and `1:30` are texts, `1e3` a number."""


_READ_OTHERWISE = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float", "value")}
_EnginesLoader.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] not in _READ_OTHERWISE]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _kind, _pattern, _first in (
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    (
        "int",
        r"[-+]?(?:0|[1-9][\d_]*|0b[01_]+|0o?[0-7_]+|0x[\da-fA-F_]+)$",
        "-+0123456789",
    ),
    ("float", r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?$", "-+.0123456789"),
):
    _EnginesLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(_pattern), list(_first)
    )


def _number(loader: _EnginesLoader, node: yaml.ScalarNode) -> float:
    number = loader.construct_yaml_float(node)
    return int(number) if number.is_integer() else number


def _moment(loader: _EnginesLoader, node: yaml.ScalarNode) -> str:
    """A date as the text that Go makes of it."""
    read = loader.construct_yaml_timestamp(node)
    moment = read if isinstance(read, datetime) else datetime.combine(read, time())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    zone = f"{moment:%z}"
    fraction = f"{moment:.%f}".rstrip("0").rstrip(".")
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} {zone} {'UTC' if zone == '+0000' else zone}"


_EnginesLoader.add_constructor("tag:yaml.org,2002:float", _number)
_EnginesLoader.add_constructor("tag:yaml.org,2002:timestamp", _moment)


def load_document(path: Path) -> Document:
    """Read a YAML file that holds a mapping.

    Raises:
        RehearsalError: it cannot be read or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
        document = yaml.load(text, _EnginesLoader)  # noqa: S506 - a safe one
    except (OSError, UnicodeDecodeError) as error:
        raise RehearsalError(f"{path} cannot be read: {reason_of(error)}.") from None
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        where = f", line {place.line + 1}" if place else ""
        raise RehearsalError(f"{path} is not valid YAML{where}.") from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise RehearsalError(f"{path} does not hold a mapping of names to values.")
    return {str(key): value for key, value in document.items()}

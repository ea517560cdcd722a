"""Property values as a caller sees them, and as they travel between processes and rest in state.

On the wire a secret is a marked envelope around its value and a value that is not known yet is a
reserved string: both are the SDK's own conventions, so what the SDK serialises is stored unchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from google.protobuf import json_format, struct_pb2
from pulumi.runtime.rpc import UNKNOWN, is_rpc_secret, unwrap_rpc_secret, wrap_rpc_secret

if TYPE_CHECKING:
    from collections.abc import Callable

Wire: TypeAlias = bool | int | float | str | list["Wire"] | dict[str, "Wire"] | None
Properties: TypeAlias = Mapping[str, Wire]

PROVIDER_KEY = "__provider"

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Secret:
    """A value that is never displayed; whoever needs it asks for `value`."""

    value: object

    def __repr__(self) -> str:
        return "[secret]"


@dataclass(frozen=True)
class Unknown:
    """A value that only an update will bring."""

    def __repr__(self) -> str:
        return "[unknown]"


def struct_of(properties: Properties) -> struct_pb2.Struct:
    """Properties as a protobuf struct."""
    struct = struct_pb2.Struct()
    struct.update(dict(properties))
    return struct


def properties_of(struct: struct_pb2.Struct) -> dict[str, Wire]:
    """Read a struct; a number that is whole comes back as an integer, as it was sent."""
    text = json_format.MessageToJson(struct)
    return cast("dict[str, Wire]", json.loads(text, parse_float=_number))


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number


def plain(properties: Properties) -> dict[str, Wire]:
    """Take every secret's mark away, at any depth: a provider gets plain values."""
    return {key: _unwrapped(value) for key, value in properties.items()}


def _unwrapped(value: Wire) -> Wire:
    if is_rpc_secret(value):
        return _unwrapped(unwrap_rpc_secret(value))
    return _within(value, _unwrapped)


def _within(value: _Value, change: Callable[[_Value], _Value]) -> _Value:
    """A list or mapping with each item changed; anything else as it is."""
    if isinstance(value, dict):
        return cast("_Value", {key: change(item) for key, item in value.items()})
    if isinstance(value, list):
        return cast("_Value", [change(item) for item in value])
    return value


def contains_unknown(value: Wire) -> bool:
    """Tell whether a value, at any depth, is not known yet."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value == UNKNOWN or any(map(contains_unknown, inner))


def marked_properties(properties: Properties, pattern: Properties) -> dict[str, Wire]:
    """Mark secret, at any depth, what is secret in the pattern.

    A provider answers with plain values, so what the program marked has to be marked again.
    """
    return {
        key: _marked(value, pattern[key]) if key in pattern else value
        for key, value in properties.items()
    }


def _marked(value: Wire, pattern: Wire) -> Wire:
    if is_rpc_secret(pattern):
        return cast("Wire", wrap_rpc_secret(value))
    if isinstance(value, dict) and isinstance(pattern, dict):
        return marked_properties(value, pattern)
    if isinstance(value, list) and isinstance(pattern, list):
        marked = [_marked(*pair) for pair in zip(value, pattern, strict=False)]
        return marked + value[len(marked) :]
    return value


def decoded_properties(properties: Properties) -> dict[str, object]:
    """What a caller sees of properties: all but the provider, which says nothing to a person."""
    return {key: _decoded(value) for key, value in properties.items() if key != PROVIDER_KEY}


def _decoded(value: object) -> object:
    if is_rpc_secret(value):
        return Secret(_decoded(unwrap_rpc_secret(value)))
    return Unknown() if value == UNKNOWN else _within(value, _decoded)

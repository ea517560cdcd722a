"""Property values as a caller sees them, and as they travel between processes and rest in state.

On the wire a secret is a marked envelope around its value and a value that is not known yet is a
reserved string: both are the SDK's own conventions, so what the SDK serialises is stored unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pulumi.runtime import rpc

Wire: TypeAlias = bool | int | float | str | list["Wire"] | dict[str, "Wire"] | None
Properties: TypeAlias = Mapping[str, Wire]

UNKNOWN_ON_WIRE = rpc.UNKNOWN
PROVIDER_KEY = "__provider"

_SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the SDK's public marker


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


def is_secret(value: Wire) -> bool:
    """Tell whether this very value (not one inside it) is marked secret."""
    return isinstance(value, dict) and value.get(_SIGNATURE_KEY) == _SECRET_SIGNATURE


def secret(value: Wire) -> Wire:
    """Mark a value as secret; one that is marked stays as it is."""
    if is_secret(value):
        return value
    return {_SIGNATURE_KEY: _SECRET_SIGNATURE, "value": value}


def unwrapped(value: Wire) -> Wire:
    """Take every secret's mark away, at any depth: a provider gets plain values."""
    if isinstance(value, dict):
        if is_secret(value):
            return unwrapped(value.get("value"))
        return {key: unwrapped(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unwrapped(item) for item in value]
    return value


def plain(properties: Properties) -> dict[str, Wire]:
    """Unwrap all properties."""
    return {key: unwrapped(value) for key, value in properties.items()}


def public(properties: Properties) -> dict[str, Wire]:
    """Only those properties that are not marked secret."""
    return {key: value for key, value in properties.items() if not is_secret(value)}


def contains_unknown(value: Wire) -> bool:
    """Tell whether a value, at any depth, is not known yet."""
    if isinstance(value, dict):
        return any(contains_unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(contains_unknown(item) for item in value)
    return value == UNKNOWN_ON_WIRE


def marked_like(value: Wire, pattern: Wire) -> Wire:
    """Mark secret what is secret in the pattern, property by property.

    A provider answers with plain values, so what the program marked has to be marked again.
    """
    if is_secret(pattern):
        return secret(value)
    if isinstance(value, dict) and isinstance(pattern, dict):
        return marked_properties(value, pattern)
    if isinstance(value, list) and isinstance(pattern, list):
        marked = [marked_like(*pair) for pair in zip(value, pattern, strict=False)]
        return marked + value[len(marked) :]
    return value


def marked_properties(properties: Properties, pattern: Properties) -> dict[str, Wire]:
    """Mark secret those properties that are secret in the pattern."""
    return {
        key: marked_like(value, pattern[key]) if key in pattern else value
        for key, value in properties.items()
    }


def decoded(value: Wire) -> object:
    """Turn a value from the wire into what a caller sees."""
    if isinstance(value, dict):
        if is_secret(value):
            return Secret(decoded(value.get("value")))
        return {key: decoded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [decoded(item) for item in value]
    return Unknown() if value == UNKNOWN_ON_WIRE else value


def decoded_properties(properties: Properties) -> dict[str, object]:
    """Decode all properties but the serialised provider, which says nothing to a person."""
    return {key: decoded(value) for key, value in properties.items() if key != PROVIDER_KEY}


def encoded(value: object) -> object:
    """Turn a value that a caller sees back into its form on the wire."""
    if isinstance(value, Secret):
        return {_SIGNATURE_KEY: _SECRET_SIGNATURE, "value": encoded(value.value)}
    if isinstance(value, Unknown):
        return UNKNOWN_ON_WIRE
    if isinstance(value, dict):
        return {key: encoded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [encoded(item) for item in value]
    return value

"""What Pulumi.yaml says of a configuration key, and what the engine refuses of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from .rehearsal_error import RehearsalError

if TYPE_CHECKING:
    from .documents import Document

_KEYS = {"type", "default", "value", "description", "secret", "items"}
_TYPES = ("string", "integer", "boolean", "array", "object")
_INTEGER = re.compile(r"[+-]?[0-9]+")


def declaration_of(key: str, value: object, *, is_own: bool) -> Document:
    """A key's declaration, of which anything but a mapping is the value.

    Args:
        key: with its namespace.
        value: what stands there.
        is_own: whether the namespace is the project's.

    Raises:
        RehearsalError: the engine would refuse it.
    """
    if not isinstance(value, dict):
        return {"value": value}
    if unknown := ", ".join(map(str, sorted(value.keys() - _KEYS))):
        raise RehearsalError(
            f"Pulumi.yaml declares the configuration {key} with {unknown}, which Pulumi does not "
            "know: take it out."
        )
    if "default" in value and "value" in value:
        raise RehearsalError(
            f"Pulumi.yaml gives the configuration {key} a default and a value: one is enough."
        )
    if not is_own and ("type" in value or "default" in value):
        raise RehearsalError(
            f"The configuration {key} is of another namespace than the project's: in Pulumi.yaml "
            "it can have a value, and neither a type nor a default."
        )
    if "type" in value and not _is_type(value):
        raise RehearsalError(
            f"Pulumi.yaml says of the configuration {key} that it is of type {value['type']}: "
            "write string, integer, boolean, object, or array with its items."
        )
    if value.get("default") is not None and not fits(value["default"], value):
        raise no_such("default", key, value)
    return value


def no_such(what: str, key: str, declaration: Document) -> RehearsalError:
    """A value, or the default, that is not of the type that is declared."""
    return RehearsalError(
        f"The {what} of the configuration {key} is no {declaration['type']}, which Pulumi.yaml "
        "says it is: correct one of the two."
    )


def fits(value: object, declaration: Document) -> bool:
    """Whether a value is of the type that is declared."""
    kind = declaration.get("type")
    if kind == "array":
        items = cast("Document", declaration["items"])
        return isinstance(value, list) and all(fits(item, items) for item in value)
    if kind == "integer" and isinstance(value, str):
        return bool(_INTEGER.fullmatch(value))
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "boolean":
        return isinstance(value, bool) or value in ("true", "false")
    kinds: dict[object, type] = {"string": str, "object": dict}
    return isinstance(value, kinds.get(kind, object))


def _is_type(declaration: object) -> bool:
    if not isinstance(declaration, dict):
        return False
    kind = declaration.get("type")
    return kind in _TYPES and (kind != "array" or _is_type(declaration.get("items")))

"""Protobuf structs and the plain property values they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google.protobuf import struct_pb2

    from .values import Properties, Wire


def properties_of(struct: struct_pb2.Struct) -> dict[str, Wire]:
    """Read a struct; a number that is whole comes back as an integer, as it was sent."""
    return {key: _value_of(value) for key, value in struct.fields.items()}


def _value_of(value: struct_pb2.Value) -> Wire:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return properties_of(value.struct_value)
    if kind == "list_value":
        return [_value_of(item) for item in value.list_value.values]
    if kind == "number_value":
        number = float(value.number_value)
        return int(number) if number.is_integer() else number
    if kind == "string_value":
        return str(value.string_value)
    return bool(value.bool_value) if kind == "bool_value" else None


def fill(struct: struct_pb2.Struct, properties: Properties) -> None:
    """Put properties into a message's struct field, which is set even when they are none."""
    struct.SetInParent()
    struct.update(dict(properties))

"""Properties of a service's JSON objects: found in any capitals, checked for their type.

What is missing, null or unknown is read leniently; what is of another type than the reference's is
an error, because a guess could take somebody's seat.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from ..domain.errors import UnreadableAnswer
from ..domain.harmless import without_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_Read = TypeVar("_Read")

_LARGEST = 2**63
"""Whole numbers of the reference are int64; larger ones could not even be divided."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What ends a line or steers a terminal."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")

_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number"}


def object_of(value: object, structure: str) -> Mapping[str, object]:
    """A JSON object that stands where the reference has `structure`."""
    if isinstance(value, dict):
        return value
    raise UnreadableAnswer(
        f"The service's answer has {_kind(value)} where the reference has {structure}."
    )


def result_of(value: object, structure: str, *properties: str) -> Mapping[str, object]:
    """A JSON object of which every property is optional.

    One that has properties, but none of these, is not this structure: the message of an error,
    taken for an empty list, would say that nobody holds a seat.
    """
    fields = object_of(value, structure)
    wanted = {name.lower() for name in properties}
    if fields and not any(name.lower() in wanted for name in fields):
        raise UnreadableAnswer(f"The service's answer has none of the properties of {structure}.")
    return fields


def field_of(fields: Mapping[str, object], name: str) -> object:
    """A property, whatever its capitals; None when it is missing or null."""
    if name in fields:
        return fields[name]
    wanted = name.lower()
    return next((value for key, value in fields.items() if key.lower() == wanted), None)


def items_of(fields: Mapping[str, object], name: str) -> Sequence[object]:
    """A list, where a missing or null one means that it is empty."""
    value = field_of(fields, name)
    if isinstance(value, list):
        return value
    if value is None:
        return ()
    raise UnreadableAnswer(f"The service's answer has {_kind(value)} as {name}, not a list.")


def required_items(fields: Mapping[str, object], name: str, structure: str) -> Sequence[object]:
    """A list that has to be there: one that is left out does not say that it is empty."""
    items = items_of(fields, name)
    if not items and field_of(fields, name) is None:
        raise UnreadableAnswer(f"The service's answer lacks {name} in {structure}.")
    return items


def structures_of(
    fields: Mapping[str, object], name: str, read: Callable[[object], _Read]
) -> tuple[_Read, ...]:
    """A list of structures, each read by `read`."""
    return tuple(read(item) for item in items_of(fields, name))


def structure_of(
    fields: Mapping[str, object], name: str, read: Callable[[object], _Read]
) -> _Read | None:
    """A structure that may be missing or null."""
    value = field_of(fields, name)
    return None if value is None else read(value)


def text_of(fields: Mapping[str, object], name: str) -> str | None:
    """A text; None when it is missing, null or empty."""
    value = fields.get(name)
    if type(value) is str and value.isascii():  # nearly every one, a million in a large tenant
        return value or None
    value = field_of(fields, name)
    return None if value is None else _text(value, name) or None


def required_text(fields: Mapping[str, object], name: str, structure: str) -> str:
    """A text that names something: not empty, and all on one line."""
    value = text_of(fields, name)
    if value is None:
        raise UnreadableAnswer(f"The service's answer lacks {name} in {structure}.")
    # A line break would make two users of one in the roster's text; and the engine shows that as it
    # is, so a command would reach the log of a pipeline.
    is_name = value.isprintable() or _CONTROL.search(value) is None
    if not value.strip() or not is_name or without_commands(value) != value:
        raise UnreadableAnswer(
            f"The service's answer has {value[:60]!r} as {name} in {structure}, which is no name."
        )
    return value


def texts_of(fields: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A list of texts; empty when it is missing or null."""
    return tuple(_text(item, name) for item in items_of(fields, name))


def enumeration_of(fields: Mapping[str, object], name: str, values: Iterable[str]) -> str | None:
    """One of an enumeration's values as the reference spells it; an unknown one as it is."""
    value = text_of(fields, name)
    return None if value is None else known_spelling(value, values)


def known_spelling(value: str, values: Iterable[str]) -> str:
    """The reference's spelling of an enumeration value; an unknown one as it is."""
    return next((known for known in values if known.lower() == value.lower()), value)


def flag_of(fields: Mapping[str, object], name: str) -> bool | None:
    """True or false; None when it is missing or null."""
    value = field_of(fields, name)
    if value is None or isinstance(value, bool):
        return value
    raise UnreadableAnswer(f"The service's answer has {_kind(value)} as {name}, not true or false.")


def number_of(fields: Mapping[str, object], name: str) -> int | None:
    """A whole number; None when it is missing or null."""
    return None if field_of(fields, name) is None else required_number(fields, name)


def required_number(fields: Mapping[str, object], name: str) -> int:
    """A whole number that has to be there."""
    value = field_of(fields, name)
    if isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value < _LARGEST:
        return value
    large = isinstance(value, int) and not isinstance(value, bool)
    what = "too large a number" if large else _kind(value)
    raise UnreadableAnswer(f"The service's answer has {what} as {name}, not a whole number.")


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise UnreadableAnswer(f"The service's answer has {_kind(value)} as {name}, not a text.")
    # Half of a surrogate pair can be written in JSON, but in no request, state or message.
    if not value.isascii() and _SURROGATE.search(value):
        raise UnreadableAnswer(f"The service's answer has a text as {name} that is no Unicode.")
    return value


def _kind(value: object) -> str:
    """What a JSON value is, in JSON's own words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    return _KINDS[type(value)]

"""How a function reads a service: now or when its inputs are known, and how it fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

import pulumi

from ..domain.errors import InputError, SeatsError
from ..domain.wording import shortened
from .outcome import fail_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..graph.client import GraphClient
    from .clients import ProgramSession

_Read = TypeVar("_Read")


def reading_store(function: str, read: Callable[[ProgramSession], _Read]) -> _Read:
    """What a function reads of the Store.

    Raises:
        pulumi.RunError: it cannot be read, in the name of the function.
    """
    # Imported here so that a program which reads nothing does not pay for what reading takes.
    from .clients import session  # noqa: PLC0415

    return _reading(function, lambda: read(session()))


def reading_licenses(function: str, read: Callable[[GraphClient], _Read]) -> _Read:
    """What a function reads of licences, users and groups.

    Raises:
        pulumi.RunError: it cannot be read, in the name of the function.
    """
    from .clients import graph_client  # noqa: PLC0415 - as above

    return _reading(function, lambda: read(graph_client()))


def later(read: Callable[..., _Read], **arguments: Any) -> pulumi.Output[_Read]:  # noqa: ANN401 - inputs of any kind
    """What a function reads once its inputs are known."""
    # In a thread, because what runs in an apply holds up the whole program.
    known = pulumi.Output.all(**arguments)
    return known.apply(lambda values: asyncio.to_thread(read, **values))


def optional(name: str, value: object) -> str | None:
    """An argument that is a text or None.

    Raises:
        InputError: it is neither.
    """
    return None if value is None else plain_text(name, value)


def plain_text(name: str, value: object) -> str:
    """An argument that is a text, without the spaces around it.

    Raises:
        InputError: it is none.
    """
    if isinstance(value, pulumi.Output):
        raise InputError(
            f"{name} is an Output, which has no value yet; use the function of the same name that "
            "ends in _output."
        )
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{name} is {shortened(value)}, not a text; check it.")
    return value.strip()


def _reading(function: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except SeatsError as error:
        fail_program(f"{function}: {error}")

"""Durations as people write them: `50ms`, `1.5s`."""

from __future__ import annotations

import re

from .errors import EmulatorError

_DURATION = re.compile(r"(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?P<unit>ms|s)?")


def parse_duration(value: object, what: str = "latency") -> float:
    """Read a duration.

    Args:
        value: Text such as `50ms` or `1.5s`, or a number of seconds.
        what: The name of the setting, for the error.

    Returns:
        The duration in seconds.

    Raises:
        EmulatorError: `value` is no duration, or is negative.
    """
    match = None if isinstance(value, bool) else _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise EmulatorError(
            f"{what} is {value!r}, which is no duration; write it as 50ms or 1.5s.",
        )
    amount = float(match["amount"])
    return amount / 1000 if match["unit"] == "ms" else amount

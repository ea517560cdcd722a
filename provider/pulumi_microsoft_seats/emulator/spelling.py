"""How names are compared and moments are written, by everything that the emulator serves."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timezone


def fold(name: str) -> str:
    """The form in which user names and product ids are compared: without regard to case, in NFC."""
    # Assumed: that user names and product ids are; the reference says so of other names.
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def is_text(value: object) -> bool:
    """Whether `value` is text that is not blank and can be written as UTF-8."""
    if not isinstance(value, str) or not value.strip():
        return False
    if value.isascii():
        return True
    return not any("\ud800" <= character <= "\udfff" for character in value)


def timestamp(moment: datetime | None = None) -> str:
    """A moment, now unless another is given, as the service writes it; sorts as moments do."""
    # Assumed: the precision (microseconds) and `Z` for UTC; the reference says "date-time".
    moment = (moment or datetime.now(timezone.utc)).astimezone(timezone.utc)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"

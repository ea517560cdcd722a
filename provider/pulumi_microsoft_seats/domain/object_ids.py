"""Ids of people, in a form that is short enough to be kept for a hundred thousand of them.

A directory's object id is a GUID, 36 characters as it is written and 22 as it is kept: the text has
one for each user of a sorted list, and dots in the place of one that is not known.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LENGTH = 22
_UNKNOWN = "." * _LENGTH
_PADDING = "=="


def ids_text(users: Iterable[str], ids: Mapping[str, str]) -> str:
    """The ids of some users, in the order of their names; empty where none is known."""
    kept = [_kept(ids.get(user, "")) for user in sorted(users)]
    return "" if all(each == _UNKNOWN for each in kept) else "".join(kept)


def ids_in(text: str, users: Iterable[str]) -> dict[str, str]:
    """The ids of those users whose id is known; none where the text is not about these users."""
    ordered = sorted(users)
    if len(text) != _LENGTH * len(ordered):
        return {}
    parts = (text[at : at + _LENGTH] for at in range(0, len(text), _LENGTH))
    found = zip(ordered, map(_read, parts), strict=True)
    return {user: id_ for user, id_ in found if id_}


def _kept(id_: str) -> str:
    try:
        return base64.urlsafe_b64encode(UUID(id_).bytes).decode().removesuffix(_PADDING)
    except ValueError:
        return _UNKNOWN


def _read(part: str) -> str:
    if part == _UNKNOWN:
        return ""
    try:
        return str(UUID(bytes=base64.urlsafe_b64decode(part + _PADDING)))
    except (ValueError, binascii.Error):
        return ""

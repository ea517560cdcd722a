"""Names as one segment of a path: no character of theirs makes another address of it."""

from __future__ import annotations

import re
from urllib.parse import quote

from ..domain.errors import InputError
from ..domain.wording import shortened

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def segment(name: str) -> str:
    """A name as one segment of a path, whatever characters it has.

    Raises:
        InputError: it cannot be one. Empty names and dots would make another address of it, and
            so another operation.
    """
    if not name.strip() or name in {".", ".."} or _NO_TEXT.search(name):
        raise InputError(
            f"{shortened(name)} cannot be asked for: it is no name of a user, product or package; "
            "check it."
        )
    return quote(name, safe="")

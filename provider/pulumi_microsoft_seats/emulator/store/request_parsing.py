"""Reading requests leniently (the reference's section "Spelling"): any capitals are accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone
from http import HTTPStatus
from typing import TYPE_CHECKING, get_args
from urllib.parse import parse_qsl

from ..documents import parse_json
from ..emulator_error import ServiceError
from ..spelling import fold, is_text, timestamp
from .store_errors import invalid_parameter
from .structures import LicenseType

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_RESULTS = 25
# Assumed: the inventory's pages have the limit that the reference states for seats, and asking for
# more is an error rather than cut down.
MOST_RESULTS = 100
MOST_BULK_USERS = 25

ACTIONS = ("assign", "reclaim")
LICENSE_TYPES = get_args(LicenseType)
_JSON = "application/json"
_MODIFIED_SINCE = "modifiedSince"
_LICENSE_TYPES = "licenseTypes"


_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_DATE_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[Tt](?P<time>\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<offset>[Zz]|[+-]\d\d:\d\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """The body of operation 11: `assign` or `reclaim`, for each of `users` once."""

    action: str
    users: tuple[str, ...]


class Query:
    """The parameters of a query string; their names are compared without regard to case."""

    def __init__(self, query_string: str) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in parse_qsl(query_string, keep_blank_values=True):
            self._values.setdefault(fold(name), []).append(value)

    def text(self, name: str) -> str | None:
        """The first value of a parameter; None when it is absent or empty."""
        # Assumed: an empty parameter counts as absent.
        return self._values.get(fold(name), [""])[0] or None

    def max_results(self) -> int:
        """How many items a page may have.

        Raises:
            ServiceError: 400, it is no whole number, or out of range.
        """
        text = self.text("maxResults")
        if text is None:
            return DEFAULT_RESULTS
        number = int(text) if _WHOLE_NUMBER.fullmatch(text) else 0
        if not 1 <= number <= MOST_RESULTS:
            details = f"It must be a whole number from 1 to {MOST_RESULTS}."
            raise invalid_parameter("maxResults", "Invalid", details)
        return number

    def modified_since(self) -> str | None:
        """The moment since which entries were modified (operation 1), as the ledger writes it.

        Raises:
            ServiceError: 400, it is no ISO 8601 date-time with an offset.
        """
        text = self.text(_MODIFIED_SINCE)
        return None if text is None else _moment(text)

    def license_types(self) -> tuple[str, ...] | None:
        """The licence types asked for (operation 1); None when every type is.

        Raises:
            ServiceError: 400, one is neither `online` nor `offline`.
        """
        # Assumed: without the parameter the inventory lists every licence type.
        values = [fold(value) for value in self._values.get(fold(_LICENSE_TYPES), []) if value]
        for value in values:
            if value not in LICENSE_TYPES:
                details = f"{value} is none of {', '.join(LICENSE_TYPES)}."
                raise invalid_parameter(_LICENSE_TYPES, "Invalid", details)
        return tuple(dict.fromkeys(values)) or None


def read_bulk_order(body: bytes, content_type: str) -> BulkOrder:
    """Read the body of operation 11, "Bulk assign and reclaim seats".

    Raises:
        ServiceError: 415, it is not said to be JSON; 400, a part is missing or invalid.
    """
    # Assumed: 400 for what is wrong with the body; the reference lists it for the others.
    fields = _json_object(body, content_type)
    action = fields.get("seataction")
    if action is None:
        raise invalid_parameter("seatAction", "Missing", "Send assign or reclaim.")
    if not isinstance(action, str) or fold(action) not in ACTIONS:
        raise invalid_parameter("seatAction", "Invalid", "It must be assign or reclaim.")
    return BulkOrder(action=fold(action), users=_user_names(fields.get("usernames")))


def _user_names(names: object) -> tuple[str, ...]:
    if names is None or names == []:
        raise invalid_parameter("usernames", "Missing", "Send the names of one user at least.")
    if not isinstance(names, list) or not all(is_text(name) for name in names):
        raise invalid_parameter("usernames", "Invalid", "It must be a list of user names.")
    if len(names) > MOST_BULK_USERS:
        details = f"{len(names)} user names were sent; {MOST_BULK_USERS} are the most in one call."
        raise invalid_parameter("usernames", "Invalid", details)
    # Assumed: a user named twice is handled once, under the first spelling.
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    return tuple(first.values())


def _json_object(body: bytes, content_type: str) -> Mapping[str, object]:
    media_type = fold(content_type.partition(";")[0].strip())
    if media_type != _JSON:
        # Assumed: a body of any other type, or of none, is refused.
        raise ServiceError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            {"message": f"The body's content type is {media_type or 'missing'}; send {_JSON}."},
        )
    try:
        document = parse_json(body)
    except (ValueError, RecursionError) as error:
        raise invalid_parameter("body", "Invalid", "It is not JSON.") from error
    if not isinstance(document, dict):
        raise invalid_parameter("body", "Invalid", "It is not a JSON object.")
    # Assumed: properties the reference does not know are ignored.
    return {fold(name): value for name, value in document.items()}


def _moment(text: str) -> str:
    match = _DATE_TIME.fullmatch(text)
    details = "It must be an ISO 8601 date-time with an offset; percent-encode its plus sign."
    if match is None:
        raise invalid_parameter(_MODIFIED_SINCE, "Invalid", details)
    fraction = (match["fraction"] or "").ljust(6, "0")[:6]
    offset = "+00:00" if fold(match["offset"]) == "z" else match["offset"]
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{match['time']}.{fraction}{offset}")
        return timestamp(moment.astimezone(timezone.utc))
    except (ValueError, OverflowError) as error:
        raise invalid_parameter(_MODIFIED_SINCE, "Invalid", details) from error

"""`@odata.nextLink` and its token: where the next page begins, and when it does not any more."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from .graph_errors import bad_request, expired_page
from .odata_filter import names_licenses

if TYPE_CHECKING:
    from .query_options import QueryOptions

_TOKEN = "$skiptoken"  # noqa: S105 - the name of a parameter


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins.

    Attributes:
        after: What the objects before it are ordered by, up to the last one.
        is_advanced: Whether the list was begun as an advanced query.
        was_empty: Whether the page before it was empty.
    """

    after: tuple[str, ...] = ()
    is_advanced: bool = False
    was_empty: bool = False


def read_place(options: QueryOptions, *, forgives: bool) -> Place:
    """Where the page that a query asks for begins.

    Args:
        options: The query.
        forgives: Whether a page may lack the header that its list was begun with: a switch.

    Raises:
        GraphError: 400, the token does not work any more, or is none.
    """
    if options.token is None:
        return Place(is_advanced=options.advanced)
    place = _decode(options.token)
    asks_for_licenses = options.filter is not None and names_licenses(options.filter)
    # The filter that works by default breaks on a later page, and the header has to come with every
    # page of a list that was begun with it.
    # Assumed: The filter on licences breaks on the second page each time; it was seen to on the
    # second or third.
    if not options.advanced and not forgives and (asks_for_licenses or place.is_advanced):
        raise expired_page()
    return place


def next_link(base: str, path: str, query: str, place: Place) -> str:
    """The address of the page that begins at a place.

    Args:
        base: `https://host/v1.0`, as the client addressed it.
        path: The path below, as it was sent.
        query: The query as it was sent.
        place: The place.
    """
    kept = [part for part in query.split("&") if part and not _is_token(part)]
    return f"{base}/{path}?{'&'.join([*kept, f'{_TOKEN}={_encode(place)}'])}"


def _is_token(part: str) -> bool:
    return part.lower().startswith((f"{_TOKEN}=", f"{quote(_TOKEN)}=".lower()))


def _encode(place: Place) -> str:
    text = json.dumps([place.after, place.is_advanced, place.was_empty])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(token: str) -> Place:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        after, is_advanced, was_empty = json.loads(text)
        return Place(tuple(map(str, after)), bool(is_advanced), bool(was_empty))
    except (ValueError, TypeError, RecursionError) as error:
        # Assumed: Status, code and text, where the reference has none for it.
        raise bad_request("The specified page token value is invalid.") from error

"""The query of a request: `$select`, `$filter`, `$top`, `$count`, `$orderby` and `$skiptoken`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from .graph_errors import GraphError, bad_request, unsupported_query
from .odata_filter import read_filter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .odata_filter import Filter

DEFAULT_PAGE = 100
LARGEST_PAGE = 999
LONGEST_ADVANCED = 2048
"""The length of an advanced query's URL."""

_KNOWN = ("$select", "$filter", "$top", "$count", "$orderby", "$skiptoken")


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be asked of a kind of object.

    Attributes:
        type: Its name in the CSDL.
        selectable: Its properties.
        operators: Those of them that can be filtered, each with its operators.
        sortable: Those of them by which it can be ordered.
    """

    type: str
    selectable: Collection[str]
    operators: Mapping[str, Collection[str]]
    sortable: Collection[str]


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """What a query asks for.

    Attributes:
        select: The properties to answer; None for those that are answered unless others are named.
        filter: What is let through; None for everything.
        top: How many objects a page has at most.
        counts: Whether the objects are counted.
        order_by: The property by which they are ordered, and whether the last one comes first.
        token: The place at which the page begins; None for the first page.
        advanced: Whether it is an advanced query, which the index answers.
    """

    select: tuple[str, ...] | None
    filter: Filter | None
    top: int
    counts: bool
    order_by: tuple[str, bool] | None
    token: str | None
    advanced: bool


def read_options(
    query: str, kind: Kind, *, eventual: bool, length: int, counts: bool = False
) -> QueryOptions:
    """Read the query of a request for objects of a kind.

    Args:
        query: The query as it was sent.
        kind: What can be asked.
        eventual: Whether the header `ConsistencyLevel: eventual` was sent.
        length: How long the whole URL is.
        counts: Whether the objects are counted whatever `$count` says.

    Raises:
        GraphError: The query cannot be answered.
    """
    sent = read_query(query, _KNOWN)
    wants_count = _flag(sent.get("$count")) or counts
    advanced = eventual and wants_count
    if advanced and length > LONGEST_ADVANCED:
        # Assumed: A URL that is too long for an advanced query is answered 414.
        raise GraphError(
            414, "UriTooLong", f"The URL is longer than {LONGEST_ADVANCED} characters."
        )
    text = sent.get("$filter")
    return QueryOptions(
        select=read_select(sent, kind),
        filter=None if not text else read_filter(text, kind.operators, advanced=advanced),
        top=_top(sent.get("$top")),
        # Without the header it is silently ignored.
        counts=advanced,
        order_by=_order_by(sent.get("$orderby"), kind, filters=bool(text) and not advanced),
        token=sent.get("$skiptoken"),
        advanced=advanced,
    )


def read_query(query: str, known: Collection[str]) -> dict[str, str]:
    """The options of a query by their names in small letters.

    Raises:
        GraphError: 400, one of them is not supported.
    """
    # Assumed: A `+` in a query is a blank, as in a form.
    options = {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
    for name in options:
        # Assumed: `$skip`, `$search`, `$expand` and whatever else begins with `$` are answered 400;
        # other parameters are ignored.
        if name.startswith("$") and name not in known:
            raise bad_request(f"'{name}' is not supported by the service.")
    return options


def read_select(options: Mapping[str, str], kind: Kind) -> tuple[str, ...] | None:
    """The properties that `$select` names, as the CSDL spells them; None when it names none.

    Raises:
        GraphError: 400, there is no such property.
    """
    names = [name.strip() for name in options.get("$select", "").split(",") if name.strip()]
    spelled = {name.lower(): name for name in kind.selectable}
    for name in names:
        if name.lower() not in spelled:
            # Assumed: A property that the emulator does not keep is refused as one that does not
            # exist.
            raise bad_request(
                "Parsing OData Select and Expand failed: Could not find a property named "
                f"'{name}' on type 'microsoft.graph.{kind.type}'."
            )
    return tuple(dict.fromkeys(spelled[name.lower()] for name in names)) or None


def _flag(value: str | None) -> bool:
    if value is None or value.lower() == "false":
        return False
    if value.lower() != "true":
        # Assumed: Status, code and text, where the reference has none for it.
        raise bad_request(f"Invalid value '{value}' for $count query option found.")
    return True


def _top(value: str | None) -> int:
    if value is None:
        return DEFAULT_PAGE
    if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= LARGEST_PAGE:
        # Assumed: Status, code and text, where the reference has none for it.
        raise bad_request(
            f"Invalid page size specified: '{value}'. Must be between 1 and {LARGEST_PAGE} "
            "inclusive."
        )
    return int(value)


def _order_by(value: str | None, kind: Kind, *, filters: bool) -> tuple[str, bool] | None:
    if not value:
        return None
    name, _, direction = value.strip().partition(" ")
    spelled = {name.lower(): name for name in kind.sortable}
    # Assumed: Users can be ordered by `displayName` and `userPrincipalName`, groups by
    # `displayName`, and a default query does not filter and order at once.
    if name.lower() not in spelled or direction.strip().lower() not in ("", "asc", "desc"):
        raise unsupported_query(f"Sorting by '{value}' is not supported for this resource.")
    if filters:
        raise unsupported_query("Sorting not supported for current query.")
    return spelled[name.lower()], direction.strip().lower() == "desc"

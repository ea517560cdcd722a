"""A list in pages: filter, order, count, and the address of the next page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ..spelling import fold
from .graph_call import GraphAnswer
from .graph_errors import complex_query, expired_page
from .odata_filter import LICENSES, Filterable, has_ranges, names_licenses
from .query_options import read_options
from .skip_tokens import Place, next_link, read_place
from .switches import EmptyPages, ExpiredPages, PagesWithoutHeader, RefusedRanges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .graph_call import GraphCall
    from .odata_filter import Filter
    from .query_options import Kind, QueryOptions


class Listed(Filterable, Protocol):
    """Something in a list."""

    @property
    def id(self) -> str:
        """Its id, by which a list is ordered unless it is said otherwise."""


_Item = TypeVar("_Item", bound=Listed)


@dataclass(frozen=True, slots=True)
class Listing(Generic[_Item]):
    """What there is to list.

    Attributes:
        kind: What can be asked of it.
        context: What `@odata.context` names.
        after: The objects whose ids come after one, of which a filter may let something through.
        write: Writes an object with the properties that are selected.
    """

    kind: Kind
    context: str
    after: Callable[[str, Filter | None], Iterator[_Item]]
    write: Callable[[_Item, Sequence[str] | None], dict[str, Any]]


def answer_page(call: GraphCall, listing: Listing[_Item]) -> GraphAnswer:
    """The page of a list that a request asks for.

    Raises:
        GraphError: The query cannot be answered.
    """
    options = options_of(call, listing.kind)
    place = read_place(options, forgives=call.switch(PagesWithoutHeader) is not None)
    if options.token is not None and call.switch(ExpiredPages) is not None:
        raise expired_page()
    if not place.was_empty and call.switch(EmptyPages) is not None:
        found: list[_Item] = []
        following: Place | None = Place(place.after, place.is_advanced, was_empty=True)
    else:
        found, following = _page(listing, options, place)
    # Assumed: `@odata.context` does not name what is selected.
    document: dict[str, Any] = {"@odata.context": f"{call.base}/$metadata#{listing.context}"}
    if options.counts and options.token is None:
        document["@odata.count"] = count(listing, options.filter)
    if following is not None:
        document["@odata.nextLink"] = next_link(call.base, call.path, call.query, following)
    document["value"] = [listing.write(item, options.select) for item in found]
    return GraphAnswer(body=document)


def options_of(call: GraphCall, kind: Kind, *, counts: bool = False) -> QueryOptions:
    """The query of a request for objects of a kind; `counts`, when its path says so already.

    Raises:
        GraphError: It cannot be answered.
    """
    options = read_options(
        call.query, kind, eventual=call.eventual, length=call.length, counts=counts
    )
    wanted = options.filter
    is_both = wanted is not None and names_licenses(wanted) and has_ranges(wanted)
    if is_both and call.switch(RefusedRanges) is not None:
        raise complex_query(LICENSES)
    return options


def count(listing: Listing[_Item], filter_: Filter | None) -> int:
    """How many objects a filter lets through."""
    return sum(1 for _ in _let_through(listing, filter_, ""))


def _page(
    listing: Listing[_Item], options: QueryOptions, place: Place
) -> tuple[list[_Item], Place | None]:
    if options.order_by is None:
        # Assumed: A list is in the order of its ids unless another is asked for.
        after = place.after[0] if place.after else ""
        items = _let_through(listing, options.filter, after)
    else:
        items = _ordered(listing, options, place)
    found = list(islice(items, options.top + 1))
    if len(found) <= options.top:
        return found, None
    found.pop()
    return found, Place(_key(found[-1], options.order_by), place.is_advanced)


def _let_through(listing: Listing[_Item], filter_: Filter | None, after: str) -> Iterator[_Item]:
    for item in listing.after(after, filter_):
        if filter_ is None or filter_.lets_through(item):
            yield item


def _ordered(listing: Listing[_Item], options: QueryOptions, place: Place) -> Iterator[_Item]:
    order = options.order_by
    is_reversed = order is not None and order[1]
    items = sorted(
        _let_through(listing, options.filter, ""),
        key=lambda item: _key(item, order),
        reverse=is_reversed,
    )
    for item in items:
        key = _key(item, order)
        if not place.after or (key < place.after if is_reversed else key > place.after):
            yield item


def _key(item: Listed, order_by: tuple[str, bool] | None) -> tuple[str, ...]:
    return (item.id,) if order_by is None else (fold(item.value(order_by[0]) or ""), item.id)

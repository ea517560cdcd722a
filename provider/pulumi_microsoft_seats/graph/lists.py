"""Lists that count only when their last page was seen: one after the other, or side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from ..domain.errors import UnreadableAnswer
from ..transport.paging import PageWalk
from ..transport.request import Request
from .batch import correlation
from .refusals import PageExpired
from .wire import ListPage, page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..domain.errors import Correlation
    from ..transport.request import Subject
    from ..transport.transport import Transport
    from .next_links import NextLinks

_MOST_STARTS = 3
"""How often a list is begun whose next page the service says it does not have any more."""

ADVANCED: Mapping[str, str] = {"ConsistencyLevel": "eventual"}
"""What has to come with every page of a list that is filtered by licences, or it breaks."""

_Read = TypeVar("_Read")


class Entity(Protocol):
    """Something with an id, by which it is the same wherever it is listed."""

    @property
    def id(self) -> str:
        """The id."""


_Entity = TypeVar("_Entity", bound=Entity)


@dataclass(frozen=True, slots=True)
class ListQuery(Generic[_Entity]):
    """What is listed.

    Attributes:
        path: of the first page.
        subject: what it is about, for error messages.
        read: reads an item.
        headers: sent with each page.
    """

    path: str
    subject: Subject
    read: Callable[[object], _Entity]
    headers: Mapping[str, str] = field(default_factory=dict)


class Lists:
    """Reads lists of one service to their end."""

    def __init__(self, transport: Transport, links: NextLinks) -> None:
        self._transport = transport
        self._links = links

    def read(self, query: ListQuery[_Entity]) -> tuple[_Entity, ...]:
        """Every item, page after page; one that comes again counts once, as it came last."""
        reading = _Reading(query, self._links)
        while not reading.is_over:
            request = Request(
                "GET",
                reading.path,
                query.subject,
                headers=query.headers,
                correlation=correlation(),
            )
            try:
                answer = self._transport.send(request)
            except PageExpired as expired:
                reading.start_again(expired)
            else:
                reading.take(answer, request.correlation)
        return reading.items

    def read_side_by_side(self, queries: Sequence[ListQuery[_Entity]]) -> tuple[_Entity, ...]:
        """Every item of several lists, each of which has a thread; an item counts once.

        Not in batches: twenty large pages in one answer are worked on by nobody before the last one
        is there, and may be more than an answer can hold.
        """
        with ThreadPoolExecutor(len(queries), thread_name_prefix="ranges") as threads:
            readings = [threads.submit(self.read, query) for query in queries]
            found = (item for reading in readings for item in reading.result())
            return tuple({item.id: item for item in found}.values())


class _Reading(Generic[_Entity]):
    """A list of which some pages have been read."""

    def __init__(self, query: ListQuery[_Entity], links: NextLinks) -> None:
        self._query = query
        self._links = links
        self._starts = 1
        self._begin()

    def _begin(self) -> None:
        self._items: dict[str, _Entity] = {}
        self._walk = PageWalk[str](self._query.subject)

    @property
    def is_over(self) -> bool:
        """Whether the last page was read."""
        return self._walk.is_over

    @property
    def items(self) -> tuple[_Entity, ...]:
        """What has been read."""
        return tuple(self._items.values())

    @property
    def path(self) -> str:
        """Where the next page is."""
        return self._walk.token or self._query.path

    def take(self, answer: object, correlation: Correlation) -> None:
        """Note the page that `path` answered with."""
        page = readable(self._page, answer, self._query.subject, correlation)
        found = {item.id: item for item in page.items}
        self._walk.take(ListPage(tuple(found), page.continuation_token))
        self._items.update(found)

    def start_again(self, expired: PageExpired) -> None:
        """Begin anew; what was read of a list that broke off is none."""
        self._starts += 1
        if self._starts > _MOST_STARTS:
            raise expired
        self._begin()

    def _page(self, answer: object) -> ListPage[_Entity]:
        page = page_of(answer, self._query.read)
        link = page.continuation_token
        if link is None:
            return page
        counting = bool(self._query.headers)
        return ListPage(page.items, self._links.path_of(link, counting=counting))


def readable(
    read: Callable[[object], _Read],
    answer: object,
    subject: Subject,
    correlation: Correlation | None = None,
) -> _Read:
    """What an answer to a read says.

    Raises:
        UnreadableAnswer: it is not what the reference describes, with what it was about.
    """
    try:
        return read(answer)
    except UnreadableAnswer as error:
        raise UnreadableAnswer(
            f"{str(error).rstrip('.')} when {subject}; run again later, and contact Microsoft if "
            "it stays.",
            correlation=correlation,
        ) from error

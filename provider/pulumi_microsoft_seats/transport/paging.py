"""Lists that come in pages: read to their end, and given up when they have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from ..domain.errors import UnreadableAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

MOST_IDLE_PAGES = 20
"""Pages in a row that may bring nothing new: a service that filters after it has cut its pages
answers some that are empty, and one whose list changes meanwhile repeats some items."""

MOST_PAGES = 100_000
"""Pages of one list: ten million seats."""

_Item = TypeVar("_Item", bound="Hashable")
_Item_co = TypeVar("_Item_co", covariant=True)


class Page(Protocol[_Item_co]):
    """Some items, and the token that asks for the next ones, if there are any."""

    @property
    def items(self) -> tuple[_Item_co, ...]:
        """The items of this page."""

    @property
    def continuation_token(self) -> str | None:
        """None on the last page."""


def items_of_pages(
    fetch: Callable[[str | None], Page[_Item]], subject: object, *, alike: bool
) -> Iterator[_Item]:
    """Every item of a list, each once.

    Args:
        fetch: reads the page that a token asks for; None asks for the first.
        subject: what is read, for the sentence that says that it does not end.
        alike: whether several of one page may be alike. What an earlier page had comes again where
            the list has changed meanwhile, and never counts twice.

    Raises:
        UnreadableAnswer: the list does not end: a token is repeated, pages bring nothing new, or
            there are more than any organisation has.
    """
    walk = PageWalk[_Item](subject, alike=alike)
    while True:
        yield from walk.take(fetch(walk.token))
        if walk.is_over:
            return


class PageWalk(Generic[_Item]):
    """A list that is read page by page, by somebody who fetches the pages; see `items_of_pages`.

    Attributes:
        token: asks for the next page; None for the first.
        is_over: whether the last page was seen.
    """

    def __init__(self, subject: object, *, alike: bool = False) -> None:
        self.token: str | None = None
        self.is_over = False
        self._subject = subject
        self._alike = alike
        self._tokens: set[str] = set()
        self._items: set[_Item] = set()
        self._idle = 0

    def take(self, page: Page[_Item]) -> list[_Item]:
        """The items of the page that `token` asked for that no earlier one had.

        Raises:
            UnreadableAnswer: the list does not end.
        """
        found = page.items if self._alike else dict.fromkeys(page.items)
        new = [item for item in found if item not in self._items]
        self._items.update(new)
        self.token = page.continuation_token
        if self.token is None:
            self.is_over = True
            return new
        self._idle = 0 if new else self._idle + 1
        reason = self._endless(self.token)
        if reason:
            raise UnreadableAnswer(
                f"The service's list does not end when {self._subject}: {reason}; run again later, "
                "and contact Microsoft if it stays."
            )
        self._tokens.add(self.token)
        return new

    def _endless(self, token: str) -> str:
        """Why the list seems to have no end; empty while it does not."""
        if token in self._tokens:
            return "it repeats a continuationToken"
        if self._idle >= MOST_IDLE_PAGES:
            return f"{self._idle} pages in a row bring nothing new"
        too_many = len(self._tokens) + 1 >= MOST_PAGES
        return f"it has more than {MOST_PAGES:,} pages" if too_many else ""

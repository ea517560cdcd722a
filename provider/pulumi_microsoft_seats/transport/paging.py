"""Lists that come in pages: read to their end, and given up when they have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

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
    fetch: Callable[[str | None], Page[_Item]], subject: object, *, alike: bool = False
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
    tokens: set[str] = set()
    items: set[_Item] = set()
    token: str | None = None
    idle = 0
    while True:
        page = fetch(token)
        found = page.items if alike else dict.fromkeys(page.items)
        new = [item for item in found if item not in items]
        items.update(new)
        yield from new
        token = page.continuation_token
        if token is None:
            return
        idle = 0 if new else idle + 1
        reason = _endless(token, tokens, idle)
        if reason:
            raise UnreadableAnswer(
                f"The service's list does not end when {subject}: {reason}; run again later, and "
                "contact Microsoft if it stays."
            )
        tokens.add(token)


def _endless(token: str, earlier: set[str], idle: int) -> str:
    """Why a list seems to have no end; empty while it does not."""
    if token in earlier:
        return "it repeats a continuationToken"
    if idle >= MOST_IDLE_PAGES:
        return f"{idle} pages in a row bring nothing new"
    return f"it has more than {MOST_PAGES:,} pages" if len(earlier) + 1 >= MOST_PAGES else ""

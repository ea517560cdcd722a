"""Doing the same to many things side by side, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def each(
    things: Sequence[Thing],
    work: Callable[[Thing], Result],
    skip: Callable[[Thing], Result],
    *,
    parallel: int,
    stop: threading.Event,
) -> Iterator[Result]:
    """Do something to each thing; results come as they are ready.

    Args:
        things: begun in this order.
        work: what is done; raises nothing.
        skip: what is done instead to what has not begun when `stop` is set.
        parallel: how many at a time.
        stop: what has begun ends; nothing else begins.
    """

    def one(thing: Thing) -> Result:
        return skip(thing) if stop.is_set() else work(thing)

    with ThreadPoolExecutor(parallel, thread_name_prefix="stack") as pool:
        for done in as_completed([pool.submit(one, thing) for thing in things]):
            yield done.result()

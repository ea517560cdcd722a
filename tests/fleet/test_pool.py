"""A few at a time, and never more; a stop begins nothing else and lets the rest end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from examples.fleet.pool import each

_PATIENCE_SECONDS = 30


class Works:
    """Work that waits until it is let go, and counts how many wait with it."""

    def __init__(self, parallel: int) -> None:
        self.all_in = threading.Barrier(parallel + 1)
        self.go = threading.Event()
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def work(self, number: int) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        if not self.go.is_set():
            self.all_in.wait(_PATIENCE_SECONDS)
            assert self.go.wait(_PATIENCE_SECONDS)
        with self._lock:
            self._now -= 1
        return f"done {number}"


def skip(number: int) -> str:
    return f"skipped {number}"


class Given(list[int]):
    """Things that tell when the last of them was taken."""

    def __init__(self, count: int) -> None:
        super().__init__(range(count))
        self.all_taken = threading.Event()

    def __iter__(self) -> Iterator[int]:
        yield from super().__iter__()
        self.all_taken.set()


def test_no_more_than_so_many_at_a_time() -> None:
    """With all of twenty waiting for their turn, three are in, and nobody is there for a fourth."""
    works, things, stop = Works(3), Given(20), threading.Event()

    def run() -> list[str]:
        return list(each(things, works.work, skip, parallel=3, stop=stop))

    with ThreadPoolExecutor(1) as pool:
        results = pool.submit(run)
        works.all_in.wait(_PATIENCE_SECONDS)
        assert things.all_taken.wait(_PATIENCE_SECONDS)
        workers = [one for one in threading.enumerate() if one.name.startswith("stack")]
        works.go.set()
        assert sorted(results.result()) == sorted(f"done {number}" for number in range(20))
    assert (len(workers), works.most) == (3, 3)


def test_a_stop_lets_those_end_that_run_and_begins_no_other() -> None:
    works, stop = Works(2), threading.Event()

    def run() -> list[str]:
        return list(each(range(5), works.work, skip, parallel=2, stop=stop))

    with ThreadPoolExecutor(1) as pool:
        results = pool.submit(run)
        works.all_in.wait(_PATIENCE_SECONDS)
        stop.set()
        works.go.set()
        ended = sorted(results.result())
    assert ended == ["done 0", "done 1", "skipped 2", "skipped 3", "skipped 4"]


def test_one_after_another_in_their_order() -> None:
    begun: list[int] = []
    list(each(range(9), begun.append, begun.append, parallel=1, stop=threading.Event()))
    assert begun == list(range(9))

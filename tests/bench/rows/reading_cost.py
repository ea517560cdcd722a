"""What justifies `USERS_PER_PAGE`: users asked for side by side in the time of one page.

Measured with the product's own client, one process, no engine: the list is read whole, page after
page, and users are asked for with as many requests in flight as a run has.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.plugin.session import PluginSession
from pulumi_microsoft_seats.store.seat_service import USERS_PER_PAGE
from tests.bench.laboratory import Laboratory, fresh_session
from tests.bench.results import Finding, ratio
from tests.bench.sampling import Subject
from tests.end_to_end.programs import OFFICE, people

_MILLISECONDS = 1000


def reading_cost(
    lab: Laboratory,
    *,
    pages: int = 50,
    users: int = 1_000,
    latencies: Sequence[float] = (0, 0.05),
) -> list[Finding]:
    """At each latency, a page of the list and a user in turns."""
    lab.store.set_world(people(100 * pages), capacity=100 * pages)
    session = fresh_session(lab)
    return [_at(lab, session, pages, people(users), latency) for latency in latencies]


def _at(
    lab: Laboratory, session: PluginSession, pages: int, users: Sequence[str], latency: float
) -> Finding:
    lab.store.set_faults(latency=latency)
    product = ProductKey(*OFFICE.split("/"))

    def a_page() -> float:
        started = time.perf_counter()
        held = sum(1 for _ in session.service.holders(product))
        assert held == 100 * pages
        return _MILLISECONDS * (time.perf_counter() - started) / pages

    def a_user() -> float:
        started = time.perf_counter()
        found = session.executor.map(lambda user: session.service.ask(product, [user]), users)
        assert all(holding.seat for answers in found for holding in answers)
        return _MILLISECONDS * (time.perf_counter() - started) / len(users)

    series = lab.alternate(
        Subject("one page of 100", a_page, unit="ms"),
        Subject("one user, side by side", a_user, unit="ms"),
    )
    value = ratio(series["one page of 100"], series["one user, side by side"])
    named = f"{latency * _MILLISECONDS:.0f} ms" if latency else "no latency"
    return Finding(
        f"users in the time of a page, {session.settings.concurrency} side by side, {named}",
        None,
        value,
        series,
        notes=(f"`USERS_PER_PAGE` is {USERS_PER_PAGE}",),
    )

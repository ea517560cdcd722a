"""The benchmark in small: that it measures what it says, and that the direction is right."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from pulumi_microsoft_seats.plugin import lifecycle
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.properties import parse
from tests.bench import memory, profile
from tests.bench.graph_references import (
    assign_in_batches,
    assign_one_by_one,
    assign_with_reads,
    read_pages,
)
from tests.bench.laboratory import Laboratory, fresh_session, laboratory
from tests.bench.programs import ours
from tests.bench.references import assign_as_the_pattern, fetch_pages
from tests.bench.results import ratio
from tests.bench.rows.directory_limit import directory_limit
from tests.bench.rows.first_up import first_up
from tests.bench.rows.licences import licences_first_up
from tests.bench.rows.rate_limit import rate_limit
from tests.bench.sampling import Subject
from tests.bench.stack import EngineStack
from tests.bench.store import Traffic
from tests.end_to_end.conftest import needs_engine
from tests.end_to_end.programs import OFFICE, people

pytestmark = pytest.mark.xdist_group("bench")


def test_ours_is_faster_than_the_vendors_pattern(lab: Laboratory) -> None:
    """The work alone: how much of an `up` the engine takes is for the benchmark."""
    users = people(500)
    lab.store.set_faults(latency=0.02)

    def create() -> float:
        lab.store.set_world(capacity=500)
        started = time.perf_counter()
        session = fresh_session(lab)
        inputs = _declared(users)
        planned = check(session, parse({}), parse(inputs))
        done = lifecycle.apply(session, parse(inputs | planned))
        assert done["assigned_count"] == 500
        return time.perf_counter() - started

    def pattern() -> float:
        lab.store.set_world(capacity=500)
        return assign_as_the_pattern(lab.store, users)

    series = lab.alternate(Subject("ours", create), Subject("pattern (a)", pattern))
    assert ratio(series["pattern (a)"], series["ours"]) > 2


def _declared(users: list[str]) -> dict[str, object]:
    product, sku = OFFICE.split("/")
    return {
        "product_id": product,
        "sku_id": sku,
        "seats": "".join(f"{user}\n" for user in users),
        "ownership": "exclusive",
        "reclaim_limit": 0.3,
    }


def test_the_first_up_is_compared_with_the_pattern_and_with_the_floor(lab: Laboratory) -> None:
    """The floor is made of what our own run asked for; a profile says where the time goes."""
    against_pattern, against_floor = first_up(lab, users=120, latency=0.0)
    assert set(against_pattern.series) == {"ours", "pattern (a)"}
    empty, loop = (against_floor.series[name] for name in ("its empty program", "its bare loop"))
    assert against_floor.series["floor (c)"].median == empty.median + loop.median
    assert "5 bulk calls, and 2 pages" in against_floor.notes[0]
    assert against_floor.again is not None
    told = "\n".join(profile.take(against_floor.again, lab))
    assert told.startswith("the whole run, ")
    assert "\nplugin, " in told
    assert "\nrehearsal, " in told
    assert "importing modules" in told


def test_the_use_of_a_limited_rate_is_measured_with_and_without_its_first_burst(
    lab: Laboratory,
) -> None:
    (finding,) = rate_limit(lab, users=200, allowed=5)
    assert finding.notes[0] == "nobody failed"
    strict, loose = finding.series["of all that fits"].median, finding.series["ours"].median
    assert 0 < strict <= 101, "a look is up to 50 ms late"
    assert strict < loose


def test_the_vendors_pattern_reads_and_writes_by_25(lab: Laboratory) -> None:
    """And it assigns only those who hold no seat yet."""
    everybody = people(90)
    lab.store.set_faults()
    lab.store.set_world(everybody[:30], capacity=90)
    lab.store.forget_requests()
    assign_as_the_pattern(lab.store, everybody)
    assert lab.store.held() == set(everybody)
    assert lab.store.traffic() == Traffic(listings=1, pages=2, users=0, bulk=3, turned_away=0)


def test_the_bare_loop_fetches_as_many_pages_as_it_is_told(lab: Laboratory) -> None:
    """Of 100 seats, from the start again when it has come to the end."""
    lab.store.set_faults()
    lab.store.set_world(people(250), capacity=250)
    lab.store.forget_requests()
    fetch_pages(lab.store, 4)
    assert lab.store.traffic() == Traffic(listings=2, pages=4, users=0, bulk=0, turned_away=0)


def test_licences_are_compared_with_what_people_use_and_with_the_floor(lab: Laboratory) -> None:
    """The floor is an empty program and the very batches that our own run was seen to send."""
    one_by_one, in_batches, floor = licences_first_up(lab, users=50, in_sequence=5, latency=0.0)
    assert set(one_by_one.series) == {"ours", "pattern (d)"}
    assert set(in_batches.series) == {"ours", "pattern (e)"}
    assert "the 2 batches that read and 3 that write" in floor.notes[0]


def test_what_licences_are_measured_against_does_what_it_stands_for(lab: Laboratory) -> None:
    """Calls and batches, pages to the last one, and azuread's waits counted."""
    tenant, users = lab.tenant, people(1_020)
    lab.store.set_faults()
    tenant.set_world(users)
    lab.store.forget_requests()
    assign_one_by_one(tenant, users[:2])
    assign_in_batches(tenant, users[2:])
    assert [len(batch["requests"]) for batch in tenant.traffic().writes] == [20] * 50 + [18]
    assert tenant.held() == set(users)
    read_pages(tenant)
    assert tenant.traffic().pages == 2
    tenant.set_world(users)
    lab.store.forget_requests()
    assert 40 < assign_with_reads(tenant, users[:10], of=20) < 60
    asked = lab.store.control("GET", "requests")["requests"]
    methods = [each["method"] for each in asked if each["path"].startswith("/v1.0/users/")]
    assert Counter(methods) == {"GET": 80, "POST": 10}


def test_the_use_of_the_directorys_limit_is_measured(lab: Laboratory) -> None:
    (finding,) = directory_limit(lab, users=40, scale=50)
    assert finding.notes[0] == "nobody failed"
    assert 0 < finding.series["ours"].median <= 101


@needs_engine
@pytest.mark.skipif(not memory.is_told(), reason=memory.NO_PROC)
def test_the_memory_of_the_engines_plugin_process_is_seen() -> None:
    """It imports the provider and reads seats, so it takes more than one that idles."""
    with laboratory(repeats=1, say=print, on_engine=True) as lab:
        lab.store.set_world(capacity=10)
        stack = lab.stack(ours(people(10)))
        assert isinstance(stack, EngineStack)
        with stack.start("preview") as engine:
            peak = memory.plugin_peak(engine)
        assert engine.returncode == 0
        assert 5 < memory.idle_plugin_peak(lab.folder) < peak

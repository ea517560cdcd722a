"""How many requests a run takes, how they share a limited service, and what is told of them."""

from __future__ import annotations

import re
from collections import Counter

from tests.end_to_end.conftest import OnTheEngine, Start, on_the_engine_for_a_release
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, people, program
from tests.support.administrator import Administrator

SHARED = "ownership='shared', reclaim_limit=1"


def _served(administrator: Administrator) -> Counter[str]:
    """What was asked of the service, by kind."""
    kinds = {
        r"GET /v1/inventory": "inventory",
        r"GET /v1/inventory/[^/]+/[^/]+/seats": "page",
        r"GET /v1/inventory/[^/]+/[^/]+/seats/[^/]+": "user",
        r"POST /v1/inventory/[^/]+/[^/]+/seats": "bulk",
    }
    found: Counter[str] = Counter()
    for request in administrator.requests():
        asked = f"{request['method']} {request['path'].lower()}"
        found.update(kind for pattern, kind in kinds.items() if re.fullmatch(pattern, asked))
    return found


def test_a_small_shared_assignment_of_a_large_product_lists_nobody(
    start: Start, administrator: Administrator
) -> None:
    """Twenty requests side by side, instead of twenty pages one after the other."""
    others, mine = people(2000), [f"mine{number}@contoso.com" for number in range(20)]
    held = {"inventory": [entry(seats=[*others, *mine], seat_capacity=3000)]}
    run = start(program(assignment("office", mine, more=SHARED)), world=held)
    administrator.forget_requests()
    run.look()
    assert _served(administrator) == Counter(inventory=1, user=20)
    run.apply()
    administrator.reclaim(OFFICE, mine[3])
    shown = run.look()
    assert f"1 user lost a seat: {mine[3]}" in shown.text
    assert shown.changed_users("-") == []
    run.apply()
    assert run.destroy().ok
    assert administrator.holders(OFFICE) == set(others)


def test_a_service_that_limits_requests_is_not_asked_too_often(
    start: Start, administrator: Administrator
) -> None:
    """Two products at once keep to one limit: everybody is served, and few are turned away."""
    administrator.inject(
        {
            "fault": "rate_limit",
            "requests": 10,
            "match": {"method": "POST", "path": "/v1/inventory/*"},
        }
    )
    run = start(
        program(
            assignment("office", people(400)),
            assignment("minecraft", people(400), product=MINECRAFT),
        )
    )
    run.apply()
    statuses = Counter(request["status"] for request in administrator.writes())
    assert statuses[200] == 32
    assert statuses[429] <= 48
    assert administrator.holders(OFFICE) == administrator.holders(MINECRAFT) == set(people(400))


def test_two_products_in_one_program(start: Start, administrator: Administrator) -> None:
    """1,000 and 30 users of two products, by two resources, with the fewest calls there can be."""
    run = start(
        program(
            assignment("office", people(1000)),
            assignment("minecraft", people(30), product=MINECRAFT),
        )
    )
    run.apply()
    assert administrator.holders(OFFICE) == set(people(1000))
    assert administrator.holders(MINECRAFT) == set(people(30))
    sizes = [len(write["body"]["usernames"]) for write in administrator.writes()]
    assert sorted(sizes) == [5] + [25] * 41


@on_the_engine_for_a_release
def test_long_work_shows_how_far_it_has_come(
    engine: OnTheEngine, administrator: Administrator
) -> None:
    """In the status column; in a log without a terminal, a line every few seconds and the end."""
    run = engine(program(assignment("office", people(225))), MICROSOFT_SEATS_CONCURRENCY="1")
    administrator.inject(
        {
            "fault": "latency",
            "latency": "450ms",
            "match": {"method": "POST", "path": "/v1/inventory/*"},
        }
    )
    done = run.apply()
    shown = re.findall(r"(?:reading|assigning|reclaiming) [\d,]+ of [\d,]+", done.text)
    assert shown[-1] == "assigning 225 of 225"
    assert 2 <= len(shown) <= 3

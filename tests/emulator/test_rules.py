"""Who may get a seat: any calls at all, against a set that refuses to grow beyond the capacity."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .client import Client

USERS = [f"{name}@contoso.com" for name in ("ada", "ADA", "grace", "mary", "edith", "ida")]
SEATS = "/V1/Inventory/A/1/Seats"
CALLS = st.lists(
    st.tuples(
        st.sampled_from(["assign", "reclaim"]),
        st.lists(st.sampled_from(USERS), min_size=1, max_size=6, unique_by=str.lower),
    ),
    max_size=8,
)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(calls=CALLS, capacity=st.integers(0, 4), policy=st.sampled_from(["restricted", "open"]))
def test_any_bulk_calls_leave_the_seats_a_set_within_the_capacity(
    client: Client, calls: list[tuple[str, list[str]]], capacity: int, policy: str
) -> None:
    entry: dict[str, Any] = {"product_id": "A", "sku_id": "1", "seat_capacity": capacity}
    world = {"inventory": [{**entry, "distribution_policy": policy}]}
    client.send("PUT", "/_emulator/world", json.dumps(world))
    holders: set[str] = set()
    for action, users in calls:
        order = json.dumps({"usernames": users, "seatAction": action})
        answer = client.send("POST", SEATS, order).json()
        served = set()
        for user in map(str.lower, users):
            if action == "reclaim":
                served |= {user} & holders
                holders.discard(user)
            elif user in holders or policy == "open" or len(holders) < capacity:
                holders.add(user)
                served.add(user)
        assert {seat["assignedTo"].lower() for seat in answer["seatDetails"]} == served
        listed = client.send("GET", f"{SEATS}?maxResults=100").json()["seats"]
        assert {seat["assignedTo"].lower() for seat in listed} == holders

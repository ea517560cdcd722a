"""How fast requests follow one another, in simulated time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from pulumi_microsoft_seats.transport.http import RetryPolicy
from pulumi_microsoft_seats.transport.pace import Pace
from tests.transport.limited_service import (
    FixedWindow,
    Limit,
    Run,
    SlidingWindow,
    TokenBucket,
    Unlimited,
)

ALLOWED = 40
SERVICES: dict[str, Callable[[], Limit]] = {
    "any second": lambda: SlidingWindow(ALLOWED),
    "any second, refusals included": lambda: SlidingWindow(ALLOWED, counts_all=True),
    "each second of the clock": lambda: FixedWindow(ALLOWED),
    "a bucket of a second": lambda: TokenBucket(ALLOWED, burst=ALLOWED),
}

services = pytest.mark.parametrize("limit", SERVICES.values(), ids=SERVICES.keys())


@services
@pytest.mark.parametrize("latency", [0.004, 0.05])
def test_a_limited_service_is_used_to_at_least_85_percent(
    limit: Callable[[], Limit], latency: float
) -> None:
    """Ten thousand users, 25 a call, whatever way the service counts."""
    run = Run(limit(), requests=400, latency=latency).until_served()
    assert run.served == 400
    assert run.rate >= 0.85 * ALLOWED


@services
@pytest.mark.parametrize("latency", [0.004, 0.05, 0.3])
def test_a_long_run_is_seldom_turned_away(limit: Callable[[], Limit], latency: float) -> None:
    """Once it is known, the rate is kept to: attempts at more become rare."""
    run = Run(limit(), requests=4000, latency=latency).until_served()
    assert run.rate >= 0.85 * ALLOWED
    assert run.turned_away <= 0.02 * run.requests


@services
def test_a_service_that_does_not_say_when_is_used_as_well(limit: Callable[[], Limit]) -> None:
    """Without a Retry-After the pauses grow from half a second."""
    run = Run(limit(), requests=1000, says_when=False).until_served()
    assert run.rate >= 0.8 * ALLOWED


def test_a_first_estimate_that_is_far_too_low_is_mended() -> None:
    """A service that allows a burst of five, and then 40 a second, looks much slower at first."""
    run = Run(TokenBucket(ALLOWED, burst=5), requests=2000).until_served()
    assert run.rate >= 0.7 * ALLOWED


def test_a_service_without_a_limit_gets_as_many_as_are_allowed_in_flight() -> None:
    run = Run(Unlimited(), requests=400, concurrency=16).until_served()
    assert run.most_in_flight == 16
    assert run.now == pytest.approx(400 / 16 * 0.05)


def test_a_service_that_becomes_generous_is_used_more() -> None:
    """The rate grows again, slowly at first."""
    run = Run(SlidingWindow(ALLOWED), requests=400).until_served()
    run.limit, run.requests = Unlimited(), 4000
    run._left = 3600
    begun = run.now
    run.until_served()
    assert 3600 / (run.now - begun) > 3 * ALLOWED


@pytest.mark.parametrize("too_many", [True, False], ids=["429", "503"])
class TestTurnedAway:
    """What one 429 or 503 does."""

    def test_half_as_many_are_in_flight(self, *, too_many: bool) -> None:
        """Those that were in flight together count once."""
        pace = Pace(16, RetryPolicy())
        for _ in range(16):
            pace.sent(0.0)
        for number in range(16):
            pace.turned_away(0.1 + number / 1000, sent_at=0.0, asked=1.0, too_many=too_many)
        assert pace.allowed == 8

    def test_everybody_waits_as_long_as_the_service_asks(self, *, too_many: bool) -> None:
        pace = Pace(16, RetryPolicy())
        pace.sent(0.0)
        pace.turned_away(0.1, sent_at=0.0, asked=7.0, too_many=too_many)
        assert pace.delay(0.2) == pytest.approx(6.9)
        assert pace.delay(7.2) == 0

    def test_nobody_waits_longer_than_the_policy_allows(self, *, too_many: bool) -> None:
        pace = Pace(16, RetryPolicy(maximum=60))
        pace.sent(0.0)
        pace.turned_away(0.0, sent_at=0.0, asked=86400.0, too_many=too_many)
        assert pace.delay(0.0) == 60

    def test_what_is_served_lets_more_go_again(self, *, too_many: bool) -> None:
        """One more a round of requests, up to the setting."""
        pace = Pace(4, RetryPolicy())
        pace.sent(0.0)
        pace.turned_away(0.0, sent_at=0.0, asked=0.0, too_many=too_many)
        counts = []
        for moment in range(1, 12):
            pace.sent(float(moment))
            pace.served(sent_at=float(moment))
            counts.append(pace.allowed)
        assert counts[:2] == [2, 2]
        assert counts[-1] == 4
        assert counts == sorted(counts)


def test_a_service_that_turns_thousands_away_is_asked_again_after_the_longest_wait() -> None:
    """However long that goes on, with or without a word of when."""
    policy = RetryPolicy(initial=0.5, maximum=60)
    pace = Pace(16, policy)
    now = 0.0
    for _ in range(5_000):
        pace.sent(now)
        pace.turned_away(now, sent_at=now, asked=None, too_many=False)
        now += pace.delay(now) or 0.0
    assert not pace.is_given_up(now)
    assert now <= 5_000 * (policy.maximum + policy.initial)
    pace.sent(now)
    pace.turned_away(now, sent_at=now, asked=1.0, too_many=True)
    assert 60 <= (pace.delay(now) or 0.0) <= 60.5


def test_attempts_at_more_at_a_time_become_rarer() -> None:
    """Of a service that takes one request at a time; each of them costs a pause."""
    pace, now, attempts = Pace(16, RetryPolicy()), 0.0, []
    while now < 600:
        now += pace.delay(now) or 0.0
        together = pace.free
        for _ in range(together):
            pace.sent(now)
        sent_at, now = now, now + 0.05
        pace.served(sent_at=sent_at)
        if together > 1:
            attempts.append(now)
            pace.turned_away(
                now, sent_at=sent_at, asked=None, too_many=False, requests=together - 1
            )
    assert len(attempts) < 20
    assert all(later - earlier > 60 for earlier, later in pairwise(attempts[-5:]))


def test_one_request_always_may_be_in_flight() -> None:
    """However often the service turns requests away."""
    pace = Pace(16, RetryPolicy())
    for moment in range(20):
        pace.sent(float(moment))
        pace.turned_away(float(moment), sent_at=float(moment), asked=0.0, too_many=False)
    assert pace.allowed == 1


def test_a_service_that_serves_nobody_is_given_up_for_a_while() -> None:
    """After as many refusals in a row as the policy has attempts; then it is asked once more."""
    pace = Pace(16, RetryPolicy(attempts=3, initial=0.5))
    for moment in (0.0, 10.0, 20.0):
        assert not pace.is_given_up(moment)
        pace.sent(moment)
        pace.turned_away(moment, sent_at=moment, asked=0.0, too_many=False)
    assert pace.is_given_up(20.1)
    assert not pace.is_given_up(23.0)


def test_a_service_that_serves_anybody_is_not_given_up() -> None:
    """A request is repeated for as long as others go through."""
    pace = Pace(16, RetryPolicy(attempts=3))
    for moment in range(0, 100, 2):
        pace.sent(float(moment))
        pace.turned_away(float(moment), sent_at=float(moment), asked=0.0, too_many=False)
        pace.sent(moment + 1.0)
        pace.served(sent_at=moment + 1.0)
        assert not pace.is_given_up(moment + 1.0)


def test_an_answer_that_never_came_says_nothing_about_the_load() -> None:
    pace = Pace(2, RetryPolicy())
    pace.sent(0.0)
    pace.sent(0.0)
    assert pace.delay(0.0) is None
    pace.unanswered()
    assert pace.allowed == 2
    assert pace.delay(0.0) == 0

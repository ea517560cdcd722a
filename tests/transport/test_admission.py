"""The gate before the service: who waits, and for how long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.transport.admission import Admission, GivenUp
from pulumi_microsoft_seats.transport.http import RetryPolicy
from pulumi_microsoft_seats.transport.pace import Pace


def _asked_to_wait(seconds: float) -> Admission:
    admission = Admission(Pace(4, RetryPolicy()))
    sent_at = admission.enter()
    admission.turned_away(sent_at, asked=seconds, too_many=False)
    return admission


def test_who_waits_when_patience_is_lost_is_sent_away() -> None:
    """Whichever comes first, the request or the end of patience."""
    admission = _asked_to_wait(60)
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(admission.enter) for _ in range(2)]
        admission.stop_waiting()
        for each in waiting:
            with pytest.raises(GivenUp):
                each.result(timeout=30)
    with pytest.raises(GivenUp):
        admission.enter()


def test_what_need_not_wait_goes_on_all_the_same() -> None:
    """Reading what became of a call is still of use, and a short wait is none."""
    admission = _asked_to_wait(0.05)
    admission.stop_waiting()
    admission.served(admission.enter())
    admission.enter()

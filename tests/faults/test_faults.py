"""A few cases in which every sort of fault occurs; `make faults` draws hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.campaign import play
from tests.faults.schedule import Schedule, Trouble
from tests.faults.stage import Stage, stage
from tests.faults.world import Case, draw
from tests.support.assignments import Assignment, Entry

PRODUCT = "9NBLGGH4R2R6/0016"
OLD = tuple(f"user{number:02}@contoso.com" for number in range(30))
NEW = tuple(f"user{number:02}@contoso.com" for number in range(27, 60))
"""27 users go, 3 stay and 30 come: two calls each to reclaim and to assign."""


def _case(*troubles: Trouble, ownership: str = "exclusive", certificate: bool = False) -> Case:
    before = Assignment("office", PRODUCT, OLD, ownership, reclaim_limit=1.0)
    others = ("other@contoso.com",) if ownership == "shared" else ()
    return Case(
        seed=1,
        inventory=(Entry(PRODUCT, 70, "restricted", others),),
        before=(before,),
        now=(replace(before, users=NEW),),
        schedule=Schedule(7, troubles),
        certificate=certificate,
        concurrency=1,
    )


PASSING = _case(
    Trouble("429", "write", 1),
    Trouble("reset before", "write", 2),
    Trouble("500 after", "write", 3),
    Trouble("tokens expired", "write", 4),
    Trouble("read 503", "read", 1),
    Trouble("sign-in 503", "sign-in", 1),
    certificate=True,
)
FAILING = _case(
    Trouble("503 after", "write", 1),
    Trouble("cut in the middle", "write", 2),
    Trouble("not JSON", "write", 3),
    Trouble("users refused", "write", 3),
    Trouble("inventory vanished", "write", 4, 100),
)
OTHERS = _case(
    Trouble("given anew", "reclaim", 1),
    Trouble("latency", "write", 2),
    Trouble("taken by another", "write", 2),
    Trouble("given by another", "write", 3),
    Trouble("seats run out", "write", 4),
    ownership="shared",
)
KILLED_BEFORE = _case(Trouble("killed before", "write", 2), ownership="shared")
KILLED_AFTER = _case(Trouble("killed after", "write", 3))
SLOW = _case(Trouble("timeout", "write", 2))


@pytest.fixture(scope="module")
def opened() -> Iterator[Stage]:
    """One emulator for all cases."""
    with stage() as running:
        yield running


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(PASSING, id="what passes"),
        pytest.param(FAILING, id="what lasts"),
        pytest.param(OTHERS, id="others move seats"),
        pytest.param(KILLED_BEFORE, id="the plugin is killed before a call is carried out"),
        pytest.param(KILLED_AFTER, id="the plugin is killed after it"),
        pytest.param(SLOW, id="a call takes too long"),
    ],
)
def test_whatever_goes_wrong_seats_and_state_stay_right(
    case: Case, opened: Stage, tmp_path: Path
) -> None:
    """Through the real plugin process; the next update mends it, and the one after has nothing."""
    played = play(opened, case, tmp_path)
    assert played.violations == ()
    assert set(played.injected) == {each.kind for each in case.schedule.troubles}
    if case is not SLOW:
        assert played.failed is (case is not PASSING)


def test_a_case_is_drawn_again_from_its_seed() -> None:
    """So that a violation can be looked at."""
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]


def test_every_roster_takes_several_calls() -> None:
    """26 users at least, where one call takes 25."""
    sizes = [len(each.users) for n in range(100) for each in (draw(n).before or draw(n).now)]
    assert min(sizes) >= 26
    assert max(sizes) > 100

"""A few cases in which every sort of fault occurs; `make faults` draws hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.drawn.people import ANOTHER
from tests.drawn.stage import Stage, stage
from tests.drawn.values import Assignment, Case, Directory, Entry, Ownership, Step
from tests.faults.campaign import Played, play
from tests.faults.draw import FaultyCase, draw_faulty
from tests.faults.schedule import Schedule, Trouble
from tests.faults.script import Script

PRODUCT = "9NBLGGH4R2R6/0016"
OLD = tuple(f"user{number:02}@contoso.com" for number in range(30))
NEW = tuple(f"user{number:02}@contoso.com" for number in range(27, 60))
"""27 users go, 3 stay and 30 come: two calls each to reclaim and to assign."""


def _case(
    *troubles: Trouble, ownership: Ownership = "exclusive", certificate: bool = False
) -> FaultyCase:
    before = Assignment("office", PRODUCT, OLD, ownership, limit=1.0)
    others = ("other@contoso.com",) if ownership == "shared" else ()
    now = replace(before, users=NEW)
    steps = (Step(frozenset(), 0, (before,)), Step(frozenset(), 0, (now,), settled=True))
    return FaultyCase(
        case=Case(1, (Entry(PRODUCT, 70, "restricted", others),), steps),
        faulty=1,
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
    Trouble("timeout", "write", 2),
    Trouble("not JSON", "write", 3),
    Trouble("users refused", "write", 4),
    Trouble("seats run out", "write", 4),
    Trouble("inventory vanished", "write", 5, 100),
)
KILLED = _case(
    Trouble("given anew", "reclaim", 1),
    Trouble("latency", "write", 2),
    Trouble("taken by another", "write", 2),
    Trouble("given by another", "write", 3),
    Trouble("killed after", "write", 4),
    ownership="shared",
)


SKU = "SPE_E3"
PEOPLE = (*dict.fromkeys((*OLD, *NEW, *ANOTHER)),)
PARTS = FaultyCase(
    case=Case(
        seed=2,
        inventory=(Entry(SKU, 70),),
        steps=(
            Step(frozenset(), 0, (Assignment("e3", SKU, OLD, limit=1.0),)),
            Step(
                frozenset(),
                0,
                (Assignment("e3", SKU, NEW, limit=1.0, disabled=("TEAMS1",)),),
                settled=True,
            ),
        ),
        directory=Directory(PEOPLE, index=1, shuffled=True),
    ),
    faulty=1,
    schedule=Schedule(
        7,
        (
            Trouble("given anew", "reclaim", 1),
            Trouble("part 429", "part", 3, 2),
            Trouble("part busy", "part", 12, 2),
            Trouble("part 504 after", "part", 33),
            Trouble("part refused", "part", 40, 2),
            Trouble("renamed by another", "write", 2),
            Trouble("joined by another", "write", 3),
            Trouble("answers missing", "write", 4),
            Trouble("plan added", "write", 4),
        ),
    ),
    concurrency=1,
)
"""The same people have a licence, of which those who stay are switched a service plan off."""


@pytest.fixture(scope="module")
def script() -> Script:
    """What goes wrong, case after case."""
    return Script()


@pytest.fixture(scope="module")
def opened(script: Script) -> Iterator[Stage]:
    """One emulator for all cases."""
    with stage(script) as running:
        yield running


@pytest.mark.parametrize(
    "case",
    [
        # What passes is held by tests/transport, tests/store and tests/entra, call by call.
        pytest.param(PASSING, id="what passes", marks=pytest.mark.release),
        pytest.param(FAILING, id="what lasts"),
        pytest.param(KILLED, id="others move seats, and the plugin is killed"),
        pytest.param(PARTS, id="parts of batches, and licences that others change"),
    ],
)
def test_whatever_goes_wrong_seats_and_state_stay_right(
    case: FaultyCase, opened: Stage, script: Script
) -> None:
    """Through the real plugin process; the next update mends it, and the one after has nothing."""
    played = play(opened, script, case)
    assert played.violations == ()
    assert isinstance(played, Played)
    assert played.injected.keys() == {each.kind for each in case.schedule.troubles}
    assert played.failed is (case is not PASSING)


def test_a_case_is_drawn_again_from_its_seed() -> None:
    """So that a violation can be looked at."""
    seeds = range(50)
    assert [draw_faulty(seed) for seed in seeds] == [draw_faulty(seed) for seed in seeds]


def test_every_new_roster_takes_several_calls() -> None:
    """26 users at least, where one call takes 25."""
    begun = [draw_faulty(seed).case.steps[0].program for seed in range(100)]
    sizes = [len(each.users) for program in begun for each in program]
    assert min(sizes) >= 26
    assert max(sizes) > 100

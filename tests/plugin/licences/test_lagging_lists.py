"""Lists come from an index that lags behind: they decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plugin.licences.directory import (
    E3,
    STAFF,
    Directory,
    LicenseStack,
    both,
    licence,
    shared_licence,
)
from tests.plugin.world import ADA, BOB, CY, ZOE, Declare, warnings_in


def test_a_list_that_still_has_somebody_takes_nothing(stack: LicenseStack, said: list[str]) -> None:
    """Nor is it said that somebody gained a licence."""
    stack.up(licence(ADA))
    stack.world.give(ZOE)
    stack.world.stop_the_index()
    stack.world.take(ZOE)
    stack.world.writes.clear()
    said.clear()
    assert not stack.up(licence(ADA))
    stack.refresh()
    assert stack.inputs["seats"] == f"{ADA}\n"
    assert (stack.world.writes, warnings_in(said)) == ([], [])


@both
def test_a_list_that_lacks_somebody_assigns_nothing(
    stack: LicenseStack, said: list[str], declare: Declare
) -> None:
    """Nor is it said that somebody lost a licence, by an update or by a refresh."""
    stack.world.stop_the_index()
    stack.up(declare(ADA, BOB))
    stack.world.writes.clear()
    said.clear()
    assert not stack.up(declare(ADA, BOB))
    stack.refresh()
    assert stack.inputs["seats"] == f"{ADA}\n{BOB}\n"
    assert (stack.world.writes, warnings_in(said)) == ([], [])


@both
def test_whom_a_list_still_lacks_is_reclaimed_when_no_longer_declared(
    stack: LicenseStack, declare: Declare
) -> None:
    """State has whoever was served a moment ago, and would forget them."""
    stack.world.stop_the_index()
    stack.up(declare(ADA, BOB))
    stack.up(declare(ADA))
    assert stack.world.direct() == {ADA}


def test_a_list_with_the_plans_of_yesterday_changes_none(stack: LicenseStack) -> None:
    """And a refresh shows no drift of them."""
    stack.up(licence(ADA, disabled_plans=[]))
    stack.world.stop_the_index()
    stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
    stack.world.writes.clear()
    assert not stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
    stack.refresh()
    assert (stack.inputs["seats"], stack.world.writes) == (f"{ADA}\n", [])


@both
def test_destroying_takes_all_that_state_speaks_of(stack: LicenseStack, declare: Declare) -> None:
    """Also what was given too late for the list: nobody would know of it afterwards."""
    stack.world.stop_the_index()
    stack.up(declare(ADA, BOB))
    stack.destroy()
    assert stack.world.direct() == set()


Held = Mapping[str, tuple[bool, bool]]
"""Whether each has it directly, and through a group."""

PEOPLE = (ADA, BOB, CY, ZOE)
held = st.fixed_dictionaries(dict.fromkeys(PEOPLE, st.tuples(st.booleans(), st.booleans())))
some = st.frozensets(st.sampled_from(PEOPLE))


@given(before=held, now=held, declared=some, declare=st.sampled_from([licence, shared_licence]))
@settings(max_examples=60, deadline=None)
def test_a_list_says_whom_to_ask_for_and_the_directory_what_to_do(
    before: Held, now: Held, declared: frozenset[str], declare: Declare
) -> None:
    """The list is that of `before`, the directory that of `now`.

    Whoever is declared and not listed is served, unless a group does so by now. Whoever is listed
    with a direct licence and not declared has none afterwards, under exclusive ownership. Of all
    others nothing is touched; groups keep what they give; and the next run has nothing to do.
    """
    with ThreadPoolExecutor(2) as executor:
        world = Directory(executor)
        world.add(*PEOPLE)
        _settle(world, before)
        world.stop_the_index()
        _settle(world, now)
        stack = LicenseStack(world)
        wanted = declare(*declared)
        plan = stack.preview(wanted)
        stack.up(wanted, plan.get("__refusal", {}).get("approval", ""))
        had = {user for user in PEOPLE if now[user][0]}
        through = {user for user in PEOPLE if now[user][1]}
        given = {u for u in declared if not any(before[u])} - through - had
        taken = {u for u in had - declared if before[u][0] and declare is licence}
        assert {u for u in PEOPLE if (E3, STAFF) in world.person(u).paths} == through
        assert world.direct() == (had | given) - taken
        assert len(world.writes) == len(given | taken)
        assert not stack.up(wanted)


def _settle(world: Directory, paths: Held) -> None:
    for user, (direct, through) in paths.items():
        world.person(user).paths = {
            **({(E3, None): frozenset[str]()} if direct else {}),
            **({(E3, STAFF): frozenset[str]()} if through else {}),
        }

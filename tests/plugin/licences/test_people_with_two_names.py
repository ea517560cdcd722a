"""A holder with a new name counts once, by whichever names the program and the state call them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulumi_microsoft_seats.domain.errors import RefusedPlan
from tests.plugin.licences.directory import Directory, LicenseStack, both, licence
from tests.plugin.world import Declare, warnings_in

OLD = "mary@contoso.com"
OTHERS = [f"user{number}@contoso.com" for number in range(5)]
LEAVERS, STAYERS = OTHERS[:2], OTHERS[2:]

pytestmark = [both, pytest.mark.parametrize("refresh", [False, True], ids=["", "refresh"])]
any_names = pytest.mark.parametrize(
    "names", ["old", "new", "both", "both, then new", "both, then old"]
)
"""What the program calls the person after the change of name."""


@pytest.fixture(params=["ann@contoso.com", "zoe@contoso.com"])
def new(request: pytest.FixtureRequest) -> str:
    """A name before the old one or behind it: ids are kept in the order of names."""
    return str(request.param)


@pytest.fixture
def stack(new: str) -> Iterator[LicenseStack]:
    """Six people without licences; where lists are dear, users of a shared one are asked for."""
    with ThreadPoolExecutor(2) as executor:
        directory = Directory(executor, elsewhere=0 if new < OLD else 1_000_000)
        directory.add(OLD, *OTHERS)
        yield LicenseStack(directory)


def _named(stack: LicenseStack, declare: Declare, names: str, new: str) -> list[str]:
    """Six people hold licences, and one has another name since; what they are declared by now."""
    stack.up(declare(OLD, *OTHERS))
    stack.world.rename(OLD, new)
    if names.startswith("both"):
        stack.up(declare(OLD, new, *OTHERS))
    stack.world.writes.clear()
    return {"old": [OLD], "new": [new], "both": [OLD, new]}[names.rpartition(" ")[2]]


@any_names
def test_nothing_is_done_nor_told_as_drift(
    stack: LicenseStack, said: list[str], declare: Declare, names: str, new: str, *, refresh: bool
) -> None:
    """By preview, update, second update, refresh and, in the end, one write a person.

    State takes note of the names of today, and as long as the program has the old one, a warning
    says the new one.
    """
    named = _named(stack, declare, names, new)
    wanted = declare(*named, *OTHERS)
    said.clear()
    assert "plan" not in stack.preview(wanted, refresh=refresh)
    is_said_otherwise = wanted["seats"] != stack.outputs["seats"]
    assert stack.up(wanted, refresh=refresh) is is_said_otherwise
    assert stack.outputs["seats"] == wanted["seats"]
    assert not stack.up(wanted, refresh=refresh)
    stack.refresh()
    assert stack.inputs["seats"] == wanted["seats"]
    renamed = (
        "warning: SPE_E3: 1 declared user has another name, and nothing is taken for it: "
        f"{OLD} is {new} by now; write the new name."
    )
    assert {*warnings_in(said)} == ({renamed} if OLD in named else set())
    assert stack.world.writes == []
    stack.destroy()
    assert len(stack.world.writes) == 6


@any_names
def test_the_figures_are_those_of_people(
    stack: LicenseStack, said: list[str], declare: Declare, names: str, new: str, *, refresh: bool
) -> None:
    """In the row, in a refusal and in the digest, of an update and of a delete."""
    named = _named(stack, declare, names, new)
    wanted = declare(*named, *STAYERS, reclaim_limit=0.2)
    said.clear()
    refusal = stack.preview(wanted, refresh=refresh)["__refusal"]
    assert "would lose 2 of the 6 seats" in refusal["sentence"]
    held = 6 + (0 if declare is licence else stack.world.elsewhere)
    (row,) = (line for line in said if "held, " in line)
    assert row.startswith(f"info: SPE_E3: 2 lose ({', '.join(LEAVERS)}); {held:,} → {held - 2:,} ")
    stack.up(wanted, refusal["approval"], refresh=not refresh)
    assert {name for _, _, name in stack.world.writes} == {*LEAVERS}
    with pytest.raises(RefusedPlan, match="4 of its 4 seats"):
        stack.destroy()


@pytest.mark.parametrize("names", ["old", "both"])
def test_whoever_leaves_by_all_names_loses_one_licence(
    stack: LicenseStack, declare: Declare, names: str, new: str, *, refresh: bool
) -> None:
    """The id says who was meant; one write takes it, and one seat is counted."""
    _named(stack, declare, names, new)
    wanted = declare(*OTHERS, reclaim_limit=0.0)
    assert stack.up(wanted, refresh=refresh)
    assert stack.world.writes == [("remove", "SPE_E3", new)]
    assert not stack.up(wanted, refresh=refresh)


@pytest.mark.parametrize("names", ["old", "both"])
def test_a_replacement_takes_one_licence_a_person(
    stack: LicenseStack, declare: Declare, names: str, new: str, *, refresh: bool
) -> None:
    """Whoever moves on to another SKU is counted once among those who lose the old one."""
    named = _named(stack, declare, names, new)
    moved = declare(*named, *OTHERS, sku="SPE_E5", reclaim_limit=0.2)
    refusal = stack.preview(moved, refresh=refresh)["__refusal"]
    assert "would reclaim 6 seats of SPE_E3" in refusal["sentence"]

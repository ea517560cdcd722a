"""What a group gives is nobody's to take, and as good as any."""

from __future__ import annotations

from tests.plugin.licences.directory import LicenseStack, both, licence
from tests.plugin.world import ADA, BOB, ZOE, Declare, warnings_in


def test_who_has_it_through_a_group_is_served(stack: LicenseStack, said: list[str]) -> None:
    """No second path is made; the outputs say who that is."""
    stack.world.join(BOB)
    stack.up(licence(ADA, BOB))
    assert stack.world.writes == [("assign", "SPE_E3", ADA)]
    assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"
    assert (stack.outputs["assigned_count"], stack.outputs["inherited"]) == (2, [BOB])
    row = f"info: SPE_E3: 1 gains ({ADA}), 1 served by a group ({BOB}); "
    assert [line for line in said if "group" in line and line.startswith(row)]
    assert stack.inputs["__told"] == {"inherited": f"{BOB}\n"}
    assert not stack.up(licence(ADA, BOB))


def test_what_a_group_gives_is_never_reclaimed(stack: LicenseStack) -> None:
    """Neither from those who are not declared, nor from those who no longer are."""
    stack.world.join(BOB, ZOE)
    stack.up(licence(ADA, BOB))
    stack.world.writes.clear()
    stack.up(licence(ADA))
    assert stack.inputs["__told"] == {"left": f"{BOB}\n"}
    stack.destroy()
    assert stack.world.writes == [("remove", "SPE_E3", ADA)]


def test_an_undeclared_holder_of_both_loses_the_direct_one(
    stack: LicenseStack, said: list[str]
) -> None:
    """And a line says what stays."""
    stack.up(licence(ADA, BOB))
    stack.world.join(BOB)
    said.clear()
    stack.up(licence(ADA))
    assert stack.world.direct() == {ADA}
    assert stack.inputs["__told"] == {"kept": f"{BOB}\n"}
    assert (
        f"info: SPE_E3: 1 user loses the direct licence and keeps it through a group: {BOB}"
    ) in said
    (row,) = (line for line in said if " held, " in line)
    assert row.startswith(f"info: SPE_E3: 1 loses ({BOB}); 2 → 1 held, "), "directly"
    assert "→" not in row.partition(" held, ")[2], "no unit is free for it"
    assert stack.outputs["seats"] == f"{ADA}\n"


@both
def test_a_licence_that_a_group_gives_by_now_is_not_called_lost(
    stack: LicenseStack, said: list[str], declare: Declare
) -> None:
    """The outputs say that it is inherited, and nothing is written."""
    stack.up(declare(ADA, BOB))
    stack.world.take(BOB)
    stack.world.join(BOB)
    stack.world.writes.clear()
    said.clear()
    assert stack.up(declare(ADA, BOB)), "in state"
    assert (stack.world.writes, warnings_in(said)) == ([], [])
    assert stack.outputs["inherited"] == [BOB]


def test_reading_leaves_the_members_of_groups_to_their_groups(stack: LicenseStack) -> None:
    """But for those who are declared: they are served."""
    stack.world.join(BOB, ZOE)
    stack.up(licence(ADA, BOB))
    stack.refresh()
    assert (stack.inputs["seats"], stack.outputs["inherited"]) == (f"{ADA}\n{BOB}\n", [BOB])

"""A resource that had another name before."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .stage import Stage

WIDGET = "urn:pulumi:dev::stage::pulumi-python:dynamic:Widget::"
RENAMED = 'Widget("b", "alpha", ResourceOptions(aliases=[Alias(name="a")]))'


def test_the_state_goes_on_under_the_new_name(stage: Stage) -> None:
    """Once, and the resources that refer to it follow."""
    stage.program("""
        a = Widget("a", "alpha")
        Widget("user", "beta", ResourceOptions(depends_on=[a]))
    """).apply()
    stage.program(RENAMED + '\nWidget("user", "uncreatable", kind="other")')
    assert not stage.apply().ok
    resources = {each["urn"]: each for each in stage.state()["resources"]}
    assert [urn for urn in resources if urn.startswith(WIDGET)] == [WIDGET + "user", WIDGET + "b"]
    assert resources[WIDGET + "user"]["dependencies"] == [WIDGET + "b"]


def test_what_is_refused_keeps_its_old_name(stage: Stage) -> None:
    """So that taking the rename back is no change."""
    stage.program('Widget("a", "alpha")').apply()
    stage.program(RENAMED.replace("alpha", "bad"))
    assert not stage.apply().ok
    assert stage.program('Widget("a", "alpha")').preview().change("a").op == "same"


def test_a_refresh_that_comes_first_speaks_of_the_old_name(stage: Stage) -> None:
    """The program that gives the new one has not been run yet."""
    stage.program('Widget("a", "alpha")').apply()
    stage.tamper(w1="drifted")
    stage.program(RENAMED)
    result = stage.with_options("options:\n  refresh: always\n").preview()
    assert [each.urn for each in result.drift] == [WIDGET + "a"]
    assert result.change("b").op == "update"


def test_two_resources_cannot_have_been_the_same_one(stage: Stage) -> None:
    """Neither by their aliases, nor when the old name is taken again."""
    stage.program('Widget("a", "alpha")').apply()
    for other in (RENAMED.replace('"b"', '"c"'), 'Widget("a", "alpha")'):
        (error,) = stage.program(f"{RENAMED}\n{other}").preview().errors
        assert f"cannot be what {WIDGET}a was:" in error.message

"""What a refresh finds changed in reality."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .stage import Stage

TWO = 'Widget("a", "one\\ntwo\\nthree\\n")\nWidget("b", "beta")'


def ids(stage: Stage) -> dict[str, str]:
    """The ids of the widgets by name."""
    resources = stage.state()["resources"]
    return {each["urn"].rsplit("::", 1)[1]: each["id"] for each in resources}


def test_refresh_takes_drift_and_disappearance_over_into_the_state(stage: Stage) -> None:
    """Inputs and outputs are rewritten, so that the next preview shows the way back."""
    stage.program(TWO).apply()
    known = ids(stage)
    stage.tamper(**{known["a"]: "one\n2\nthree\n", known["b"]: None})
    result = stage.rehearsal().refresh()
    assert result.ok, result.text
    assert {each.name: each.op for each in result.drift} == {"a": "update", "b": "delete"}
    assert stage.remembered() == ["a"]
    section = result.text.split("Drift found by the refresh:")[1].split("Summary:")[0]
    assert "- two" in section
    assert "+ 2" in section
    preview = stage.preview()
    assert preview.change("a").old_inputs["text"] == "one\n2\nthree\n"
    assert {preview.change(name).op for name in "ab"} == {"update", "create"}


def test_a_project_that_always_refreshes_shows_drift_before_the_preview(stage: Stage) -> None:
    """A preview leaves the state as it was, an update repairs the world."""
    stage.program(TWO).apply()
    known = ids(stage)
    stage.tamper(**{known["a"]: "one\n2\nthree\n"})
    refreshing = stage.with_options("options:\n  refresh: always\n")
    before = stage.state()
    preview = refreshing.preview()
    assert [each.name for each in preview.drift] == ["a"]
    assert preview.change("a").op == "update"
    assert preview.text.index("Drift found") < preview.text.index("Resources:")
    assert stage.state() == before
    assert refreshing.apply().ok
    assert stage.texts() == ["beta", "one\ntwo\nthree\n"]


def test_a_refresh_of_an_unchanged_world_finds_nothing(stage: Stage) -> None:
    """Every resource counts as unchanged, the stack's own row too."""
    stage.program(TWO).apply()
    result = stage.rehearsal().refresh()
    assert result.drift == ()
    assert "3 unchanged" in result.text

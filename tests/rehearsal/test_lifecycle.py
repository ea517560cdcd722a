"""What becomes of the resources a program declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulumi_microsoft_seats.rehearsal import Secret, Unknown

if TYPE_CHECKING:
    from pulumi_microsoft_seats.rehearsal import RehearsalResult

    from .stage import Stage

ALWAYS_REFRESH = "options:\n  refresh: always\n"
RENAMED = 'Widget("b", "alpha", ResourceOptions(aliases=[Alias(name="a")]))'


def ops(result: RehearsalResult) -> dict[str, str]:
    """The widgets' changes by name, once it is clear that all went well."""
    assert result.ok, result.text
    return {each.name: each.op for each in result.changes if each.type.endswith("Widget")}


def test_up_previews_and_then_creates_what_is_declared(stage: Stage) -> None:
    """The update creates once; the preview that came first created nothing."""
    stage.program('a = Widget("a", "alpha")\npulumi.export("size", a.size)')
    result = stage.rehearsal().up()
    assert ops(result) == {"a": "create"}
    assert result.outputs == {"size": 5}
    assert result.planned is not None
    assert result.planned.outputs == {"size": Unknown()}
    assert len(stage.calls("create")) == 1
    assert stage.texts() == ["alpha"]


def test_a_resource_is_kept_updated_replaced_deleted_or_retained(stage: Stage) -> None:
    """What the provider's diff and the options say; a preview says the same, and changes nothing.

    A replacement deletes last, or first where the provider asks for that.
    """
    stage.program("""
        for name in ("kept", "updated", "replaced", "single", "removed"):
            Widget(name, name, kind="plain")
        Widget("retained", "retained", ResourceOptions(retain_on_delete=True))
    """).apply()
    before = (stage.world["widgets"], stage.state())
    stage.change_world(calls=[])
    stage.program("""
        Widget("kept", "kept", kind="plain")
        Widget("updated", "changed", kind="plain")
        Widget("replaced", "replaced", kind="fancy")
        Widget("single", "single", kind="unique")
    """)
    expected = {
        "kept": "same",
        "updated": "update",
        "replaced": "replace",
        "single": "replace",
        "removed": "delete",
        "retained": "retain",
    }
    assert ops(stage.preview()) == expected
    assert (stage.world["widgets"], stage.state()) == before
    assert ops(stage.apply()) == expected
    assert stage.texts() == ["changed", "kept", "replaced", "retained", "single"]
    assert stage.remembered() == ["kept", "replaced", "single", "updated"]
    order = [(call["method"], call["text"]) for call in stage.world["calls"]]
    assert order.index(("create", "replaced")) < order.index(("delete", "replaced"))
    assert order.index(("delete", "single")) < order.index(("create", "single"))


def test_a_replaced_resource_is_deleted_before_what_it_depended_on(stage: Stage) -> None:
    """Although its replacement depends on nothing."""
    stage.program("""
        base = Widget("base", "base")
        Widget("user", "old", ResourceOptions(depends_on=[base]), kind="plain")
    """).apply()
    assert ops(stage.program('Widget("user", "new", kind="fancy")').apply())["user"] == "replace"
    assert [call["text"] for call in stage.calls("delete")] == ["old", "base"]


def test_an_input_of_another_resource_is_unknown_until_that_exists(stage: Stage) -> None:
    """The provider gets the SDK's own Unknown, the caller of the rehearsal one of its own."""
    stage.program("""
        a = Widget("a", "alpha")
        Widget("b", a.size.apply(lambda size: f"size {size}"))
        Widget("c", pulumi.Output.concat(a.text, "!"))
    """)
    preview = stage.preview()
    assert preview.change("b").new_inputs["text"] == Unknown()
    assert preview.change("c").new_inputs["text"] == "alpha!"
    assert "Unknown" in [call["text"] for call in stage.calls("check")]
    assert stage.apply().change("b").new_inputs["text"] == "size 5"
    assert set(ops(stage.preview()).values()) == {"same"}


def test_a_protected_resource_is_not_deleted_nor_is_anything_else(stage: Stage) -> None:
    """One line says so, on its row, of an update and of a destroy."""
    stage.program('Widget("a", "alpha", ResourceOptions(protect=True)); Widget("b", "beta")')
    assert stage.apply().ok
    stage.program("")
    for result in (stage.apply(), stage.rehearsal().destroy()):
        assert result.exit_code == 1
        (error,) = result.errors
        assert error.message.startswith(
            "a would have to be deleted, and it is protected: take the "
        )
    assert stage.texts() == ["alpha", "beta"]


def test_destroy_deletes_dependents_first_and_does_not_run_the_program(stage: Stage) -> None:
    """Everything goes, whatever the program has become."""
    stage.program("""
        a = Widget("a", "first")
        b = Widget("b", a.size.apply(lambda size: "second"))
        Widget("c", "third", ResourceOptions(depends_on=[b]))
    """).apply()
    stage.program("raise Exception('never run')")
    assert ops(stage.rehearsal().destroy()) == {"a": "delete", "b": "delete", "c": "delete"}
    assert [call["text"] for call in stage.calls("delete")] == ["third", "second", "first"]
    assert stage.state()["resources"] == []


def test_a_resource_can_be_looked_up_by_id_and_is_not_owned(stage: Stage) -> None:
    """It is read, its outputs reach the program; what was owned under its name is given up."""
    stage.program('Widget("a", "alpha"); Widget("b", "beta")').apply()
    ids = {each["urn"][-1]: each["id"] for each in stage.state()["resources"]}
    stage.program(f"""
        Widget("a", "any", ResourceOptions(id="{ids["a"]}"))
        found = Widget("b", "any", ResourceOptions(id="{ids["a"]}"))
        pulumi.export("found", found.text)
    """)
    result = stage.apply()
    assert ops(result) == {"a": "read", "b": "read"}
    assert result.outputs == {"found": "alpha"}
    assert stage.texts() == ["alpha"]
    assert stage.rehearsal().destroy().ok
    assert stage.texts() == ["alpha"]


def test_looking_up_what_does_not_exist_is_a_warning(stage: Stage) -> None:
    """As with the engine the program goes on, without outputs."""
    stage.program('pulumi.export("id", Widget("a", "any", ResourceOptions(id="nowhere")).id)')
    result = stage.apply()
    assert result.outputs == {"id": "nowhere"}
    assert "warning: Nothing exists under the id nowhere." in result.text


def test_secrets_are_plain_for_the_provider_and_masked_for_people(stage: Stage) -> None:
    """They stay marked in outputs, in state and in the result."""
    stage.program("""
        a = Widget("a", pulumi.Output.secret("hush-hush"), tags=["x", pulumi.Output.secret(1.5)])
        pulumi.export("text", a.text)
        pulumi.export("size", a.size)
    """)
    result = stage.apply()
    assert ops(result) == {"a": "create"}
    assert stage.texts() == ["hush-hush"]
    assert result.outputs == {"text": Secret("hush-hush"), "size": 9}
    assert result.change("a").new_inputs["tags"] == ["x", Secret(1.5)]
    assert "hush-hush" not in result.text
    assert "text: [secret]" in result.text
    assert ops(stage.preview()) == {"a": "same"}


def test_under_an_alias_the_state_goes_on_under_the_new_name(stage: Stage) -> None:
    """Once, and the resources that refer to it follow, also where the update then fails."""
    stage.program("""
        a = Widget("a", "alpha")
        Widget("user", "beta", ResourceOptions(depends_on=[a]))
    """).apply()
    stage.program(RENAMED + '\nWidget("user", "uncreatable", kind="other")')
    assert not stage.apply().ok
    resources = {each["urn"]: each for each in stage.state()["resources"]}
    assert stage.remembered() == ["b", "user"]
    assert resources[stage.urn("user")]["dependencies"] == [stage.urn("b")]


def test_two_resources_cannot_have_been_the_same_one(stage: Stage) -> None:
    """Neither by their aliases, nor when the old name is taken again."""
    stage.program('Widget("a", "alpha")').apply()
    for other in (RENAMED.replace('"b"', '"c"'), 'Widget("a", "alpha")'):
        (error,) = stage.program(f"{RENAMED}\n{other}").preview().errors
        assert f"cannot be what {stage.urn('a')} was:" in error.message


def test_a_refresh_takes_drift_and_disappearance_over_into_the_state(stage: Stage) -> None:
    """Inputs and outputs are rewritten, so that the next preview shows the way back."""
    stage.program(r'Widget("a", "one\ntwo\n"); Widget("b", "beta"); Widget("c", "gamma")').apply()
    ids = {each["urn"][-1]: each["id"] for each in stage.state()["resources"]}
    stage.tamper(**{ids["a"]: "one\n2\n", ids["b"]: None})
    result = stage.rehearsal().refresh()
    assert {each.name: each.op for each in result.drift} == {"a": "update", "b": "delete"}
    assert stage.remembered() == ["a", "c"]
    section = result.text.split("Drift found by the refresh:")[1].split("Summary:")[0]
    assert "- two" in section
    assert "+ 2" in section
    assert "2 unchanged" in result.text
    preview = stage.preview()
    assert preview.change("a").old_inputs["text"] == "one\n2\n"
    assert ops(preview) == {"a": "update", "b": "create", "c": "same"}


def test_a_project_that_always_refreshes_shows_drift_before_the_preview(stage: Stage) -> None:
    """Of a resource that is renamed under its old name; only an update repairs the world."""
    stage.program('Widget("a", "alpha")').apply()
    stage.tamper(w1="drifted")
    refreshing = stage.program(RENAMED).with_options(ALWAYS_REFRESH)
    before = stage.state()
    preview = refreshing.preview()
    assert [each.urn for each in preview.drift] == [stage.urn("a")]
    assert ops(preview) == {"b": "update"}
    assert preview.text.index("Drift found") < preview.text.index("Resources:")
    assert stage.state() == before
    assert refreshing.apply().ok
    assert stage.texts() == ["alpha"]


def test_only_the_targets_are_brought_about(stage: Stage) -> None:
    """What else changed, is new or is declared no more waits for the next update of all."""
    stage.program('for name in ("a", "b", "gone"): Widget(name, name)').apply()
    stage.program("""
        Widget("a", "A")
        Widget("renamed", "B", ResourceOptions(aliases=[Alias(name="b")]))
        Widget("new", "N").size.apply(lambda size: print("the size is", size))
    """)
    result = stage.rehearsal().up(targets=[stage.urn("a")])
    assert result.ok, result.text
    assert "the size is" not in result.text, "nobody has such a value yet"
    assert stage.texts() == ["A", "b", "gone"]
    assert stage.remembered() == ["a", "b", "gone"]
    assert stage.apply().ok
    assert stage.texts() == ["A", "B", "N"]
    assert stage.remembered() == ["a", "new", "renamed"]


@pytest.mark.parametrize(
    ("option", "before", "after", "message"),
    [
        (
            "targets",
            "",
            'a = Widget("a", "x"); Widget("b", a.text)',
            "b depends on a, which is no target and does not exist: make it a target, too.",
        ),
        (
            "targets",
            'b = Widget("b", "x"); Widget("a", "y", ResourceOptions(depends_on=[b]))',
            "",
            "a depends on a target and would have to be deleted: make it one.",
        ),
        ("targets", "", 'Widget("a", "x")', "The stack has no resource {b}: name one that it has."),
        ("replace", "", 'Widget("b", "x")', "The stack has no resource {b}: name one that it has."),
    ],
)
def test_what_a_target_or_a_replacement_needs_has_to_be_there(
    stage: Stage, option: str, before: str, after: str, message: str
) -> None:
    """As on the engine, and nothing is created or deleted."""
    stage.program(before).apply()
    texts = stage.texts()
    urn = stage.urn("b")
    result = stage.program(after).rehearsal().up(**{option: [urn]})
    assert [error.message for error in result.errors] == [message.format(b=urn)]
    assert stage.texts() == texts


def test_a_refresh_and_a_destroy_keep_to_their_targets(stage: Stage) -> None:
    """The others stay, in the state and in the world."""
    stage.program('Widget("a", "alpha"); Widget("b", "beta")').apply()
    stage.tamper(w1="drifted", w2="drifted")
    refreshed = stage.rehearsal().refresh(targets=[stage.urn("a")])
    assert [each.name for each in refreshed.drift] == ["a"]
    assert stage.rehearsal().destroy(targets=[stage.urn("a")]).ok
    assert stage.remembered() == ["b"]
    assert stage.texts() == ["drifted"]

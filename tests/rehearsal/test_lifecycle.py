"""What becomes of the resources a program declares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pulumi_microsoft_seats.rehearsal import Secret, Unknown

if TYPE_CHECKING:
    from pulumi_microsoft_seats.rehearsal import RehearsalResult

    from .stage import Stage


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


def test_a_resource_is_kept_updated_replaced_or_deleted(stage: Stage) -> None:
    """What the provider's diff says is done, and what is declared no more is deleted."""
    stage.program("""
        for name in ("kept", "updated", "replaced", "removed"):
            Widget(name, name, kind="plain")
    """).apply()
    stage.program("""
        Widget("kept", "kept", kind="plain")
        Widget("updated", "changed", kind="plain")
        Widget("replaced", "replaced", kind="fancy")
    """)
    result = stage.apply()
    expected = {"kept": "same", "updated": "update", "replaced": "replace", "removed": "delete"}
    assert ops(result) == expected
    assert stage.texts() == ["changed", "kept", "replaced"]
    assert stage.remembered() == ["kept", "replaced", "updated"]
    order = [call["method"] for call in stage.world["calls"]]
    assert order.index("delete") > max(at for at, name in enumerate(order) if name == "create")


def test_a_preview_changes_neither_world_nor_state(stage: Stage) -> None:
    """What it would do is told, and nothing is done."""
    stage.program('Widget("a", "alpha"); Widget("gone", "gone")').apply()
    before = (stage.world["widgets"], stage.state())
    stage.program('Widget("a", "beta"); Widget("new", "new")')
    assert ops(stage.preview()) == {"a": "update", "new": "create", "gone": "delete"}
    assert (stage.world["widgets"], stage.state()) == before


def test_a_replacement_deletes_first_when_the_provider_asks(stage: Stage) -> None:
    """delete_before_replace turns the order round."""
    stage.program('Widget("a", "alpha", kind="plain")').apply()
    assert ops(stage.program('Widget("a", "alpha", kind="unique")').apply()) == {"a": "replace"}
    assert [call["method"] for call in stage.world["calls"]][-2:] == ["delete", "create"]


def test_a_replaced_resource_is_deleted_before_what_it_depended_on(stage: Stage) -> None:
    """Although its replacement depends on nothing."""
    stage.program("""
        base = Widget("base", "base")
        Widget("user", "old", ResourceOptions(depends_on=[base]), kind="plain")
    """).apply()
    assert ops(stage.program('Widget("user", "new", kind="fancy")').apply())["user"] == "replace"
    assert [call["text"] for call in stage.calls("delete")] == ["old", "base"]


def test_a_tainted_resource_is_replaced_once(stage: Stage) -> None:
    """The flag in the state, as `pulumi state taint` sets it, goes with the old one."""
    stage.program('Widget("a", "alpha")').apply()
    state = stage.state()
    tainted = [{**each, "taint": each["custom"]} for each in state["resources"]]
    path = stage.directory / ".pulumi-rehearsal.json"
    path.write_text(json.dumps({**state, "resources": tainted}))
    assert [ops(stage.apply()), ops(stage.apply())] == [{"a": "replace"}, {"a": "same"}]


def test_a_resource_that_is_to_be_replaced_has_to_exist(stage: Stage) -> None:
    """As with the engine it does not even do to declare it."""
    stage.program('Widget("a", "alpha")')
    result = stage.rehearsal().up(replace=["urn:pulumi:dev::stage::none::a"])
    (error,) = result.errors
    expected = "The stack has no resource urn:pulumi:dev::stage::none::a: name one that it has."
    assert error.message == expected
    assert stage.world["calls"] == []


def test_an_input_of_another_resource_is_unknown_in_a_preview(stage: Stage) -> None:
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


def test_outputs_stay_known_while_nothing_changes(stage: Stage) -> None:
    """A preview of an unchanged resource shows the program its outputs."""
    stage.program('a = Widget("a", "alpha")\nWidget("b", a.size.apply(str))').apply()
    assert ops(stage.preview()) == {"a": "same", "b": "same"}


def test_a_component_parents_its_resources_as_with_the_engine(stage: Stage) -> None:
    """The URN names the component's type; the component is a row of its own."""
    stage.program('Box("box", "inside")')
    result = stage.apply()
    assert result.change("box").op == "create"
    widget = "pulumi-python:dynamic:Widget"
    expected = f"urn:pulumi:dev::stage::tests:index:Box${widget}::inner"
    assert result.change("inner").urn == expected


def test_a_retained_resource_is_dropped_from_state_and_kept_in_the_world(stage: Stage) -> None:
    """retain_on_delete: the provider's delete is never called."""
    stage.program('Widget("a", "alpha", ResourceOptions(retain_on_delete=True))').apply()
    assert ops(stage.program("").apply()) == {"a": "retain"}
    assert stage.texts() == ["alpha"]
    assert stage.remembered() == []


@pytest.mark.parametrize("removal", ["undeclared", "destroyed"])
def test_a_protected_resource_is_not_deleted_nor_is_anything_else(
    stage: Stage, removal: str
) -> None:
    """One line says so, on its row."""
    stage.program("""
        Widget("a", "alpha", ResourceOptions(protect=True))
        Widget("b", "beta")
    """).apply()
    stage.program("")
    result = stage.apply() if removal == "undeclared" else stage.rehearsal().destroy()
    assert result.exit_code == 1
    messages = [error.message for error in result.errors]
    assert messages == [
        (
            "a would have to be deleted, and it is protected: take the option protect off and run "
            "up first."
        )
    ]
    assert stage.texts() == ["alpha", "beta"]


def test_destroy_deletes_dependents_first_and_does_not_run_the_program(stage: Stage) -> None:
    """Everything goes, whatever the program has become."""
    stage.program("""
        a = Widget("a", "first")
        b = Widget("b", a.size.apply(lambda size: "second"))
        Widget("c", "third", ResourceOptions(depends_on=[b]))
    """).apply()
    stage.program("raise Exception('never run')")
    result = stage.rehearsal().destroy()
    assert ops(result) == {"a": "delete", "b": "delete", "c": "delete"}
    assert [call["text"] for call in stage.calls("delete")] == ["third", "second", "first"]
    assert stage.state()["resources"] == []


def test_a_resource_can_be_looked_up_by_id_and_is_not_owned(stage: Stage) -> None:
    """It is read, its outputs reach the program, and destroy leaves it alone."""
    stage.program('Widget("a", "alpha", ResourceOptions(retain_on_delete=True))').apply()
    stage.program("""
        found = Widget("found", "whatever", ResourceOptions(id="w1"))
        pulumi.export("found", found.text)
        pulumi.export("size", found.size)
    """)
    result = stage.apply()
    assert ops(result) == {"found": "read", "a": "retain"}
    assert result.outputs == {"found": "alpha", "size": 5}
    assert stage.rehearsal().destroy().ok
    assert stage.texts() == ["alpha"]


def test_a_look_up_under_the_name_of_an_owned_resource_gives_that_one_up(stage: Stage) -> None:
    """The same id is kept and no longer owned; another id means that the old one is deleted."""
    stage.program('Widget("a", "alpha"); Widget("b", "beta")').apply()
    ids = {each["urn"][-1]: each["id"] for each in stage.state()["resources"]}
    stage.program(f"""
        Widget("a", "any", ResourceOptions(id="{ids["a"]}"))
        Widget("b", "any", ResourceOptions(id="{ids["a"]}"))
    """)
    assert ops(stage.apply()) == {"a": "read", "b": "read"}
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
        a = Widget("a", pulumi.Output.secret("hush-hush"))
        pulumi.export("text", a.text)
        pulumi.export("size", a.size)
    """)
    result = stage.apply()
    assert ops(result) == {"a": "create"}
    assert stage.texts() == ["hush-hush"]
    assert result.outputs == {"text": Secret("hush-hush"), "size": 9}
    assert "hush-hush" not in result.text
    assert "text: [secret]" in result.text


def test_ignored_changes_keep_the_old_input(stage: Stage) -> None:
    """ignore_changes: the provider sees what it saw before."""
    stage.program('Widget("a", "alpha")').apply()
    stage.program('Widget("a", "beta", ResourceOptions(ignore_changes=["text"]))')
    assert ops(stage.preview()) == {"a": "same"}

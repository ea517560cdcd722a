"""How things fail: one clean line, a code that says so, and a state that tells the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .stage import Stage

ON_THE_ENGINE = "run this program with the Pulumi CLI"


def messages(stage: Stage) -> list[str]:
    """The error lines of an update that fails."""
    result = stage.apply()
    assert result.exit_code == 1
    assert "Traceback" not in result.text
    return [error.message for error in result.errors]


def test_a_failed_check_changes_nothing(stage: Stage) -> None:
    """Its reason is the whole message, on the resource's row; the update is not begun."""
    stage.program('Widget("a", "bad")')
    result = stage.rehearsal().up()
    assert [error.message for error in result.errors] == ["This text is refused."]
    assert result.errors[0].urn.endswith("::a")
    assert result.changes == ()
    assert "Previewing (dev)" in result.text
    assert len(stage.calls("check")) == 1
    assert stage.texts() == []


def test_a_failed_create_keeps_what_was_created_before(stage: Stage) -> None:
    """What depends on it is not begun, nothing undeclared is deleted; its traceback is kept."""
    stage.program('Widget("old", "old")').apply()
    stage.program("""
        good = Widget("good", "fine")
        bad = Widget("bad", good.text.apply(lambda _: "uncreatable"))
        Widget("after", bad.text)
    """)
    result = stage.apply()
    assert [error.message for error in result.errors] == ["ValueError: there is no room for it"]
    details = [item.message for item in result.diagnostics if item.severity == "debug"]
    assert "Traceback" in details[0]
    assert "Traceback" not in result.text
    assert stage.remembered() == ["good", "old"]
    assert stage.texts() == ["fine", "old"]


@pytest.mark.parametrize(
    ("raising", "message"),
    [
        ("a.size.apply(complain)", "5 is not enough"),
        ("complain('This')", "This is not enough"),
    ],
)
def test_an_error_of_the_program_is_one_line_and_keeps_the_state(
    stage: Stage, raising: str, message: str
) -> None:
    """Whatever was declared before is still brought about, as with the engine."""
    stage.program(f"""
        def complain(what):
            raise pulumi.RunError(f"{{what}} is not enough")
        a = Widget("a", "alpha")
        {raising}
    """)
    assert messages(stage) == [message]
    assert stage.remembered() == ["a"]


def test_any_other_exception_shows_the_programs_own_part_of_the_traceback(stage: Stage) -> None:
    """The SDK's and the rehearsal's frames say nothing to the program's author."""
    result = stage.program('{}["missing"]').apply()
    text = result.errors[0].message
    assert "KeyError: 'missing'" in text
    assert "__main__.py" in text
    assert "runpy" not in text


def test_a_crash_of_the_providers_process_leaves_the_old_state(stage: Stage) -> None:
    """The exit code is told; the next update works."""
    stage.program('Widget("a", "alpha")').apply()
    stage.program('Widget("a", "crash")')
    expected = (
        "The provider's process ended in the middle of the call (exit code 9): see what it "
        "printed, and run again."
    )
    assert messages(stage) == [expected]
    assert stage.preview().change("a").old_inputs["text"] == "alpha"
    assert stage.program('Widget("a", "beta")').apply().ok


def test_a_replaced_resource_is_deleted_by_a_later_update_if_this_one_fails(stage: Stage) -> None:
    """Until then the state remembers it."""
    stage.program('Widget("a", "alpha", kind="plain")').apply()
    stage.program("""
        a = Widget("a", "alpha", kind="fancy")
        Widget("b", a.size.apply(lambda _: "uncreatable"))
    """)
    assert messages(stage) == ["ValueError: there is no room for it"]
    assert len(stage.state()["pending_deletes"]) == 1
    assert stage.program('Widget("a", "alpha", kind="fancy")').apply().ok
    assert stage.texts() == ["alpha"]
    assert stage.state()["pending_deletes"] == []


def test_a_replaced_resource_that_could_not_be_deleted_is_refreshed_with_the_others(
    stage: Stage,
) -> None:
    """As on the engine: once it is gone nobody tries to delete it."""
    stage.program('Widget("a", "alpha", kind="plain")').apply()
    stage.tamper(w1=None)
    stage.program('Widget("a", "beta", kind="fancy")')
    assert messages(stage) == ["KeyError: 'w1'"]
    assert [each.op for each in stage.rehearsal().refresh().drift] == ["delete"]
    assert [call["text"] for call in stage.calls("read")] == ["beta", "alpha"]
    assert stage.state()["pending_deletes"] == []
    assert stage.remembered() == ["a"]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            'pulumi.CustomResource("other:index:Thing", "thing", {})',
            (
                "The rehearsal runs Python dynamic resources only; thing is of type "
                f"other:index:Thing: {ON_THE_ENGINE}."
            ),
        ),
        (
            'Widget("a", "alpha", ResourceOptions(import_="w1"))',
            f"The rehearsal knows no imports, which a uses: leave that out, or {ON_THE_ENGINE}.",
        ),
        (
            'pulumi.runtime.invoke("other:index:find", {})',
            (
                "The rehearsal answers no provider functions; other:index:find is one: "
                f"{ON_THE_ENGINE}."
            ),
        ),
        (
            'Widget("a", "one")\nWidget("a", "two")',
            "The program declares a twice: resources of one type and parent need own names.",
        ),
        (
            'Widget("a", "alpha", ResourceOptions(ignore_changes=["tags.x"]))',
            (
                "The rehearsal knows no paths into properties, which a uses: leave that out, or "
                f"{ON_THE_ENGINE}."
            ),
        ),
        ("import sys; sys.exit(3)", "The program ended itself with exit code 3."),
    ],
)
def test_what_it_cannot_do_is_said_in_one_sentence(
    stage: Stage, program: str, message: str
) -> None:
    """Never a silent difference from the engine."""
    result = stage.program(program).preview()
    assert [error.message for error in result.errors] == [message]
    assert result.exit_code == 1

"""A saved plan: what was previewed is what is done, or nothing is.

Every refusal here was seen on the engine as well, which says the same, save where noted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pulumi_microsoft_seats.rehearsal import RehearsalError, rehearse

if TYPE_CHECKING:
    from pathlib import Path

    from pulumi_microsoft_seats.rehearsal import RehearsalResult

    from .stage import Stage

ALPHA = 'Widget("a", "alpha")'
TYPE = "pulumi-python:dynamic:Widget"


def urn(name: str) -> str:
    """The URN of a widget."""
    return f"urn:pulumi:dev::stage::{TYPE}::{name}"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Where the plan is kept."""
    return tmp_path / "plan.json"


def reviewed(stage: Stage, plan: Path) -> None:
    """Save the plan of what is written."""
    saved = stage.rehearsal().preview(save_plan=plan)
    assert saved.ok, saved.text


def refusal(stage: Stage, plan: Path) -> str:
    """The one error of an `up` that the plan refuses; nothing but checks and diffs was called."""
    before = (stage.world["widgets"], len(stage.world["calls"]))
    result = stage.rehearsal().up(plan=plan)
    assert result.exit_code != 0
    assert result.changes == ()
    calls = stage.world["calls"][before[1] :]
    assert {call["method"] for call in calls} <= {"check", "diff"}
    assert stage.world["widgets"] == before[0]
    (error,) = result.errors
    return error.message


def applied(stage: Stage, plan: Path) -> RehearsalResult:
    """The result of an `up` that the plan lets through."""
    result = stage.rehearsal().up(plan=plan)
    assert result.ok, result.text
    return result


def test_what_was_planned_is_applied(stage: Stage, plan: Path) -> None:
    """One of each kind of step, a look-up and a component among them."""
    stage.program("""
        for name in ("kept", "updated", "replaced", "removed"):
            Widget(name, name, kind="plain")
        Widget("retained", "r", ResourceOptions(retain_on_delete=True))
    """).apply()
    stage.program("""
        Widget("kept", "kept", kind="plain")
        Widget("updated", "changed", kind="plain")
        Widget("replaced", "replaced", kind="fancy")
        Widget("new", "new", tags={"x": [1, None]}, on=True)
        Widget("found", "kept", ResourceOptions(id="w1"))
        box = Box("box", "inside")
        pulumi.export("box", box.urn)
    """)
    reviewed(stage, plan)
    applied(stage, plan)
    assert stage.texts() == ["changed", "inside", "kept", "new", "r", "replaced"]


def test_an_input_that_changed_is_refused(stage: Stage, plan: Path) -> None:
    """The preview that an up begins with is held to the plan already."""
    stage.program(ALPHA).apply()
    stage.program('Widget("a", "beta")')
    reviewed(stage, plan)
    stage.program('Widget("a", "gamma")')
    expected = f"resource {urn('a')} violates plan: properties changed: ~~text[{{beta}}!={{gamma}}]"
    assert refusal(stage, plan) == expected
    assert len(stage.calls("diff")) == 1


def test_inputs_that_came_or_went_are_refused_hidden_ones_too(stage: Stage, plan: Path) -> None:
    """All are told at once, in order; a secret is not shown, which the engine does."""
    stage.program('Widget("a", "alpha", k="v", n=1, __x="1", s=pulumi.Output.secret("hush1"))')
    reviewed(stage, plan)
    stage.program('Widget("a", "alpha", m="w", n=True, __x="2", s=pulumi.Output.secret("hush2"))')
    expected = (
        "properties changed: ++__x[{1}!={2}], ++n[{1}!={true}], ++s[[secret]!=[secret]], "
        "+-k[{v}], =+m[{w}]"
    )
    assert refusal(stage, plan) == f"resource {urn('a')} violates plan: {expected}"


def test_what_was_not_known_accepts_any_value(stage: Stage, plan: Path) -> None:
    """On the whole, and inside of lists."""
    stage.program("""
        a = Widget("a", "alpha")
        Widget("b", a.size.apply(str), tags=[a.size, "x"])
        pulumi.export("size", a.size)
    """)
    reviewed(stage, plan)
    applied(stage, plan)
    assert stage.texts() == ["5", "alpha"]


def test_what_was_known_beside_an_unknown_is_held_to(stage: Stage, plan: Path) -> None:
    """The update refuses what its preview could not see."""
    program = """
        a = Widget("a", "alpha")
        Widget("b", "beta", tags=[a.size, "TAG"])
    """
    reviewed(stage.program(program.replace("TAG", "x")), plan)
    stage.program(program.replace("TAG", "y"))
    expected = "++tags[{[[unknown] {x}]}!={[[unknown] {y}]}]"
    assert expected in refusal(stage, plan)


@dataclass(frozen=True)
class Other:
    """A program that is not the one that was planned."""

    why: str
    planned: str
    now: str
    message: str
    before: str = ""


NONE_EXPECTED = "create is not allowed by the plan: no steps were expected for this resource"
NONE_SEEN = f"expected resource operations for {urn('b')} but none were seen"
CONSTRAINED = "delete is not allowed by the plan: this resource is constrained to same"
NOT_DELETED = f"resource {urn('a')} violates plan: resource unexpectedly not deleted"
PROTECTED = f"resource {urn('a')} violates plan: protect changed (expected false)"
DEPENDS = f"resource {urn('b')} violates plan: dependencies changed: added {urn('a')}"
EXPORTS = "the outputs of stack dev violate plan: properties changed: ++x[{1}!={2}]"
BOTH = f"a={ALPHA}\nb=Widget('b', 'b')"


@pytest.mark.parametrize(
    "other",
    [
        Other("new", ALPHA, BOTH, NONE_EXPECTED),
        Other("missing", BOTH, ALPHA, NONE_SEEN),
        Other("undeclared", ALPHA, "", CONSTRAINED, before=ALPHA),
        Other("not deleted", "", ALPHA, NOT_DELETED, before=ALPHA),
        Other("option", ALPHA, 'Widget("a", "alpha", ResourceOptions(protect=True))', PROTECTED),
        Other("dependency", BOTH, BOTH[:-1] + ", ResourceOptions(depends_on=[a]))", DEPENDS),
        Other("output", "pulumi.export('x', 1)", "pulumi.export('x', 2)", EXPORTS),
    ],
    ids=lambda other: other.why,
)
def test_another_program_is_refused(stage: Stage, plan: Path, other: Other) -> None:
    """In the engine's words; it refuses other outputs too, and does not say why."""
    if other.before:
        stage.program(other.before).apply()
    reviewed(stage.program(other.planned), plan)
    stage.program(other.now)
    assert refusal(stage, plan) == other.message


def test_another_step_on_the_same_inputs_is_refused(stage: Stage, plan: Path) -> None:
    """The provider finds something to do where it found nothing: the inputs alone do not tell."""
    stage.program(ALPHA).apply()
    reviewed(stage, plan)
    state = stage.state()
    for resource in state["resources"]:
        resource["outputs"] |= {"text": "moved"} if resource["custom"] else {}
    (stage.directory / ".pulumi-rehearsal.json").write_text(json.dumps(state))
    expected = "update is not allowed by the plan: this resource is constrained to same"
    assert refusal(stage, plan) == expected


def test_an_update_that_would_now_replace_is_refused(stage: Stage, plan: Path) -> None:
    """Nothing is deleted that was only to be changed."""
    stage.program('Widget("a", "alpha", kind="plain")').apply()
    reviewed(stage.program('Widget("a", "beta", kind="plain")'), plan)
    state = stage.state()
    for resource in state["resources"]:
        resource["outputs"] |= {"kind": "other"} if resource["custom"] else {}
    (stage.directory / ".pulumi-rehearsal.json").write_text(json.dumps(state))
    expected = "replace is not allowed by the plan: this resource is constrained to update"
    assert refusal(stage, plan) == expected


@pytest.mark.parametrize(
    ("before", "planned"),
    [("", ALPHA), (ALPHA, 'Widget("a", "beta")'), (f"{ALPHA};Widget('b', 'b')", ALPHA)],
    ids=["created", "updated", "deleted"],
)
def test_what_is_done_already_need_not_be_done(
    stage: Stage, plan: Path, before: str, planned: str
) -> None:
    """Somebody applied it without the plan meanwhile: there is nothing to do and nothing wrong."""
    if before:
        stage.program(before).apply()
    reviewed(stage.program(planned), plan)
    stage.apply()
    calls = len(stage.world["calls"])
    applied(stage, plan)
    assert {call["method"] for call in stage.world["calls"][calls:]} <= {"check", "diff"}


def test_a_state_that_a_refresh_changed_is_refused(stage: Stage, plan: Path) -> None:
    """What was to stay as it is would be updated."""
    stage.program(ALPHA).apply()
    reviewed(stage, plan)
    stage.tamper(w1="moved")
    stage.rehearsal().refresh()
    expected = f"resource {urn('a')} violates plan: properties changed: =~text[{{alpha}}]"
    assert refusal(stage, plan) == expected


def test_another_configuration_is_refused(stage: Stage, plan: Path) -> None:
    """To the engine the configuration is an input of the dynamic provider; a secret is masked."""
    planned = stage.program(ALPHA).with_config(greeting="one", **{"other:thing": "x"})
    reviewed(planned, plan)
    provider = "urn:pulumi:dev::stage::pulumi:providers:pulumi-python::default"
    expected = f"resource {provider} violates plan: properties changed: "
    expected += "++stage:greeting[{one}!={two}], +-other:thing[{x}]"
    assert refusal(stage.with_config(greeting="two"), plan) == expected


def test_a_preview_that_fails_saves_no_plan(stage: Stage, plan: Path) -> None:
    """There is nothing to be held to."""
    stage.program('Widget("a", "bad")')
    assert not stage.rehearsal().preview(save_plan=plan).ok
    assert not plan.exists()


def test_only_its_owner_may_read_a_plan(stage: Stage, plan: Path) -> None:
    """Its inputs may be secret; like the state it is not encrypted."""
    reviewed(stage.program('Widget("a", pulumi.Output.secret("hush"))'), plan)
    assert plan.stat().st_mode & 0o777 == 0o600


WRITE_ONE = "name one that its preview wrote with --save-plan."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "does not exist: write it with preview --save-plan."),
        ("hello", f"is not one that a rehearsal wrote: {WRITE_ONE}"),
        (
            '{"manifest": {}, "resourcePlans": {}}',
            f"is not one that a rehearsal wrote: {WRITE_ONE}",
        ),
        (
            '{"plan_version": 9}',
            "has version 9; this rehearsal reads version 1: preview again with --save-plan.",
        ),
    ],
)
def test_a_plan_file_that_cannot_be_used_is_one_sentence(
    stage: Stage, plan: Path, text: str | None, message: str
) -> None:
    """Before anything is run."""
    if text is not None:
        plan.write_text(text)
    with pytest.raises(RehearsalError) as raised:
        stage.program(ALPHA).rehearsal().up(plan=plan)
    assert str(raised.value) == f"The plan file {plan} {message}"
    assert stage.world["calls"] == []


def test_the_plan_of_another_stack_is_refused(stage: Stage, plan: Path) -> None:
    """The engine only says that the stack itself may not be created."""
    reviewed(stage.program(ALPHA), plan)
    plan.write_text(plan.read_text().replace('"stack": "dev"', '"stack": "prod"'))
    with pytest.raises(RehearsalError, match="is for stack prod of project stage, not for stack"):
        stage.rehearsal().up(plan=plan)


def test_a_plan_that_cannot_be_written_is_one_sentence(stage: Stage, tmp_path: Path) -> None:
    """The folder is missing."""
    with pytest.raises(
        RehearsalError,
        match=r"nowhere/plan\.json cannot be written: No such file or directory; check",
    ):
        stage.program(ALPHA).rehearsal().preview(save_plan=tmp_path / "nowhere" / "plan.json")


def test_the_command_saves_and_takes_a_plan(
    stage: Stage, plan: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the CLI's options do; a path starts where the caller is."""
    project = stage.program("").rehearsal()._directory
    program = project / "__main__.py"
    monkeypatch.chdir(plan.parent)
    program.write_text("import pulumi; pulumi.export('x', 1)")
    assert rehearse("preview", project, save_plan=plan.name) == 0
    program.write_text("import pulumi; pulumi.export('x', 2)")
    assert rehearse("up", project, plan=plan.name) == 1
    assert "++x[{1}!={2}]" in capsys.readouterr().out
    assert rehearse("up", project, plan="missing.json") == 1
    assert "error: The plan file" in capsys.readouterr().err

"""The provider's process: one a phase, configured, and heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .stage import Stage

CHATTY = 'Widget("a", "alpha", __urn=pulumi.create_urn("a", "pulumi-python:dynamic:Widget"))'


def test_every_phase_has_a_process_of_its_own_once_it_needs_one(stage: Stage) -> None:
    """An up has two phases; every call of a phase goes to the same process."""
    assert stage.program('pulumi.export("x", 1)').apply().ok
    assert stage.world["calls"] == []
    stage.program('Widget("a", "alpha")\nWidget("b", "beta")')
    assert stage.rehearsal().up().ok
    pids = [call["pid"] for call in stage.world["calls"]]
    assert len(set(pids[:2])) == len(set(pids[2:])) == 1
    assert pids[0] != pids[-1]


def test_what_the_provider_logs_stands_on_its_resources_row(stage: Stage) -> None:
    """A status of the moment is not kept; what it prints is the stack's."""
    result = stage.program(CHATTY).apply()
    assert result.ok, result.text
    said = {item.message: item for item in result.diagnostics}
    assert said["made with care"].severity == "warning"
    assert said["made with care"].urn == result.change("a").urn
    assert said["printed by the provider"].urn == ""
    assert "half way" not in said
    lines = [line.strip() for line in result.text.splitlines()]
    row = lines.index("+  pulumi-python:dynamic:Widget a (create)")
    assert "warning: made with care" in lines[row : row + 5]
    assert "__urn" not in result.text


def test_what_the_program_says_is_shown(stage: Stage) -> None:
    """Log lines with their resource, prints for the stack; a logged error is no failure."""
    stage.program("""
        print("a plain print")
        pulumi.log.warn("on the row", Widget("a", "alpha"))
        pulumi.log.error("only said")
    """)
    result = stage.preview()
    assert result.ok
    said = {item.message: (item.severity, item.urn) for item in result.diagnostics}
    assert said["a plain print"] == ("info", "")
    assert said["on the row"] == ("warning", result.change("a").urn)
    assert said["only said"] == ("error", "")


def test_configuration_reaches_the_program_and_the_provider(stage: Stage) -> None:
    """From Pulumi.yaml, from the stack's file and from the caller, who wins."""
    declared = "config:\n  greeting: {type: string, default: hello}\n  other:thing: {value: 7}\n"
    (stage.directory / "Pulumi.dev.yaml").write_text("config:\n  stage:greeting: hi\n")
    stage.program('pulumi.export("said", pulumi.Config().require("greeting"))\nWidget("a", "a")')
    configured = stage.with_options(declared)
    assert configured.apply().outputs == {"said": "hi"}
    assert stage.calls("create")[0]["greeting"] == "hi"
    assert stage.calls("create")[0]["other"] == "7"
    assert configured.with_config(greeting="hey").preview().outputs == {"said": "hey"}


def test_a_secret_of_the_configuration_is_masked_and_not_stored(stage: Stage) -> None:
    """Encrypted in the stack's file, given plain by the caller; a destroy gets today's.

    All the rest is as the last update had it, as with the engine.
    """
    stack = "config:\n  stage:greeting:\n    secure: v1:encrypted\n"
    (stage.directory / "Pulumi.dev.yaml").write_text(stack)
    stage.program("""
        config = pulumi.Config()
        print("I know", config.require("greeting"))
        pulumi.export("said", config.require_secret("greeting"))
        Widget("a", "alpha")
    """)
    result = stage.with_config(greeting="open sesame", **{"other:thing": 1}).apply()
    assert result.ok, result.text
    assert stage.calls("create")[0]["greeting"] == "open sesame"
    assert "I know [secret]" in result.text
    assert "open sesame" not in result.text
    assert "open sesame" not in str(stage.state()["configuration"])
    again = stage.with_config(greeting="open barley", **{"other:thing": 2})
    assert again.rehearsal().destroy().ok
    (deleted,) = stage.calls("delete")
    assert (deleted["greeting"], deleted["other"]) == ("open barley", "1")

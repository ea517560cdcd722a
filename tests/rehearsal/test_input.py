"""Input that cannot be used: one clear sentence each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from pulumi_microsoft_seats.cli.commands import app
from pulumi_microsoft_seats.rehearsal import Rehearsal, RehearsalError
from pulumi_microsoft_seats.rehearsal.configuration import load_configuration
from pulumi_microsoft_seats.rehearsal.project import load_project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .stage import Stage


def project(folder: Path, text: str) -> Path:
    """Write a project whose program does nothing."""
    (folder / "Pulumi.yaml").write_text(text)
    (folder / "__main__.py").touch()
    return folder


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "is no Pulumi project, it holds no Pulumi.yaml: name one with --cwd."),
        ("name: [", "is not valid YAML, line 1."),
        ("- a\n- b\n", "does not hold a mapping of names to values."),
        ("runtime: python\n", "has no project name: give it one, name: …"),
        (
            "name: n\nruntime: nodejs\n",
            "its runtime is nodejs: only programs in Python can be rehearsed.",
        ),
        ("name: n\nruntime: python\nmain: src\n", "has no __main__.py."),
        ("name: n\nruntime: python\noptions: 3\n", "options is not a mapping of names to values."),
    ],
)
def test_a_project_that_cannot_be_used_is_refused(
    tmp_path: Path, text: str | None, sentence: str
) -> None:
    """The sentence names the file and what is wrong with it."""
    if text is not None:
        project(tmp_path, text)
    with pytest.raises(RehearsalError) as refused:
        Rehearsal(tmp_path).preview()
    assert str(tmp_path) in str(refused.value)
    assert str(refused.value).endswith(sentence)


def test_the_project_says_what_is_run_and_with_which_python(tmp_path: Path) -> None:
    """`main` is a folder or a file; its virtual environment is used when it exists."""
    text = "name: n\nruntime: {name: python, options: {virtualenv: venv}}\nmain: "
    folder = project(tmp_path, text + "src\n")
    (folder / "src").mkdir()
    (folder / "src" / "__main__.py").touch()
    assert load_project(folder).working_directory == folder / "src"
    assert load_project(folder).interpreter == sys.executable
    (folder / "src" / "app.py").touch()
    (folder / "venv" / "bin").mkdir(parents=True)
    (folder / "venv" / "bin" / "python").touch()
    (folder / "Pulumi.yaml").write_text(text + "src/app.py\n")
    assert load_project(folder).program == "app.py"
    assert load_project(folder).interpreter == str(folder / "venv" / "bin" / "python")


def test_a_virtual_environment_without_this_package_is_refused(tmp_path: Path) -> None:
    """The sentence names the interpreter and what is missing there."""
    text = "name: n\nruntime:\n  name: python\n  options: {virtualenv: venv}\n"
    python = project(tmp_path, text) / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    python.chmod(0o755)
    with pytest.raises(RehearsalError, match="has no module pulumi_microsoft_seats, which"):
        Rehearsal(tmp_path).preview()


def _values(folder: Path, declarations: str, stacked: str = "") -> Mapping[str, str]:
    """The configuration of a project with these declarations, and this for `n:key` in its stack."""
    project(folder, f"name: n\nruntime: python\n{declarations}\n")
    text = f"config: {{n:key: {stacked}}}\n" if stacked else ""
    (folder / "Pulumi.dev.yaml").write_text(text, encoding="utf-8")
    return load_configuration(load_project(folder), "dev", {}).values


@pytest.mark.parametrize(
    ("declared", "stacked", "sentence"),
    [
        ("config: {key: {type: string}}\n", "", "The project asks for the configuration n:key"),
        ("", "config: {n:key: {secure: v1}}\n", "holds n:key encrypted, which only Pulumi can"),
        ("", "environment: [shared]\n", "imports environments of Pulumi Cloud"),
    ],
)
def test_configuration_that_is_missing_or_locked_is_refused(
    tmp_path: Path, declared: str, stacked: str, sentence: str
) -> None:
    """The sentence names the key, and the caller can give the value."""
    folder = project(tmp_path, f"name: n\nruntime: python\n{declared}")
    (folder / "Pulumi.dev.yaml").write_text(stacked)
    with pytest.raises(RehearsalError, match=sentence):
        load_configuration(load_project(folder), "dev", {})
    if "environment" not in stacked:
        given = load_configuration(load_project(folder), "dev", {"key": "value"})
        assert given.values == {"n:key": "value"}


@pytest.mark.parametrize(
    ("declared", "stacked", "sentence"),
    [
        ("{type: string, default: 0}", "", "The default of the configuration n:key is no string,"),
        ("{type: integer, default: 1.5}", "", "is no integer, which Pulumi.yaml says it is"),
        ("{type: integer, default: '1_0'}", "", "is no integer, which"),
        ("{type: boolean, default: 1}", "", "is no boolean, which"),
        ("{type: object, default: [1]}", "", "is no object, which"),
        ("{type: array, items: {type: string}, default: [1]}", "", "is no array, which"),
        ("{type: integer, value: x}", "", "The value of the configuration n:key is no integer,"),
        ("{type: integer}", "x", "The value of the configuration n:key is no integer,"),
        ("{type: boolean}", "yes", "is no boolean, which"),
        ("{type: string}", "[x]", "is no string, which"),
        ("{type: object}", "x", "is no object, which"),
        ("{type: array, default: [x]}", "", "is of type array: write string, integer,"),
        ("{type: array, items: {type: number}}", "", "is of type array: write string,"),
        ("{type: number, default: 1}", "", "is of type number: write string, integer,"),
        ("{default: x, value: y}", "", "a default and a value: one is enough."),
        ("{x: 1}", "", "with x, which Pulumi does not know: take it out."),
    ],
)
def test_a_declaration_that_the_engine_refuses_is_refused(
    tmp_path: Path, declared: str, stacked: str, sentence: str
) -> None:
    """Each was tried with `pulumi preview` 3.260, as those of the next test were."""
    with pytest.raises(RehearsalError) as refused:
        _values(tmp_path, f"config: {{key: {declared}}}", stacked)
    assert sentence in str(refused.value)


def test_another_namespace_has_values_and_no_declarations(tmp_path: Path) -> None:
    """Only the provider whose namespace it is knows of which type they are."""
    given = "config: {other:key: {value: x}, other:flag: y}"
    assert _values(tmp_path, given) == {"other:key": "x", "other:flag": "y"}
    for declared in ("{type: string}", "{default: x}"):
        with pytest.raises(RehearsalError, match="another namespace than the project's"):
            _values(tmp_path, f"config: {{other:key: {declared}}}")


@pytest.mark.parametrize(
    ("declared", "stacked", "value"),
    [
        ("{type: integer, default: '+5'}", "", "+5"),
        ("{type: integer, default: 1.0}", "", "1"),
        ("{type: boolean, default: 'true'}", "", "true"),
        ("{type: object, default: {x: 1}}", "", '{"x":1}'),
        ("{type: array, items: {type: integer}, default: ['1', 2]}", "", '["1",2]'),
        ("{type: array, items: {type: array, items: {type: string}}}", "[[x]]", '[["x"]]'),
        ("{type: string}", "5", "5"),
        ("{default: 5}", "", "5"),
        ("[1, x]", "", '[1,"x"]'),
    ],
)
def test_a_declaration_that_the_engine_takes_is_taken(
    tmp_path: Path, declared: str, stacked: str, value: str
) -> None:
    assert _values(tmp_path, f"config: {{key: {declared}}}", stacked) == {"n:key": value}


def test_structured_values_arrive_as_the_engine_sends_them(tmp_path: Path) -> None:
    """As JSON without spaces; booleans and numbers as their text."""
    text = (
        "name: n\nruntime: python\nconfig:\n  flag: true\n"
        "  list: {type: array, items: {type: string}, default: [a, b]}\n"
    )
    folder = project(tmp_path, text)
    (folder / "Pulumi.dev.yaml").write_text("config: {n:deep: {x: 1}}\n")
    values = load_configuration(load_project(folder), "dev", {"count": 3}).values
    expected = {"n:count": "3", "n:deep": '{"x":1}', "n:flag": "true", "n:list": '["a","b"]'}
    assert values == expected


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("yes", "yes"), ("OFF", "OFF"), ("True", "true"), ("y", "y"), ("~", "")),
        *(("0016", "14"), ("08", "8"), ("1_000", "1000"), ("0x10", "16"), ("1:30", "1:30")),
        *(("1e3", "1000"), ("0.30", "0.3"), (".5", "0.5"), ("-.5", "-0.5"), ("1.0", "1")),
        *(("'0016'", "0016"), ("'yes'", "yes"), ("=", "=")),
        ("2026-01-31", "2026-01-31 00:00:00 +0000 UTC"),
        ("2026-01-31T08:00:00Z", "2026-01-31 08:00:00 +0000 UTC"),
        ("2026-01-31T08:00:00+02:00", "2026-01-31 08:00:00 +0200 +0200"),
        ("2026-01-31 08:00:00.250", "2026-01-31 08:00:00.25 +0000 UTC"),
        ("[yes, 2026-01-31, 1.0, ~]", '["yes","2026-01-31 00:00:00 +0000 UTC",1,null]'),
        ("{b: ä, a: 1}", '{"a":1,"b":"ä"}'),
    ],
)
def test_a_value_without_quotes_is_what_the_engine_reads(
    tmp_path: Path, written: str, value: str
) -> None:
    """Each was read with `pulumi preview` 3.260, whose YAML is not that of Python's library."""
    assert _values(tmp_path, "", written) == {"n:key": value}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("no JSON", "is not one that a rehearsal wrote: name another file with --state."),
        ('{"version": 1, "resources": 7}', "is not one that a rehearsal wrote: name another file"),
        ('{"version": 9}', "has version 9; this rehearsal reads version 1: name another file"),
        (
            """{"version": 1, "project": "elsewhere", "stack": "dev", "resources": [],
                "pending_deletes": [], "outputs": {}}""",
            "belongs to stack dev of project elsewhere, not to stack dev of project stage",
        ),
    ],
)
def test_a_state_file_of_something_else_is_refused(
    stage: Stage, content: str, sentence: str
) -> None:
    """It is neither used nor overwritten."""
    path = stage.directory / ".pulumi-rehearsal.json"
    path.write_text(content)
    with pytest.raises(RehearsalError, match=sentence):
        stage.program("").preview()
    assert path.read_text() == content


def test_a_state_file_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Before anything is done that could not be remembered."""
    folder = project(tmp_path, "name: n\nruntime: python\n")
    rehearsal = Rehearsal(folder, state_file=tmp_path / "missing" / "state.json")
    with pytest.raises(
        RehearsalError, match="does not exist: make it, or name another file with --state"
    ):
        rehearsal.destroy()


def test_the_state_file_is_its_owners_alone(stage: Stage) -> None:
    """Mode 0600, and nothing is left beside it."""
    assert stage.program("").apply().ok
    path = stage.directory / ".pulumi-rehearsal.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in stage.directory.glob(".pulumi-rehearsal*")] == [path.name]


def test_the_command_prints_the_result_and_returns_its_code(tmp_path: Path) -> None:
    """Configured as the engine's would be; no colour where there is no terminal."""
    folder = project(tmp_path, "name: n\nruntime: python\n")
    (folder / "__main__.py").write_text(
        "import pulumi\npulumi.export('x', pulumi.Config().get('key'))\n"
    )
    state = tmp_path / "state.json"
    words = ["rehearse", "up", "--cwd", str(folder), "--state", str(state), "-c"]
    done = CliRunner().invoke(app, [*words, "key=a=b"])
    assert done.exit_code == 0
    assert '+ x: "a=b"' in done.stdout
    assert "\x1b" not in done.stdout
    assert state.is_file()
    refused = CliRunner().invoke(app, [*words, "nothing"])
    assert refused.exit_code == 1
    error = "error: Configuration is given as key=value, which nothing is not.\n"
    assert refused.stderr == error

"""`make demo` tells its story to the end, says on which engine, and fails when it must."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import needs_engine
from tests.support.quick_python import quick_python

CLONE = Path(__file__).parents[2]
OTHER = Path(__file__).with_name("other.yaml")
STEPS = 6
MOST_LINES = 150
LONGEST = 300


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("DEMO_REHEARSE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


def run(*options: str, quick: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the demo to its end."""
    python = quick_python() if quick else sys.executable
    return subprocess.run(
        [python, "-m", "examples.demo", *options],
        cwd=CLONE,
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )


def assert_whole_story(finished: subprocess.CompletedProcess[str]) -> None:
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stderr == ""
    headings = re.findall(r"^== (\d+)\. .+\n   \w", finished.stdout, flags=re.MULTILINE)
    assert headings == [str(number) for number in range(1, STEPS + 1)]
    assert finished.stdout.count("\n  Checked: ") == STEPS
    assert f"\nAll {STEPS} steps showed what they should, " in finished.stdout
    assert finished.stdout.count("\n") < MOST_LINES


def clone_files() -> dict[Path, bytes]:
    """The files of the clone that the demo's program and its state might touch."""
    programs = (CLONE / "examples" / name for name in ("licences", "office"))
    found = [
        *CLONE.glob("Pulumi*"),
        *CLONE.glob(".pulumi*"),
        *(f for p in programs for f in p.iterdir()),
    ]
    return {path: path.read_bytes() for path in found if path.is_file()}


def test_the_story_is_told_in_rehearsal(tmp_path: Path) -> None:
    before = clone_files()
    finished = run("--rehearse")
    assert_whole_story(finished)
    assert "Engine: none." in finished.stdout.split("== 1.")[0]
    assert "because it was asked for" in " ".join(finished.stdout.split())
    assert clone_files() == before
    assert list(tmp_path.iterdir()) == []


@needs_engine
@pytest.mark.release
def test_the_story_is_told_on_the_engine(tmp_path: Path) -> None:
    before = clone_files()
    finished = run(quick=False)
    assert_whole_story(finished)
    assert "Engine: Pulumi " in finished.stdout.split("== 1.")[0]
    assert clone_files() == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "variable"), [("make demo", ""), ("make demo DEMO_REHEARSE=1", "1")]
)
def test_make_runs_this_demo(command: str, variable: str) -> None:
    """And a variable behind it reaches the demo."""
    make, target, *variables = command.split()
    show = ["--eval", 'shown: ; @echo "[$$DEMO_REHEARSE]"', "shown"]
    assert "bin/python -m examples.demo\n" in _output_of(make, "--dry-run", target, *variables)
    assert _output_of(make, *show, *variables) == f"[{variable}]\n"


def _output_of(*command: str) -> str:
    # What a make that runs these tests leaves for one below it has no part in this.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    run = subprocess.run(
        command, cwd=CLONE, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return run.stdout


def test_a_step_that_does_not_show_what_it_should_ends_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rehearsed, which a variable may ask for as well."""
    monkeypatch.setenv("DEMO_REHEARSE", "1")
    finished = run("--seed", str(OTHER))
    assert finished.returncode == 1
    assert "because it was asked for" in " ".join(finished.stdout.split())
    assert finished.stderr.strip() == (
        "This step does not show what it should. direct holders: "
        "expected ['ada.arnold@contoso.com', 'ben.becker@contoso.com', 'olga.old@contoso.com'], "
        "came []."
    )
    assert "== 1." in finished.stdout
    assert "== 2." not in finished.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_seed_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    finished = run("--rehearse", "--seed", str(tmp_path / "absent.yaml"))
    assert finished.returncode == 1
    (line,) = finished.stderr.strip().splitlines()
    assert "absent.yaml" in line


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize(
    "sent", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.release)]
)
def test_interrupting_it_stops_it_all(sent: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        [quick_python(), "-m", "examples.demo", "--rehearse"],
        cwd=CLONE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if line.startswith("== 2."))
        process.send_signal(sent)
        _, errors = process.communicate(timeout=LONGEST)
    assert process.returncode == 130
    assert errors.strip() == "Interrupted; the emulator is stopped and its folder removed."
    assert list(tmp_path.iterdir()) == []

"""`cd examples/testing`, then `pytest -q`, as somebody does who has copied the folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .projects import WITHOUT_OTHER_PLUGINS

EXAMPLE = Path(__file__).parents[2] / "examples" / "testing"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, and nothing of this repository around it."""
    ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".pulumi-rehearsal.json")
    return Path(shutil.copytree(EXAMPLE, tmp_path / "testing", ignore=ignored))


def run_pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`pytest` in the folder."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *WITHOUT_OTHER_PLUGINS, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_its_tests_pass_and_leave_nothing_behind(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    finished = run_pytest(folder, "-p", "no:cacheprovider", "-W", "error")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "5 passed in " in finished.stdout
    left = {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert left == before.keys()
    assert {path: path.read_bytes() for path in left} == before


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        (
            "carla.costa@contoso.com",
            "carla.costa",
            "office.csv has 1 line without a user principal name (user@domain): line 4 has",
        ),
        (
            "carla.costa@contoso.com",
            "carla.kosta@contoso.com",
            "Taking over 9NBLGGH4R2R6/0016 would reclaim 1 seat of 8 from users whom the ",
        ),
    ],
)
def test_a_broken_csv_makes_them_fail(folder: Path, was: str, now: str, says: str) -> None:
    """A name that is none, and one that is misspelt; pytest shows the sentence."""
    users = folder / "office.csv"
    users.write_text(users.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    finished = run_pytest(folder, "-k", "first_up")
    assert finished.returncode == 1
    assert says in finished.stdout

"""The plugin in pytest's hands: loaded everywhere, heard of only where a fixture is used."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator, EmulatorError, parse_world

from .projects import WITHOUT_OTHER_PLUGINS

EXAMPLE = Path(__file__).parents[2] / "examples" / "testing"
PLUGIN = "pulumi_microsoft_seats.testing.pytest_plugin"
EARLIER: list[Emulator] = []


@pytest.mark.release  # docs/testing.md has a project of its own, whose tests are run
def test_the_examples_tests_pass_and_leave_nothing_behind(tmp_path: Path) -> None:
    """Its README's `cd examples/testing` and `pytest -q`, in a copy, warnings being errors."""
    ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache", ".pulumi-rehearsal.json")
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "testing", ignore=ignored))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    options = ["-p", "no:cacheprovider", "-W", "error", "--numprocesses", "2"]
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *WITHOUT_OTHER_PLUGINS, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "5 passed in " in finished.stdout
    left = {path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert {path: path.read_bytes() for path in left} == before


def test_pytest_finds_it_and_its_marker(pytestconfig: pytest.Config) -> None:
    """By its entry point; `pytest --markers` says what the marker is for."""
    (found,) = [each for each in entry_points(group="pytest11") if each.value == PLUGIN]
    assert found.name == "microsoft_seats"
    says = "microsoft_seats_seed(seed): what microsoft_seats_emulator starts with"
    assert any(line.startswith(says) for line in pytestconfig.getini("markers"))


def test_loading_it_imports_nothing_but_the_standard_library() -> None:
    """Every run of pytest in the environment pays for it, whatever it tests."""
    code = (
        "import sys, pytest; before = set(sys.modules); "
        f"import {PLUGIN}; print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.split()
    ours = [name for name in loaded if name.startswith("pulumi_microsoft_seats")]
    assert ours == ["pulumi_microsoft_seats", "pulumi_microsoft_seats.testing", PLUGIN]
    others = {name.partition(".")[0] for name in loaded} - {"pulumi_microsoft_seats"}
    assert others <= sys.stdlib_module_names


def test_the_names_to_import_are_these() -> None:
    """A function is not hidden by a module of its name, which a lazy import could do."""
    from pulumi_microsoft_seats import testing  # noqa: PLC0415 - what is imported is the question

    assert testing.__all__ == ["RehearsalFactory", "SeatChange", "seat_change"]
    for name in testing.__all__:
        assert getattr(testing, name).__name__ == name
        assert name in dir(testing)
    with pytest.raises(AttributeError, match="no attribute 'seat_changes'"):
        _ = testing.seat_changes


@pytest.mark.parametrize("_time", [1, 2])
def test_each_test_has_an_emulator_of_its_own(
    microsoft_seats_emulator: Emulator, _time: int
) -> None:
    """Empty, whatever was done to that of the test before, which is stopped by then."""
    for earlier in EARLIER:
        with pytest.raises(EmulatorError, match="does not run"):
            earlier.world()
    EARLIER.append(microsoft_seats_emulator)
    assert microsoft_seats_emulator.world().inventory == ()
    assert microsoft_seats_emulator.requests() == ()
    entry = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016"}
    microsoft_seats_emulator.replace_world(parse_world({"inventory": [entry]}))


@pytest.mark.microsoft_seats_seed("../../examples/testing/tests/seed.yaml")
class TestSeeds:
    """What a marker says."""

    def test_a_file_is_looked_for_beside_the_test(self, microsoft_seats_emulator: Emulator) -> None:
        """Wherever pytest is started."""
        assert len(microsoft_seats_emulator.license_holders("SPE_E3")) == 8

    @pytest.mark.microsoft_seats_seed({"inventory": [{"product_id": "ONE", "sku_id": "1"}]})
    def test_a_nearer_marker_wins_and_may_be_a_mapping(
        self, microsoft_seats_emulator: Emulator
    ) -> None:
        """The same as a file has it."""
        assert microsoft_seats_emulator.holders("ONE/1") == frozenset()


@pytest.mark.parametrize(
    ("seeds", "says"),
    [
        (["nowhere.yaml"], r"nowhere\.yaml cannot be read: No such file or directory; check"),
        ([{"inventary": []}], "inventary is not known; remove it or correct its name"),
        (["a", "b"], "The marker microsoft_seats_seed takes one argument: a seed file, or a map"),
    ],
)
def test_a_seed_that_cannot_be_used_is_one_sentence(
    request: pytest.FixtureRequest, seeds: list[str | Mapping[str, object]], says: str
) -> None:
    request.node.add_marker(pytest.mark.microsoft_seats_seed(*seeds))
    with pytest.raises(pytest.fail.Exception, match=says) as failed:
        request.getfixturevalue("microsoft_seats_emulator")
    assert not failed.value.pytrace


def test_an_installation_without_the_emulator_is_told_what_to_install(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the test that uses it fails: the others do not notice."""
    for name in [*sys.modules]:
        if name.startswith("pulumi_microsoft_seats.emulator"):
            monkeypatch.delitem(sys.modules, name)
        elif name.startswith("starlette"):
            monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(pytest.fail.Exception) as failed:
        request.getfixturevalue("microsoft_seats_emulator")
    assert str(failed.value) == (
        "The emulator needs starlette, which is not installed: "
        'pip install "pulumi-microsoft-seats[emulator]"'
    )
    assert not failed.value.pytrace

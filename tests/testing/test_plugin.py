"""The plugin in pytest's hands: loaded everywhere, heard of only where a fixture is used."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from .projects import PROGRAM, PROJECT, SEED, WITHOUT_OTHER_PLUGINS

pytest_plugins = ["pytester"]

PLUGIN = "pulumi_microsoft_seats.testing.plugin"


def test_pytest_finds_it_by_its_entry_point() -> None:
    (found,) = [each for each in entry_points(group="pytest11") if each.value == PLUGIN]
    assert found.name == "microsoft_seats"


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


def test_pytest_tells_of_the_fixtures_and_the_marker(pytester: pytest.Pytester) -> None:
    """`pytest --fixtures` and `pytest --markers` say what each is for."""
    pytester.runpytest("--fixtures").stdout.fnmatch_lines(
        [
            "microsoft_seats_emulator -- *",
            "    An emulated Store for Business of this test's own*",
            "microsoft_seats_rehearsal -- *",
            "    Rehearses programs against `microsoft_seats_emulator`*",
        ]
    )
    pytester.runpytest("--markers").stdout.fnmatch_lines(
        ["@pytest.mark.microsoft_seats_seed(seed): what microsoft_seats_emulator starts with*"]
    )


def test_each_test_has_an_emulator_of_its_own(pytester: pytest.Pytester) -> None:
    """Empty, whatever was done to that of the test before, which is stopped by then."""
    pytester.makepyfile(
        """
        import pytest
        from pulumi_microsoft_seats.emulator import EmulatorError, parse_world

        EARLIER = []

        @pytest.mark.parametrize("time", [1, 2])
        def test_it(microsoft_seats_emulator, time):
            for earlier in EARLIER:
                with pytest.raises(EmulatorError, match="does not run"):
                    earlier.world()
            EARLIER.append(microsoft_seats_emulator)
            assert microsoft_seats_emulator.world().inventory == ()
            assert microsoft_seats_emulator.requests() == ()
            entry = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016"}
            microsoft_seats_emulator.replace_world(parse_world({"inventory": [entry]}))
        """
    )
    pytester.runpytest().assert_outcomes(passed=2)


def test_a_seed_file_is_looked_for_beside_the_test(pytester: pytest.Pytester) -> None:
    """Wherever pytest is started; a marker that is nearer wins; a mapping is the same."""
    folder = pytester.mkdir("tests")
    (folder / "seed.json").write_text(json.dumps(SEED), encoding="utf-8")
    (folder / "test_seeds.py").write_text(
        """
import pytest

pytestmark = pytest.mark.microsoft_seats_seed("seed.json")

def test_of_the_module(microsoft_seats_emulator):
    assert len(microsoft_seats_emulator.holders("9NBLGGH4R2R6/0016")) == 4

@pytest.mark.microsoft_seats_seed({"inventory": [{"product_id": "ONE", "sku_id": "1"}]})
def test_of_its_own(microsoft_seats_emulator):
    assert microsoft_seats_emulator.holders("ONE/1") == frozenset()
""",
        encoding="utf-8",
    )
    pytester.runpytest("--strict-markers").assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ('"nowhere.yaml"', "*nowhere.yaml cannot be read: No such file or directory; check*."),
        ('{"inventary": []}', "the world has a field 'inventary' that is not known*"),
        ('"a", "b"', "The marker microsoft_seats_seed takes one argument: a seed file, or a map*"),
    ],
)
def test_a_seed_that_cannot_be_used_is_one_sentence(
    pytester: pytest.Pytester, marker: str, says: str
) -> None:
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.microsoft_seats_seed({marker})
        def test_it(microsoft_seats_emulator):
            raise AssertionError("not reached")
        """
    )
    finished = pytester.runpytest()
    finished.assert_outcomes(errors=1)
    finished.stdout.fnmatch_lines([says])
    finished.stdout.no_fnmatch_line("*Error: *")
    finished.stdout.no_fnmatch_line("*another exception*")


def test_an_installation_without_the_emulator_is_told_what_to_install(
    pytester: pytest.Pytester,
) -> None:
    """Only the test that uses it fails: the others do not notice."""
    pytester.makeconftest("import sys; sys.modules['starlette'] = None")
    pytester.makepyfile(
        """
        def test_with(microsoft_seats_rehearsal): ...
        def test_without(): ...
        """
    )
    finished = pytester.runpytest_subprocess(*WITHOUT_OTHER_PLUGINS)
    finished.assert_outcomes(errors=1, passed=1)
    install = 'pip install "pulumi-microsoft-seats[[]emulator[]]"'
    finished.stdout.fnmatch_lines(
        [f"The emulator needs starlette, which is not installed: {install}"]
    )
    finished.stdout.no_fnmatch_line("*another exception*")
    finished.stdout.no_fnmatch_line("*No module named*")


def test_it_can_be_left_out(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(microsoft_seats_emulator): ...")
    finished = pytester.runpytest("-p", "no:microsoft_seats")
    finished.stdout.fnmatch_lines(["*fixture 'microsoft_seats_emulator' not found"])


def test_it_works_in_parallel_and_where_warnings_are_errors(pytester: pytest.Pytester) -> None:
    """Two workers, each with emulators and rehearsals of its own; nothing is left unclosed."""
    (pytester.mkdir("project") / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
    (pytester.path / "project" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers")
    pytester.makepyfile(
        f"""
        import gc
        import pytest

        @pytest.mark.microsoft_seats_seed({SEED!r})
        @pytest.mark.parametrize("number", [4, 5])
        def test_it(microsoft_seats_emulator, microsoft_seats_rehearsal, number):
            users = [f"user{{each}}@contoso.com" for each in (0, 1, 2, 3, number)]
            result = microsoft_seats_rehearsal("project", config={{"users": users}}).up()
            assert result.ok, result.text
            assert microsoft_seats_emulator.holders("9NBLGGH4R2R6/0016") == set(users)

        def teardown_module():
            gc.collect()
        """
    )
    finished = pytester.runpytest_subprocess(*WITHOUT_OTHER_PLUGINS, "--numprocesses", "2")
    finished.assert_outcomes(passed=2)

"""The wheel in an environment that was empty: alone, then with one extra after another.

Packages come from the index that pip is configured for; where there is none, these are skipped.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator, InventoryEntry, World
from tests.support.pulumi_cli import CLI, NO_CLI, cli_environment

from .conftest import CLONE
from .environments import Environment

pytestmark = pytest.mark.xdist_group("packaging")

PROGRAM = """\
from pulumi_microsoft_seats import SeatAssignment
SeatAssignment("office", product_id="9NBLGGH4R2R6", sku_id="0016", users=["ada@contoso.com"])
"""

PUBLIC_NAMES = """\
import pulumi_microsoft_seats as package
print(package.__file__)
for name in package.__all__:
    assert getattr(package, name).__name__ == name
"""

EVERY_MODULE = """\
import importlib, pkgutil, pulumi_microsoft_seats as package
EXTRA = ("cli", "emulator", "rehearsal", "review", "testing", "__main__")
for found in pkgutil.walk_packages(package.__path__, "pulumi_microsoft_seats."):
    if found.name.split(".")[1] not in EXTRA:
        importlib.import_module(found.name)
        print(found.name)
"""


@pytest.fixture
def store() -> Iterator[Emulator]:
    """A store, in this process, with one product and a free seat."""
    with Emulator(World((InventoryEntry("9NBLGGH4R2R6", "0016"),))) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A program that gives one user a seat."""
    (tmp_path / "Pulumi.yaml").write_text("name: installed\nruntime: python\n", encoding="utf-8")
    (tmp_path / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


class TestAlone:
    """`pip install .`, from its wheel: what a program and its stack need."""

    def test_every_public_name_can_be_imported(self, bare: Environment) -> None:
        done = bare.run("python", "-c", PUBLIC_NAMES)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(str(bare.folder))

    def test_every_module_of_the_provider_can_be_imported(self, bare: Environment) -> None:
        """Also what is imported late, such as what signs in: nothing of an extra is needed."""
        done = bare.run("python", "-c", EVERY_MODULE)
        assert done.returncode == 0, done.stderr
        assert "pulumi_microsoft_seats.entra.token_source" in done.stdout.split()

    @pytest.mark.skipif(CLI is None, reason=NO_CLI)
    def test_the_engine_runs_a_program(
        self, bare: Environment, store: Emulator, project: Path
    ) -> None:
        """The engine finds the provider in the environment on PATH; the seat is given."""
        variables = cli_environment(project, store.environment) | {
            "PATH": bare.variables({})["PATH"]
        }
        (project / ".backend").mkdir()
        for command in ("stack init dev", "up --yes --skip-preview"):
            done = subprocess.run(
                [str(CLI), *command.split(), "--non-interactive"],
                cwd=project,
                env=variables,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        assert store.holders("9NBLGGH4R2R6/0016") == {"ada@contoso.com"}

    @pytest.mark.parametrize(
        "command", [("microsoft-seats", "--help"), ("python", "-m", "pulumi_microsoft_seats")]
    )
    def test_the_command_says_what_to_install(
        self, bare: Environment, command: tuple[str, ...]
    ) -> None:
        """One sentence, no traceback."""
        done = bare.run(*command)
        assert done.returncode == 1
        assert done.stdout == ""
        (sentence,) = done.stderr.splitlines()
        assert sentence.startswith("microsoft-seats needs ")
        assert sentence.endswith('not installed: pip install "pulumi-microsoft-seats[cli]"')


class TestForTests:
    """`pip install ".[emulator]" pytest`, from its wheel."""

    def test_the_fixtures_are_there(self, testing: Environment, tmp_path: Path) -> None:
        """Pytest finds them; it makes warnings errors, and rewrites the assertions of plugins."""
        folder = shutil.copytree(CLONE / "examples" / "testing", tmp_path / "testing")
        done = testing.run("pytest", "-W", "error", "-k", "first_up", cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr


class TestWithTheCommandLine:
    """`python3 -m venv .venv`, `. .venv/bin/activate`, `pip install ".[cli]"`, from its wheel."""

    def test_what_is_installed_fits_together(self, complete: Environment) -> None:
        done = complete.run("python", "-m", "pip", "check")
        assert done.returncode == 0, done.stdout

    def test_the_command_tells_of_itself(self, complete: Environment) -> None:
        assert complete.run("microsoft-seats", "--version").stdout == "microsoft-seats 0.2.0\n"
        shown = complete.run("microsoft-seats", "--help")
        assert shown.returncode == 0, shown.stderr
        assert "rehearse" in shown.stdout

    def test_the_emulator_serves_its_page(self, complete: Environment, tmp_path: Path) -> None:
        """The page, its style and its script are in the wheel."""
        with serving(complete, tmp_path) as variables:
            origin, ca = variables["AZURE_AUTHORITY_HOST"], variables["MICROSOFT_SEATS_CA_BUNDLE"]
            for path in ("/", "/_emulator/page.css", "/_emulator/page.js"):
                answer = requests.get(f"{origin}{path}", verify=ca, timeout=30)
                assert answer.status_code == 200
                assert answer.text.strip()

    def test_a_program_is_rehearsed(
        self, complete: Environment, store: Emulator, project: Path
    ) -> None:
        done = complete.run("microsoft-seats", "rehearse", "up", cwd=project, **store.environment)
        assert done.returncode == 0, done.stdout + done.stderr
        assert store.holders("9NBLGGH4R2R6/0016") == {"ada@contoso.com"}

    def test_a_preview_becomes_a_page(self, complete: Environment, tmp_path: Path) -> None:
        """The page's template is in the wheel."""
        sample = CLONE / "tests" / "review" / "samples" / "removal.json"
        page = tmp_path / "page.html"
        options = ("--format", "html", "--out", str(page))
        done = complete.run("microsoft-seats", "review", str(sample), *options)
        assert done.returncode == 0, done.stderr
        assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@contextmanager
def serving(environment: Environment, folder: Path) -> Iterator[dict[str, str]]:
    """`microsoft-seats emulator` until the end; the variables it wrote."""
    env_file = folder / "emulator.env"
    with subprocess.Popen(
        [environment.command("microsoft-seats"), "emulator", "--env-file", str(env_file)],
        cwd=folder,
        env=environment.variables({}),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Emulator ready on https://127.0.0.1:")
        lines = env_file.read_text(encoding="utf-8").splitlines()
        yield dict(line.split("=", 1) for line in lines)
        process.terminate()
        process.wait(timeout=60)

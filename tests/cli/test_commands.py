"""`microsoft-seats`: what each command promises to whoever types it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import requests

from tests.support.quick_python import quick_python

SEED = """\
inventory:
  - product_id: 9NBLGGH4R2R6
    sku_id: "0016"
    seat_capacity: 7
    seats: [ada@contoso.com]
"""


def command() -> tuple[str, ...]:
    """The words that start it."""
    return (quick_python(), "-m", "pulumi_microsoft_seats")


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*command(), *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


class Served:
    """An emulator in the foreground of a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._env_file = folder / "emulator.env"
        self._process = subprocess.Popen(
            [*command(), "emulator", "--env-file", self._env_file.name, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
        )
        assert self._process.stdout is not None
        self.ready = self._process.stdout.readline()
        self.next = self._process.stdout.readline()

    @property
    def variables(self) -> dict[str, str]:
        """What the environment file says."""
        lines = self._env_file.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def world(self) -> dict[str, list[dict[str, object]]]:
        """Inventory and seats of this moment."""
        origin = self.variables["AZURE_AUTHORITY_HOST"]
        ca = self.variables["MICROSOFT_SEATS_CA_BUNDLE"]
        answer = requests.get(f"{origin}/_emulator/world", verify=ca, timeout=30)
        world: dict[str, list[dict[str, object]]] = answer.json()
        return world

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """End it, and return its exit code."""
        if self._process.poll() is None:
            self._process.send_signal(with_signal)
            self._process.communicate()
        return self._process.returncode


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts emulators, and ends those that are left."""
    started: list[Served] = []

    def start(*options: str) -> Served:
        started.append(Served(tmp_path, *options))
        return started[-1]

    (tmp_path / "seed.yaml").write_text(SEED, encoding="utf-8")
    yield start
    for server in started:
        server.stop()


class TestEmulator:
    """`microsoft-seats emulator`."""

    def test_it_says_when_it_is_ready_and_where(self, serve: Callable[..., Served]) -> None:
        """One line; the environment file, written by then, has the same address."""
        server = serve("--seed", "seed.yaml")
        assert server.ready.startswith("Emulator ready on https://127.0.0.1:")
        assert server.variables["AZURE_AUTHORITY_HOST"] in server.ready
        assert server.world()["inventory"][0]["seats"] == ["ada@contoso.com"]

    def test_it_says_what_to_type_next(self, serve: Callable[..., Served], tmp_path: Path) -> None:
        """A shell that is given the line, in that folder, finds the emulator."""
        server = serve()
        line = server.next.removeprefix("Next, in another terminal: ").strip()
        shown = subprocess.run(
            ["sh", "-c", f"{line}; printenv AZURE_AUTHORITY_HOST"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert shown.stdout.strip() == server.variables["AZURE_AUTHORITY_HOST"]

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
    def test_it_stops_when_told_to(self, serve: Callable[..., Served], how: signal.Signals) -> None:
        """Ctrl-C is how it is meant to be ended: no error, no traceback."""
        assert serve().stop(how) == 0

    def test_a_data_file_keeps_the_seats(self, serve: Callable[..., Served]) -> None:
        """What was there before a restart is there after it, and the seed only fills a new file."""
        serve("--data", "store.db", "--seed", "seed.yaml").stop()
        again = serve("--data", "store.db")
        assert again.world()["inventory"][0]["seat_capacity"] == 7

    def test_latency_is_what_each_request_takes(self, serve: Callable[..., Served]) -> None:
        """A request to the service takes at least as long as was said."""
        server = serve("--latency", "80ms")
        answer = requests.get(
            server.variables["MICROSOFT_SEATS_BASE_URL"] + "/Inventory",
            verify=server.variables["MICROSOFT_SEATS_CA_BUNDLE"],
            timeout=30,
        )
        assert answer.elapsed.total_seconds() >= 0.08

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            (["--seed", "nowhere.yaml"], "nowhere.yaml cannot be read"),
            (["--latency", "soon"], "soon"),
            (["--port", "70000"], "port is 70000"),
        ],
    )
    def test_a_wrong_option_is_one_sentence(self, options: list[str], says: str) -> None:
        """Exit code 1 and no traceback."""
        refused = run("emulator", *options)
        assert refused.returncode == 1
        assert refused.stderr.startswith("error: ")
        assert says in refused.stderr
        assert len(refused.stderr.splitlines()) == 1


class TestRehearse:
    """`microsoft-seats rehearse`."""

    def test_a_folder_without_a_project_is_one_sentence(self, tmp_path: Path) -> None:
        """It names the file that is missing."""
        refused = run("rehearse", "preview", "--cwd", str(tmp_path))
        assert refused.returncode == 1
        assert "Pulumi.yaml" in refused.stderr
        assert "Traceback" not in refused.stderr

    def test_each_operation_runs_on_the_state_of_the_last(self, tmp_path: Path) -> None:
        """preview, up, refresh and destroy of a program that declares nothing but an output."""
        (tmp_path / "Pulumi.yaml").write_text("name: small\nruntime: python\n", encoding="utf-8")
        (tmp_path / "__main__.py").write_text(
            "import pulumi\npulumi.export('greeting', 'hello')\n", encoding="utf-8"
        )
        for operation in ("preview", "up", "refresh", "destroy"):
            done = run("rehearse", operation, "--cwd", str(tmp_path))
            assert done.returncode == 0, done.stdout + done.stderr
        assert (tmp_path / ".pulumi-rehearsal.json").exists()


def test_help_names_the_commands() -> None:
    """Somebody who types the command alone sees what there is."""
    shown = run("--help").stdout
    assert "emulator" in shown
    assert "rehearse" in shown


def test_an_installation_without_the_extra_says_what_to_install() -> None:
    """The package alone has no command line, so that a program's installation stays small."""
    without = (
        "import sys; sys.modules['typer'] = None; "
        "from pulumi_microsoft_seats.cli.main import main; main()"
    )
    refused = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert 'pip install "pulumi-microsoft-seats[cli]"' in refused.stderr
    assert "Traceback" not in refused.stderr


def test_help_names_the_exit_codes_and_shell_completion() -> None:
    """Each exit code on a line of its own, at the root and at what writes."""
    for arguments in ([], ["seats", "assign"], ["seats", "reclaim"], ["inventory"], ["export"]):
        shown = run(*arguments, "--help").stdout
        assert (
            "\n    3  some users could not be served, or one service not read; the others were\n"
            in shown
        ), arguments
    root = run("--help").stdout
    assert "--install-completion" in root
    assert all(name in root for name in ("licenses", "inventory", "seats", "product", "review"))


def test_version_is_the_installed_one() -> None:
    """The distribution's, which `pip show` says too."""
    assert run("--version").stdout == f"microsoft-seats {version('pulumi-microsoft-seats')}\n"


def test_a_module_of_ours_that_is_missing_is_no_missing_extra() -> None:
    """A broken installation is not mended by the extra: it is shown as what it is."""
    without = (
        "import sys; sys.modules['pulumi_microsoft_seats.cli.commands'] = None; "
        "from pulumi_microsoft_seats.cli.main import main; main()"
    )
    broken = subprocess.run(
        [sys.executable, "-c", without], capture_output=True, text=True, check=False
    )
    assert broken.returncode == 1
    assert "pip install" not in broken.stderr
    assert "pulumi_microsoft_seats.cli.commands" in broken.stderr

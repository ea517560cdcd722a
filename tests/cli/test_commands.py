"""`microsoft-seats`: the emulator, rehearsals, and what an installation may lack."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
import requests

from pulumi_microsoft_seats.cli.main import main
from tests.support.command_line import invoke
from tests.support.quick_python import quick_python

SEED = """\
inventory:
  - product_id: 9NBLGGH4R2R6
    sku_id: "0016"
    seat_capacity: 7
    seats: [ada@contoso.com]
"""

COMMANDS = f"{main.__module__.rpartition('.')[0]}.commands"


class Served:
    """An emulator in the foreground of a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        (folder / "seed.yaml").write_text(SEED, encoding="utf-8")
        self.folder = folder
        command = (quick_python(), "-m", "pulumi_microsoft_seats", "emulator")
        self._process = subprocess.Popen(
            [*command, "--env-file", "emulator.env", *options],
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
        lines = (self.folder / "emulator.env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def get(self, address: str) -> requests.Response:
        """An answer of the service, or of the emulator itself."""
        ca = self.variables["MICROSOFT_SEATS_CA_BUNDLE"]
        return requests.get(address, verify=ca, timeout=30)

    def inventory(self) -> list[dict[str, object]]:
        """Entries and seats of this moment."""
        world = self.get(f"{self.variables['AZURE_AUTHORITY_HOST']}/_emulator/world").json()
        entries: list[dict[str, object]] = world["inventory"]
        return entries

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

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One with a seed, whose requests take a while."""
    server = Served(tmp_path_factory.mktemp("served"), "--seed", "seed.yaml", "--latency", "80ms")
    yield server
    server.stop()


@pytest.mark.xdist_group("served")
class TestEmulator:
    """`microsoft-seats emulator`."""

    def test_it_says_when_it_is_ready_and_where(self, served: Served) -> None:
        """One line; the environment file, written by then, has the same address."""
        assert served.ready.startswith("Emulator ready on https://127.0.0.1:")
        assert served.variables["AZURE_AUTHORITY_HOST"] in served.ready
        assert served.inventory()[0]["seats"] == ["ada@contoso.com"]

    def test_it_says_what_to_type_next(self, served: Served) -> None:
        """A shell that is given the line, in that folder, finds the emulator."""
        line = served.next.removeprefix("Next, in another terminal: ").strip()
        shown = subprocess.run(
            ["sh", "-c", f"{line}; printenv AZURE_AUTHORITY_HOST"],
            cwd=served.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        assert shown.stdout.strip() == served.variables["AZURE_AUTHORITY_HOST"]

    def test_latency_is_what_each_request_takes(self, served: Served) -> None:
        """A request to the service takes at least as long as was said."""
        answer = served.get(served.variables["MICROSOFT_SEATS_BASE_URL"] + "/Inventory")
        assert answer.elapsed.total_seconds() >= 0.08

    def test_ctrl_c_ends_it(self, serve: Callable[..., Served]) -> None:
        """It is how it is meant to be ended: no error, no traceback."""
        assert serve().stop(signal.SIGINT) == 0

    def test_a_data_file_keeps_the_seats(self, serve: Callable[..., Served]) -> None:
        """What was there before a restart is there after it, and the seed only fills a new file."""
        assert serve("--data", "store.db", "--seed", "seed.yaml").stop() == 0
        again = serve("--data", "store.db")
        assert again.inventory()[0]["seat_capacity"] == 7

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            (["--seed", "nowhere.yaml"], "nowhere.yaml cannot be read"),
            (["--latency", "soon"], "soon"),
        ],
    )
    def test_a_wrong_option_is_one_sentence(self, options: list[str], says: str) -> None:
        """Exit code 1 and no traceback."""
        refused = invoke("emulator", *options)
        (line,) = refused.stderr.splitlines()
        assert line.startswith("error: ")
        assert says in line
        assert refused.exit_code == 1


class TestRehearse:
    """`microsoft-seats rehearse`."""

    def test_a_folder_without_a_project_is_one_sentence(self, tmp_path: Path) -> None:
        """It names the file that is missing."""
        refused = invoke("rehearse", "preview", "--cwd", str(tmp_path))
        (line,) = refused.stderr.splitlines()
        assert "Pulumi.yaml" in line
        assert refused.exit_code == 1

    def test_each_operation_runs_on_the_state_of_the_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """preview, up, refresh and destroy of a program that declares nothing but an output."""
        monkeypatch.setattr(sys, "executable", quick_python())
        _write_project(tmp_path, "pulumi.export('greeting', 'hello')")
        for operation in ("preview", "up", "refresh", "destroy"):
            done = invoke("rehearse", operation, "--cwd", str(tmp_path))
            assert done.exit_code == 0, done.output
        assert (tmp_path / ".pulumi-rehearsal.json").exists()

    def test_a_refusal_says_how_a_rehearsal_is_approved(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Pulumi's own command, with which it ends, sets it for a stack of the CLI."""
        monkeypatch.setattr(sys, "executable", quick_python())
        _write_project(
            tmp_path,
            "for digest in ('0a1b', '2c3d', '0a1b'):\n"
            "    pulumi.log.error(f'…, run: pulumi config set microsoft-seats:approve {digest}')",
        )
        said = invoke("rehearse", "preview", "--cwd", str(tmp_path)).stderr
        assert said == "A rehearsal is approved with --config microsoft-seats:approve=0a1b,2c3d\n"


def _write_project(folder: Path, program: str) -> None:
    (folder / "Pulumi.yaml").write_text("name: small\nruntime: python\n", encoding="utf-8")
    (folder / "__main__.py").write_text(f"import pulumi\n{program}\n", encoding="utf-8")


def test_version_is_the_installed_one() -> None:
    """The distribution's, which `pip show` says too."""
    assert invoke("--version").stdout == f"microsoft-seats {version('pulumi-microsoft-seats')}\n"


def test_an_installation_without_the_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The package alone has no command line, so that a program's installation stays small."""
    monkeypatch.delitem(sys.modules, COMMANDS)
    monkeypatch.setitem(sys.modules, "typer", None)
    with pytest.raises(SystemExit) as ended:
        main()
    assert 'pip install "pulumi-microsoft-seats[cli]"' in str(ended.value)


def test_a_module_of_ours_that_is_missing_is_no_missing_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A broken installation is not mended by the extra: it is shown as what it is."""
    monkeypatch.setitem(sys.modules, COMMANDS, None)
    with pytest.raises(ModuleNotFoundError, match=COMMANDS):
        main()

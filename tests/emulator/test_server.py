"""The emulator as a server: embedded in a program, and in the foreground."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

import pulumi_microsoft_seats.emulator
from pulumi_microsoft_seats.emulator import Emulator, EmulatorError, parse_world, run

from .client import Client

PRODUCT = {"details": {"category": "Business"}}
OFFICE = parse_world(
    {"inventory": [{"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "product": PRODUCT}]}
)
SEAT = "/V1/Inventory/9NBLGGH4R2R6/0016/Seats/ada@contoso.com"
VARIABLES = [
    "MICROSOFT_SEATS_BASE_URL",
    "MICROSOFT_SEATS_GRAPH_URL",
    "AZURE_AUTHORITY_HOST",
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "MICROSOFT_SEATS_CA_BUNDLE",
]


def test_a_program_is_told_all_it_needs() -> None:
    with Emulator(client_id="app", client_secret="made-up", tenant="t") as emulator:
        assert list(emulator.environment) == VARIABLES
        assert list(emulator.environment.values()) == [
            emulator.base_url,
            emulator.graph_url,
            emulator.origin,
            "t",
            "app",
            "made-up",
            str(emulator.ca_file),
        ]
        assert emulator.base_url == f"{emulator.origin}/V1"
        assert emulator.graph_url == f"{emulator.origin}/v1.0"


def test_it_leaves_nothing_behind_when_it_stops() -> None:
    with Emulator() as emulator, requests.Session() as session:
        client = Client(emulator, session)
        client.renew()
        assert client.send("GET", "/V1/Inventory").status_code == 200
    assert not emulator.ca_file.exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(emulator.origin, timeout=10)


def test_a_request_that_is_served_when_it_stops_is_cut_off(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Which is no trouble, so nothing is logged."""
    with ThreadPoolExecutor(1) as thread, requests.Session() as session:
        with Emulator(OFFICE, latency="1000s") as emulator:
            client = Client(emulator, session)
            waiting = thread.submit(client.send, "GET", "/V1/Inventory")
            while not client.served():
                assert not waiting.done()
        with pytest.raises(requests.ConnectionError):
            waiting.result(timeout=10)
    assert not caplog.messages


def test_a_data_file_keeps_everything_and_the_seed_only_fills_an_empty_one(tmp_path: Path) -> None:
    data = tmp_path / "store.db"
    with Emulator(OFFICE, data=data) as emulator, requests.Session() as session:
        client = Client(emulator, session)
        client.renew()
        assert not emulator.kept_data
        assert client.send("POST", SEAT).status_code == 200
    with Emulator(OFFICE, data=data) as emulator, requests.Session() as session:
        client = Client(emulator, session)
        client.renew()
        assert emulator.kept_data
        assert client.send("GET", SEAT).status_code == 200
        details = client.send("GET", "/V1/Products/9NBLGGH4R2R6/0016").json()
        assert details["category"] == "Business"


def test_a_data_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    """In a folder that does not exist, of something else, of a later version, or in use."""
    data = tmp_path / "store.db"
    with pytest.raises(EmulatorError, match=r"cannot be opened: .*; check the path\."):
        Emulator(data=data / "store.db").start()
    with Emulator(data=data), pytest.raises(EmulatorError, match="or stop the emulator that has"):
        Emulator(data=data).start()
    with sqlite3.connect(data) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(EmulatorError, match="was not written by this version of the emulator"):
        Emulator(data=data).start()
    data.write_text("not a database" * 100, encoding="utf-8")
    with pytest.raises(EmulatorError, match="cannot be used"):
        Emulator(data=data).start()


def test_each_start_makes_up_a_secret_of_its_own() -> None:
    with Emulator() as one, Emulator() as other:
        secrets = {each.environment["AZURE_CLIENT_SECRET"] for each in (one, other)}
    assert len(secrets) == 2


def test_a_port_or_a_latency_that_cannot_be_is_named(client: Client) -> None:
    port = int(client.emulator.origin.rpartition(":")[2])
    with pytest.raises(EmulatorError, match=f"cannot listen on 127.0.0.1, port {port}: "):
        Emulator(port=port).start()
    with pytest.raises(EmulatorError, match="port is 65536; it must be from 0"):
        Emulator(port=65536).start()
    with pytest.raises(EmulatorError, match="latency is 'fast'; it must be a duration"):
        Emulator(latency="fast")


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])  # noqa: S104 - on purpose
def test_it_is_reached_wherever_it_listens(host: str) -> None:
    with Emulator(host=host) as emulator, requests.Session() as session:
        assert Client(emulator, session).send("GET", "/_emulator/health").status_code == 200


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("none/emulator.env", "cannot be written: No such file or directory; name another one."),
        (".", "cannot be removed: Is a directory; name another one."),
    ],
)
def test_an_environment_file_that_cannot_be_written_is_named(
    tmp_path: Path, place: str, sentence: str
) -> None:
    with pytest.raises(EmulatorError, match=sentence):
        run(env_file=tmp_path / place)


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.release)]
)
def test_in_the_foreground_it_says_when_it_is_ready_and_stops_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    """The environment file is complete once the line is out, its owner's alone, and gone after."""
    (tmp_path / "seed.yaml").write_text("users: [ada@contoso.com]", encoding="utf-8")
    (tmp_path / "faults.json").write_text('{"latency": "1ms"}', encoding="utf-8")
    env_file = tmp_path / "emulator.env"
    program = (
        "from pathlib import Path; from pulumi_microsoft_seats.emulator import run; "
        "run(seed=Path('seed.yaml'), faults=Path('faults.json'), data=Path('store.db'),"
        " latency='2ms', env_file=Path('emulator.env'))"
    )
    package = Path(pulumi_microsoft_seats.emulator.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(package)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line.startswith("Emulator ready on https://127.0.0.1:"), process.stderr.read()
        lines = env_file.read_text(encoding="utf-8").splitlines()
        mode = stat.S_IMODE(env_file.stat().st_mode)
        environment = dict(line.split("=", 1) for line in lines)
        world = requests.get(
            f"{environment['AZURE_AUTHORITY_HOST']}/_emulator/world",
            verify=environment["MICROSOFT_SEATS_CA_BUNDLE"],
            timeout=10,
        )
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert process.stderr.read() == ""
    assert list(environment) == VARIABLES
    assert mode == 0o600
    assert world.json() == {"users": ["ada@contoso.com"], "inventory": []}
    assert not env_file.exists()

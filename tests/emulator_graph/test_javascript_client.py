"""Microsoft's own JavaScript client: what it cannot do, the emulator got wrong.

The client is fetched from npm once for these tests. Without node, npm or the registry they are
skipped, and say so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator, parse_world

from .caller import E3, F1, WORLD, Caller

PACKAGE = "@microsoft/microsoft-graph-client@3.0.7"
STORY = Path(__file__).with_name("javascript") / "story.mjs"

pytestmark = pytest.mark.xdist_group("javascript")


def _fetch(folder: Path) -> None:
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"no {tool} on PATH to run Microsoft's JavaScript client with")
    command = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", PACKAGE]
    try:
        done = subprocess.run(
            [*command, "--ignore-scripts"], capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not fetch Microsoft's JavaScript client in two minutes")
    if done.returncode != 0:
        pytest.skip(f"npm cannot fetch {PACKAGE}: {done.stderr.strip()[-200:]}")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the client met, by the names of what it did."""
    packages = tmp_path_factory.mktemp("packages")
    _fetch(packages)
    with Emulator(parse_world(WORLD)) as emulator, requests.Session() as session:
        session.trust_env = False
        caller = Caller(emulator, session)
        caller.renew()
        environment = {
            "PATH": os.environ["PATH"],
            "PACKAGES": str(packages),
            "NODE_EXTRA_CA_CERTS": str(emulator.ca_file),
            "GRAPH_ORIGIN": emulator.origin,
            "GRAPH_TOKEN": caller.token,
            "SKU": E3,
            "OTHER_SKU": F1,
        }
        done = subprocess.run(
            ["node", str(STORY)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    story: dict[str, Any] = json.loads(done.stdout)
    return story


def test_it_lists(told: dict[str, Any]) -> None:
    assert told["list"] == 2


def test_it_pages_with_the_header_on_each_page(told: dict[str, Any]) -> None:
    names = ["Bob@contoso.com", "ada@contoso.com", "grace@contoso.com"]
    assert told["pages"] == {"counted": 3, "names": names}


def test_it_fails_on_the_second_page_when_it_forgets_the_header(told: dict[str, Any]) -> None:
    assert told["forgottenHeader"] == {"status": 400, "code": "Directory_ExpiredPageToken"}


def test_it_assigns_swaps_and_removes(told: dict[str, Any]) -> None:
    assert told["assignAndRemove"] == [[E3], [F1], []]


def test_it_reads_an_error(told: dict[str, Any]) -> None:
    assert told["failure"] == {
        "status": 400,
        "code": "Request_BadRequest",
        "message": "License assignment cannot be done for user with invalid usage location.",
        "requestId": 36,
        "dated": True,
    }


def test_it_batches_with_addresses_that_begin_with_the_version(told: dict[str, Any]) -> None:
    assert all(url.startswith(("/v1.0/", "/")) for url in told["batch"]["sent"])
    assert told["batch"]["statuses"] == [200, 400, 200]
    assert told["batch"]["skus"] == 4


def test_it_sends_steps_that_depend_on_each_other(told: dict[str, Any]) -> None:
    assert told["sequence"] == [200, 400, 424]

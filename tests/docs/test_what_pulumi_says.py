"""The engine's own texts on the page are those of the engine: they are provoked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import PROJECT, needs_engine, write_program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

from .test_troubleshooting import PAGE, Entry, entries_of

pytestmark = [needs_engine, pytest.mark.xdist_group("what-pulumi-says")]

INTERRUPTED = "tests/end_to_end/test_interruptions.py kills and interrupts"
BY_HAND = "needs another virtual environment; seen by hand with an engine of 3.260"
ELSEWHERE = {
    "^C received": INTERRUPTED,
    "KeyboardInterrupt": INTERRUPTED,
    "error: update failed": INTERRUPTED,
    "error: error reading from server": INTERRUPTED,
    "warning: Attempting to deploy": INTERRUPTED,
    "resource {URN} violates plan": "tests/end_to_end/test_saved_plan.py lets the seats move",
    "KeyError: '__provider'": "tests/end_to_end/test_export.py imports",
    'resource "{URN}" cannot be deleted': "tests/review/samples/removal_protected.json has it",
    "error: preview failed": "the same",
    "error: PULUMI_ACCESS_TOKEN": "needs a machine that never logged in; seen by hand, 3.260",
    "ModuleNotFoundError": BY_HAND,
    "It looks like the Pulumi SDK": BY_HAND,
    "error: failed to discover package requirements": BY_HAND,
}
"""How the other texts begin, and where they were seen."""

OFFICE = "9NBLGGH4R2R6/0016"
WORLD = {"inventory": [{"product_id": "9NBLGGH4R2R6", "sku_id": "0016"}]}
PROGRAM = """\
from pulumi_microsoft_seats import SeatAssignment

SeatAssignment("office", product_id="9NBLGGH4R2R6", sku_id="0016", users=["ada@contoso.com"])
"""


def _entries() -> list[Entry]:
    return [entry for entry in entries_of(PAGE.read_text(encoding="utf-8")) if entry.foreign]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Everything that the engine said to what can go wrong, on one line."""
    folder = tmp_path_factory.mktemp("project")
    with Emulator() as emulator:
        administrator = Administrator(emulator)
        administrator.set_world(WORLD)
        (folder / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
        write_program(folder, PROGRAM)
        engine = Engine(folder, dict(emulator.environment))
        texts = [*_provoked(engine, administrator)]
    return " ".join(" ".join(texts).split())


def _provoked(engine: Engine, administrator: Administrator) -> Iterator[str]:
    assert engine.run("preview", "--save-plan", "plan.json").ok
    approval = "microsoft-seats:approve=000000000000"
    yield engine.run("up", "--yes", "--plan", "plan.json", "--config", approval).text
    administrator.assign(OFFICE, "carl@contoso.com")
    yield engine.run("preview").text  # it is refused
    yield from _without_the_stack(engine)


def _without_the_stack(engine: Engine) -> Iterator[str]:
    locks = engine.folder / ".backend/.pulumi/locks/organization/seats/test"
    locks.mkdir(parents=True, exist_ok=True)
    (locks / "other.json").write_text(json.dumps({"pid": 1, "username": "x", "hostname": "y"}))
    yield engine.run("up", "--yes").text
    (locks / "other.json").unlink()
    # A secret in the configuration has to be decrypted.
    assert engine.run("config", "set", "--secret", "microsoft-seats:clientSecret", "made-up").ok
    passphrase = Passphrase(engine.folder, engine.environment)
    yield passphrase.run("preview").text
    passphrase.value = None
    yield passphrase.run("preview").text
    assert engine.run("stack", "unselect").ok
    yield engine.run("preview").text


class Passphrase(Engine):
    """The same engine with another passphrase, or with none."""

    value: str | None = "another"

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def process_environment(self) -> dict[str, str]:
        """The variables, but for the passphrase."""
        variables = super().process_environment()
        del variables["PULUMI_CONFIG_PASSPHRASE"]
        return variables | ({"PULUMI_CONFIG_PASSPHRASE": self.value} if self.value else {})


def test_the_engine_says_what_the_page_says(said: str) -> None:
    """But for what is provoked elsewhere."""
    lacking = [
        entry.text
        for entry in _entries()
        if not entry.text.startswith(tuple(ELSEWHERE)) and not _pattern(entry).search(said)
    ]
    assert not lacking, said


def test_what_is_provoked_elsewhere_is_on_the_page() -> None:
    texts = [entry.text for entry in _entries()]
    assert all(any(text.startswith(begin) for text in texts) for begin in ELSEWHERE)


def _pattern(entry: Entry) -> re.Pattern[str]:
    return re.compile(".*?".join(re.escape(" ".join(part.split())) for part in entry.fixed))

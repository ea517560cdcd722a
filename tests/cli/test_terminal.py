"""What a person at a terminal sees: the question, colours and progress."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.support.administrator import Administrator
from tests.support.quick_python import quick_python

from .conftest import MINECRAFT, OFFICE, STORE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


@dataclass(frozen=True)
class Session:
    """A command that ran at a terminal.

    Attributes:
        shown: what the terminal showed.
        stdout: what went into a pipe, where one was asked for.
    """

    shown: str
    stdout: str
    code: int


def run(
    store: Emulator,
    *arguments: str,
    answer: bytes | signal.Signals | None = None,
    after: bytes = b"[y/N]: ",
    pipe: bool = False,
    **more: str,
) -> Session:
    """Run a command at a pseudo-terminal, and type or send the answer once it shows something."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [quick_python(), "-m", "pulumi_microsoft_seats", *arguments],
        stdin=theirs,
        stdout=subprocess.PIPE if pipe else theirs,
        stderr=theirs,
        env={**os.environ, **store.environment, **more, "TERM": "xterm", "COLUMNS": "200"},
    )
    os.close(theirs)
    too_long = threading.Timer(60, process.kill)
    too_long.start()
    # What arrives just before a read begins is heard when that ends: a person presses it again.
    again = threading.Timer(10, lambda: process.send_signal(signal.SIGINT))
    shown = b""
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # how Linux says that the other side is gone
            break
        if answer is not None and after in shown:
            if isinstance(answer, signal.Signals):
                process.send_signal(answer)
                again.start()
            else:
                os.write(ours, answer)
            answer = None
    os.close(ours)
    stdout, _ = process.communicate(timeout=60)
    too_long.cancel()
    again.cancel()
    return Session(shown.decode(), (stdout or b"").decode(), process.returncode)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    """One for each test: what was interrupted may leave it a request."""
    with Emulator() as running:
        yield running


@pytest.fixture
def store(emulator: Emulator, administrator: Administrator) -> Emulator:
    """The store of these tests, with nothing in its log."""
    administrator.set_world(STORE)
    administrator.forget_requests()
    return emulator


def test_yes_at_the_question_goes_ahead(store: Emulator, administrator: Administrator) -> None:
    """The question is beside the answer: a pipe holds the CSV and nothing else."""
    done = run(
        *(store, "seats", "assign", OFFICE, "dora@contoso.com", "--csv"), answer=b"y\n", pipe=True
    )
    assert "1 user will gain a seat: dora@contoso.com." in done.shown
    assert "Assign 1 seat of 9NBLGGH4R2R6/0016? [y/N]: " in done.shown
    assert "assigning" in done.shown
    assert done.stdout == "user,outcome,reason\ndora@contoso.com,assigned,\n"
    assert done.code == 0
    assert "dora@contoso.com" in administrator.holders(OFFICE)


@pytest.mark.parametrize("answer", [b"\n", b"\x04", signal.SIGINT])
def test_anything_else_changes_nothing(
    store: Emulator, administrator: Administrator, answer: bytes | signal.Signals
) -> None:
    """Nothing, which means no, Ctrl-D and Ctrl-C: exit code 4."""
    done = run(store, "seats", "reclaim", OFFICE, "ada@contoso.com", answer=answer)
    assert "Reclaim 1 seat of 9NBLGGH4R2R6/0016? [y/N]: " in done.shown
    assert "Nothing was changed." in done.shown
    assert "Traceback" not in done.shown
    assert done.code == 4
    assert administrator.writes() == []


def test_ctrl_c_on_the_way_says_how_far_it_came(
    store: Emulator, administrator: Administrator
) -> None:
    """Calls that were not begun are not begun: at one at a time, that is most of them.

    Nor does it ask anything first, because of --yes.
    """
    slow = {"fault": "latency", "latency": "500ms", "match": {"method": "POST", "path": "*/Seats"}}
    administrator.inject(slow)
    users = [f"user{number:02}@contoso.com" for number in range(60)]
    done = run(
        store,
        "seats",
        "assign",
        MINECRAFT,
        *users,
        "--yes",
        answer=signal.SIGINT,
        after=b"assigning",
        MICROSOFT_SEATS_CONCURRENCY="1",
    )
    assert "[y/N]" not in done.shown
    assert "Interrupted while assigning" in done.shown
    assert "run the same again, which does only what is missing." in done.shown
    assert "Traceback" not in done.shown
    assert done.code == 130
    assert len(administrator.writes()) < 3


def test_colours_are_for_a_terminal_alone(store: Emulator) -> None:
    """A table in a pipe has none, even when the messages go to a terminal; nor with NO_COLOR."""
    assert "\x1b[1m" in run(store, "inventory").shown
    assert "\x1b[1m" not in run(store, "inventory", NO_COLOR="1").shown
    assert "\x1b" not in run(store, "inventory", pipe=True).stdout

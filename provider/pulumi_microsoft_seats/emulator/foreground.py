"""The emulator in the foreground, until it is told to stop."""

from __future__ import annotations

import gc
import os
import shlex
import signal
import sys
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING

from .authority import DEFAULT_CLIENT_ID, DEFAULT_TENANT
from .documents import load
from .emulator_error import EmulatorError
from .environment import remove_env_file, write_env_file
from .fault_rules import parse_faults
from .server import Emulator
from .world import load_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_OBJECTS_BETWEEN_SEARCHES = 100_000


def run(  # noqa: PLR0913 - each is an option of the command line
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    data: Path | None = None,
    seed: Path | None = None,
    latency: str = "0ms",
    faults: Path | None = None,
    env_file: Path | None = None,
    tenant: str = DEFAULT_TENANT,
    client_id: str = DEFAULT_CLIENT_ID,
    client_secret: str | None = None,
    client_certificate: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; call it from the main thread.

    The first line on standard output says that it is ready, and where; what follows says what to
    do next.

    Args:
        host: The address to listen on.
        port: The port; 0 takes one that is free.
        data: The SQLite file of its state; None keeps it in memory.
        seed: The YAML or JSON file of the world at first; a data file that has one keeps its own.
        latency: What every request takes at least, as `50ms` or `1.5s`.
        faults: The YAML or JSON file of the fault rules in force at start.
        env_file: Where to write the variables a program needs, while the emulator serves: the file
            appears when it is ready and is removed when it stops.
        tenant: The tenant's id.
        client_id: The id of the application that signs in.
        client_secret: Its secret; None makes one up.
        client_certificate: The PEM file of the certificate it may sign in with instead.

    Raises:
        EmulatorError: An option is invalid, or a file or the port cannot be used.
    """
    emulator = Emulator(
        None if seed is None else load_world(seed),
        latency=latency,
        faults=None if faults is None else load(faults, parse_faults),
        tenant=tenant,
        client_id=client_id,
        client_secret=client_secret,
        client_certificate=None if client_certificate is None else _text(client_certificate),
        data=data,
        host=host,
        port=port,
    )
    if env_file is not None:
        # A file left by an emulator that was killed would pass for readiness.
        remove_env_file(env_file)
    # Answers of many users leave nothing that only a search finds; with Python's threshold of 700
    # objects, searching everybody again and again took a third of the time of a large list.
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    with _stop_requests() as requests, emulator, _written(env_file, emulator):
        lines = [_ready_line(emulator, data, seed), *_next_steps(env_file)]
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        requests.get()


def _ready_line(emulator: Emulator, data: Path | None, seed: Path | None) -> str:
    line = f"Emulator ready on {emulator.origin}"
    if emulator.kept_data:
        line += f", with what {data} had in it"
        line += "" if seed is None else f"; {seed} is ignored"
    return line


def _next_steps(env_file: Path | None) -> list[str]:
    if env_file is None:
        return ["Next: start it with --env-file emulator.env, which a program finds it by."]
    return [
        f"Next, in another terminal: {_load(env_file)}",
        "Then, in the program's folder: pulumi preview --diff, or microsoft-seats rehearse preview",
    ]


def _load(env_file: Path) -> str:
    if os.name == "nt":
        each = '{ $name, $value = $_ -split "=", 2; Set-Item "env:$name" $value }'
        return f"Get-Content {env_file} | ForEach-Object {each}"
    path = env_file if env_file.is_absolute() else f"./{env_file}"
    return f"set -a; . {shlex.quote(str(path))}; set +a"


@contextmanager
def _stop_requests() -> Iterator[SimpleQueue[int]]:
    # A SimpleQueue, unlike an Event, may be set by a signal that interrupts the very wait for it.
    requests: SimpleQueue[int] = SimpleQueue()
    handlers = {
        number: signal.signal(number, lambda number, _frame: requests.put(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield requests
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


@contextmanager
def _written(env_file: Path | None, emulator: Emulator) -> Iterator[None]:
    if env_file is None:
        yield
        return
    write_env_file(env_file, emulator.environment)
    try:
        yield
    finally:
        remove_env_file(env_file)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise EmulatorError(
            f"The client certificate {path} cannot be read: {reason}; check the path."
        ) from error

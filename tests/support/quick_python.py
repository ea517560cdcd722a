"""A Python that is quick to start: it forks from one that has imported nearly everything already.

`quick_python()` gives a program to use where `sys.executable` would be. Its folder can go in front
of a PATH: it is `python3` there, beside the commands that a reader of our pages types. A module
(`-m`), a text (`-c`) or a file is run in a process of its own, forked, with the folder, the
variables and the standard streams of whoever started it; anything else is run by the usual
interpreter. SIGINT and SIGTERM are passed on to the forked process; killing the program kills it.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import runpy
import selectors
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NoReturn

_OURS = (
    "plugin.check plugin.host_patches plugin.lifecycle plugin.session program.seat_assignment "
    "store.client_factory store.seat_service rehearsal.resource_steps rehearsal.monitor "
    "rehearsal.program rehearsal.refresh rehearsal.removal cli.commands "
    "cli.table_layout emulator program.product_search"
)
_MODULES = (
    *("grpc._channel", "grpc._server", "pulumi.dynamic", "requests", "msal", "rich.console"),
    *(f"pulumi_microsoft_seats.{name}" for name in _OURS.split()),
)
"""What programs, plugin processes and commands import; none of it does anything by itself."""

# Runs without site-packages, which is most of the time that a Python takes to start.
_CLIENT = """\
#!{python} -ISE
import json, os, signal, socket, sys
words = sys.argv[2:] if sys.argv[1:2] == ["-u"] else sys.argv[1:]
if not words or words[0].startswith("-") and words[0] not in ("-c", "-m"):
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
    server.connect({address!r})
    request = json.dumps([words, os.getcwd(), dict(os.environ)])
    socket.send_fds(server, [request.encode("utf-8", "surrogateescape")], [0, 1, 2])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: server.send(bytes([number])))
    os._exit(int(server.recv(9) or 1))
"""

# A usual Python whose tests start quick ones.
_PYTEST = "import sys, pytest; sys.executable = {python!r}; sys.exit(pytest.console_main())"


@functools.cache
def quick_python() -> str:
    """The path of the program, until this process ends; where there is none, the usual one's."""
    if not hasattr(os, "pidfd_open"):
        return sys.executable
    with ExitStack() as ending:
        made = tempfile.TemporaryDirectory(prefix="quick-python-")
        folder = Path(ending.enter_context(made))
        program, address = folder / "python3", str(folder / "socket")
        program.write_text(_CLIENT.format(python=sys.executable, address=address), "utf-8")
        (folder / "python").symlink_to(program)
        installed = Path(sys.executable).with_name("microsoft-seats")
        _write_script(folder / installed.name, str(program), str(installed))
        _write_script(folder / "pytest", sys.executable, "-c", _PYTEST.format(python=str(program)))
        program.chmod(0o700)
        command = [sys.executable, "-u", "-m", __name__, str(program), address]
        server = ending.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        assert server.stdin is not None
        ending.callback(server.stdin.close)
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        atexit.register(ending.pop_all().close)
    return str(program)


def _write_script(path: Path, *command: str) -> None:
    """A command that runs another one with whatever it is given."""
    path.write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n', encoding="utf-8")
    path.chmod(0o700)


class _Server:
    """Forks a process for each who connects."""

    def __init__(self, address: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(address)
        self._listener.listen()
        self._events = selectors.DefaultSelector()
        self._events.register(self._listener, selectors.EVENT_READ)
        # Its other end is closed when the process that started this one ends, however it does.
        self._events.register(0, selectors.EVENT_READ)

    def serve(self) -> list[str]:
        """Serve for ever; in a forked process, the words of its command."""
        while True:
            for key, _ in self._events.select():
                if key.fd == 0:
                    self._end_all()
                if key.fileobj is self._listener:
                    command = self._fork(self._listener.accept()[0])
                    if command:
                        return command
                else:
                    self._notice(key.fileobj, *key.data)

    def _notice(self, of: object, client: socket.socket, process: int, ended: int) -> None:
        """Pass a signal on; else one of the two has ended."""
        sent = client.recv(1) if of is client else b""
        if sent:
            os.kill(process, sent[0])
        else:
            self._end(client, process, ended)

    def _fork(self, client: socket.socket) -> list[str]:
        request, streams, _, _ = socket.recv_fds(client, 1 << 20, 3)
        process = os.fork() if request else -1
        if process == 0:
            return _become(request, streams)
        for stream in streams:
            os.close(stream)
        if request:
            ended = os.pidfd_open(process)
            self._events.register(ended, selectors.EVENT_READ, (client, process, ended))
            self._events.register(client, selectors.EVENT_READ, (client, process, ended))
        return []

    def _end_all(self) -> NoReturn:
        for key in [*self._events.get_map().values()]:
            if key.data:
                self._end(*key.data)
        sys.exit()

    def _end(self, client: socket.socket, process: int, ended: int) -> None:
        """Tell the client that its process has ended, or end the process of one that has gone."""
        if ended not in self._events.get_map():
            return
        os.kill(process, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        self._events.unregister(client)
        self._events.unregister(ended)
        os.close(ended)
        with client, suppress(BrokenPipeError):
            client.send(str(code % 256).encode())


def _become(request: bytes, streams: list[int]) -> list[str]:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    text = request.decode("utf-8", "surrogateescape")
    words, folder, variables = json.loads(text)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path[0] = folder
    sys.path[1:1] = filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))
    return list(words)


def main() -> None:
    """Serve, and in each forked process run its module."""
    _, sys.executable, address = sys.argv
    # Where a shell's background job ignores it, what is imported below would keep ignoring it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in _MODULES:
        importlib.import_module(name)
    server = _Server(address)
    gc.freeze()
    sys.stdout.write("ready\n")
    _run(server.serve())


def _run(words: list[str]) -> None:
    kind = words[0] if words[0] in {"-c", "-m"} else ""
    sys.argv[:] = words[1:] if kind == "-m" else words
    if kind == "-m":
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    elif kind == "-c":
        del sys.argv[1]
        exec(words[1], {"__name__": "__main__"})  # noqa: S102 - what `python -c` is asked to do
    else:
        sys.path[0] = str(Path(words[0]).parent)
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    main()

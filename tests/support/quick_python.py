"""A Python that is quick to start: it forks from one that has imported nearly everything already.

`quick_python()` gives a program to use where `sys.executable` would be. A module (`-m`) is run in a
process of its own, forked, with the folder, the variables and the standard streams of whoever
started it; anything else is run by the usual interpreter. Killing the program kills the forked
process, which gets no other signal.
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
    "store.client_factory store.seat_service rehearsal.lifecycle rehearsal.monitor "
    "rehearsal.program rehearsal.refresh rehearsal.removal"
)
_MODULES = (
    *("grpc._channel", "grpc._server", "pulumi.dynamic", "requests", "msal"),
    *(f"pulumi_microsoft_seats.{name}" for name in _OURS.split()),
)
"""What a program and a plugin process import; none of it does anything before it is asked."""

# Runs without site-packages, which is most of the time that a Python takes to start.
_CLIENT = """\
#!{python} -ISE
import json, os, socket, sys
words = [word for word in sys.argv[1:] if word != "-u"]
if words[:1] != ["-m"]:
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as server:
    server.connect({address!r})
    request = json.dumps([words[1:], os.getcwd(), dict(os.environ)])
    socket.send_fds(server, [request.encode("utf-8", "surrogateescape")], [0, 1, 2])
    os._exit(int(server.recv(9) or 1))
"""


@functools.cache
def quick_python() -> str:
    """The path of the program, until this process ends; where there is none, the usual one's."""
    if not hasattr(os, "pidfd_open"):
        return sys.executable
    with ExitStack() as ending:
        made = tempfile.TemporaryDirectory(prefix="quick-python-")
        folder = Path(ending.enter_context(made))
        program, address = folder / "python", str(folder / "socket")
        program.write_text(_CLIENT.format(python=sys.executable, address=address), "utf-8")
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
                    self._end(*key.data)

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
    return list(words)


def main() -> None:
    """Serve, and in each forked process run its module."""
    _, sys.executable, address = sys.argv
    for name in _MODULES:
        importlib.import_module(name)
    server = _Server(address)
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.argv[:] = server.serve()
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

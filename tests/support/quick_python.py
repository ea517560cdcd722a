"""A Python that is quick to start: it forks from one that has imported the libraries already.

`quick_python()` gives a program to use where `sys.executable` would be. `python -m MODULE` through
it runs that module in a process of its own, forked, with the folder, the variables and the standard
streams of whoever started it; anything else is run by the usual interpreter. Killing it kills the
forked process. Only libraries are imported beforehand: what is under test is imported anew.
"""

from __future__ import annotations

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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LIBRARIES = ("grpc", "pulumi.dynamic", "pulumi.runtime", "requests", "msal", "yaml")

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


@contextmanager
def quick_python() -> Iterator[str]:
    """Start the process to fork from, and give the path of the program; the usual one elsewhere."""
    if not hasattr(os, "pidfd_open"):
        yield sys.executable
        return
    with tempfile.TemporaryDirectory(prefix="quick-python-") as folder:
        program, address = Path(folder, "python"), str(Path(folder, "socket"))
        program.write_text(_CLIENT.format(python=sys.executable, address=address), "utf-8")
        program.chmod(0o700)
        command = [sys.executable, "-u", "-m", __name__, str(program), address]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            try:
                yield str(program)
            finally:
                server.terminate()


class _Server:
    """Forks a process for each who connects."""

    def __init__(self, address: str) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(address)
        self._listener.listen()
        self._events = selectors.DefaultSelector()
        self._events.register(self._listener, selectors.EVENT_READ)

    def serve(self) -> list[str]:
        """Serve for ever; in a forked process, the words of its command."""
        while True:
            for key, _ in self._events.select():
                if key.fileobj is self._listener:
                    words = self._fork(self._listener.accept()[0])
                    if words:
                        return words
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
    words, folder, variables = json.loads(request.decode("utf-8", "surrogateescape"))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path[0] = folder
    found: list[str] = words
    return found


def main() -> None:
    """Serve, and in each forked process run its module."""
    _, sys.executable, address = sys.argv
    for library in _LIBRARIES:
        importlib.import_module(library)
    server = _Server(address)
    gc.freeze()
    sys.stdout.write("ready\n")
    words = server.serve()
    sys.argv[1:] = words[1:]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

"""A Python that is quick to start: it forks from one that has imported nearly everything already.

`quick_python()` gives a program to use where `sys.executable` would be. Its folder can go in front
of a PATH: it is `python3` there, beside the commands that a reader of our pages types. A module
(`-m`), a text (`-c`) or a file is run in a process of its own, forked, with the folder, the
variables and the standard streams of whoever started it; what the Pulumi CLI asks before each
command is answered without a process; anything else is run by the usual interpreter. SIGINT and
SIGTERM are passed on to the forked process; killing the program kills it.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import os
import platform
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

from tests.support.quick_pip import pip

_OURS = (
    "plugin.check plugin.host_patches plugin.lifecycle plugin.session program.seat_assignment "
    "store.client_factory store.seat_service rehearsal.resource_steps rehearsal.monitor "
    "rehearsal.program rehearsal.refresh rehearsal.removal cli.commands "
    "cli.table_layout emulator program.product_search"
)
_MODULES = (
    *("grpc._channel", "grpc._server", "pulumi.dynamic", "requests", "msal", "rich.console"),
    "pytest",
    *(f"pulumi_microsoft_seats.{name}" for name in _OURS.split()),
)
"""What programs, plugin processes and commands import; none of it does anything by itself."""

# A shell, which starts in a thirtieth of the time of a Python.
_PROGRAM = """\
#!/bin/sh
case "$*" in
"--version") echo Python {version} ;;
"-c import sys; print(sys.executable)") echo "$0" ;;
"-m pip --version") echo {pip} ;;
"-m pip list --format json") echo {packages} ;;
*) exec {python} -ISE {client} "$@" ;;
esac
"""

# Runs without site-packages and with the least of modules, which is most of what a start takes.
_CLIENT = """\
import os, sys, _signal, _socket
words = sys.argv[2:] if sys.argv[1:2] == ["-u"] else sys.argv[1:]
if not words or words[0].startswith("-") and words[0] not in ("-c", "-m"):
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
server.connect({address!r})
variables = (b"%s=%s" % pair for pair in os.environb.items())
request = [os.getcwdb(), b"%d" % len(words), *map(os.fsencode, words), *variables]
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
rights = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)
server.sendmsg([b"\\0".join(request)], [rights])
for number in (_signal.SIGINT, _signal.SIGTERM):
    _signal.signal(number, lambda number, _: server.send(bytes([number])))
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
        address = str(folder / "socket")
        program = _write_commands(folder, address)
        command = [sys.executable, "-u", "-m", __name__, program, address]
        server = ending.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        )
        assert server.stdin is not None
        ending.callback(server.stdin.close)
        assert server.stdout is not None
        assert server.stdout.readline() == b"listening\n"
        atexit.register(ending.pop_all().close)
    return program


def _write_commands(folder: Path, address: str) -> str:
    """Write the program and the commands that it is quicker to start; its path."""
    program, client = folder / "python3", folder / "client.py"
    client.write_text(_CLIENT.format(python=sys.executable, address=address), "utf-8")
    answers = {"version": platform.python_version(), "pip": pip.version(), "packages": pip.listed()}
    words = {"python": sys.executable, "client": str(client), **answers}
    program.write_text(_PROGRAM.format(**{it: shlex.quote(words[it]) for it in words}), "utf-8")
    program.chmod(0o700)
    (folder / "python").symlink_to(program)
    for name in ("microsoft-seats", "pytest"):
        _write_script(folder / name, str(program), str(Path(sys.executable).with_name(name)))
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
    folder, count, *rest = map(os.fsdecode, request.split(b"\0"))
    words, variables = rest[: int(count)], dict(it.split("=", 1) for it in rest[int(count) :])
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.path[0] = folder
    sys.path[1:1] = filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))
    return words


def main() -> None:
    """Serve, and in each forked process run its module."""
    _, sys.executable, address = sys.argv
    ended = _Ended()
    # Where a shell's background job ignores it, what is imported below would keep ignoring it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    server = _Server(address)
    sys.stdout.write("listening\n")  # whoever connects from now on waits for the imports
    for name in _MODULES:
        importlib.import_module(name)
    gc.freeze()
    words = server.serve()
    with ended:
        _run(words)


class _Ended:
    """Ends a process last of all, before Python takes apart what was imported.

    That takes longer than most of what these processes run.
    """

    def __init__(self) -> None:
        self._code: object = 0
        atexit.register(self._end)  # before anything is imported, so that it is called last

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is not None:
            self._code = error.code if isinstance(error, SystemExit) else 1

    def _end(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(self._code if isinstance(self._code, int) else self._code is not None)


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

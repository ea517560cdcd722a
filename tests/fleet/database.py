"""A PostgreSQL of our own: a cluster in a folder, on loopback, for as long as it is needed."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")
_SUPERUSER = "pulumi"
_ACCOUNTS = ("postgres", "nobody")

NO_POSTGRESQL = (
    "no initdb on PATH or under /usr/lib/postgresql, so there is no PostgreSQL to keep state in"
)


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs; None where it is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL.

    Attributes:
        folder: of its programs.
        port: on loopback.
        password: of its only account; Pulumi's driver reads it from `PGPASSWORD`.
        postmaster: the id of its first process.
    """

    folder: Path
    port: int
    password: str
    postmaster: int

    @property
    def environment(self) -> dict[str, str]:
        """What keeps the password out of every address."""
        return {"PGPASSWORD": self.password}

    def url(self, database: str) -> str:
        """What Pulumi logs in to."""
        return f"postgres://{_SUPERUSER}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def create(self, database: str) -> str:
        """Make a database.

        Returns:
            its address.
        """
        self.ask("postgres", f'CREATE DATABASE "{database}"')
        return self.url(database)

    def ask(self, database: str, statement: str) -> str:
        """The answer to a statement, without headings."""
        done = subprocess.run(
            [self.folder / "psql", "-XqAt", self.url(database), "-c", statement],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def size(self, database: str) -> int:
        """Bytes that Pulumi's table takes, indexes included."""
        return int(self.ask(database, "SELECT pg_total_relation_size('pulumi_state')"))


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Run PostgreSQL until the end of the with statement.

    Args:
        folder: an empty one, which others may enter.

    Raises:
        LookupError: there is none here.
    """
    where = programs()
    if where is None:
        raise LookupError(NO_POSTGRESQL)
    account = _account()
    password, secret = secrets.token_urlsafe(), folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="utf-8")
    for path in (folder, secret):
        os.chown(path, account.pw_uid, account.pw_gid)

    def start(program: str, *arguments: object) -> None:
        command = [str(where / program), *map(str, arguments)]
        user = {} if account.pw_uid == os.geteuid() else {"user": account.pw_uid}
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **user)  # type: ignore[call-overload] # the account is given by keyword, or not at all

    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    authentication = ("--auth", "scram-sha-256", "--pwfile", secret)
    start("initdb", "-D", data, "-U", _SUPERUSER, *authentication, "--encoding", "UTF8")
    # Its output goes to the log: whoever holds a pipe's end would wait for the server's own.
    start("pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        first_line = (data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0]
        yield Cluster(where, port, password, int(first_line))
    finally:
        start("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _account() -> pwd.struct_passwd:
    """Who runs it: this user, or for root somebody else, because PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _ACCOUNTS if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

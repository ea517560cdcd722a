"""The trial: a fleet's first month on PostgreSQL, with more and more stacks at a time."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.store import EmulatedStore
from tests.fleet.database import Cluster, cluster
from tests.fleet.estate import Estate, drifted
from tests.fleet.processes import Taken, measure
from tests.support.pulumi_cli import cli_environment

Say = Callable[[str], None]

CHANGED = 5
"""How many users of each stack go, and how many come, in the change; so many stacks drift."""


@dataclass(frozen=True)
class Finding:
    """One command of one column.

    Attributes:
        command: what was done, in words.
        parallel: stacks at a time.
        taken: what it took.
        requests: that the store was sent, sign-in included.
        size: MiB of Pulumi's table afterwards.
        outcomes: how many stacks ended in which way.
    """

    command: str
    parallel: int
    taken: Taken
    requests: int
    size: float
    outcomes: dict[str, int]

    def document(self) -> dict[str, Any]:
        """As JSON, without what was printed."""
        taken = {key: value for key, value in asdict(self.taken).items() if key != "said"}
        return {**asdict(self), "taken": taken}


class TrialError(Exception):
    """A command did not end as it should."""


@dataclass(frozen=True)
class Trial:
    """What the commands run on, and how many seconds each may last."""

    store: EmulatedStore
    estate: Estate
    database: Cluster
    say: Say
    patience: float = 3600

    def column(self, parallel: int) -> Iterator[Finding]:
        """All commands, with so many stacks at a time, from an empty database.

        Raises:
            TrialError: one did not end as it should.
        """
        name = f"fleet{parallel}"
        url = self.prepare(name)
        everything = self.estate.stacks
        run = partial(self.run, database=name, url=url, parallel=parallel)
        yield run("first up", "up", {"done": everything})
        yield run("no change", "preview", {"nothing to do": everything})
        self.estate.write_users(CHANGED)
        yield run("change", "up", {"done": everything})
        some = min(CHANGED, everything)
        world = drifted(self.store._control("GET", "world"), some)
        self.store._control("PUT", "world", world)
        expected = {"drifted": some, "nothing to do": everything - some}
        yield run("drift", "drift", expected)

    def prepare(self, database: str) -> str:
        """Write the estate anew, for a new database and a store where nobody holds a seat.

        Returns:
            the database's address.
        """
        self.estate.write()
        self.store._control("PUT", "world", self.estate.world())
        return self.database.create(database)

    def run(
        self,
        what: str,
        command: str,
        expected: dict[str, int],
        *,
        database: str,
        url: str,
        parallel: int,
    ) -> Finding:
        """One command, and what it took.

        Args:
            what: the command in words.
            command: of the runner.
            expected: how many stacks are to end in which way.
            database: whose size is looked at.
            url: its address.
            parallel: stacks at a time.

        Raises:
            TrialError: it did not end as it should.
        """
        self.store.forget_requests()
        document = self.estate.folder / "summary.json"
        options = ["--file", str(self.estate.file), "--backend", url, "--json", str(document)]
        words = [command, *options, "--parallel", str(parallel)]
        taken = measure(
            [sys.executable, "-m", "fleet", *words, *(["--yes"] if command == "up" else [])],
            self.estate.folder,
            self.environment(),
            self.database.postmaster,
            self.patience,
        )
        outcomes: dict[str, int] = {}
        if document.exists():
            for stack in json.loads(document.read_text(encoding="utf-8"))["stacks"]:
                outcomes[stack["outcome"]] = outcomes.get(stack["outcome"], 0) + 1
            document.unlink()
        if outcomes != {key: value for key, value in expected.items() if value}:
            raise TrialError(f"{what}, {parallel} at a time, ended otherwise:\n{taken.said}")
        requests = len(self.store._control("GET", "requests")["requests"])
        size = self.database.size(database) / 1024**2
        finding = Finding(what, parallel, taken, requests, size, outcomes)
        self.say(line(finding))
        return finding

    def environment(self) -> dict[str, str]:
        """What Pulumi and the program need, and nothing of this machine's configuration."""
        variables = {**self.store.environment, **self.database.environment}
        return cli_environment(self.estate.folder, variables)


def line(finding: Finding) -> str:
    """A row of the table."""
    taken = finding.taken
    return (
        f"| {finding.command} | {finding.parallel} | {taken.seconds:.1f} s | {taken.cpu:.0f} s "
        f"| {taken.peak:,.0f} MiB | {taken.processes} | {taken.connections} "
        f"| {finding.requests:,} | {finding.size:.1f} MiB |"
    )


HEADING = (
    "| command | at a time | time | CPU | memory | processes | connections | requests | table |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@contextmanager
def opened(*, stacks: int, users: int, say: Say) -> Iterator[Trial]:
    """A store, an estate and a PostgreSQL, and nothing left behind.

    Raises:
        LookupError: PostgreSQL is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="fleet-") as name:
        folder = Path(name)
        # PostgreSQL runs as somebody else where this runs as root.
        folder.chmod(0o755)
        database, estate = folder / "database", folder / "estate"
        database.mkdir()
        estate.mkdir()
        with cluster(database) as server, EmulatedStore(folder) as store:
            yield Trial(store, Estate(estate, stacks, users), server, say)


def run(columns: Sequence[int], *, stacks: int, users: int, say: Say) -> list[Finding]:
    """All columns.

    Raises:
        LookupError: PostgreSQL is not installed.
        TrialError: a command did not end as it should.
    """
    say(HEADING)
    with opened(stacks=stacks, users=users, say=say) as trial:
        return [finding for parallel in columns for finding in trial.column(parallel)]

"""What the rows measure with: one emulator, a folder for programs, and how often to measure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pulumi_microsoft_seats.plugin.backends import open_service
from pulumi_microsoft_seats.plugin.interruption import Interruption
from pulumi_microsoft_seats.plugin.kinds import SEAT_ASSIGNMENT
from pulumi_microsoft_seats.plugin.session import PluginSession, session_of
from pulumi_microsoft_seats.settings.stack_settings import load_settings
from tests.bench.graph_tenant import EmulatedTenant
from tests.bench.programs import EMPTY, Files
from tests.bench.sampling import Say, Series, Subject, alternate
from tests.bench.stack import EngineStack, RehearsedStack, Stack
from tests.bench.store import EmulatedStore


@dataclass(frozen=True)
class Laboratory:
    """Everything a row needs.

    Attributes:
        store: the emulator.
        folder: where projects are put.
        repeats: how often each thing is measured.
        say: is told what goes on.
        on_engine: whether programs run on the real engine, or are rehearsed.
        warm: whether everything is done once before it is measured.
    """

    store: EmulatedStore
    folder: Path
    repeats: int
    say: Say
    on_engine: bool
    warm: bool = True
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def stack(self, files: Files) -> Stack:
        """A new project with a stack that has nothing in it yet."""
        kind = EngineStack if self.on_engine else RehearsedStack
        return kind(self.folder / f"project-{next(self._numbers)}", files, self.store.environment)

    def empty(self) -> Stack:
        """A new project that does nothing."""
        return self.stack(EMPTY)

    @property
    def tenant(self) -> EmulatedTenant:
        """The emulator's part that has licences."""
        return EmulatedTenant(self.store)

    def alternate(self, *subjects: Subject) -> Mapping[str, Series]:
        """Measure all in turns."""
        return alternate(subjects, self.repeats, self.say, warm=self.warm)

    def first_up(
        self,
        stack: Stack,
        users: Sequence[str],
        more: Mapping[str, str] | None = None,
    ) -> float:
        """Seconds of the first `up` of a stack, in a world where nobody holds a seat.

        Raises:
            BenchError: it failed.
        """
        self.store.set_world(capacity=len(users))
        stack.reset()
        with stack.variables(more or {}):
            return stack.up()


def fresh_session(lab: Laboratory) -> PluginSession:
    """A session as a plugin process opens it, which has read nothing yet."""
    settings = load_settings(lambda _key: None, lab.store.environment)
    return session_of(settings, open_service(SEAT_ASSIGNMENT, settings, Interruption()))


@contextmanager
def laboratory(
    *, repeats: int, say: Say, on_engine: bool, warm: bool = True
) -> Iterator[Laboratory]:
    """Open a laboratory, and leave nothing behind."""
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with EmulatedStore(folder) as store:
            yield Laboratory(store, folder, repeats, say, on_engine, warm)

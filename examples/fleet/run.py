"""A command over all chosen stacks: faults first, then side by side, then the summary."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import data_file
from .command import DetachedCommand
from .data_file import Fleet, StackEntry
from .engine import Engine
from .errors import FleetError
from .interruption import stopping
from .outcome import StackResult
from .pool import each
from .selection import chosen
from .sign_in import faults_of_backend, faults_of_sign_in, variables_of
from .stack_run import StackRun
from .summary import Command, Summary

PROGRAM = Path(__file__).with_name("program")


@dataclass(frozen=True)
class Options:
    """What all commands are told.

    Attributes:
        file: the data file.
        stacks: names or globs; all stacks when there are none.
        parallel: how many stacks run at a time.
        backend: URL of the state; empty for the one that the environment or a login names.
        plans: where plans are kept for a later `up`; None keeps none.
        program: the folder of Pulumi.yaml.
    """

    file: Path
    stacks: tuple[str, ...]
    parallel: int
    backend: str
    plans: Path | None = None
    program: Path = PROGRAM


def run(command: Command, options: Options) -> Summary:
    """Run a command.

    Raises:
        FleetError: nothing has run, because of every fault that it names.
    """
    begun = time.monotonic()
    fleet = data_file.read(options.file)
    stacks = chosen(fleet.stacks, options.stacks)
    _refuse_faults(fleet, stacks, options)
    cli, engine = _engine(fleet, options)
    with _plans(options.plans) as plans:
        work = StackRun(
            engine=engine,
            variables={name: variables_of(stack, os.environ) for name, stack in stacks.items()},
            plans=plans,
            saved=command == "up" and options.plans is not None,
            begun=begun,
        )
        _refuse_missing_plans(work, stacks, plans)
        results = []
        with stopping(cli.interrupt) as stop:
            for result in each(
                list(stacks),
                getattr(work, command),
                work.skip,
                parallel=options.parallel,
                stop=stop,
            ):
                _tell(result)
                results.append(result)
    return Summary(
        command=command,
        stacks=stacks,
        results=results,
        strays=sorted(engine.known - set(fleet.stacks)),
        parallel=options.parallel,
        seconds=time.monotonic() - begun,
    )


def _refuse_faults(fleet: Fleet, stacks: Mapping[str, StackEntry], options: Options) -> None:
    backend = options.backend or os.environ.get("PULUMI_BACKEND_URL", "")
    faults = (
        *data_file.faults_of_rosters(stacks, options.file.parent),
        *faults_of_sign_in(stacks, options.program, os.environ),
        *faults_of_backend(fleet, backend, os.environ),
    )
    if faults:
        raise FleetError(*faults)


def _refuse_missing_plans(work: StackRun, stacks: Mapping[str, StackEntry], plans: Path) -> None:
    missing = [name for name in stacks if work.saved and not work.has_plan(name)]
    if missing:
        raise FleetError(
            *(f"{name}: {plans} has no plan of it: preview first." for name in missing)
        )


def _engine(fleet: Fleet, options: Options) -> tuple[DetachedCommand, Engine]:
    try:
        cli = DetachedCommand()
    except FileNotFoundError as error:
        raise FleetError("no Pulumi CLI is on PATH: install it, and run again.") from error
    # The program runs with the Python that runs this, whatever else is on PATH.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    variables = {
        "FLEET_FILE": str(options.file.resolve()),
        "PATH": path,
        # With more, Pulumi 3.260 waits for itself forever when it lists the stacks that PostgreSQL
        # keeps: each listing holds one connection of a small pool, and asks for another.
        "PULUMI_DIY_BACKEND_PARALLEL": "1",
    }
    if options.backend:
        variables["PULUMI_BACKEND_URL"] = options.backend
    engine = Engine(cli, options.program, fleet.secrets_provider, variables)
    engine.look_up_stacks()
    return cli, engine


@contextmanager
def _plans(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="fleet-") as made:
        yield Path(made)


def _tell(result: StackResult) -> None:
    sys.stderr.write(f"{result.stack}: {result.outcome.value} ({result.seconds:.1f} s)\n")

"""The user's program, run unchanged against the stand-in engine."""

from __future__ import annotations

import asyncio
import logging
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi
from pulumi.runtime import Settings, configure, run_in_stack, set_all_config

from .rehearsal_error import PhaseStoppedError

if TYPE_CHECKING:
    from .engine_server import EngineLog
    from .job import Job
    from .monitor import RehearsalMonitor

# As many registrations at once as the engine allows on a machine of eight cores.
_THREADS = 32
_ORGANIZATION = "organization"


def run_program(job: Job, monitor: RehearsalMonitor, log: EngineLog) -> str:
    """Run the program to its end.

    Returns:
        why the program failed; empty when it did not, or when a resource did, which is reported
        on that resource's row.
    """
    set_all_config(dict(job.configuration), list(job.secret_keys))
    configure(
        Settings(
            project=job.project,
            stack=job.stack,
            monitor=monitor,
            engine=log,
            parallel=_THREADS,
            dry_run=job.phase == "preview",
            organization=_ORGANIZATION,
            root_directory=job.project_directory,
        )
    )
    # The SDK leaves futures unobserved when a program fails, which asyncio would report at length.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    sys.argv = [job.program]
    try:
        _run(job.program)
    except PhaseStoppedError:
        return ""
    except pulumi.RunError as error:
        return str(error)
    except SystemExit as error:
        return f"The program ended itself with exit code {error.code}." if error.code else ""
    except Exception as error:  # noqa: BLE001 - whatever a user's program raises is reported
        return f"The program failed:\n{_users_part(error)}"
    return ""


def _run(program: str) -> None:
    def run() -> None:
        runpy.run_path(program, run_name="__main__")

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    threads = ThreadPoolExecutor(max_workers=_THREADS)
    loop.set_default_executor(threads)
    try:
        loop.run_until_complete(run_in_stack(run))
    finally:
        # What was begun is finished, so that it reaches the state, even if the program failed.
        threads.shutdown(wait=True)
        loop.close()


def _users_part(error: Exception) -> str:
    """The traceback from the first frame of the program's own code on."""
    if isinstance(error, SyntaxError):
        return "".join(traceback.format_exception_only(error)).rstrip()
    frames = traceback.extract_tb(error.__traceback__)
    own = (at for at, frame in enumerate(frames) if _is_users(frame.filename))
    limit = next(own, 0) - len(frames)
    return "".join(traceback.format_exception(error, limit=limit, chain=False)).rstrip()


def _is_users(filename: str) -> bool:
    path = Path(filename).resolve()
    # A virtual environment may lie inside the project; `<frozen …>` is no file at all.
    installed = filename.startswith("<") or "site-packages" in path.parts
    return not installed and path.is_relative_to(Path.cwd())

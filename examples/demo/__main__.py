"""`make demo`: the whole story of the product, on an emulated store."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

from pulumi_microsoft_seats.rehearsal import RehearsalError

from .checks import NotShown
from .engine_choice import EngineChoice, choose
from .interruption import Interruption
from .page import Page, page_for
from .roster import Roster
from .service import emulated_service
from .story import MINECRAFT, Scene, tell

_CLONE = Path(__file__).resolve().parents[2]
_OFFICE = Path("examples", "office")
_NOT_OURS = ("AZURE_", "ARM_", "ACTIONS_ID_TOKEN_", "MICROSOFT_SEATS_", "PULUMI_")
_INTERRUPTED = 130
_TROUBLE = (RuntimeError, RehearsalError, requests.RequestException, subprocess.SubprocessError)


def main() -> int:
    """Tell the story.

    Returns:
        0 when every step showed what it should, 1 when one did not, 130 when it was interrupted.
    """
    options = _options()
    _forget_this_machine()
    interruption = Interruption()
    page = page_for(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    try:
        page.say("pulumi-microsoft-seats: the whole story, on an emulated store.")
        choice = choose(page.say, rehearse=options.rehearse)
        page.say(choice.reason)
        count = _play(page, choice, options.seed, interruption)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; the emulator is stopped and its folder removed.\n")
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is left of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except NotShown as missing:
        sys.stderr.write(f"\nThis step does not show what it should. {missing}\n")
        return 1
    except _TROUBLE as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    page.write("")
    page.say(
        f"All {count} steps showed what they should, {choice.name}. "
        "Next: README.md, to write a program of your own and run it on a real tenant."
    )
    return 0


def _play(page: Page, choice: EngineChoice, seed: Path, interruption: Interruption) -> int:
    # Whatever an interrupted command left behind may still be writing there.
    with tempfile.TemporaryDirectory(
        prefix="microsoft-seats-demo-", ignore_cleanup_errors=True
    ) as folder:
        project = Path(folder, "project")
        shutil.copytree(_CLONE / _OFFICE, project / _OFFICE)
        shutil.copy(_CLONE / "Pulumi.yaml", project)
        with emulated_service(seed, Path(folder)) as service:
            engine = choice.open(project, service.environment, colour=page.colour)
            scene = Scene(
                page=page,
                engine=engine,
                service=service,
                office=Roster(project / _OFFICE / "office.csv"),
                teachers=Roster(project / _OFFICE / "teachers.csv"),
                others=frozenset(service.products().get(MINECRAFT, ())),
                project=project,
            )
            return tell(scene, interruption.check)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument(
        "--rehearse",
        action="store_true",
        default=bool(os.environ.get("DEMO_REHEARSE")),
        help="do without the Pulumi CLI, even where there is one; also: DEMO_REHEARSE=1",
    )
    parser.add_argument(
        "--seed",
        type=Path,
        default=_CLONE / _OFFICE / "seed.yaml",
        help="another seed for the emulator",
    )
    return parser.parse_args()


def _forget_this_machine() -> None:
    """Keep this machine's credentials, Pulumi settings and proxies away from the demo."""
    for name in list(os.environ):
        if name.startswith(_NOT_OURS):
            del os.environ[name]
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1")))


if __name__ == "__main__":
    sys.exit(main())

"""`make demo`: the story of the product, on emulated services."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType

from pulumi_microsoft_seats.emulator import EmulatorError, load_world
from pulumi_microsoft_seats.rehearsal import RehearsalError

from .engines import choose
from .page import Page
from .story import CLONE, STEPS, NotShown, tell

_NOT_OURS = ("AZURE_", "ARM_", "ACTIONS_ID_TOKEN_", "MICROSOFT_SEATS_", "PULUMI_")
_INTERRUPTED = 130
_INTRODUCTION = """\
pulumi-microsoft-seats: who has which licence, as code. Today these are the licences of Microsoft
365 and Entra, which Microsoft Graph assigns. The Store for Business, whose seats came first, ended
in the first quarter of 2023. Both are emulated on this machine: no tenant is needed, and nothing in
the clone is changed. Of what a command prints, only what is said of people is shown.
"""


def main() -> int:
    """Tell the story.

    Returns:
        0 when every step showed what it should, 1 when one did not, 130 when it was interrupted.
    """
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
        default=CLONE / "examples" / "licences" / "seed.yaml",
        help="another seed for the emulated Graph",
    )
    options = parser.parse_args()
    _forget_this_machine()
    interrupted = _hear_signals()
    page = Page(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    try:
        page.say(_INTRODUCTION)
        world = load_world(options.seed)
        engine = choose(page.say, rehearse=options.rehearse)
        page.say(engine.reason)
        # Whatever an interrupted command left behind may still be writing there.
        with tempfile.TemporaryDirectory(
            prefix="microsoft-seats-demo-", ignore_cleanup_errors=True
        ) as folder:
            tell(page, engine, world, Path(folder), interrupted)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; the emulator is stopped and its folder removed.\n")
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is left of it goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (NotShown, EmulatorError, RehearsalError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    page.say(
        f"\nAll {len(STEPS)} steps showed what they should, {engine.name}. Next: docs/licenses.md, "
        "to write a program of your own and run it on a tenant."
    )
    return 0


def _forget_this_machine() -> None:
    """Keep this machine's credentials, Pulumi settings and proxies away from the demo."""
    for name in list(os.environ):
        if name.startswith(_NOT_OURS):
            del os.environ[name]
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1")))


def _hear_signals() -> threading.Event:
    """Raise KeyboardInterrupt at Ctrl-C and SIGTERM, and remember that it was.

    Python drops an exception that is raised while it runs a finalizer, and a signal can come just
    then: the next step looks whether one did.
    """
    interrupted = threading.Event()

    def hear(_number: int, _frame: FrameType | None) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hear)
    return interrupted


if __name__ == "__main__":
    sys.exit(main())

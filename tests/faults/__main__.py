"""Play many seeds, and say what went wrong in them and whether anything was wrong with us.

python -m tests.faults --seeds 0-499 --jobs 2
python -m tests.faults --seeds 17-17
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.drawn.seeds import play_all, say
from tests.faults.campaign import Played, play
from tests.faults.schedule import KINDS
from tests.faults.stage import Stage, stage
from tests.faults.world import draw
from tests.support.environment import forget_configuration
from tests.support.pulumi_cli import CLI, NO_CLI

_AGAIN = "make faults SEEDS={0}-{0}"


def main() -> int:
    """Run the campaign.

    Returns:
        0 when nothing was found wrong, otherwise 1.
    """
    options = _options()
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    started = time.monotonic()
    played = play_all(seeds, _play_part, jobs=options.jobs, again=_AGAIN)
    _summary(played, time.monotonic() - started)
    return int(any(each.violations for each in played))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seeds", default="0-499", help="from-to, both included")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with an emulator")
    return parser.parse_args()


def _play_part(seeds: Sequence[int]) -> list[Played]:
    forget_configuration(os.environ)
    with stage() as opened:
        return [_play(seed, opened) for seed in seeds]


def _play(seed: int, opened: Stage) -> Played:
    """Play one seed; an exception is a violation as well."""
    try:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            return play(opened, draw(seed), Path(folder))
    except Exception:  # noqa: BLE001 - whatever it is, the others are played
        opened.script.end()
        return Played(seed, (traceback.format_exc(),))


def _summary(played: list[Played], seconds: float) -> None:
    injected = sum((each.injected for each in played), Counter[str]())
    kills = injected["killed before"] + injected["killed after"]
    wrong = [each for each in played if each.violations]
    say(f"{len(played)} seeds in {seconds:.0f} s")
    for kind in KINDS:
        say(f"  {injected[kind]:>6,} {kind}")
    say(f"{injected.total():,} faults injected, {kills} of them kills")
    say(f"{sum(each.failed for each in played)} updates failed, and were mended by the next")
    say(f"{sum(each.touched for each in played):,} seats given or taken")
    say(_engine_share(played))
    say(f"{len(wrong)} seeds with violations")


def _engine_share(played: list[Played]) -> str:
    if CLI is None:
        skipped = sum(draw(each.seed).engine for each in played)
        return f"{skipped} seeds for the real engine were played in rehearsal: {NO_CLI}"
    return f"{sum(each.engine for each in played)} seeds on the real engine"


if __name__ == "__main__":
    sys.exit(main())

"""Play many seeds, and say what went wrong in them and whether anything was wrong with us.

python -m tests.faults --seeds 0-499 --jobs 2
python -m tests.faults --seeds 17-17
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.drawn.outcome import Outcome
from tests.drawn.seeds import play_all, say, say_counts, say_engine_share
from tests.drawn.stage import stage
from tests.faults.campaign import Played, play
from tests.faults.draw import draw_faulty
from tests.faults.schedule import KINDS, LICENCE_KINDS
from tests.faults.script import Script
from tests.support.environment import forget_configuration

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
    outcomes = play_all(seeds, _play_part, jobs=options.jobs, again=_AGAIN)
    say(f"{len(outcomes)} seeds in {time.monotonic() - started:.0f} s")
    say_counts(outcome.kinds for outcome in outcomes)
    _say_faults([each for each in outcomes if isinstance(each, Played)])
    say_engine_share(outcomes, sum(draw_faulty(seed).case.engine for seed in seeds))
    wrong = [each for each in outcomes if each.violations]
    say(f"{len(wrong)} seeds with violations")
    return int(bool(wrong))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seeds", default="0-499", help="from-to, both included")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with an emulator")
    return parser.parse_args()


def _play_part(seeds: Sequence[int]) -> list[Outcome]:
    forget_configuration(os.environ)
    script = Script()
    with stage(script) as opened:
        return [play(opened, script, draw_faulty(seed)) for seed in seeds]


def _say_faults(played: list[Played]) -> None:
    injected = sum((each.injected for each in played), Counter[str]())
    kills = injected["killed before"] + injected["killed after"]
    for kind in KINDS | LICENCE_KINDS:
        say(f"  {injected[kind]:>6,} {kind}")
    say(f"{injected.total():,} faults injected, {kills} of them kills")
    say(f"{sum(each.failed for each in played)} updates failed, and were mended by the next")
    say(f"{sum(each.touched for each in played):,} seats given or taken")


if __name__ == "__main__":
    sys.exit(main())

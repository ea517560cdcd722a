"""Draw programs and what people do to them, and say whether any run did what nobody reviewed.

python -m tests.fidelity --cases 500 --seed 1 --jobs 2
python -m tests.fidelity --only 17
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from tests.drawn.draw import draw
from tests.drawn.outcome import Outcome
from tests.drawn.player import play
from tests.drawn.seeds import play_all, say, say_counts, say_engine_share
from tests.drawn.stage import stage
from tests.support.environment import forget_configuration


def main() -> int:
    """Run the campaign.

    Returns:
        0 when nothing was found wrong, otherwise 1.
    """
    options = _options()
    first, count = (options.only, 1) if options.only is not None else (options.seed, options.cases)
    seeds = range(first, first + count)
    started = time.monotonic()
    again = "python -m tests.fidelity --only {0}"
    outcomes = play_all(seeds, _outcomes, jobs=options.jobs, again=again)
    say(f"{len(outcomes)} cases in {time.monotonic() - started:.0f} s")
    say_counts(outcome.kinds for outcome in outcomes)
    say(f"{sum(outcome.users for outcome in outcomes):,} users compared")
    say_engine_share(outcomes, sum(draw(seed).engine for seed in seeds))
    wrong = [outcome for outcome in outcomes if outcome.violations]
    say(f"{len(wrong)} cases with violations")
    return int(bool(wrong))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fidelity", description=__doc__)
    parser.add_argument("--cases", type=int, default=500, help="how many cases")
    parser.add_argument("--seed", type=int, default=1, help="the first case's seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with an emulator")
    parser.add_argument("--only", type=int, help="the seed of one case to run alone")
    return parser.parse_args()


def _outcomes(seeds: Sequence[int]) -> list[Outcome]:
    """Play some cases, with nothing in the environment of what this machine is configured for."""
    forget_configuration(os.environ)
    with stage() as opened:
        return [play(opened, draw(seed)) for seed in seeds]


if __name__ == "__main__":
    sys.exit(main())

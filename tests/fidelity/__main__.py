"""Draw worlds, preview and update each, and say whether any preview did not tell the truth.

python -m tests.fidelity --cases 500 --seed 1 --jobs 2
python -m tests.fidelity --only 17
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence

from pulumi_microsoft_seats.emulator import Emulator
from tests.fidelity.campaign import Outcome, play
from tests.fidelity.scene import scene, stage
from tests.fidelity.world import draw
from tests.support.administrator import Administrator
from tests.support.environment import forget_configuration
from tests.support.seeds import play_all, say


def main() -> int:
    """Run the campaign.

    Returns:
        0 when nothing was found wrong, otherwise 1.
    """
    options = _options()
    started = time.monotonic()
    outcomes = play_all(
        _seeds(options), _outcomes, jobs=options.jobs, again="python -m tests.fidelity --only {0}"
    )
    _summary(outcomes, time.monotonic() - started)
    return int(any(outcome.violations for outcome in outcomes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fidelity", description=__doc__)
    parser.add_argument("--cases", type=int, default=500, help="how many cases")
    parser.add_argument("--seed", type=int, default=1, help="the first case's seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes, each with an emulator")
    parser.add_argument("--only", type=int, help="the seed of one case to run alone")
    return parser.parse_args()


def _seeds(options: argparse.Namespace) -> list[int]:
    if options.only is not None:
        return [options.only]
    return list(range(options.seed, options.seed + options.cases))


def _outcomes(seeds: Sequence[int]) -> list[Outcome]:
    """Play some cases, with nothing in the environment of what this machine is configured for."""
    forget_configuration(os.environ)
    with stage() as opened:
        return [_outcome(seed, *opened) for seed in seeds]


def _outcome(seed: int, emulator: Emulator, administrator: Administrator) -> Outcome:
    """Play one case; an exception is a violation as well."""
    try:
        with scene(emulator, administrator) as opened:
            return play(opened, draw(seed))
    except Exception:  # noqa: BLE001 - whatever it is, the others are played
        return Outcome(seed, frozenset(), 0, (traceback.format_exc(),))


def _summary(outcomes: list[Outcome], seconds: float) -> None:
    kinds = Counter(kind for outcome in outcomes for kind in outcome.kinds)
    wrong = [outcome for outcome in outcomes if outcome.violations]
    say(f"{len(outcomes)} cases in {seconds:.0f} s")
    for kind, count in sorted(kinds.items()):
        say(f"  {count:>5} {kind}")
    say(f"{sum(outcome.users for outcome in outcomes):,} users compared")
    say(f"{len(wrong)} cases with violations")


if __name__ == "__main__":
    sys.exit(main())

"""`make fleet`: 20 stacks of 500 users each, state in a PostgreSQL of its own.

python -m tests.fleet --parallel 1,2,4,8
python -m tests.fleet --stacks 3 --users 10 --parallel 2
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from tests.drawn.seeds import say
from tests.fleet.database import NO_POSTGRESQL, programs
from tests.fleet.trial import TrialError, run
from tests.support.environment import forget_configuration
from tests.support.pulumi_cli import CLI, NO_CLI


def main() -> int:
    """Run the trial.

    Returns:
        0 when every command ended as it should.
    """
    options = _options()
    if CLI is None or programs() is None:
        say(f"Not run: {NO_CLI if CLI is None else NO_POSTGRESQL}.")
        return 1
    forget_configuration(os.environ)
    columns = [int(number) for number in options.parallel.split(",")]
    say(f"{options.stacks} stacks of {options.users} users, {os.cpu_count()} cores")
    try:
        findings = run(columns, stacks=options.stacks, users=options.users, say=say)
    except TrialError as error:
        say(str(error))
        return 1
    if options.out:
        documents = [finding.document() for finding in findings]
        options.out.write_text(f"{json.dumps(documents, indent=2)}\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fleet", description=__doc__)
    parser.add_argument("--stacks", type=int, default=20)
    parser.add_argument("--users", type=int, default=500, help="of each stack")
    parser.add_argument("--parallel", default="1,2,4,8", help="stacks at a time, one after another")
    parser.add_argument("--out", type=Path, help="file for all figures as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

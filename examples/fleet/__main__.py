"""`python -m examples.fleet`: preview every stack of a table, and with --up carry the plans out."""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pulumi import automation

FOLDER = Path(__file__).parent
PROGRAM = FOLDER / "program"
SHOWN = 10  # names a stack and direction; `microsoft-seats review` shows everybody


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        stack: its name.
        tenant: the Entra tenant, a GUID or a domain.
        sku: its part number.
        users: the roster, a CSV; in the table relative to it.
    """

    stack: str
    tenant: str
    sku: str
    users: Path


@dataclass(frozen=True)
class Result:
    """What came of one stack.

    Attributes:
        outcome: `nothing`, `changes`, `refused` or `broken`, as the review of its preview has it;
            `done` when its plan was carried out, `failed` when the engine did not get through.
        gains: who gains a licence; None where that is secret. Likewise `losses`.
        reason: why it was refused or failed.
    """

    row: Row
    outcome: str
    gains: Sequence[str] | None = ()
    losses: Sequence[str] | None = ()
    reason: str = ""

    @property
    def well(self) -> bool:
        """Whether nobody has to look after it."""
        return self.outcome in {"nothing", "changes", "done"}


def read_table(path: Path) -> list[Row]:
    """The stacks of a table.

    Raises:
        SystemExit: two rows have one stack or one SKU of a tenant, and would take each other's
            licences.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            Row(it["stack"], it["tenant"], it["sku"], path.parent / it["users"])
            for it in csv.DictReader(file)
        ]
    for number, row in enumerate(rows):
        for other in rows[:number]:
            if row.stack == other.stack:
                raise SystemExit(f"{path}: stack {row.stack} stands twice; give each its own.")
            owned = (row.tenant.lower(), row.sku.lower())
            if owned == (other.tenant.lower(), other.sku.lower()):
                raise SystemExit(
                    f"{path}: {other.stack} and {row.stack} both declare {row.sku} of one "
                    "tenant, and would take each other's licences; join their rosters."
                )
    return rows


def run(row: Row, plan: Path, *, up: bool) -> Result:
    """Preview a stack, which is made when there is none; carry its plan out when it has changes.

    Args:
        row: the stack.
        plan: where the plan is written between the two.
        up: whether to carry it out.
    """
    result = Result(row, "failed")
    try:
        stack = opened(row)
        result = reviewed(row, preview(stack, plan))
        if up and result.outcome == "changes":
            # The plan: what was shown, and nothing that came up since.
            stack.up(plan=str(plan), color="never")
            result = replace(result, outcome="done")
    except automation.CommandError as error:
        result = replace(result, outcome="failed", reason=reason_of(error))
    return result


def opened(row: Row) -> automation.Stack:
    """The stack, with the table's row as its configuration."""
    # The program runs with the Python that runs this.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    options = automation.LocalWorkspaceOptions(env_vars={"PATH": path})
    stack = automation.create_or_select_stack(row.stack, work_dir=str(PROGRAM), opts=options)
    configuration = {
        "microsoft-seats:tenantId": row.tenant,
        "sku": row.sku,
        "users": os.path.relpath(row.users, PROGRAM),
    }
    stack.set_all_config({k: automation.ConfigValue(v) for k, v in configuration.items()})
    return stack


def preview(stack: automation.Stack, plan: Path) -> dict[str, Any]:
    """The review of a preview, as `microsoft-seats review --format json` gives it.

    Raises:
        CommandError: nothing could be previewed.
    """
    lines: list[str] = []
    try:
        stack.preview(json=True, plan=str(plan), on_output=lines.append)
    except automation.CommandError:
        if not lines:
            raise  # otherwise it was refused, or broke: the review says so
    review = [sys.executable, "-m", "pulumi_microsoft_seats", "review", "-", "--format", "json"]
    text = subprocess.check_output(review, input="\n".join(lines), encoding="utf-8")  # noqa: S603 - our own command
    document: dict[str, Any] = json.loads(text)
    return document


def reviewed(row: Row, review: dict[str, Any]) -> Result:
    """What a review says of a stack's only assignment."""
    (found, *_) = review["assignments"] or [{}]
    faults = [found.get("refusal"), *found.get("errors", []), *review["errors"]]
    reason = next(filter(None, faults), "")
    if found.get("approve"):
        command = f"{found['approve']} --stack {row.stack} --cwd {PROGRAM}"
        reason += f"; to approve exactly this, run: {command}"
    return Result(row, review["verdict"], found.get("gains", []), found.get("losses", []), reason)


def reason_of(error: automation.CommandError) -> str:
    """Why a command failed, in a line: what the CLI calls errors in its output."""
    said = re.findall(r"error: +(.+)", str(error))
    return "; ".join(dict.fromkeys(said)) or str(error)


def summary(results: Sequence[Result]) -> str:
    """A table of the stacks; below it who gains and who loses a licence, and what went wrong."""
    table = [("stack", "sku", "gains", "losses", "outcome")]
    table += [
        (it.row.stack, it.row.sku, count(it.gains), count(it.losses), it.outcome) for it in results
    ]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]
    for it in results:
        moves = [f"+ {user}" for user in it.gains or ()] + [f"- {user}" for user in it.losses or ()]
        if len(moves) > SHOWN:
            moves[SHOWN:] = [f"and {len(moves) - SHOWN} more"]
        lines += [f"{it.row.stack}: {move}" for move in moves]
        if not it.well:
            lines.append(f"{it.row.stack}: {it.outcome}: {it.reason}")
    return "\n".join(lines)


def count(users: Sequence[str] | None) -> str:
    """How many; a question mark where that is secret."""
    return "?" if users is None else str(len(users))


def main() -> int:
    """Run the loop; 1 when a stack was refused or failed."""
    parser = argparse.ArgumentParser("python -m examples.fleet", description=__doc__)
    parser.add_argument("stacks", nargs="*", help="only these stacks of the table")
    parser.add_argument("--up", action="store_true", help="carry the plans out")
    parser.add_argument("--table", type=Path, default=FOLDER / "stacks.csv", help="another table")
    options = parser.parse_args()
    rows = read_table(options.table)
    if unknown := set(options.stacks) - {row.stack for row in rows}:
        parser.error(f"{options.table} has no stack {', '.join(sorted(unknown))}")
    chosen = [row for row in rows if not options.stacks or row.stack in options.stacks]
    with tempfile.TemporaryDirectory() as folder:
        results = [run(row, Path(folder, "plan.json"), up=options.up) for row in chosen]
    sys.stdout.write(f"{summary(results)}\n")
    return 0 if all(it.well for it in results) else 1


if __name__ == "__main__":
    sys.exit(main())

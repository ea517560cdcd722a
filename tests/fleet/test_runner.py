"""The runner on the engine: what one stack does is its own business, and plans are kept to."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from pulumi_microsoft_seats.review.building import report_of
from pulumi_microsoft_seats.review.preview import preview_from
from tests.end_to_end.conftest import needs_engine
from tests.fleet.conftest import Ended, SmallFleet
from tests.support.pulumi_cli import BACKEND

pytestmark = [needs_engine, pytest.mark.xdist_group("fleet")]

FIRST, THIRD = "PRODUCT00/0016", "PRODUCT02/0016"
STAFF = {"user00000@contoso.com", "user00001@contoso.com", "user00002@contoso.com"}


@pytest.fixture(scope="module")
def reviewed(small_fleet: SmallFleet) -> Ended:
    """The first preview of everything, whose plans are kept."""
    return small_fleet.run("preview", "--plans", "plans", "--parallel", "2", "--exit-code")


@pytest.fixture(scope="module")
def applied(small_fleet: SmallFleet, reviewed: Ended) -> Ended:
    """Those plans carried out."""
    assert reviewed.summary
    return small_fleet.run("up", "--plans", "plans", "--parallel", "2")


def test_a_refused_stack_stops_no_other(reviewed: Ended) -> None:
    """The summary is in the data file's order and says why; the exit code is the worst."""
    assert reviewed.outcomes == {"stack00": "changes", "stack01": "refused", "stack02": "changes"}
    assert [each["gains"] for each in reviewed.summary["stacks"]] == [3, 3, 3]
    assert "PRODUCT01/0016" in reviewed.reason("stack01")
    assert reviewed.exit_code == 1
    assert f"stack01: refused: {reviewed.reason('stack01')}" in reviewed.said.splitlines()
    assert "Traceback" not in reviewed.said


def test_a_preview_can_be_reviewed_by_name(reviewed: Ended, small_fleet: SmallFleet) -> None:
    """What the runner keeps beside a plan is what `microsoft-seats review` reads."""
    assert reviewed.summary
    kept = small_fleet.estate.folder / "plans" / "stack00.preview.json"
    (office,) = report_of(preview_from(kept.read_bytes(), kept.name)).assignments
    assert set(office.gains or ()) == STAFF


def test_no_more_run_at_a_time_than_asked_for(reviewed: Ended) -> None:
    """Of three with two at a time, the third begins when one has ended."""
    spans = [
        (each["started"], each["started"] + each["seconds"]) for each in reviewed.summary["stacks"]
    ]
    first_end = min(end for _, end in spans)
    starts = sorted(start for start, _ in spans)
    assert starts[1] < first_end <= starts[2] + 0.01


def test_what_was_reviewed_is_applied_and_a_refused_stack_left_alone(
    applied: Ended, small_fleet: SmallFleet
) -> None:
    assert applied.outcomes == {"stack00": "done", "stack01": "refused", "stack02": "done"}
    assert applied.exit_code == 1
    assert small_fleet.administrator.holders(FIRST) >= STAFF
    assert small_fleet.administrator.holders(THIRD) == STAFF


def test_drift_is_found_and_an_overtaken_plan_is_not_carried_out(
    applied: Ended, small_fleet: SmallFleet
) -> None:
    assert applied.summary
    small_fleet.administrator.assign(FIRST, "mallory@contoso.com")
    drift = small_fleet.run("drift", "--stack", "stack00")
    assert (drift.outcomes, drift.exit_code) == ({"stack00": "drifted"}, 2)
    again = small_fleet.run("up", "--plans", "plans", "--stack", "*00")
    assert (again.outcomes, again.exit_code) == ({"stack00": "failed"}, 1)
    assert "changed since this plan was reviewed" in again.reason("stack00")
    assert "mallory@contoso.com" in small_fleet.administrator.holders(FIRST)


def test_a_locked_stack_says_by_whom_and_how_to_unlock(
    applied: Ended, small_fleet: SmallFleet
) -> None:
    assert applied.summary
    locks = small_fleet.estate.folder / BACKEND / ".pulumi/locks/organization/fleet/stack02"
    locks.mkdir(parents=True, exist_ok=True)
    content = {"pid": 1, "username": "ada", "hostname": "desk", "timestamp": "2026-01-01T00:00:00Z"}
    (locks / "other.json").write_text(json.dumps(content), encoding="utf-8")
    ended = small_fleet.run("up", "--plans", "plans", "--stack", "stack02")
    (locks / "other.json").unlink()
    assert (ended.outcomes, ended.exit_code) == ({"stack02": "locked"}, 1)
    assert "ada@desk" in ended.reason("stack02")
    assert "pulumi cancel" in ended.reason("stack02")


def test_ctrl_c_lets_the_running_stack_end_and_begins_no_other(small_fleet: SmallFleet) -> None:
    """The signal reaches the whole group, as in a terminal, while the first stack is written."""
    replace(small_fleet.estate, users=4).write_users(0)
    small_fleet.gate.close_at(1)
    process = small_fleet.start("up", "--yes", "--parallel", "1", "--stack", "stack0[02]")
    small_fleet.gate.wait_until_reached()
    os.killpg(process.pid, signal.SIGINT)
    small_fleet.gate.open()
    ended = small_fleet.ended(process)
    assert (ended.outcomes, ended.exit_code) == ({"stack00": "done", "stack02": "not started"}, 130)
    assert "user00003@contoso.com" in small_fleet.administrator.holders(FIRST)


def test_nothing_runs_while_anything_is_missing(small_fleet: SmallFleet, tmp_path: Path) -> None:
    """All of it is said at once, and the store is not asked anything."""
    small_fleet.administrator.forget_requests()
    rosters = [small_fleet.estate.folder / f"{name}.csv" for name in ("stack00", "stack02")]
    for path in rosters:
        path.rename(tmp_path / path.name)
    ended = small_fleet.run("preview")
    for path in rosters:
        (tmp_path / path.name).rename(path)
    assert ended.exit_code == 1
    assert [line.split(",")[0] for line in ended.said.splitlines()] == [
        "error: stack00",
        "error: stack02",
    ]
    assert not small_fleet.administrator.requests()


def test_nothing_is_changed_without_a_plan_or_a_yes(small_fleet: SmallFleet) -> None:
    ended = small_fleet.run("up")
    assert ended.exit_code == 4
    assert ended.said == "error: nothing was changed: give --plans, or --yes to ask nothing.\n"

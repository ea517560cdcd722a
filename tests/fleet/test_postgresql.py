"""The trial in small, where PostgreSQL is installed."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from tests.end_to_end.conftest import needs_engine
from tests.fleet.database import NO_POSTGRESQL, programs
from tests.fleet.trial import opened
from tests.support.pulumi_cli import CLI

_PATIENCE_SECONDS = 90

pytestmark = [needs_engine, pytest.mark.skipif(programs() is None, reason=NO_POSTGRESQL)]


@pytest.fixture(autouse=True)
def _one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOMAXPROCS", "1")


def test_a_first_up_with_state_in_postgresql_beside_stacks_that_others_left() -> None:
    """More than Pulumi can list there by itself, with the connections that one core gives it."""
    assert CLI is not None
    with opened(stacks=1, users=2, say=print) as whole:
        trial = replace(whole, patience=_PATIENCE_SECONDS)
        url = trial.prepare("small")
        for number in range(3):
            subprocess.run(
                [CLI, "stack", "init", f"old{number}", "--no-select", "--non-interactive"],
                cwd=trial.estate.folder / "fleet" / "program",
                env={**trial.environment(), "PULUMI_BACKEND_URL": url},
                check=True,
                capture_output=True,
            )
        done = trial.run("first up", "up", {"done": 1}, database="small", url=url, parallel=1)
        assert done.taken.exit_code == 0
        assert "3 stacks are in the backend and not in the data file: old0" in done.taken.said
        assert trial.store._control("GET", "world")["inventory"][0]["seats"] == [
            "user00000@contoso.com",
            "user00001@contoso.com",
        ]
        assert trial.database.password not in done.taken.said
        assert done.taken.connections > 0

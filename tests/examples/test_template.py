"""The template: `pulumi new` makes a project of it that previews."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.testing import RehearsalFactory
from tests.end_to_end.conftest import needs_engine
from tests.support.pulumi_cli import BACKEND, cli_environment

TEMPLATE = Path(__file__).parents[2] / "examples/template"
SEED = {"users": ["somebody@example.com"], "licenses": [{"sku_part_number": "SPE_E3"}]}


@needs_engine
@pytest.mark.microsoft_seats_seed(SEED)
def test_a_project_made_of_it_gives_a_licence_to_whom_its_csv_names(
    tmp_path: Path, microsoft_seats_emulator: Emulator, microsoft_seats_rehearsal: RehearsalFactory
) -> None:
    project = tmp_path / "acme"
    for folder in (project, tmp_path / BACKEND):
        folder.mkdir()
    subprocess.run(
        [shutil.which("pulumi") or "", "new", TEMPLATE, "--yes", "--generate-only", "--name=acme"],
        cwd=project,
        env=cli_environment(tmp_path, {}),
        check=True,
        capture_output=True,
    )
    assert "name: acme\n" in (project / "Pulumi.yaml").read_text(encoding="utf-8")
    result = microsoft_seats_rehearsal(project).up()
    assert result.ok, result.text
    assert microsoft_seats_emulator.license_holders("SPE_E3") == {"somebody@example.com"}

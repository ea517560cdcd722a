"""A rehearsal in a user's test: against the emulator alone, and no trace of it in the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.testing import RehearsalFactory

from .projects import PRODUCT, PROGRAM, SEED, users, write_project

pytestmark = pytest.mark.microsoft_seats_seed(SEED)

PRODUCTION = """\
config:
  microsoft-seats:baseUrl: https://bspmts.mp.microsoft.com/V1
  microsoft-seats:graphUrl: https://graph.microsoft.us/v1.0
  microsoft-seats:cloud: usgov
  microsoft-seats:authority: https://login.microsoftonline.com
  microsoft-seats:tenantId: contoso.onmicrosoft.com
  microsoft-seats:clientId: 00000000-0000-0000-0000-000000000000
  microsoft-seats:clientSecret:
    secure: v1:bm90aGluZw==
  microsoft-seats:useOidc: true
  microsoft-seats:caBundle: /nowhere.pem
"""

WITH_A_LICENCE = (
    PROGRAM
    + """
from pulumi_microsoft_seats import LicenseAssignment

LicenseAssignment("e3", sku="SPE_E3", users=["user1@contoso.com"])
"""
)

SHOWS_ITS_ENVIRONMENT = """\
import os
import pulumi
pulumi.export("seen", {name: os.environ.get(name, "") for name in ("GREETING", %s)})
"""

WITH_A_MODULE_BESIDE_IT = "import beside\n" + PROGRAM


@pytest.fixture
def developer(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Variables of whoever runs the test, of each kind; before any fixture of ours."""
    names = (
        *("AZURE_CLIENT_CERTIFICATE_PATH", "ARM_USE_OIDC", "MICROSOFT_SEATS_APPROVE"),
        *("PULUMI_ACCESS_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "MSI_SECRET"),
    )
    for name in names:
        monkeypatch.setenv(name, "the developer's own")
    return names


@pytest.mark.microsoft_seats_seed(SEED | {"licenses": [{"sku_part_number": "SPE_E3"}]})
def test_a_production_stack_never_reaches_production(
    tmp_path: Path, microsoft_seats_emulator: Emulator, microsoft_seats_rehearsal: RehearsalFactory
) -> None:
    """Its own word on where the service is and how to sign in gives way, encrypted values too."""
    project = write_project(tmp_path / "project", WITH_A_LICENCE)
    (project / "Pulumi.prod.yaml").write_text(PRODUCTION, encoding="utf-8")
    config = {"users": users(0, 1, 2, 3)}
    result = microsoft_seats_rehearsal(project, "prod", config=config).up()
    assert result.ok, result.text
    assert result.stack == "prod"
    assert microsoft_seats_emulator.license_holders("SPE_E3") == {"user1@contoso.com"}
    assert len(microsoft_seats_emulator.requests()) > 1


def test_nothing_of_the_developers_own_account_is_seen(
    developer: tuple[str, ...], tmp_path: Path, microsoft_seats_rehearsal: RehearsalFactory
) -> None:
    """Neither by the program nor by anything else that the test starts; what it says itself is."""
    program = SHOWS_ITS_ENVIRONMENT % ", ".join(map(repr, developer))
    project = write_project(tmp_path / "project", program)
    environment = {"GREETING": "hello"}
    result = microsoft_seats_rehearsal(project, environment=environment).preview()
    assert result.outputs["seen"] == {"GREETING": "hello", **dict.fromkeys(developer, "")}


def test_nothing_is_written_to_the_projects_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    microsoft_seats_rehearsal: RehearsalFactory,
) -> None:
    """No state, and no bytecode of the modules beside the program."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    project = write_project(tmp_path / "project", WITH_A_MODULE_BESIDE_IT)
    (project / "beside.py").write_text("", encoding="utf-8")
    before = sorted(project.rglob("*"))
    assert microsoft_seats_rehearsal(project, config={"users": users(0, 1, 2, 3)}).up().ok
    assert sorted(project.rglob("*")) == before


def test_a_relative_folder_is_looked_for_beside_the_test(
    microsoft_seats_rehearsal: RehearsalFactory,
) -> None:
    """Wherever pytest was started: this repository's own project has one product more."""
    preview = microsoft_seats_rehearsal("../..").preview()
    assert [change.name for change in preview.changes][1:] == ["office", "minecraft"]


def test_rehearsals_of_one_stack_go_on_from_the_same_state(
    tmp_path: Path, microsoft_seats_rehearsal: RehearsalFactory
) -> None:
    """And those of another stack do not."""
    project = write_project(tmp_path / "project")
    config = {"users": users(0, 1, 2, 3)}
    assert microsoft_seats_rehearsal(project, config=config).up().ok
    again = microsoft_seats_rehearsal(project, config={"users": users(0, 1, 2, 3, 4)}).preview()
    assert again.change("office").op == "update"
    other = microsoft_seats_rehearsal(project, "other", config=config).preview()
    assert other.change("office").op == "create"


def test_a_test_may_configure_its_rehearsal_otherwise(
    tmp_path: Path, microsoft_seats_emulator: Emulator, microsoft_seats_rehearsal: RehearsalFactory
) -> None:
    """What it says wins over what the fixture says: here, a secret that is wrong."""
    config = {"users": users(0), "microsoft-seats:clientSecret": "wrong"}
    result = microsoft_seats_rehearsal(write_project(tmp_path / "p"), config=config).preview()
    assert not result.ok
    assert "AADSTS7000215" in result.text
    assert microsoft_seats_emulator.holders(PRODUCT) == set(users(0, 1, 2, 3))

"""Signing in without any secret, through the real plugin process."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import Start
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, people, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator
from tests.support.tokens import Issuer

SUBJECT = "system:serviceaccount:seats:pulumi"
CLUSTER = Issuer("https://oidc.prod-aks.azure.com/contoso/")

LINE = (
    "signing in to tenant 5ea75ea7-0000-4000-8000-000000000001 as application "
    "5ea75ea7-0000-4000-8000-000000000002 with a federated token file"
)

TWO = [assignment("office", people(3)), assignment("also", people(2), product=MINECRAFT)]


@pytest.fixture
def access_tokens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every random text the emulator makes up, its access tokens among them."""
    made: list[str] = []
    make = secrets.token_urlsafe

    def making(length: int | None = None) -> str:
        made.append(make(length))
        return made[-1]

    monkeypatch.setattr(secrets, "token_urlsafe", making)
    return made


@pytest.fixture
def emulator(access_tokens: list[str]) -> Iterator[Emulator]:
    """Its application trusts the cluster's token for one service account."""
    assert access_tokens == []
    with Emulator(federated_credentials=[CLUSTER.trusted_for(SUBJECT)]) as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A token file, as a cluster puts it there."""
    token = tmp_path / "azure-identity-token"
    token.write_text(CLUSTER.token(SUBJECT), encoding="ascii")
    return token


def test_a_token_file_is_enough(
    start: Start,
    administrator: Administrator,
    access_tokens: list[str],
    file: Path,
) -> None:
    """The way is said once a phase, and nothing that was used is anywhere."""
    run = start(
        program(*TWO),
        AZURE_CLIENT_SECRET="",
        ARM_USE_OIDC="true",
        AZURE_FEDERATED_TOKEN_FILE=str(file),
    )
    made_by_tests = len(access_tokens)
    previewed = run.look()
    assert previewed.text.count(LINE) == 1
    done = run.up()
    assert done.ok, done.text
    assert done.text.count(LINE) == (2 if isinstance(run, Engine) else 1), "the CLI previews first"
    assert administrator.holders(OFFICE) == set(people(3))

    assertion = file.read_text(encoding="ascii")
    issued = access_tokens[made_by_tests:]
    assert issued, "the program signed in"
    everything = previewed.text + done.text + run.state_text()
    if isinstance(run, Engine):
        everything += run.run("preview", "--logtostderr", "--logflow", "-v=11").text
        assert "registering resource: ty=" in everything, "the CLI logs what it is told"
    for secret in (assertion, assertion.split(".")[2], *access_tokens):
        assert secret not in everything

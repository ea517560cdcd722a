"""Signing in with the token of another issuer, from a file that rotates or given directly."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pulumi_microsoft_seats.domain.errors import SettingsError, SignInError
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra.credentials import FederatedCredential, GivenToken, TokenFile
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from tests.support.store_client import IMPATIENT, connection_of, federated_application_of
from tests.support.tokens import Issuer

SUBJECT = "system:serviceaccount:seats:pulumi"
CLUSTER = Issuer("https://oidc.prod-aks.azure.com/contoso/")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Its application trusts the cluster's token for one service account."""
    with Emulator(federated_credentials=[CLUSTER.trusted_for(SUBJECT)]) as running:
        yield running


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A token file, as a cluster puts it there."""
    token = tmp_path / "azure-identity-token"
    token.write_text(f"{CLUSTER.token(SUBJECT)}\n", encoding="ascii")
    return token


def source(emulator: Emulator, credential: FederatedCredential) -> TokenSource:
    """Signs in with a federated credential."""
    application = federated_application_of(emulator, credential)
    return TokenSource(application, connection_of(emulator), IMPATIENT, audience=AUDIENCE)


def test_the_token_in_the_file_signs_in(
    emulator: Emulator, holders: Callable[[TokenSource], list[str]], file: Path
) -> None:
    """The service accepts the token that Entra gives for it."""
    assert holders(source(emulator, TokenFile(str(file)))) == ["ada@contoso.com"]


def test_a_given_token_signs_in(emulator: Emulator) -> None:
    assert source(emulator, GivenToken(CLUSTER.token(SUBJECT))).token()


def test_the_file_is_read_only_when_entra_has_to_see_a_token(
    emulator: Emulator, file: Path
) -> None:
    """While Entra's own token lasts, nothing is read and nothing is asked."""
    tokens = source(emulator, TokenFile(str(file)))
    first = tokens.token()
    file.unlink()
    assert tokens.token() == first


def test_the_file_is_read_anew_when_the_service_refuses_the_token(
    emulator: Emulator, file: Path
) -> None:
    """It rotates: what was in it at first has expired by then."""
    tokens = source(emulator, TokenFile(str(file)))
    first = tokens.token()
    tokens.forget(first)
    file.write_text(CLUSTER.token("system:serviceaccount:seats:other"), encoding="ascii")
    with pytest.raises(SignInError, match="AADSTS700213"):
        tokens.token()
    file.write_text(CLUSTER.token(SUBJECT), encoding="ascii")
    assert tokens.token() != first


@pytest.mark.usefixtures("_asks_msal_each_time")
def test_the_file_is_read_anew_when_the_token_of_entra_expires(file: Path) -> None:
    """MSAL asks for another one within five minutes of the end."""
    with Emulator(
        federated_credentials=[CLUSTER.trusted_for(SUBJECT)], token_lifetime=299
    ) as emulator:
        tokens = source(emulator, TokenFile(str(file)))
        first = tokens.token()
        second = tokens.token()
        file.write_text(CLUSTER.token(SUBJECT, exp=1), encoding="ascii")
        with pytest.raises(SignInError, match="AADSTS700024"):
            tokens.token()
    assert first != second


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file or directory; check AZURE_FEDERATED_TOKEN_FILE."),
        (b" \n", "is empty; check AZURE_FEDERATED_TOKEN_FILE, and what writes the file."),
        (b"\xff\xfe", "cannot be read: it is not text; check AZURE_FEDERATED_TOKEN_FILE."),
    ],
    ids=["missing", "blank", "binary"],
)
def test_a_file_that_cannot_be_used_is_named_in_one_sentence(
    emulator: Emulator, file: Path, content: bytes | None, says: str
) -> None:
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        source(emulator, TokenFile(str(file))).token()
    assert str(caught.value) == f"The token file {file} {says}"


def test_the_variable_that_named_the_file_is_the_one_to_check(
    emulator: Emulator, tmp_path: Path
) -> None:
    missing = TokenFile(str(tmp_path / "missing"), "ARM_OIDC_TOKEN_FILE_PATH")
    with pytest.raises(SettingsError, match="check ARM_OIDC_TOKEN_FILE_PATH"):
        source(emulator, missing).token()


def test_a_refusal_says_what_to_compare_and_nothing_of_the_token(
    emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the sentence, nor what stands behind it, nor a log at its most talkative."""
    caplog.set_level(logging.DEBUG)
    assertion = CLUSTER.token("system:serviceaccount:seats:other")
    credential = GivenToken(assertion)
    with pytest.raises(SignInError, match=r"AADSTS700213.*check .*federated credentials") as caught:
        source(emulator, credential).token()
    everything = f"{caught.value!r} {caught.value.__cause__!r} {credential!r} {caplog.text}"
    assert "other" in everything, "the issuer's subject is what has to be compared"
    assert assertion not in everything
    assert assertion.split(".")[1] not in everything


def test_a_log_shows_no_token_when_all_goes_well(
    emulator: Emulator, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = source(emulator, TokenFile(str(file))).token()
    assert "msal" in caplog.text, "MSAL logs, and is asked to"
    assert token not in caplog.text
    assert file.read_text(encoding="ascii").strip() not in caplog.text

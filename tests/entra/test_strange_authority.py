"""An authority that answers as Entra does not: a proxy's page, half a document, an echo."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from pulumi_microsoft_seats.domain.errors import SignInError
from pulumi_microsoft_seats.entra.credentials import (
    Application,
    ClientSecret,
    Credential,
    GivenToken,
)
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from pulumi_microsoft_seats.transport.connection import Connection
from tests.support.loopback import Answer, LoopbackServer, Received
from tests.support.store_client import IMPATIENT
from tests.support.tokens import Issuer

SECRET = "made up for this test"
ASSERTION = Issuer().token("somebody")


class Authority(LoopbackServer):
    """Discovery as Entra has it; what the token endpoint answers is given."""

    def answer(self, request: Received) -> Answer:
        base = f"{self.origin}/a-tenant/oauth2/v2.0"
        if request.method == "GET":
            return Answer(
                200,
                {"token_endpoint": f"{base}/token", "authorization_endpoint": f"{base}/authorize"},
            )
        return Answer(200, {"access_token": "a-token", "expires_in": 3599, "token_type": "Bearer"})

    def then(self, *answers: Answer) -> None:
        """Answer discovery, and then so."""
        self.instead = [self.answer(Received("GET", "", [], {})), *answers]


@pytest.fixture
def authorities() -> trustme.CA:
    """Who signs its certificate."""
    return trustme.CA()


@pytest.fixture
def authority(authorities: trustme.CA) -> Iterator[Authority]:
    """It is reached over TLS, as MSAL insists."""
    server = Authority(authorities)
    with server:
        yield server


@pytest.fixture
def connection(authorities: trustme.CA, tmp_path: Path) -> Connection:
    """How to reach it."""
    bundle = tmp_path / "authority.pem"
    bundle.write_bytes(authorities.cert_pem.bytes())
    return Connection(ca_bundle=str(bundle), timeout=30)


def source(
    authority: Authority, connection: Connection, credential: Credential | None = None
) -> TokenSource:
    """Signs in there."""
    application = Application(
        "a-tenant", "a-client", authority.origin, credential or ClientSecret(SECRET)
    )
    return TokenSource(application, connection, IMPATIENT, audience=AUDIENCE)


def test_a_page_instead_of_a_token_is_said_in_one_sentence(
    authority: Authority,
    connection: Connection,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And MSAL prints no traceback beside it, as it does where nobody takes its log."""
    monkeypatch.setattr(logging.root, "handlers", [])
    authority.then(Answer(200, "<html>Sign in to the network</html>"))
    with pytest.raises(SignInError) as caught:
        source(authority, connection).token()
    assert str(caught.value) == (
        f"{authority.origin} does not answer as Entra does; check authority."
    )
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "answer",
    [Answer(200, "<html></html>"), Answer(200, {}), Answer(404, {"error": "invalid_tenant"})],
    ids=["page", "nothing", "not found"],
)
def test_a_discovery_that_finds_nothing_names_tenant_and_authority(
    authority: Authority, connection: Connection, answer: Answer
) -> None:
    authority.instead = [answer]
    with pytest.raises(SignInError, match="does not know tenant a-tenant at https://127"):
        source(authority, connection).token()


def test_a_redirect_is_not_followed(authority: Authority, connection: Connection) -> None:
    """A secret must not travel to where an answer points."""
    authority.then(Answer(307, "", {"Location": f"{authority.origin}/elsewhere"}))
    with pytest.raises(SignInError, match="does not answer as Entra does"):
        source(authority, connection).token()
    assert [request.path for request in authority.requests][1:] == ["/a-tenant/oauth2/v2.0/token"]


@pytest.mark.parametrize(
    ("credential", "secret"),
    [
        (ClientSecret(SECRET), SECRET),
        (GivenToken(ASSERTION), ASSERTION),
    ],
    ids=["secret", "assertion"],
)
def test_what_was_signed_in_with_is_not_repeated(
    authority: Authority, connection: Connection, credential: Credential, secret: str
) -> None:
    """Though the authority repeats it."""
    description = f"AADSTS1: '{secret}' is no good.\r\nTrace ID: 1"
    authority.then(Answer(401, {"error": "invalid_client", "error_description": description}))
    with pytest.raises(SignInError, match=r"\(AADSTS1: '…' is no good\); check") as caught:
        source(authority, connection, credential).token()
    assert secret not in f"{caught.value} {caught.value.__cause__!r}"


def test_a_netrc_file_adds_nothing_to_a_sign_in(
    authority: Authority,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Somebody's password for that host is nothing for Entra."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    assert source(authority, connection).token() == "a-token"
    assert not any("authorization" in request.headers for request in authority.requests)


def test_a_private_authority_wins_over_the_environment(
    authority: Authority,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """REQUESTS_CA_BUNDLE, which many machines set, does not override caBundle."""
    other = tmp_path / "other.pem"
    other.write_bytes(trustme.CA().cert_pem.bytes())
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    assert source(authority, connection).token() == "a-token"

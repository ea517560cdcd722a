"""Entra as MSAL uses it: discovery, and tokens for a secret or a certificate.

What a client assertion has to say is in `test_assertions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msal
import pytest
import requests
from cryptography.hazmat.primitives.hashes import SHA1

from pulumi_microsoft_seats.emulator import Emulator, EmulatorError
from tests.support.tokens import Certificate

from .client import SCOPE, Client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def registered() -> Certificate:
    return Certificate()


@pytest.fixture(scope="module")
def with_certificate(registered: Certificate) -> Iterator[Emulator]:
    with Emulator(client_certificate=registered.public_pem) as emulator:
        yield emulator


def sign_in(
    emulator: Emulator, credential: object, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Sign in by MSAL itself."""
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    environment = emulator.environment
    with requests.Session() as session:
        session.verify = str(emulator.ca_file)
        application = msal.ConfidentialClientApplication(
            environment["AZURE_CLIENT_ID"],
            client_credential=credential,
            authority=f"{environment['AZURE_AUTHORITY_HOST']}/{environment['AZURE_TENANT_ID']}",
            instance_discovery=False,
            http_client=session,
        )
        answer: dict[str, Any] = application.acquire_token_for_client([SCOPE])
    return answer


def test_msal_signs_in_with_a_secret(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = client.emulator.environment["AZURE_CLIENT_SECRET"]
    client.token = sign_in(client.emulator, secret, monkeypatch)["access_token"]
    assert client.send("GET", "/V1/Inventory").status_code == 200


@pytest.mark.parametrize("thumbprint", ["SHA-1 (RS256)", "SHA-256 (PS256)"])
def test_msal_signs_in_with_a_certificate(
    with_certificate: Emulator,
    registered: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    thumbprint: str,
) -> None:
    credential = {"private_key": registered.private_pem()}
    if thumbprint.startswith("SHA-1"):
        credential["thumbprint"] = registered.thumbprint(SHA1()).hex()  # noqa: S303 - Entra's own
    else:
        credential["public_certificate"] = registered.public_pem
    assert sign_in(with_certificate, credential, monkeypatch)["access_token"]


def test_a_token_is_a_bearer_token_of_about_an_hour(client: Client) -> None:
    answer = client.sign_in()
    token = answer.json().pop("access_token")
    assert answer.status_code == 200
    assert answer.json() == {
        "token_type": "Bearer",
        "expires_in": 3599,
        "ext_expires_in": 3599,
        "access_token": token,
    }


def test_a_wrong_secret_is_refused_as_entra_does(client: Client) -> None:
    answer = client.sign_in(client_secret="guessed")
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "invalid_client",
        "error_description": "AADSTS7000215: Invalid client secret provided.",
    }


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("scope", "https://management.azure.com/.default", "invalid_scope"),
        ("scope", "", "invalid_scope"),
        ("grant_type", "password", "unsupported_grant_type"),
        ("client_id", "somebody-else", "unauthorized_client"),
    ],
)
def test_another_request_for_a_token_is_refused(
    client: Client, field: str, value: str, error: str
) -> None:
    answer = client.sign_in(**{field: value})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_another_tenant_is_not_found(client: Client) -> None:
    answer = client.send("GET", "/contoso.com/v2.0/.well-known/openid-configuration")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_tenant")


def test_discovery_names_the_token_endpoint(client: Client) -> None:
    tenant = client.emulator.environment["AZURE_TENANT_ID"]
    answer = client.send("GET", f"/{tenant}/v2.0/.well-known/openid-configuration").json()
    assert answer["token_endpoint"] == f"{client.emulator.origin}/{tenant}/oauth2/v2.0/token"
    assert answer["issuer"] == f"{client.emulator.origin}/{tenant}/v2.0"


def test_a_token_is_refused_once_its_lifetime_is_over() -> None:
    with Emulator(token_lifetime=0) as emulator, requests.Session() as session:
        client = Client(emulator, session)
        client.renew()
        assert client.send("GET", "/V1/Inventory").status_code == 401


def test_a_client_certificate_has_to_be_one() -> None:
    with pytest.raises(EmulatorError, match="is not PEM"):
        Emulator(client_certificate="thumbprint")

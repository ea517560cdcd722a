"""What a client assertion has to say, and by whom it has to be signed, before it gets a token.

Each refusal is tried with an assertion that is right but for one thing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pulumi_microsoft_seats.emulator import Emulator, EmulatorError, FederatedCredential
from tests.support.tokens import Certificate, Issuer, encoded, signed

from .client import SCOPE

CLIENT_ID = "5ea75ea7-0000-4000-8000-000000000002"
SUBJECT = "repo:contoso/seats:environment:production"

CERTIFICATE = Certificate()
ISSUER = Issuer()
CLUSTER = Issuer("https://oidc.prod-aks.azure.com/00000000-0000-0000-0000-000000000000/")


@pytest.fixture(scope="module")
def entra() -> Iterator[Emulator]:
    """It knows one certificate of the application, and trusts a pipeline and a cluster."""
    with Emulator(
        client_certificate=CERTIFICATE.public_pem,
        federated_credentials=[
            ISSUER.trusted_for(SUBJECT),
            CLUSTER.trusted_for("system:serviceaccount:seats:pulumi"),
        ],
    ) as running:
        yield running


def sign_in(emulator: Emulator, assertion: str, **changed: str) -> requests.Response:
    """The token endpoint's answer to an assertion."""
    return requests.post(
        endpoint(emulator),
        data={
            "grant_type": "client_credentials",
            "client_id": CLIENT_ID,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
            "scope": SCOPE,
            **changed,
        },
        verify=str(emulator.ca_file),
        timeout=10,
    )


def endpoint(emulator: Emulator) -> str:
    """What an application's own assertion is meant for."""
    return f"{emulator.origin}/5ea75ea7-0000-4000-8000-000000000001/oauth2/v2.0/token"


def own_assertion(
    emulator: Emulator,
    *,
    key: Certificate = CERTIFICATE,
    header: dict[str, object] | None = None,
    **claims: object,
) -> str:
    """An assertion the application signs with its certificate, but for what is changed."""
    now = int(time.time())
    usual: dict[str, object] = {
        "aud": endpoint(emulator),
        "iss": CLIENT_ID,
        "sub": CLIENT_ID,
        "jti": "22b3bb26-e046-42df-9c96-65dbd72c1c81",
        "nbf": now,
        "exp": now + 300,
    }
    if header is None:
        header = {"x5t#S256": encoded(CERTIFICATE.thumbprint(SHA256()))}
    return signed(key.key, {"alg": "PS256", "typ": "JWT", **header}, usual | claims)


def refusal(emulator: Emulator, assertion: str) -> str:
    """The number of the error that an assertion is refused with."""
    answer = sign_in(emulator, assertion)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert assertion not in answer.text or not assertion
    return str(answer.json()["error_description"]).partition(":")[0]


@pytest.mark.parametrize(
    "header",
    [
        {"x5t#S256": encoded(CERTIFICATE.thumbprint(SHA256()))},
        {"x5t": encoded(CERTIFICATE.thumbprint(SHA1()))},  # noqa: S303 - Entra's own
        {"alg": "RS256", "x5t": encoded(CERTIFICATE.thumbprint(SHA1())) + "="},  # noqa: S303 - the same
    ],
)
def test_an_assertion_signed_with_the_certificate_gets_a_token(
    entra: Emulator, header: dict[str, object]
) -> None:
    """Named by either thumbprint, with or without padding."""
    answer = sign_in(entra, own_assertion(entra, header=header))
    assert answer.status_code == 200
    assert answer.json()["access_token"]


OWN: dict[str, tuple[Callable[[Emulator], str], str]] = {
    "another key": (lambda e: own_assertion(e, key=Certificate()), "AADSTS700027"),
    "no thumbprint": (lambda e: own_assertion(e, header={}), "AADSTS700027"),
    "another thumbprint": (
        lambda e: own_assertion(e, header={"x5t#S256": encoded(bytes(32))}),
        "AADSTS700027",
    ),
    "a thumbprint that is none": (lambda e: own_assertion(e, header={"x5t": 1}), "AADSTS700027"),
    "for another service": (
        lambda e: own_assertion(e, aud="https://login.microsoftonline.com/common"),
        "AADSTS700023",
    ),
    "about somebody else": (lambda e: own_assertion(e, sub="somebody"), "AADSTS700023"),
    "expired": (lambda e: own_assertion(e, exp=int(time.time()) - 1), "AADSTS700024"),
    "not valid yet": (lambda e: own_assertion(e, nbf=int(time.time()) + 60), "AADSTS700024"),
    "without an end": (lambda e: own_assertion(e, exp=None), "AADSTS700024"),
}


@pytest.mark.parametrize("fault", OWN)
def test_an_assertion_of_the_application_that_is_wrong_in_one_thing_is_refused(
    entra: Emulator, fault: str
) -> None:
    assertion, number = OWN[fault]
    assert refusal(entra, assertion(entra)) == number


def test_without_a_certificate_no_assertion_of_the_application_is_accepted() -> None:
    with Emulator(federated_credentials=[ISSUER.trusted_for(SUBJECT)]) as emulator:
        assert refusal(emulator, own_assertion(emulator)) == "AADSTS700027"


@pytest.mark.parametrize("assertion", ["", "a.b.c", "e30.e30", "é.é.é", "W10.W10.W10"])
def test_an_assertion_that_is_no_token_is_refused(entra: Emulator, assertion: str) -> None:
    assert refusal(entra, assertion) == "AADSTS50027"


@pytest.mark.parametrize(
    ("issuer", "subject"), [(ISSUER, SUBJECT), (CLUSTER, "system:serviceaccount:seats:pulumi")]
)
def test_a_token_of_a_trusted_issuer_gets_a_token(
    entra: Emulator, issuer: Issuer, subject: str
) -> None:
    """An application may trust several."""
    answer = sign_in(entra, issuer.token(subject))
    assert answer.status_code == 200
    inventory = requests.get(
        f"{entra.base_url}/Inventory",
        headers={"Authorization": f"Bearer {answer.json()['access_token']}"},
        verify=str(entra.ca_file),
        timeout=10,
    )
    assert inventory.status_code == 200


def unsigned(token: str) -> str:
    """The token with the algorithm `none` and no signature."""
    header = encoded(b'{"alg": "none", "typ": "JWT"}')
    return f"{header}.{token.split('.')[1]}."


def with_signature_of(token: str, other: str) -> str:
    """The token with another one's signature."""
    return f"{token.rpartition('.')[0]}.{other.rpartition('.')[2]}"


FEDERATED: dict[str, tuple[Callable[[], str], str]] = {
    "another issuer": (lambda: Issuer("https://gitlab.com").token(SUBJECT), "AADSTS700211"),
    "the issuer with a slash": (
        lambda: ISSUER.token(SUBJECT, iss=ISSUER.url + "/"),
        "AADSTS700211",
    ),
    "a subject of another issuer": (lambda: CLUSTER.token(SUBJECT), "AADSTS700213"),
    "the subject in capitals": (lambda: ISSUER.token(SUBJECT.upper()), "AADSTS700213"),
    "another audience": (
        lambda: ISSUER.token(SUBJECT, aud="https://github.com/contoso"),
        "AADSTS700212",
    ),
    "another key": (lambda: Issuer().token(SUBJECT), "AADSTS50013"),
    "another algorithm": (lambda: ISSUER.token(SUBJECT, algorithm="PS256"), "AADSTS50013"),
    "expired": (lambda: ISSUER.token(SUBJECT, exp=int(time.time()) - 1), "AADSTS700024"),
    "unsigned": (lambda: unsigned(ISSUER.token(SUBJECT)), "AADSTS50013"),
    "the signature of another token": (
        lambda: with_signature_of(ISSUER.token(SUBJECT), ISSUER.token(SUBJECT, iat=1)),
        "AADSTS50013",
    ),
}


@pytest.mark.parametrize("fault", FEDERATED)
def test_a_token_of_an_issuer_that_is_wrong_in_one_thing_is_refused(
    entra: Emulator, fault: str
) -> None:
    token, number = FEDERATED[fault]
    assert refusal(entra, token()) == number


def test_a_token_serves_the_application_that_trusts_it_and_no_other(entra: Emulator) -> None:
    answer = sign_in(entra, ISSUER.token(SUBJECT), client_id="somebody-else")
    assert answer.json()["error"] == "unauthorized_client"


def test_by_itself_the_emulator_trusts_no_issuer(emulator: Emulator) -> None:
    assert refusal(emulator, ISSUER.token(SUBJECT)) == "AADSTS700211"


def test_the_key_of_an_issuer_has_to_be_an_rsa_key() -> None:
    with pytest.raises(EmulatorError, match="is not PEM"):
        FederatedCredential("https://gitlab.com", SUBJECT, "-----BEGIN")
    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    with pytest.raises(EmulatorError, match="is not RSA"):
        FederatedCredential("https://gitlab.com", SUBJECT, pem)

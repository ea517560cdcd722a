"""Client assertions: the signed JSON Web Token with which an application signs in.

It signs one itself, with the key of a certificate that is registered for it, or it shows one that
another issuer made out and that it has a federated credential for. PyJWT reads and checks them.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.x509 import Certificate, load_pem_x509_certificate

from .emulator_error import EmulatorError
from .spelling import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .federated_tokens import FederatedCredential

_THUMBPRINTS: dict[str, HashAlgorithm] = {
    "x5t": SHA1(),  # noqa: S303 - names a certificate, and proves nothing
    "x5t#S256": SHA256(),
}
# Assumed: the numbers and texts of Entra's errors, and that other issuers' assertions are RS256.
_MALFORMED = "AADSTS50027: JWT token is invalid or malformed."
_NOT_REGISTERED = (
    "AADSTS700027: The certificate used to sign the client assertion is not registered."
)
_BAD_CLAIMS = "AADSTS700023: Client assertion audience, issuer or subject is not the expected one."
_EXPIRED = "AADSTS700024: Client assertion is not within its valid time range."
_BAD_SIGNATURE = "AADSTS50013: Assertion failed signature validation."
_NO_MATCH = "No matching federated identity record found for presented assertion"


def load_certificate(certificate: str) -> tuple[Certificate, RSAPublicKey]:
    """A certificate in PEM, and its public key.

    Raises:
        EmulatorError: It is no certificate, or its key is not RSA.
    """
    try:
        loaded = load_pem_x509_certificate(certificate.encode())
        key = loaded.public_key()
    except ValueError as error:
        raise EmulatorError("The client certificate is not PEM; pass the certificate.") from error
    if not isinstance(key, RSAPublicKey):
        raise EmulatorError("The client certificate's key is not RSA; make one with an RSA key.")
    return loaded, key


def problem_of(
    assertion: str,
    *,
    certificate: str | None,
    credentials: Sequence[FederatedCredential],
    client_id: str,
    audience: str,
) -> str | None:
    """Check a client assertion.

    Args:
        assertion: The assertion as it was sent.
        certificate: The PEM of the certificate registered for the application; None for none.
        credentials: The other issuers it trusts.
        client_id: The application.
        audience: The token endpoint, which its own assertion has to be meant for.

    Returns:
        What is wrong with it, as Entra says it; None when nothing is.
    """
    try:
        token = jwt.decode_complete(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return _MALFORMED
    header, claims = token["header"], token["payload"]
    if fold(str(claims.get("iss"))) != fold(client_id):
        return _problem_of_federated(assertion, claims, credentials)
    registered, key = (None, None) if certificate is None else load_certificate(certificate)
    if registered is None or key is None or not _names(header, registered):
        return _NOT_REGISTERED
    meant = (fold(str(claims.get("sub"))), fold(str(claims.get("aud"))))
    if meant != (fold(client_id), fold(audience)):
        return _BAD_CLAIMS
    return _problem_of_signature(assertion, key, ["RS256", "PS256"], _NOT_REGISTERED)


def _problem_of_federated(
    assertion: str, claims: Mapping[str, Any], credentials: Sequence[FederatedCredential]
) -> str | None:
    trusted = [one for one in credentials if one.issuer == claims.get("iss")]
    if not trusted:
        return f"AADSTS700211: {_NO_MATCH} issuer '{claims.get('iss')}'."
    trusted = [one for one in trusted if one.subject == claims.get("sub")]
    if not trusted:
        return f"AADSTS700213: {_NO_MATCH} subject '{claims.get('sub')}'."
    trusted = [one for one in trusted if one.audience == claims.get("aud")]
    if not trusted:
        return f"AADSTS700212: {_NO_MATCH} audience '{claims.get('aud')}'."
    return _problem_of_signature(assertion, trusted[0].key(), ["RS256"], _BAD_SIGNATURE)


def _problem_of_signature(
    assertion: str, key: RSAPublicKey, algorithms: list[str], not_signed: str
) -> str | None:
    # Assumed: to the second, where Entra allows clocks to differ by minutes. `jti` is not looked
    # at: MSAL shows the same assertion again while it is valid.
    options: Any = {"require": ["exp"], "verify_aud": False, "verify_jti": False}
    try:
        jwt.decode(assertion, key, algorithms=algorithms, options=options)
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
        return not_signed
    except jwt.InvalidTokenError:
        return _EXPIRED
    return None


def _names(header: Mapping[str, Any], certificate: Certificate) -> bool:
    """Whether the header names this certificate, by either thumbprint and by no other one."""
    named = {name: header[name] for name in _THUMBPRINTS if name in header}
    return bool(named) and all(
        str(value).rstrip("=") == _thumbprint(certificate, name) for name, value in named.items()
    )


def _thumbprint(certificate: Certificate, name: str) -> str:
    digest = certificate.fingerprint(_THUMBPRINTS[name])
    return urlsafe_b64encode(digest).decode().rstrip("=")

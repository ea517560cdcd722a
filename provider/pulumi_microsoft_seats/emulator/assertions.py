"""Client assertions: the signed JSON Web Token with which a certificate's owner signs in."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from .errors import EmulatorError
from .world import fold

if TYPE_CHECKING:
    from datetime import datetime

_PADDINGS: dict[str, padding.AsymmetricPadding] = {
    "RS256": padding.PKCS1v15(),
    "PS256": padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH),
}
_PARTS = 3
# Assumed: the numbers and texts of Entra's errors.
_BAD_SIGNATURE = (
    "AADSTS700027: The certificate used to sign the client assertion is not registered."
)
_BAD_CLAIMS = "AADSTS700023: Client assertion audience, issuer or subject is not the expected one."
_EXPIRED = "AADSTS700024: Client assertion is not within its valid time range."


def load_public_key(certificate: str) -> RSAPublicKey:
    """The public key of a certificate in PEM.

    Raises:
        EmulatorError: It is no certificate, or its key is not RSA.
    """
    try:
        key = load_pem_x509_certificate(certificate.encode()).public_key()
    except ValueError as error:
        raise EmulatorError("The client certificate is not PEM; pass the certificate.") from error
    if not isinstance(key, RSAPublicKey):
        raise EmulatorError("The client certificate's key is not RSA; make one with an RSA key.")
    return key


def check_assertion(
    assertion: str,
    certificate: str | None,
    *,
    client_id: str,
    audience: str,
    now: datetime,
) -> str | None:
    """Check a client assertion.

    Args:
        assertion: The token, RS256 or PS256.
        certificate: The PEM of the certificate it has to be signed by; None refuses every token.
        client_id: What its issuer and subject have to be.
        audience: The token endpoint, which it has to be meant for.
        now: The moment at which it has to be valid.

    Returns:
        What is wrong with it, as Entra says it; None when nothing is.
    """
    claims = None if certificate is None else _verified(assertion, load_public_key(certificate))
    if claims is None:
        return _BAD_SIGNATURE
    parties = [fold(str(claims.get(name))) for name in ("iss", "sub")]
    if parties != [fold(client_id)] * 2 or fold(str(claims.get("aud"))) != fold(audience):
        return _BAD_CLAIMS
    expiry, start = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expiry, int | float) or not isinstance(start, int | float):
        return _EXPIRED
    return None if start <= now.timestamp() < expiry else _EXPIRED


def _verified(assertion: str, key: RSAPublicKey) -> dict[str, Any] | None:
    parts = assertion.split(".")
    if len(parts) != _PARTS:
        return None
    try:
        header, claims = (json.loads(_decode(part)) for part in parts[:2])
        signed = f"{parts[0]}.{parts[1]}".encode("ascii")
        key.verify(_decode(parts[2]), signed, _PADDINGS[header["alg"]], SHA256())
    except (ValueError, KeyError, TypeError, RecursionError, InvalidSignature):
        return None
    return claims if isinstance(claims, dict) else None


def _decode(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))

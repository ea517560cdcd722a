"""Client assertions: the signed JSON Web Token with which an application signs in.

It signs one itself, with the key of a certificate that is registered for it, or it shows one that
another issuer made out and that it has a federated credential for.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.x509 import Certificate, load_pem_x509_certificate

from .errors import EmulatorError
from .world import fold

if TYPE_CHECKING:
    from datetime import datetime

_PADDINGS: dict[str, padding.AsymmetricPadding] = {
    "RS256": padding.PKCS1v15(),
    "PS256": padding.PSS(padding.MGF1(SHA256()), padding.PSS.DIGEST_LENGTH),
}
_THUMBPRINTS: dict[str, HashAlgorithm] = {
    "x5t": SHA1(),  # noqa: S303 - names a certificate, and proves nothing
    "x5t#S256": SHA256(),
}
_PARTS = 3
# Assumed: the numbers and texts of Entra's errors.
MALFORMED = "AADSTS50027: JWT token is invalid or malformed."
BAD_SIGNATURE = "AADSTS700027: The certificate used to sign the client assertion is not registered."
BAD_CLAIMS = "AADSTS700023: Client assertion audience, issuer or subject is not the expected one."
EXPIRED = "AADSTS700024: Client assertion is not within its valid time range."


@dataclass(frozen=True, slots=True)
class Assertion:
    """A client assertion as it was sent; nothing in it is to be believed before `is_signed_by`."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    def is_signed_by(self, key: RSAPublicKey, *algorithms: str) -> bool:
        """Whether the owner of a key signed it, in one of these ways."""
        algorithm = self.header.get("alg")
        if algorithm not in algorithms:
            return False
        try:
            key.verify(self.signature, self.signed, _PADDINGS[algorithm], SHA256())
        except InvalidSignature:
            return False
        return True

    def is_valid_at(self, now: datetime) -> bool:
        """Whether a moment is between its `nbf`, where it has one, and its `exp`."""
        expiry, start = self.claims.get("exp"), self.claims.get("nbf", 0)
        if not isinstance(expiry, int | float) or not isinstance(start, int | float):
            return False
        # Assumed: to the second; Entra allows clocks to differ by minutes.
        return start <= now.timestamp() < expiry


def read_assertion(text: str) -> Assertion | None:
    """Take a token apart; None when it is none."""
    parts = text.split(".")
    if len(parts) != _PARTS:
        return None
    try:
        header, claims = (json.loads(_decode(part)) for part in parts[:2])
        signed, signature = f"{parts[0]}.{parts[1]}".encode("ascii"), _decode(parts[2])
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    return Assertion(header, claims, signed, signature)


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


def check_own_assertion(
    assertion: Assertion,
    certificate: str | None,
    *,
    client_id: str,
    audience: str,
    now: datetime,
) -> str | None:
    """Check an assertion that an application signed itself, with RS256 or PS256.

    Args:
        assertion: The assertion.
        certificate: The PEM of the certificate registered for it; None refuses every assertion.
        client_id: What its issuer and subject have to be.
        audience: The token endpoint, which it has to be meant for.
        now: The moment at which it has to be valid.

    Returns:
        What is wrong with it, as Entra says it; None when nothing is.
    """
    if certificate is None:
        return BAD_SIGNATURE
    registered, key = load_certificate(certificate)
    if not _names(assertion, registered) or not assertion.is_signed_by(key, *_PADDINGS):
        return BAD_SIGNATURE
    claims = assertion.claims
    parties = [fold(str(claims.get(name))) for name in ("iss", "sub")]
    if parties != [fold(client_id)] * 2 or fold(str(claims.get("aud"))) != fold(audience):
        return BAD_CLAIMS
    # Assumed: `jti` is not looked at. MSAL shows the same assertion again while it is valid.
    return None if assertion.is_valid_at(now) else EXPIRED


def _names(assertion: Assertion, certificate: Certificate) -> bool:
    """Whether the header names this certificate, by either thumbprint and by no other one."""
    named = {name: assertion.header[name] for name in _THUMBPRINTS if name in assertion.header}
    return bool(named) and all(
        isinstance(value, str) and value.rstrip("=") == _thumbprint(certificate, name)
        for name, value in named.items()
    )


def _thumbprint(certificate: Certificate, name: str) -> str:
    digest = certificate.fingerprint(_THUMBPRINTS[name])
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _decode(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))

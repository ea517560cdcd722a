"""Federated credentials: the tokens of other issuers that an application may sign in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .assertions import EXPIRED
from .errors import EmulatorError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from .assertions import Assertion

TOKEN_EXCHANGE = "api://AzureADTokenExchange"  # noqa: S105 - an audience

# Assumed: the numbers and texts of Entra's errors, and that others than RS256 are refused.
_NO_MATCH = "No matching federated identity record found for presented assertion"
_BAD_SIGNATURE = "AADSTS50013: Assertion failed signature validation."


@dataclass(frozen=True, slots=True)
class FederatedCredential:
    """Trust of an application in the tokens of another issuer.

    Attributes:
        issuer: The issuer, exactly as its tokens have it.
        subject: Whom they have to be made out for, exactly.
        public_key: The PEM of the issuer's RSA key. Entra fetches it from the issuer; here it is
            given, so that nothing has to be reached.
        audience: What they have to be meant for.

    Raises:
        EmulatorError: The key is no RSA key in PEM.
    """

    issuer: str
    subject: str
    public_key: str = field(repr=False)
    audience: str = TOKEN_EXCHANGE

    def __post_init__(self) -> None:
        self.key()

    def key(self) -> RSAPublicKey:
        """The issuer's key."""
        try:
            key = load_pem_public_key(self.public_key.encode())
        except ValueError as error:
            raise EmulatorError(
                f"The public key of issuer {self.issuer} is not PEM; pass the key.",
            ) from error
        if not isinstance(key, RSAPublicKey):
            raise EmulatorError(f"The key of issuer {self.issuer} is not RSA; make an RSA key.")
        return key


def check_federated_assertion(
    assertion: Assertion,
    credentials: Sequence[FederatedCredential],
    now: datetime,
) -> str | None:
    """Check an assertion that another issuer made out.

    Args:
        assertion: The assertion.
        credentials: What the application trusts.
        now: The moment at which it has to be valid.

    Returns:
        What is wrong with it, as Entra says it; None when nothing is.
    """
    claims = assertion.claims
    trusted = [one for one in credentials if one.issuer == claims.get("iss")]
    if not trusted:
        return f"AADSTS700211: {_NO_MATCH} issuer '{claims.get('iss')}'."
    trusted = [one for one in trusted if one.subject == claims.get("sub")]
    if not trusted:
        return f"AADSTS700213: {_NO_MATCH} subject '{claims.get('sub')}'."
    trusted = [one for one in trusted if one.audience == claims.get("aud")]
    if not trusted:
        return f"AADSTS700212: {_NO_MATCH} audience '{claims.get('aud')}'."
    if not any(assertion.is_signed_by(one.key(), "RS256") for one in trusted):
        return _BAD_SIGNATURE
    return None if assertion.is_valid_at(now) else EXPIRED

"""Federated credentials: the tokens of other issuers that an application may sign in with."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .emulator_error import EmulatorError

TOKEN_EXCHANGE = "api://AzureADTokenExchange"  # noqa: S105 - an audience


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

"""JSON Web Tokens, signed here by hand: certificates of applications, tokens of other issuers."""

from __future__ import annotations

import datetime as dt
import json
import time
from base64 import urlsafe_b64encode

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from pulumi_microsoft_seats.emulator import FederatedCredential

_PADDINGS: dict[str, padding.AsymmetricPadding] = {
    "RS256": padding.PKCS1v15(),
    "PS256": padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
}


def encoded(content: bytes) -> str:
    """Base64 as JSON Web Tokens have it, without padding."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def signed(key: rsa.RSAPrivateKey, header: dict[str, object], claims: dict[str, object]) -> str:
    """A JSON Web Token with this header, whose `alg` says how it is signed, and these claims."""
    text = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    signature = key.sign(text.encode(), _PADDINGS[str(header["alg"])], hashes.SHA256())
    return f"{text}.{encoded(signature)}"


class Issuer:
    """Somebody else who makes out tokens: GitHub, Azure DevOps, a Kubernetes cluster."""

    def __init__(self, url: str = "https://token.actions.githubusercontent.com") -> None:
        self.url = url
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def trusted_for(self, subject: str) -> FederatedCredential:
        """The application's trust in the tokens this issuer makes out for a subject."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return FederatedCredential(self.url, subject, public.decode())

    def token(self, subject: str, *, algorithm: str = "RS256", **claims: object) -> str:
        """A token made out for Entra, five minutes of life, but for what is changed."""
        now = int(time.time())
        usual = {
            "iss": self.url,
            "sub": subject,
            "aud": "api://AzureADTokenExchange",
            "iat": now,
            "nbf": now,
            "exp": now + 300,
        }
        header: dict[str, object] = {"alg": algorithm, "typ": "JWT", "kid": "1"}
        return signed(self._key, header, usual | claims)


class Certificate:
    """A private key and its self-signed certificate."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "seats")])
        now = dt.datetime.now(dt.timezone.utc)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .sign(self.key, hashes.SHA256())
        )

    @property
    def public_pem(self) -> str:
        """The certificate alone, as it is registered for the application."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def thumbprint(self, algorithm: hashes.HashAlgorithm) -> bytes:
        """What a token's header names the certificate by."""
        return self.certificate.fingerprint(algorithm)

    def pem(self, password: str | None = None) -> str:
        """Key and certificate in one PEM file."""
        return self.private_pem(password) + self.public_pem

    def private_pem(self, password: str | None = None) -> str:
        """The key alone."""
        encryption: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(password.encode())
            if password
            else serialization.NoEncryption()
        )
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        ).decode()

    def pfx(self, password: str) -> bytes:
        """Key and certificate as PKCS #12."""
        return pkcs12.serialize_key_and_certificates(
            b"seats",
            self.key,
            self.certificate,
            None,
            serialization.BestAvailableEncryption(password.encode()),
        )

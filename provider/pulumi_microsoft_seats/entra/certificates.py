"""The certificate file of an application, as MSAL wants it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificates

from ..domain.errors import SettingsError

if TYPE_CHECKING:
    from .credentials import ClientCertificate

_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_KEY = b"PRIVATE KEY-----"


def msal_certificate(credential: ClientCertificate) -> dict[str, str]:
    """MSAL's credential for a certificate: the private key and the certificate, in PEM.

    Raises:
        SettingsError: the file cannot be read, or has not both in it, or the password is wrong.
    """
    try:
        content = Path(credential.path).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(
            f"The certificate {credential.path} cannot be read: {reason}; check "
            "clientCertificatePath."
        ) from error
    password = credential.password.encode() if credential.password else None
    try:
        key, certificate = _parts(content, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SettingsError(
            f"The certificate {credential.path} cannot be used to sign in; check "
            "clientCertificatePath and clientCertificatePassword."
        ) from error
    if key is None or certificate is None:
        raise SettingsError(
            f"The certificate {credential.path} needs both its private key and the certificate; "
            "put both into the file."
        )
    if not isinstance(key, RSAPrivateKey):
        raise SettingsError(
            f"The certificate {credential.path} has a key that is not RSA, which Entra does not "
            "take; make one with an RSA key."
        )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"private_key": private.decode(), "public_certificate": certificate.decode()}


def _parts(content: bytes, password: bytes | None) -> tuple[object | None, bytes | None]:
    """The private key, and in PEM the certificates, as far as both are there."""
    if b"-----BEGIN " not in content:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password)
        return key, certificate.public_bytes(Encoding.PEM) if certificate else None
    if _KEY not in content or _CERTIFICATE not in content:
        return None, None
    # Parsed here, because MSAL says nothing that tells a bad certificate from a wrong tenant.
    chain = load_pem_x509_certificates(content)
    certificates = b"".join(each.public_bytes(Encoding.PEM) for each in chain)
    return load_pem_private_key(content, password), certificates

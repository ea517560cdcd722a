"""Signing in with a certificate instead of a secret."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from pulumi_microsoft_seats.domain.errors import SettingsError, SignInError
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.store.auth import TokenSource
from pulumi_microsoft_seats.store.credentials import Application, ClientCertificate
from tests.store.conftest import IMPATIENT, application_of, connection_of

PASSWORD = "made up for this test"


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

    def pem(self, password: str | None = None) -> str:
        """Key and certificate in one PEM file."""
        encryption: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(password.encode())
            if password
            else serialization.NoEncryption()
        )
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )
        return key.decode() + self.public_pem

    def pfx(self, password: str) -> bytes:
        """Key and certificate as PKCS #12."""
        return pkcs12.serialize_key_and_certificates(
            b"seats",
            self.key,
            self.certificate,
            None,
            serialization.BestAvailableEncryption(password.encode()),
        )


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    """The certificate registered for the application."""
    return Certificate()


def sign_in(emulator: Emulator, credential: ClientCertificate) -> str:
    """The token that a certificate gets from the emulator."""
    secret = application_of(emulator)
    application = Application(
        secret.tenant_id, secret.client_id, secret.authority, credential=credential
    )
    return TokenSource(application, connection_of(emulator), IMPATIENT).token()


def test_a_pem_file_signs_in(certificate: Certificate, tmp_path: Path) -> None:
    """A PEM file with private key and certificate is enough."""
    file = tmp_path / "app.pem"
    file.write_text(certificate.pem(), encoding="ascii")
    with Emulator(client_certificate=certificate.public_pem) as emulator:
        assert sign_in(emulator, ClientCertificate(str(file)))


def test_an_encrypted_pem_file_signs_in(certificate: Certificate, tmp_path: Path) -> None:
    """A private key may have a password."""
    file = tmp_path / "app.pem"
    file.write_text(certificate.pem(PASSWORD), encoding="ascii")
    with Emulator(client_certificate=certificate.public_pem) as emulator:
        assert sign_in(emulator, ClientCertificate(str(file), PASSWORD))


def test_a_pkcs12_file_signs_in(certificate: Certificate, tmp_path: Path) -> None:
    """A .pfx file with its password works as well."""
    file = tmp_path / "app.pfx"
    file.write_bytes(certificate.pfx(PASSWORD))
    with Emulator(client_certificate=certificate.public_pem) as emulator:
        assert sign_in(emulator, ClientCertificate(str(file), PASSWORD))


def test_another_certificate_is_refused(certificate: Certificate, tmp_path: Path) -> None:
    """A certificate that is not registered gets no token, and the setting is named."""
    file = tmp_path / "app.pem"
    file.write_text(Certificate().pem(), encoding="ascii")
    with (
        Emulator(client_certificate=certificate.public_pem) as emulator,
        pytest.raises(SignInError, match=r"check .*clientCertificatePath"),
    ):
        sign_in(emulator, ClientCertificate(str(file)))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.pem", None, "cannot be read"),
        ("public.pem", "-----BEGIN CERTIFICATE-----\n", "needs both its private key"),
        ("broken.pfx", "not PKCS 12", "cannot be used to sign in; check clientCertificatePath"),
        ("missing.pfx", None, "cannot be used to sign in; check clientCertificatePath"),
    ],
)
def test_a_file_that_cannot_be_used(
    emulator: Emulator, tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    """The sentence names the file and the setting."""
    file = tmp_path / name
    if content is not None:
        file.write_text(content, encoding="ascii")
    with pytest.raises(SettingsError, match=says) as caught:
        sign_in(emulator, ClientCertificate(str(file)))
    assert str(file) in str(caught.value)


def test_a_wrong_password_is_named(
    certificate: Certificate, emulator: Emulator, tmp_path: Path
) -> None:
    """The password itself is not in the sentence."""
    file = tmp_path / "app.pem"
    file.write_text(certificate.pem(PASSWORD), encoding="ascii")
    with pytest.raises(SettingsError, match="clientCertificatePassword") as caught:
        sign_in(emulator, ClientCertificate(str(file), "another password"))
    assert "another password" not in str(caught.value)

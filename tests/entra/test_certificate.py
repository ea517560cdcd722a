"""Signing in with a certificate instead of a secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pulumi_microsoft_seats.domain.errors import SettingsError, SignInError
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra.credentials import ClientCertificate
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from tests.support.store_client import IMPATIENT, application_of, connection_of
from tests.support.tokens import Certificate

PASSWORD = "made up for this test"


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    """The certificate registered for the application."""
    return Certificate()


@pytest.fixture(scope="module")
def emulator(certificate: Certificate) -> Iterator[Emulator]:
    """Its application may sign in with the certificate."""
    with Emulator(client_certificate=certificate.public_pem) as running:
        yield running


def sign_in(emulator: Emulator, credential: ClientCertificate, **changed: str) -> str:
    """The token that a certificate gets from the emulator."""
    application = replace(application_of(emulator, **changed), credential=credential)
    return TokenSource(application, connection_of(emulator), IMPATIENT, audience=AUDIENCE).token()


@pytest.mark.parametrize("kind", ["PEM", "PEM with a password", "PKCS #12"])
def test_a_file_with_key_and_certificate_signs_in(
    certificate: Certificate, emulator: Emulator, tmp_path: Path, kind: str
) -> None:
    password = None if kind == "PEM" else PASSWORD
    file = tmp_path / ("app.pfx" if kind == "PKCS #12" else "app.pem")
    pem = certificate.pem(password).encode()
    file.write_bytes(certificate.pfx(PASSWORD) if kind == "PKCS #12" else pem)
    assert sign_in(emulator, ClientCertificate(str(file), password))


def test_another_certificate_is_refused(emulator: Emulator, tmp_path: Path) -> None:
    """A certificate that is not registered gets no token, and the setting is named."""
    file = tmp_path / "app.pem"
    file.write_text(Certificate().pem(), encoding="ascii")
    with pytest.raises(SignInError, match=r"check .*clientCertificatePath"):
        sign_in(emulator, ClientCertificate(str(file)))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.pem", None, "cannot be read: No such file or directory; check client"),
        ("public.pem", "-----BEGIN CERTIFICATE-----\n", "needs both its private key"),
        ("broken.pfx", "not PKCS 12", "cannot be used to sign in; check clientCertificatePath"),
        ("missing.pfx", None, "cannot be read"),
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


def test_an_unknown_tenant_is_not_blamed_on_the_certificate(
    certificate: Certificate, emulator: Emulator, tmp_path: Path
) -> None:
    """The file is good, so the sentence names the tenant."""
    file = tmp_path / "app.pem"
    file.write_text(certificate.pem(), encoding="ascii")
    with pytest.raises(SignInError, match="does not know tenant contoso") as caught:
        sign_in(emulator, ClientCertificate(str(file)), tenant_id="contoso.com")
    assert str(file) not in str(caught.value)


def test_a_key_that_entra_does_not_take_is_named(
    certificate: Certificate, emulator: Emulator, tmp_path: Path
) -> None:
    """Elliptic curves are fine elsewhere."""
    key = generate_private_key(SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    file = tmp_path / "app.pem"
    file.write_text(pem + certificate.public_pem, encoding="ascii")
    with pytest.raises(SettingsError, match="a key that is not RSA"):
        sign_in(emulator, ClientCertificate(str(file)))


def test_a_broken_certificate_beside_a_good_key_is_named(
    certificate: Certificate, emulator: Emulator, tmp_path: Path
) -> None:
    """The file is to blame, and not the tenant."""
    file = tmp_path / "app.pem"
    begin, _, rest = certificate.pem().rpartition("-----BEGIN CERTIFICATE-----")
    file.write_text(f"{begin}-----BEGIN CERTIFICATE-----{rest[9:]}", encoding="ascii")
    with pytest.raises(SettingsError, match="cannot be used to sign in; check clientCertificate"):
        sign_in(emulator, ClientCertificate(str(file)))


def test_words_around_the_certificate_are_passed_over(
    certificate: Certificate, emulator: Emulator, tmp_path: Path
) -> None:
    """OpenSSL writes a name of the key above it, in whatever code page that was given."""
    file = tmp_path / "app.pem"
    file.write_bytes(
        "friendlyName: Lizenzschlüssel\n".encode("latin-1") + certificate.pem().encode()
    )
    assert sign_in(emulator, ClientCertificate(str(file)))

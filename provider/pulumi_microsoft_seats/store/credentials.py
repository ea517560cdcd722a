"""Whom to sign in as, and with what: values that settings are read into."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """Sign in with a secret of the application."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """Sign in with a certificate registered for the application.

    Attributes:
        path: a PEM file with private key and certificate, or a PKCS #12 file (.pfx, .p12).
        password: of the private key, where it has one.
    """

    path: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Application:
    """The Entra application to sign in as.

    Attributes:
        authority: the sign-in service without the tenant, `https://login.microsoftonline.com`.
    """

    tenant_id: str
    client_id: str
    authority: str
    credential: ClientSecret | ClientCertificate

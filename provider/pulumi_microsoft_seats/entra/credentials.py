"""Whom to sign in as, and with what: values that settings are read into.

Each credential says of itself in what `way` it signs in, for the line a user reads, and which
settings to `check` when Entra refuses it. Neither names a secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

_TRUST = "the application's federated credentials (issuer, subject and audience)"


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """Sign in with a secret of the application."""

    way: ClassVar[str] = "with a client secret"
    check: ClassVar[str] = "clientSecret"

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """Sign in with a certificate registered for the application.

    Attributes:
        path: a PEM file with private key and certificate, or a PKCS #12 file (.pfx, .p12).
        password: of the private key, where it has one.
    """

    way: ClassVar[str] = "with a certificate"
    check: ClassVar[str] = "clientCertificatePath"

    path: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class GivenToken:
    """Sign in with an OpenID Connect token that another issuer made out for this run.

    Attributes:
        variable: where it was given, for messages.
    """

    way: ClassVar[str] = "with the token it was given"
    check: ClassVar[str] = _TRUST

    token: str = field(repr=False)
    variable: str = "ARM_OIDC_TOKEN"


@dataclass(frozen=True, slots=True)
class TokenFile:
    """Sign in with the OpenID Connect token in a file that somebody else renews.

    Attributes:
        path: the file, read each time Entra wants to see the token.
        variable: where the path was given, for messages.
    """

    way: ClassVar[str] = "with a federated token file"
    check: ClassVar[str] = _TRUST

    path: str
    variable: str = "AZURE_FEDERATED_TOKEN_FILE"


@dataclass(frozen=True, slots=True)
class GitHubToken:
    """Sign in with the OpenID Connect token that GitHub makes out for a job.

    Attributes:
        request_url: where a job asks for it.
        request_token: what a job asks for it with.
    """

    way: ClassVar[str] = "with GitHub's token for this job"
    check: ClassVar[str] = _TRUST

    request_url: str
    request_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AzureDevOpsToken:
    """Sign in with the OpenID Connect token that Azure DevOps makes out for a service connection.

    Attributes:
        request_url: where a job asks for it.
        service_connection: the id of the service connection it is made out for.
        request_token: what a job asks for it with.
    """

    way: ClassVar[str] = "with Azure DevOps's token for this job"
    check: ClassVar[str] = _TRUST

    request_url: str
    service_connection: str
    request_token: str = field(repr=False)


FederatedCredential = GivenToken | TokenFile | GitHubToken | AzureDevOpsToken
"""A token of another issuer, which the application trusts."""

Credential = ClientSecret | ClientCertificate | FederatedCredential


@dataclass(frozen=True, slots=True)
class Application:
    """The Entra application to sign in as.

    Attributes:
        authority: the sign-in service without the tenant, `https://login.microsoftonline.com`.
    """

    tenant_id: str
    client_id: str
    authority: str
    credential: Credential

    @property
    def sign_in(self) -> str:
        """What a user is told of the sign-in."""
        return (
            f"signing in to tenant {self.tenant_id} as application {self.client_id} "
            f"{self.credential.way}"
        )


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """The identity that Azure gives the machine the program runs on.

    Attributes:
        client_id: the user-assigned identity to take; None takes the machine's own,
            system-assigned one.
    """

    client_id: str | None = None

    @property
    def sign_in(self) -> str:
        """What a user is told of the sign-in."""
        return f"signing in as {self.name}"

    @property
    def name(self) -> str:
        """How a sentence names it."""
        if self.client_id is None:
            return "this machine's own managed identity"
        return f"this machine's managed identity {self.client_id}"


Identity = Application | ManagedIdentity
"""Whom to sign in as."""

"""Tokens for a service: sign-in to Entra as an application, or as the machine, through MSAL."""

from __future__ import annotations

import math
import re
import threading
import time
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, Protocol

import requests

from ..domain.errors import SignInError
from ..transport.http import RetryPolicy, reason_of
from .credentials import ClientCertificate, ClientSecret, ManagedIdentity
from .msal_http import RetryingSession, reason_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msal

    from ..transport.connection import Connection
    from .credentials import Application, Identity

UNKNOWN_TENANT = "90002"
"""The number of Entra's error for a tenant that it does not know."""

_CODE = re.compile(r"AADSTS(\d+)")

_SECONDS_KEPT = 2.0
"""For how long MSAL is not asked again whether its token still lasts: it looks through its whole
cache each time, which takes longer than to prepare a request, and renews minutes ahead."""


class TokenClient(Protocol):
    """Acquires tokens in one way."""

    def acquire(self) -> str:
        """A token, a kept one while it lasts."""

    def drop(self) -> None:
        """Keep no token that was acquired before."""


class TokenSource:
    """The one token that all of a process's requests to a service share.

    MSAL keeps it until shortly before it expires; a token that the service refuses earlier is
    dropped with `forget`.

    Args:
        identity: whom to sign in as, and with what.
        connection: how to reach the authority.
        retries: how its passing trouble is waited for.
        audience: the service, as Entra calls it: the only one that takes the token.
    """

    def __init__(
        self,
        identity: Identity,
        connection: Connection,
        retries: RetryPolicy | None = None,
        *,
        audience: str,
    ) -> None:
        self._client = _client_of(identity, audience, connection, retries or RetryPolicy())
        self._lock = threading.Lock()
        self._refused: set[str] = set()
        self._kept = ""
        self._ask_again_at = -math.inf

    def token(self) -> str:
        """An access token for the service.

        Raises:
            SignInError: Entra, or who makes out the token to sign in with, refused the application
                or cannot be reached; or the machine has no identity.
            SettingsError: a certificate or a token file cannot be used.
        """
        with self._lock:
            if time.monotonic() >= self._ask_again_at:
                self._kept = self._acquire()
                self._ask_again_at = time.monotonic() + _SECONDS_KEPT
            return self._kept

    def forget(self, token: str) -> None:
        """Never hand out a token again that the service refused, where another can be had."""
        with self._lock:
            self._refused.add(token)
            self._ask_again_at = -math.inf

    def _acquire(self) -> str:
        token = self._client.acquire()
        if token in self._refused:
            self._client.drop()
            token = self._client.acquire()
        return token


def _client_of(
    identity: Identity, audience: str, connection: Connection, retries: RetryPolicy
) -> TokenClient:
    if isinstance(identity, ManagedIdentity):
        from .managed_identity import ManagedIdentityClient

        return ManagedIdentityClient(identity, audience, connection, retries)
    return ApplicationClient(identity, audience, connection, retries)


class ApplicationClient:
    """Acquires tokens of an Entra application, and keeps them as MSAL does."""

    def __init__(
        self, application: Application, audience: str, connection: Connection, retries: RetryPolicy
    ) -> None:
        self._application = application
        self._scope = f"{audience}/.default"
        self._connection = connection
        self._retries = retries
        self._http = RetryingSession(connection, retries)
        self._msal: msal.ConfidentialClientApplication | None = None

    def acquire(self) -> str:
        """An access token, a kept one while it lasts.

        Raises:
            SignInError: Entra refused the application, or cannot be reached; or there is no token
                to sign in with.
            SettingsError: a certificate or a token file cannot be used.
        """
        try:
            answer = self._client().acquire_token_for_client([self._scope])
        except requests.RequestException as error:
            raise SignInError(
                f"Cannot sign in at {self._application.authority}: {reason_of(error)}; check "
                "authority and the network, then run again.",
                unreachable=True,
            ) from error
        except JSONDecodeError as error:
            raise SignInError(
                f"{self._application.authority} does not answer as Entra does; check authority."
            ) from error
        except (ValueError, KeyError) as error:
            # MSAL raises these, and nothing more specific, when discovery does not find the tenant.
            raise SignInError(
                f"Entra does not know tenant {self._application.tenant_id} at "
                f"{self._application.authority}; check tenantId and authority.",
                code=UNKNOWN_TENANT,
            ) from error
        if "access_token" in answer:
            return str(answer["access_token"])
        raise self._refusal(answer)

    def drop(self) -> None:
        """Keep no token that was acquired before."""
        self._client().remove_tokens_for_client()

    def _client(self) -> msal.ConfidentialClientApplication:
        if self._msal is None:
            self._msal = self._make_client()
        return self._msal

    def _make_client(self) -> msal.ConfidentialClientApplication:
        credential = self._msal_credential()
        # Imported here because it is slow, and a run that finds a wrong setting never needs it.
        import msal

        application = self._application
        return msal.ConfidentialClientApplication(
            application.client_id,
            client_credential=credential,
            authority=f"{application.authority.rstrip('/')}/{application.tenant_id}",
            # The authority is configured, so asking Microsoft whether it is one of theirs
            # would only add a request, and fail in closed networks.
            instance_discovery=False,
            http_client=self._http,
        )

    def _msal_credential(self) -> str | dict[str, Any]:
        credential = self._application.credential
        if isinstance(credential, ClientSecret):
            return credential.secret
        if isinstance(credential, ClientCertificate):
            # Imported here because only a certificate needs cryptography loaded before MSAL does.
            from .certificates import msal_certificate

            return dict(msal_certificate(credential))
        from .assertions import Assertions

        # MSAL calls it whenever it has to ask Entra for a token.
        return {
            "client_assertion": Assertions(credential, self._connection, self._retries).fetch,
        }

    def _refusal(self, answer: Mapping[str, Any]) -> SignInError:
        application = self._application
        credential = application.credential
        secret = credential.secret if isinstance(credential, ClientSecret) else ""
        reason = reason_in(answer, secret)
        code = _CODE.search(reason)
        return SignInError(
            f"Entra refused to sign in application {application.client_id} of tenant "
            f"{application.tenant_id} ({reason}); check clientId, tenantId and "
            f"{credential.check}.",
            code=code[1] if code else "",
        )

"""Sign-in as the machine, through the identity endpoint that Azure gives it and MSAL.

The endpoint is the machine's own: a link-local or loopback address over plain http. No proxy and
no private certificate authority has a part in reaching it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import requests

from ..domain.errors import SignInError
from ..transport.http import RetryPolicy, reason_of
from .msal_http import OVERLOADED, RetryingSession, reason_in

if TYPE_CHECKING:
    import msal

    from ..transport.connection import Connection
    from .credentials import ManagedIdentity

# A machine in Azure answers at once; one that is elsewhere, perhaps never.
_CONNECT_SECONDS = 2.0
_LONGEST_READ_SECONDS = 30.0
_ATTEMPTS = 3
_LONGEST_WAIT_SECONDS = 5.0
# Microsoft documents 404 and 410 as passing, while the endpoint is updated.
_PASSING = OVERLOADED | {404, 410}


class ManagedIdentityClient:
    """Acquires tokens of the machine's identity, and keeps them as MSAL does."""

    def __init__(
        self,
        identity: ManagedIdentity,
        audience: str,
        connection: Connection,
        retries: RetryPolicy,
    ) -> None:
        self._identity = identity
        self._audience = audience
        self._http = _EndpointSession(connection, retries)
        self._msal: msal.ManagedIdentityClient | None = None

    def acquire(self) -> str:
        """An access token, a kept one while it lasts.

        Raises:
            SignInError: the machine has no such identity, or is none of Azure's.
        """
        try:
            answer = self._client().acquire_token_for_client(resource=self._audience)
        except requests.RequestException as error:
            raise self._failure(
                f"its endpoint cannot be used: {reason_of(error)}", elsewhere=True
            ) from error
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            # What MSAL raises when something else than the endpoint answers at its address.
            raise self._failure("its endpoint does not answer as one", elsewhere=True) from error
        if "access_token" in answer:
            return str(answer["access_token"])
        raise self._failure(reason_in(answer))

    def drop(self) -> None:
        """Keep no token that was acquired before."""
        self._msal = None

    def _client(self) -> msal.ManagedIdentityClient:
        if self._msal is None:
            # Imported here because it is slow, and a run that finds a wrong setting never needs it.
            import msal  # noqa: PLC0415

            client_id = self._identity.client_id
            self._msal = msal.ManagedIdentityClient(
                msal.UserAssignedManagedIdentity(client_id=client_id)
                if client_id
                else msal.SystemAssignedManagedIdentity(),
                http_client=self._http,
            )
        return self._msal

    def _failure(self, reason: str, *, elsewhere: bool = False) -> SignInError:
        if elsewhere:
            advice = (
                "run this on a machine that Azure gives an identity, or remove it from the "
                "settings (useManagedIdentity, ARM_USE_MSI)"
            )
        elif self._identity.client_id:
            advice = "check clientId, and that this identity is assigned to the machine"
        else:
            advice = "assign an identity to the machine, or set clientId to the one to take"
        return SignInError(f"Cannot sign in as {self._identity.name}: {reason}; {advice}.")


class _EndpointSession(RetryingSession):
    """Gives up soon: where there is no identity, nothing may ever answer."""

    def __init__(self, connection: Connection, retries: RetryPolicy) -> None:
        bounded = replace(
            retries,
            attempts=min(retries.attempts, _ATTEMPTS),
            maximum=min(retries.maximum, _LONGEST_WAIT_SECONDS),
        )
        super().__init__(replace(connection, ca_bundle=None), bounded, _PASSING)
        self.trust_env = False
        self._limits = (
            min(connection.timeout, _CONNECT_SECONDS),
            min(connection.timeout, _LONGEST_READ_SECONDS),
        )

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of requests
        """Send a request with the limits of this endpoint."""
        return super().request(method, url, *args, **{**kwargs, "timeout": self._limits})

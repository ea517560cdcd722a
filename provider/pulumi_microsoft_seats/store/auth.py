"""Sign-in to Entra as an application, through MSAL."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from ..domain.errors import SettingsError, SignInError
from .credentials import Application, ClientCertificate, ClientSecret
from .http import RetryPolicy, Session, reason_of, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msal

    from .connection import Connection

SCOPE = "https://onestore.microsoft.com/.default"
"""The service's audience, as MSAL's client-credentials flow wants it."""

_OVERLOADED = frozenset({429, 500, 502, 503, 504})


class TokenSource:
    """The one token that all requests of a process share.

    MSAL keeps it until shortly before it expires; a token that the service refuses earlier is
    dropped with `forget`.
    """

    def __init__(
        self, application: Application, connection: Connection, retries: RetryPolicy | None = None
    ) -> None:
        self._application = application
        self._http = _EntraHttp(connection, retries or RetryPolicy())
        self._lock = threading.Lock()
        self._msal: msal.ConfidentialClientApplication | None = None
        self._refused: set[str] = set()

    def token(self) -> str:
        """An access token for the service.

        Raises:
            SignInError: Entra refused the application, or cannot be reached.
            SettingsError: the certificate cannot be read.
        """
        with self._lock:
            token = self._acquire()
            if token in self._refused:
                self._client().remove_tokens_for_client()
                token = self._acquire()
            return token

    def forget(self, token: str) -> None:
        """Never hand out a token again that the service refused."""
        with self._lock:
            self._refused.add(token)

    def _acquire(self) -> str:
        try:
            answer = self._client().acquire_token_for_client([SCOPE])
        except requests.RequestException as error:
            raise self._unreachable(error) from error
        except (ValueError, TypeError, OSError) as error:
            # MSAL raises these, and nothing more specific, for an unknown tenant and for a
            # private key it cannot read.
            raise self._unusable(error) from error
        if "access_token" in answer:
            return str(answer["access_token"])
        raise self._refusal(answer)

    def _client(self) -> msal.ConfidentialClientApplication:
        if self._msal is None:
            self._msal = self._make_client()
        return self._msal

    def _make_client(self) -> msal.ConfidentialClientApplication:
        # Imported here because it is slow, and a run that finds a wrong setting never needs it.
        import msal  # noqa: PLC0415

        application = self._application
        return msal.ConfidentialClientApplication(
            application.client_id,
            client_credential=_msal_credential(application.credential),
            authority=f"{application.authority.rstrip('/')}/{application.tenant_id}",
            # The authority is configured, so asking Microsoft whether it is one of theirs
            # would only add a request, and fail in closed networks.
            instance_discovery=False,
            http_client=self._http,
        )

    def _unusable(self, error: Exception) -> SignInError | SettingsError:
        application = self._application
        if "OIDC" in str(error) or not isinstance(application.credential, ClientCertificate):
            return SignInError(
                f"Entra does not know tenant {application.tenant_id} at {application.authority}; "
                "check tenantId and authority."
            )
        return SettingsError(
            f"The certificate {application.credential.path} cannot be used to sign in; check "
            "clientCertificatePath and clientCertificatePassword."
        )

    def _refusal(self, answer: Mapping[str, Any]) -> SignInError:
        said = _first_line(str(answer.get("error_description") or answer.get("error") or ""))
        credential = (
            "clientSecret"
            if isinstance(self._application.credential, ClientSecret)
            else "clientCertificatePath"
        )
        return SignInError(
            f"Entra refused to sign in application {self._application.client_id} of tenant "
            f"{self._application.tenant_id} ({said}); check clientId, tenantId and {credential}."
        )

    def _unreachable(self, error: requests.RequestException) -> SignInError:
        return SignInError(
            f"Cannot sign in at {self._application.authority}: {reason_of(error)}; check authority "
            "and the network, then run again."
        )


class _EntraHttp:
    """The HTTP client MSAL is given: our certificate authority, our retries."""

    def __init__(self, connection: Connection, retries: RetryPolicy) -> None:
        self._session = Session(connection)
        self._retries = retries

    def get(self, url: str, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - MSAL's protocol
        return self._send("GET", url, **kwargs)

    def post(self, url: str, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - MSAL's protocol
        return self._send("POST", url, **kwargs)

    def close(self) -> None:
        self._session.close()

    def _send(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # noqa: ANN401 - MSAL's protocol
        def once() -> requests.Response:
            response: requests.Response = self._session.request(method, url, **kwargs)
            if response.status_code in _OVERLOADED:
                response.raise_for_status()
            return response

        return self._retries.retrying(_may_pass, _asked_wait)(once)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, requests.RequestException) and not isinstance(
        error, requests.exceptions.SSLError
    )


def _asked_wait(error: BaseException) -> float | None:
    response = getattr(error, "response", None)
    return retry_after(response) if isinstance(response, requests.Response) else None


def _msal_credential(credential: ClientSecret | ClientCertificate) -> str | dict[str, object]:
    if isinstance(credential, ClientSecret):
        return credential.secret
    path = Path(credential.path)
    if path.suffix.lower() in {".pfx", ".p12"}:
        key: dict[str, object] = {"private_key_pfx_path": str(path), "public_certificate": True}
    else:
        pem = _read_pem(path)
        key = {"private_key": pem, "public_certificate": pem}
    return key | ({"passphrase": credential.password} if credential.password else {})


def _read_pem(path: Path) -> str:
    try:
        pem = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The certificate {path} cannot be read; check clientCertificatePath."
        ) from error
    if "PRIVATE KEY-----" not in pem or "BEGIN CERTIFICATE-----" not in pem:
        raise SettingsError(
            f"The certificate {path} needs both its private key and the certificate in PEM; put "
            "both into the file."
        )
    return pem


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0].strip().rstrip(".") if lines else "no reason given"

"""The HTTP sessions that everything here is sent through."""

from __future__ import annotations

import random
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
import tenacity
import urllib3

from .bodies import BodyTooLarge, limit_body
from .connection import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from .connection import Connection


# OpenSSL's numbers, for which the ssl module has no names.
_EXPIRED = 10
_ANOTHER_NAME = frozenset({62, 64})  # of the host, of the IP address


_MOST_DOUBLINGS = 30
"""A service may turn requests away for days, and a power has an end."""

_REASONS: tuple[tuple[type[requests.RequestException], str], ...] = (
    (BodyTooLarge, "its answer is too large"),
    (requests.exceptions.ContentDecodingError, "its answer cannot be unpacked"),
    (requests.ConnectTimeout, "it does not accept connections in time"),
    (requests.Timeout, "it did not answer in time"),
)


class Session(requests.Session):
    """A session whose certificate authority is the one it was given, whatever the environment says.

    `REQUESTS_CA_BUNDLE` overrides `Session.verify`, but not the `verify` of a single request.
    Redirects are not followed: neither the service nor Entra's token endpoint sends any, and a
    token must not travel to where an answer points.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._settings: dict[object, Any] = {}

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of requests
        """Send a request with this session's authority and time limit."""
        if self._connection.ca_bundle:
            kwargs["verify"] = self._connection.ca_bundle
        kwargs.setdefault("timeout", self._connection.timeout)
        kwargs["allow_redirects"] = False
        kwargs["stream"] = True
        if is_loopback(str(url)):
            # A proxy has no way to this machine, and a token for it is none of a proxy's business.
            kwargs["proxies"] = dict.fromkeys(("http", "https", "all"))
        response: requests.Response = super().request(method, url, *args, **kwargs)
        limit_body(response, self._connection.timeout)
        return response

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 - its caller's
        """Nowhere: requests would read the whole body, and the address, of what is not followed."""
        return None

    def merge_environment_settings(self, url: Any, *given: Any) -> Any:  # noqa: ANN401 - the signature of requests
        """Proxies and authorities of the environment, looked up once for each server.

        All requests of a session are given the same settings, and looking the environment's up
        takes as long as all the rest of preparing a request.
        """
        server = urlsplit(str(url))[:2]
        if server not in self._settings:
            self._settings[server] = super().merge_environment_settings(url, *given)
        return self._settings[server]


class BearerAuth(requests.auth.AuthBase):
    """Signs a request with a token, and keeps a machine's netrc file from doing so instead."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the Authorization header."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently a request is repeated.

    Attributes:
        attempts: how often it is sent in all.
        initial: seconds before the first repetition; they double, with jitter, up to `maximum`.
        maximum: the longest wait in seconds, also for a `Retry-After`.
    """

    attempts: int = 6
    initial: float = 0.5
    maximum: float = 60.0

    def backoff(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row before, with jitter."""
        jitter = random.uniform(0, self.initial)  # noqa: S311 - spreads load, protects nothing
        doubled = self.initial * 2.0 ** min(failures, _MOST_DOUBLINGS)
        return min(doubled, self.maximum) + jitter

    def retrying(
        self,
        worth_it: Callable[[BaseException], bool],
        retry_after: Callable[[BaseException], float | None] = lambda _error: None,
        *,
        before_sleep: Callable[[tenacity.RetryCallState], None],
    ) -> tenacity.Retrying:
        """The tenacity controller that follows this policy.

        Args:
            worth_it: whether an error may go away by itself, and repeating does no harm.
            retry_after: the seconds the server asked to wait, when it did.
            before_sleep: called between two attempts, before the wait.
        """

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = retry_after(error) if error else None
            if asked is None:
                return self.backoff(state.attempt_number - 1)
            return min(asked, self.maximum)

        return tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=wait,
            retry=tenacity.retry_if_exception(worth_it),
            before_sleep=before_sleep,
            reraise=True,
        )


def retry_after(response: requests.Response) -> float | None:
    """The seconds an answer's `Retry-After` asks to wait."""
    return seconds_of(response.headers.get("Retry-After") or "")


def seconds_of(value: str) -> float | None:
    """The seconds that a `Retry-After` asks to wait, whether given as a number or a date."""
    if not value:
        return None
    try:
        return urllib3.Retry().parse_retry_after(value)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None  # words, or a date or number beyond all calendars


def certificate_fault(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """What is wrong with a server's certificate, when that is what ended a request.

    Nothing was sent then. Any other error of TLS may come when everything was.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen
        inner = seen.args[0] if seen.args and isinstance(seen.args[0], BaseException) else None
        seen = inner or getattr(seen, "reason", None)
        if not isinstance(seen, BaseException):
            return None
    return None


def _tls_reason(fault: ssl.SSLCertVerificationError | None) -> str:
    if fault is None:
        return "no encrypted connection can be made; check the address"
    if fault.verify_code in _ANOTHER_NAME:
        return "its certificate is for another name; check the address"
    if fault.verify_code == _EXPIRED:
        return "its certificate has expired; ask whoever runs it to renew it"
    return "its certificate is not trusted; set caBundle if it is signed by a private authority"


def was_never_sent(error: requests.RequestException) -> bool:
    """Whether a request failed before any of it could reach the server."""
    if isinstance(error, requests.ConnectTimeout) or certificate_fault(error):
        return True
    return isinstance(
        _cause_of(error), (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ProxyError)
    )


def _cause_of(error: requests.RequestException) -> object:
    return getattr(error.args[0] if error.args else None, "reason", None)


def reason_of(error: BaseException) -> str:
    """What went wrong on the way, in a few words instead of a library's nested ones."""
    if isinstance(error, requests.exceptions.SSLError):
        return _tls_reason(certificate_fault(error))
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"it answers {error.response.status_code}"
    if isinstance(error, requests.RequestException):
        said = next((text for kind, text in _REASONS if isinstance(error, kind)), None)
        if isinstance(_cause_of(error), urllib3.exceptions.NameResolutionError):
            return "there is no host of this name"
        if said or was_never_sent(error):
            return said or "no connection can be made"
    return "the connection broke off"

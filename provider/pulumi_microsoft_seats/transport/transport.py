"""Requests to the service: signed, repeated where that is safe, answered with JSON or an error."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

import requests

from ..domain.errors import OutcomeUnknown, ServiceUnavailable, UnreadableAnswer
from .admission import Admission, GivenUp
from .bodies import BodyTooLarge, read_json
from .http import BearerAuth, Session, reason_of, retry_after, was_never_sent
from .pace import Pace
from .waiting import before_sleep

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..domain.errors import Correlation, ServiceError
    from .connection import Connection
    from .http import RetryPolicy
    from .request import Request, Subject

_UNAUTHORIZED = 401
_TOO_MANY = 429
_TURNED_AWAY = frozenset({_TOO_MANY, 503})
_BROKEN = frozenset({500, 502, 504})
_FIRST_REDIRECT, _FIRST_ERROR, _FIRST_OF_SERVER = 300, 400, 500


class Tokens(Protocol):
    """Where bearer tokens come from."""

    def token(self) -> str:
        """One that is valid.

        Raises:
            SignInError: there is none to be had.
        """

    def forget(self, token: str) -> None:
        """Take note that the service refuses one."""


class Transport:
    """Sends requests; each method below `send` adds one concern.

    Attributes:
        base_url: the service, with its version.

    Args:
        base_url: the same.
        tokens: signs each request.
        connection: how to reach it.
        error_of: the error that an answer with a status of 400 or above stands for, told what the
            request was about, and its correlation.
        retries: how passing trouble is waited for.
        concurrency: requests in flight at most.
        address_setting: the setting to check where something else answers at the address.
    """

    def __init__(
        self,
        base_url: str,
        tokens: Tokens,
        connection: Connection,
        error_of: Callable[[requests.Response, Subject, Correlation], ServiceError],
        *,
        retries: RetryPolicy,
        concurrency: int,
        address_setting: str = "baseUrl",
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._tokens = tokens
        self._connection = connection
        self._error_of = error_of
        self._retries = retries
        self._admission = Admission(Pace(concurrency, retries))
        self._address_setting = address_setting
        self._sessions = threading.local()

    def stop_waiting(self) -> None:
        """From now on, give up requests that the service lets wait, as `ServiceUnavailable`."""
        self._admission.stop_waiting()

    def send(self, request: Request) -> object:
        """Send a request, repeating it while that is safe and may help, and return its JSON.

        A read is repeated after any passing trouble. A write is repeated only where the service
        cannot have carried it out: no connection was made, or it was turned away (429, or 503 with
        a `Retry-After`). What was turned away waits with all other requests, and is repeated for as
        long as the service serves any of them.

        Raises:
            OutcomeUnknown: a write got no answer that says whether it was carried out.
            ServiceUnavailable: the trouble did not pass.
            SignInError: there is no token to be had.
            ServiceError: any other error answer, see the subclasses.
        """
        retrying = self._retries.retrying(
            _is_passing, before_sleep=before_sleep(self.base_url, str)
        )
        try:
            answer = retrying(self._authorized, request)
        except _Passing as passing:
            if passing.never_sent:
                raise self._unreachable(request, passing.reason) from passing
            raise _unavailable(request, passing.reason, status=passing.status) from passing
        return self._json(answer, request)

    def _authorized(self, request: Request) -> requests.Response:
        """A token the service refuses is replaced once: it may have been revoked or expired."""
        token = self._tokens.token()
        response = self._taken(request, token)
        if response.status_code == _UNAUTHORIZED:
            self._tokens.forget(token)
            response = self._taken(request, self._tokens.token())
        self._raise_for_status(response, request)
        return response

    def _taken(self, request: Request, token: str) -> requests.Response:
        """Sent when its turn comes, and again until the service does not turn it away."""
        status: int | None = None
        while True:
            try:
                sent_at = self._admission.enter()
            except GivenUp as error:
                reason = f"it answers {status}" if status else "it turns requests away"
                raise _unavailable(request, reason, status=status) from error
            try:
                response = self._single(request, token)
            except BaseException:
                self._admission.unanswered()
                raise
            status = response.status_code
            if status not in _TURNED_AWAY:
                self._admission.served(sent_at)
                return response
            too_many, asked = status == _TOO_MANY, retry_after(response)
            self._admission.turned_away(sent_at, asked=asked, too_many=too_many)
            if request.changes_something and not too_many and asked is None:
                # Only who is asked to come again was not served: a gateway says 503 as well, when
                # what stands behind it has died over the work.
                raise _unknown(request, f"it answered {status}", status=status)

    def _single(self, request: Request, token: str) -> requests.Response:
        try:
            answer: requests.Response = self._session().request(
                request.method,
                self.base_url + request.path,
                params=list(request.query),
                json=request.body,
                auth=BearerAuth(token),
                headers={
                    request.correlation.header: request.correlation.value,
                    "Accept": "application/json",
                    **request.headers,
                },
            )
        except requests.RequestException as error:
            raise self._undelivered(error, request) from error
        return answer

    def _undelivered(self, error: requests.RequestException, request: Request) -> Exception:
        """What it means that a request got no answer, or none that can be read to its end."""
        never_sent = was_never_sent(error)
        if request.changes_something and not never_sent:
            return _unknown(request, reason_of(error))
        if isinstance(error, requests.exceptions.SSLError):
            return ServiceUnavailable(
                f"Cannot reach {self.base_url}: {reason_of(error)}.",
                correlation=None if never_sent else request.correlation,
            )
        if isinstance(error, BodyTooLarge):
            return UnreadableAnswer(
                f"The service's answer is too large when {request.subject}; check "
                f"{self._address_setting}.",
                correlation=request.correlation,
            )
        return _Passing(reason_of(error), never_sent=never_sent)

    def _unreachable(self, request: Request, reason: str) -> ServiceUnavailable:
        """Of a request that never arrived, so that nobody at Microsoft knows its number."""
        return ServiceUnavailable(
            f"Cannot reach {self.base_url} when {request.subject}: {reason}; check "
            f"{self._address_setting} and the network, then run again."
        )

    def _raise_for_status(self, response: requests.Response, request: Request) -> None:
        status = response.status_code
        if status in request.answered_by:
            return
        if status >= _FIRST_OF_SERVER and request.changes_something:
            raise _unknown(request, f"it answered {status}", status=status)
        if status in _BROKEN:
            raise _Passing(f"it answers {status}", status=status)
        if status >= _FIRST_ERROR:
            raise self._error_of(response, request.subject, request.correlation)
        if status >= _FIRST_REDIRECT:
            if request.changes_something:
                raise _unknown(request, f"it answered with a redirect ({status})", status=status)
            raise UnreadableAnswer(
                f"The service answered with a redirect ({status}) when {request.subject}, which "
                f"is not followed; check {self._address_setting}.",
                status=status,
                correlation=request.correlation,
            )

    def _json(self, response: requests.Response, request: Request) -> object:
        try:
            return read_json(response.content)
        except ValueError as error:
            if request.changes_something:
                raise _unknown(
                    request, "its answer is not JSON", status=response.status_code
                ) from error
            raise UnreadableAnswer(
                f"The service's answer is not JSON when {request.subject}; check "
                f"{self._address_setting}.",
                status=response.status_code,
                correlation=request.correlation,
            ) from error

    def _session(self) -> Session:
        """This thread's own session: connections are kept alive, and sessions are not shared."""
        session: Session | None = getattr(self._sessions, "session", None)
        if session is None:
            session = self._sessions.session = Session(self._connection)
        return session


class _Passing(Exception):
    """Trouble that may pass by itself, after which repeating does no harm."""

    def __init__(self, reason: str, *, status: int | None = None, never_sent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.never_sent = never_sent


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, _Passing)


def _unavailable(request: Request, reason: str, *, status: int | None = None) -> ServiceUnavailable:
    return ServiceUnavailable(
        f"The service stays unavailable when {request.subject}: {reason}; run again later.",
        status=status,
        correlation=request.correlation,
    )


def _unknown(request: Request, reason: str, *, status: int | None = None) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"No answer says whether {request.subject} was carried out: {reason}.",
        status=status,
        correlation=request.correlation,
    )

"""The HTTP sessions that sign-in goes through: MSAL's, and those that fetch a token for it."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import requests

from ..transport.http import RetryPolicy, Session, reason_of, retry_after
from ..transport.waiting import before_sleep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..transport.connection import Connection

OVERLOADED = frozenset({429, 500, 502, 503, 504})
"""The statuses that may pass by themselves."""

_TOKEN = re.compile(r"eyJ[\w-]+(\.[\w-]*)+")
"""A JSON Web Token: its first part is always an object."""

# Without a handler Python prints a library's warnings itself, and MSAL's come with tracebacks and
# with what the authority answered. All of it is in the error that is raised as well.
logging.getLogger("msal").addHandler(logging.NullHandler())


class RetryingSession(Session):
    """A session that repeats what may pass by itself; nothing here does harm when done twice.

    An answer whose status stays one of `passing` is raised as `requests.HTTPError`.
    """

    def __init__(
        self,
        connection: Connection,
        retries: RetryPolicy,
        passing: Collection[int] = OVERLOADED,
    ) -> None:
        super().__init__(connection)
        self._retries = retries
        self._passing = passing

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of requests
        """Send a request as often as the policy allows."""
        # A machine's netrc file must not add its own Authorization to a sign-in.
        kwargs["auth"] = kwargs.get("auth") or _unchanged

        def once() -> requests.Response:
            response: requests.Response = super(RetryingSession, self).request(
                method, url, *args, **kwargs
            )
            if response.status_code in self._passing:
                raise requests.HTTPError(response=response)
            return response

        retrying = self._retries.retrying(
            _may_pass, _asked_wait, before_sleep=before_sleep(str(url), reason_of)
        )
        return retrying(once)


def reason_in(answer: Mapping[str, Any], secret: str = "") -> str:
    """Why an answer brings no access token: its first line, without any token or the secret."""
    said = str(answer.get("error_description") or answer.get("error") or "").strip()
    if not said:
        return "no reason given"
    shown = _TOKEN.sub("…", said.splitlines()[0].strip().rstrip("."))
    return shown.replace(secret, "…") if secret else shown


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, requests.RequestException) and not isinstance(
        error, requests.exceptions.SSLError
    )


def _asked_wait(error: BaseException) -> float | None:
    response = getattr(error, "response", None)
    return retry_after(response) if isinstance(response, requests.Response) else None

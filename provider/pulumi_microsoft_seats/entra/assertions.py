"""The tokens of other issuers with which an application signs in: from a file, from a pipeline.

Entra takes such a token for a client assertion: workload identity federation. It lives for
minutes, so it is fetched anew each time Entra has to see one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qs, urlsplit

import requests

from ..domain.errors import SettingsError, SignInError
from ..transport.connection import Connection
from ..transport.http import BearerAuth, RetryPolicy, reason_of
from .credentials import AzureDevOpsToken, GitHubToken, GivenToken, TokenFile
from .msal_http import RetryingSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .credentials import FederatedCredential

AUDIENCE = "api://AzureADTokenExchange"
"""Whom an issuer has to make the token out for, so that Entra accepts it."""

_FIRST_REDIRECT = 300


class Assertions:
    """Fetches the token of one federated credential.

    A pipeline's endpoint is another party than Entra and the service: it is verified as any https
    address is on this machine, and `caBundle` has no say in it.
    """

    def __init__(
        self, credential: FederatedCredential, connection: Connection, retries: RetryPolicy
    ) -> None:
        self._credential = credential
        self._http = RetryingSession(Connection(timeout=connection.timeout), retries)

    def fetch(self) -> str:
        """The token of this moment.

        Raises:
            SettingsError: the file is missing, empty or no text.
            SignInError: the pipeline's endpoint gives no token.
        """
        credential = self._credential
        if isinstance(credential, GivenToken):
            return credential.token
        if isinstance(credential, TokenFile):
            return _read(credential)
        return self._ask(_question(credential))

    def _ask(self, question: _Question) -> str:
        answer = self._send(question)
        if answer.status_code >= _FIRST_REDIRECT:
            raise question.refusal(f"it answers {answer.status_code}")
        try:
            token = answer.json()[question.field]
        except (ValueError, KeyError, TypeError):
            token = None
        if not isinstance(token, str) or not token.strip():
            raise question.refusal("its answer holds no token")
        return token.strip()

    def _send(self, question: _Question) -> requests.Response:
        try:
            answer: requests.Response = self._http.request(
                question.method,
                question.url,
                params=question.missing_parameters(),
                headers={"Accept": "application/json", **question.headers},
                auth=BearerAuth(question.token),
            )
        except requests.exceptions.SSLError as error:
            raise question.refusal(
                "its certificate is not trusted; set REQUESTS_CA_BUNDLE if a private authority "
                "signed it"
            ) from error
        except (requests.RequestException, ValueError) as error:
            raise question.refusal(reason_of(error)) from error
        return answer


@dataclass(frozen=True, slots=True)
class _Question:
    """How one pipeline is asked for the token of a job.

    Attributes:
        issuer: the pipeline's name.
        field: where the token is in the answer.
        advice: what to do when there is none.
    """

    issuer: str
    method: Literal["GET", "POST"]
    url: str
    token: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    field: str
    advice: str

    def missing_parameters(self) -> dict[str, str]:
        """What has to be added to the address, which comes with parameters of its own."""
        there = parse_qs(urlsplit(self.url).query)
        return {name: value for name, value in self.parameters.items() if name not in there}

    def refusal(self, reason: str) -> SignInError:
        """The sentence for somebody who gets no token."""
        return SignInError(
            f"{self.issuer} gave no token for this job at {urlsplit(self.url).hostname}: {reason}; "
            f"{self.advice}."
        )


def _question(credential: GitHubToken | AzureDevOpsToken) -> _Question:
    if isinstance(credential, GitHubToken):
        return _Question(
            issuer="GitHub",
            method="GET",
            url=credential.request_url,
            token=credential.request_token,
            parameters={"audience": AUDIENCE},
            headers={},
            field="value",
            advice="check that the job has the permission id-token: write, and run it again",
        )
    return _Question(
        issuer="Azure DevOps",
        method="POST",
        url=credential.request_url,
        token=credential.request_token,
        parameters={"api-version": "7.1", "serviceConnectionId": credential.service_connection},
        # Otherwise a token that is not accepted leads to a page for people to sign in.
        headers={"Content-Type": "application/json", "X-TFS-FedAuthRedirect": "Suppress"},
        field="oidcToken",
        advice=(
            f"check that the pipeline may use service connection {credential.service_connection} "
            "and that SYSTEM_ACCESSTOKEN is this job's, and run it again"
        ),
    )


def _read(file: TokenFile) -> str:
    try:
        token = Path(file.path).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise SettingsError(
            f"The token file {file.path} cannot be read: {reason}; check {file.variable}."
        ) from error
    if not token:
        raise SettingsError(
            f"The token file {file.path} is empty; check {file.variable}, and what writes the file."
        )
    return token

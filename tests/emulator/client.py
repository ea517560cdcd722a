"""A client that knows nothing of the wire: it sends what a test writes, and returns the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import requests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_microsoft_seats.emulator import Emulator

SCOPE = "https://onestore.microsoft.com/.default"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


@dataclass
class Client:
    """Requests to an emulator, with a token unless a test says otherwise."""

    emulator: Emulator
    session: requests.Session
    token: str = ""
    scope: ClassVar[str] = SCOPE

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        """Send a request to a path below the origin; a header of None is left out."""
        return self.request(method, f"{self.emulator.origin}{path}", body, headers)

    def request(
        self,
        method: str,
        url: str,
        body: str | bytes | None,
        headers: Mapping[str, str | None] | None,
    ) -> requests.Response:
        """Send a request to a whole address."""
        sent: dict[str, str | None] = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        # Given a request at a time: REQUESTS_CA_BUNDLE would override a session's own.
        return self.session.request(
            method,
            url,
            data=body,
            headers={name: value for name, value in sent.items() if value is not None},
            verify=str(self.emulator.ca_file),
            timeout=10,
        )

    def sign_in(self, **changes: str) -> requests.Response:
        """Ask for a token as MSAL does; a change replaces or adds a field of the form."""
        environment = self.emulator.environment
        form = {
            "grant_type": "client_credentials",
            "client_id": environment["AZURE_CLIENT_ID"],
            "client_secret": environment["AZURE_CLIENT_SECRET"],
            "scope": self.scope,
            **changes,
        }
        return self.session.post(
            f"{self.emulator.origin}/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/token",
            data=form,
            verify=str(self.emulator.ca_file),
            timeout=10,
        )

    def renew(self, scope: str | None = None) -> None:
        """Sign in and keep the token."""
        self.token = self.sign_in(scope=scope or self.scope).json()["access_token"]

    def served(self) -> list[dict[str, Any]]:
        """The requests the emulator logged."""
        answer: dict[str, list[dict[str, Any]]] = self.send("GET", "/_emulator/requests").json()
        return answer["requests"]


def undated(document: object) -> Any:  # noqa: ANN401 - JSON
    """The document with every date that is spelled as promised replaced by `DATE`."""
    if isinstance(document, dict):
        return {name: undated(value) for name, value in document.items()}
    if isinstance(document, list):
        return [undated(item) for item in document]
    return "DATE" if isinstance(document, str) and _DATE.fullmatch(document) else document

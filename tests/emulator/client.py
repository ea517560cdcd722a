"""A client that knows nothing of the wire: it sends what a test writes, and returns the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from tests.support.sign_in import sign_in

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

    def send(
        self,
        method: str,
        path: str,
        body: str | bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        """Send a request to a path below the origin; a header of None is left out."""
        sent: dict[str, str | None] = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        # Given a request at a time: REQUESTS_CA_BUNDLE would override the session's own.
        return self.session.request(
            method,
            f"{self.emulator.origin}{path}",
            data=body,
            headers={name: value for name, value in sent.items() if value is not None},
            verify=str(self.emulator.ca_file),
            timeout=10,
        )

    def sign_in(self, **changes: str) -> requests.Response:
        """Ask for a token as MSAL does; a change replaces or adds a field of the form."""
        return sign_in(self.emulator, self.session, **{"scope": SCOPE, **changes})

    def renew(self) -> None:
        """Sign in and keep the token."""
        self.token = self.sign_in().json()["access_token"]

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

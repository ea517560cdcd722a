"""A store and its sign-in that answer to the letter what a test wrote."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import trustme

from tests.support.literal_server import Exchange, LiteralServer, json_answer, trusted_file

TENANT = "00000000-0000-0000-0000-000000000001"

NOT_FOUND = json_answer({"message": "Not found"}, status="404 Not Found")


class LiteralStore(LiteralServer):
    """Answers paths below `/V1` with the bytes that a test wrote, and lets anybody sign in.

    Attributes:
        answers: what each path is answered with, a query behind it included where there is one;
            else what it is without one.
        otherwise: what any other is answered with.
    """

    def __init__(
        self, answers: Mapping[str, bytes], folder: Path, *, otherwise: bytes = NOT_FOUND
    ) -> None:
        authority = trustme.CA()
        self.answers = dict(answers)
        self.otherwise = otherwise
        super().__init__(self._answer, authority.issue_cert("127.0.0.1"))
        self._bundle = trusted_file(authority, folder)

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to use it."""
        return {
            "AZURE_TENANT_ID": TENANT,
            "AZURE_CLIENT_ID": "00000000-0000-0000-0000-000000000002",
            "AZURE_CLIENT_SECRET": "made up",
            "AZURE_AUTHORITY_HOST": self.origin,
            "MICROSOFT_SEATS_BASE_URL": f"{self.origin}/V1",
            "MICROSOFT_SEATS_CA_BUNDLE": self._bundle,
        }

    @property
    def asked(self) -> list[str]:
        """The paths below `/V1` that were asked for, in order."""
        paths = (exchange.path for exchange in self.exchanges)
        return [path.removeprefix("/V1") for path in paths if path.startswith("/V1")]

    @property
    def sign_ins(self) -> int:
        """How many tokens were asked for."""
        return sum(exchange.path.endswith("/token") for exchange in self.exchanges)

    def _answer(self, exchange: Exchange) -> bytes:
        origin = f"{self.origin}/{TENANT}"
        if exchange.path.endswith("/.well-known/openid-configuration"):
            return json_answer(
                {
                    "issuer": f"{origin}/v2.0",
                    "authorization_endpoint": f"{origin}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{origin}/oauth2/v2.0/token",
                }
            )
        if exchange.path.endswith("/token"):
            token = {"token_type": "Bearer", "expires_in": 3599, "access_token": "made-up-token"}
            return json_answer(token)
        target, path = exchange.target.removeprefix("/V1"), exchange.path.removeprefix("/V1")
        return self.answers.get(target) or self.answers.get(path) or self.otherwise

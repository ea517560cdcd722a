"""The endpoints where a machine in Azure asks for a token of its identity.

A token of theirs is one of the emulator's: they get it from its token endpoint with the
application's secret, and pass it on.
"""

from __future__ import annotations

import time
from abc import abstractmethod

from pulumi_microsoft_seats.emulator import Emulator
from tests.support.loopback import Answer, LoopbackServer, Received
from tests.support.sign_in import token_of_the_store

RESOURCE = "https://onestore.microsoft.com"
USER_ASSIGNED = "99999999-8888-7777-6666-555555555555"


class _IdentityEndpoint(LoopbackServer):
    def __init__(self, emulator: Emulator) -> None:
        super().__init__()
        self._emulator = emulator
        self.issued: list[str] = []
        self.has_own_identity = True

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What leads MSAL to it."""

    def has_identity(self, request: Received) -> bool:
        """Whether the identity that is asked for is assigned to this machine."""
        client_id = request.parameter("client_id")
        return self.has_own_identity if client_id is None else client_id == USER_ASSIGNED

    def token(self) -> str:
        """A token that the emulated service accepts."""
        self.issued.append(token_of_the_store(self._emulator))
        return self.issued[-1]


class InstanceMetadata(_IdentityEndpoint):
    """A virtual machine's: numbers are text, and nothing is answered without `Metadata: true`."""

    @property
    def environment(self) -> dict[str, str]:
        return {"AZURE_POD_IDENTITY_AUTHORITY_HOST": self.origin}

    def answer(self, request: Received) -> Answer:
        if request.headers.get("metadata") != "true" or "x-forwarded-for" in request.headers:
            return Answer(400, {"error": "invalid_request", "error_description": "Metadata"})
        if (request.method, request.path) != ("GET", "/metadata/identity/oauth2/token"):
            return Answer(404, {"error": "Not found"})
        if request.parameter("api-version") != "2018-02-01":
            return Answer(400, {"error": "invalid_request", "error_description": "api-version"})
        if request.parameter("resource") != RESOURCE:
            return Answer(400, {"error": "invalid_resource", "error_description": "AADSTS500011"})
        if not self.has_identity(request):
            return Answer(
                400, {"error": "invalid_request", "error_description": "Identity not found"}
            )
        now = int(time.time())
        return Answer(
            200,
            {
                "access_token": self.token(),
                "client_id": request.parameter("client_id") or "its-own",
                "expires_in": "3599",
                "expires_on": str(now + 3599),
                "ext_expires_in": "3599",
                "not_before": str(now),
                "resource": RESOURCE,
                "token_type": "Bearer",
            },
        )


class AppService(_IdentityEndpoint):
    """An App Service's or a Function's: `X-IDENTITY-HEADER` proves who asks."""

    header = "made up for an app service"

    @property
    def environment(self) -> dict[str, str]:
        return {"IDENTITY_ENDPOINT": f"{self.origin}/msi/token", "IDENTITY_HEADER": self.header}

    def answer(self, request: Received) -> Answer:
        if request.headers.get("x-identity-header") != self.header:
            return Answer(401, {"statusCode": 401, "message": "Unauthorized"})
        if request.parameter("api-version") != "2019-08-01":
            return Answer(400, {"statusCode": 400, "message": "Unsupported api-version"})
        if request.parameter("resource") != RESOURCE or not self.has_identity(request):
            return Answer(400, {"statusCode": 400, "message": "No User Assigned or Delegated"})
        return Answer(
            200,
            {
                "access_token": self.token(),
                "client_id": request.parameter("client_id") or "its-own",
                "expires_on": str(int(time.time()) + 3599),
                "resource": RESOURCE,
                "token_type": "Bearer",
            },
        )

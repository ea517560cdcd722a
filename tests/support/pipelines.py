"""The endpoints where a job of GitHub Actions or Azure DevOps asks for its token."""

from __future__ import annotations

import trustme

from tests.support.loopback import Answer, LoopbackServer, Received
from tests.support.tokens import Issuer

SUBJECT = "repo:contoso/seats:environment:production"
CONNECTION = "11111111-2222-3333-4444-555555555555"
CONNECTION_SUBJECT = "sc://contoso/seats/production"


class GitHub(LoopbackServer):
    """`GET <url>&audience=…` with the job's bearer token answers `{"value": "<token>"}`.

    Attributes:
        subject: whom the next token is made out for.
    """

    def __init__(self, certificates: trustme.CA | None = None) -> None:
        super().__init__(certificates)
        self.issuer = Issuer("https://token.actions.githubusercontent.com")
        self.subject = SUBJECT
        self.request_token = "made up for a job of GitHub Actions"
        self.issued: list[str] = []

    @property
    def request_url(self) -> str:
        """What a job finds in ACTIONS_ID_TOKEN_REQUEST_URL: it has a parameter already."""
        return f"{self.origin}/12/idtoken/34?api-version=2.0"

    @property
    def environment(self) -> dict[str, str]:
        """What a job with the permission `id-token: write` finds."""
        return {
            "ACTIONS_ID_TOKEN_REQUEST_URL": self.request_url,
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": self.request_token,
        }

    def answer(self, request: Received) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.request_token}":
            return Answer(401, {"message": "Unauthorized"})
        if (request.method, request.path) != ("GET", "/12/idtoken/34"):
            return Answer(404, {"message": "Not Found"})
        if request.parameter("api-version") != "2.0":
            return Answer(400, {"message": "api-version"})
        audience = request.parameter("audience") or "https://github.com/contoso"
        self.issued.append(self.issuer.token(self.subject, aud=audience, jti=str(len(self.issued))))
        return Answer(200, {"count": len(self.issued[-1]), "value": self.issued[-1]})


class AzureDevOps(LoopbackServer):
    """`POST <uri>?api-version=7.1&serviceConnectionId=…` answers `{"oidcToken": "<token>"}`."""

    def __init__(self, certificates: trustme.CA | None = None) -> None:
        super().__init__(certificates)
        self.issuer = Issuer("https://login.microsoftonline.com/contoso/v2.0")
        self.request_token = "made up for a job of Azure DevOps"
        self.issued: list[str] = []

    @property
    def request_url(self) -> str:
        """What a job finds in SYSTEM_OIDCREQUESTURI: it has no parameters yet."""
        return f"{self.origin}/contoso/12/_apis/distributedtask/hubs/build/plans/3/jobs/4/oidctoken"

    @property
    def environment(self) -> dict[str, str]:
        """What a step finds that maps its System.AccessToken and names a service connection."""
        return {
            "SYSTEM_OIDCREQUESTURI": self.request_url,
            "SYSTEM_ACCESSTOKEN": self.request_token,
            "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID": CONNECTION,
        }

    def answer(self, request: Received) -> Answer:
        if request.headers.get("authorization") != f"Bearer {self.request_token}":
            if request.headers.get("x-tfs-fedauthredirect") != "Suppress":
                return Answer(302, "", {"Location": "https://spsprodweu1.vssps.visualstudio.com"})
            return Answer(401, "")
        if request.method != "POST" or not request.path.endswith("/oidctoken"):
            return Answer(405, {"message": "The requested resource does not support this method."})
        if request.parameter("api-version") != "7.1":
            return Answer(400, {"message": "No api-version was supplied."})
        if request.parameter("serviceConnectionId") != CONNECTION:
            return Answer(404, {"message": "The service connection does not exist."})
        self.issued.append(self.issuer.token(CONNECTION_SUBJECT, jti=str(len(self.issued))))
        return Answer(200, {"oidcToken": self.issued[-1]})

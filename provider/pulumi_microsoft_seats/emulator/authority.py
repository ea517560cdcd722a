"""Entra as MSAL uses it: discovery and the token endpoint, for one tenant and one application."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import jwt

from .client_assertions import problem_of
from .emulator_error import ServiceError
from .spelling import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from .federated_tokens import FederatedCredential
    from .services import TokenProblem

# Made up, and the same at every start, so that a stack's configuration need not change.
DEFAULT_TENANT = "5ea75ea7-0000-4000-8000-000000000001"
DEFAULT_CLIENT_ID = "5ea75ea7-0000-4000-8000-000000000002"
TOKEN_PATH = "oauth2/v2.0/token"  # noqa: S105 - a path
DISCOVERY_PATH = "v2.0/.well-known/openid-configuration"
# Assumed: how long a token lives; Entra's own default is about an hour.
TOKEN_LIFETIME = 3599.0

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_secret() -> str:
    """A made-up client secret."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Application:
    """The one application that may sign in.

    Attributes:
        tenant: The tenant's id, a GUID.
        client_id: The application's id.
        client_secret: Its secret.
        certificate: The PEM of its certificate; None when it cannot sign in with one.
        federated_credentials: The tokens of other issuers that it may sign in with.
    """

    tenant: str = DEFAULT_TENANT
    client_id: str = DEFAULT_CLIENT_ID
    client_secret: str = field(default_factory=new_secret, repr=False)
    certificate: str | None = None
    federated_credentials: tuple[FederatedCredential, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    audience: str
    expiry: float
    roles: frozenset[str]


class Authority:
    """Issues the tokens that the services accept.

    Args:
        application: Who may sign in.
        audiences: Whom a token can be for, with the permissions that one has which is issued now.
        lifetime: How many seconds a token is valid.
    """

    def __init__(
        self,
        application: Application,
        audiences: Mapping[str, Callable[[], Collection[str]]],
        lifetime: float = TOKEN_LIFETIME,
    ) -> None:
        self._application = application
        self._roles = audiences
        self._scopes = {f"{audience}/.default": audience for audience in audiences}
        self._lifetime = lifetime
        self._tokens: dict[str, _Token] = {}

    def problem_of(self, authorization: str, audience: str) -> TokenProblem | None:
        """Why the header Authorization does not open the service of an audience; None: it does."""
        if not authorization:
            return "missing"
        scheme, _, text = authorization.partition(" ")
        token = self._tokens.get(text.strip())
        if fold(scheme) != "bearer" or token is None or token.expiry <= time.monotonic():
            return "expired"
        return None if token.audience == audience else "audience"

    def roles(self, authorization: str) -> frozenset[str]:
        """The permissions of the token in the header Authorization, which opens its service."""
        return self._tokens[authorization.partition(" ")[2].strip()].roles

    @property
    def caller(self) -> str:
        """Whose every token is: the application and its tenant."""
        return f"{self._application.client_id}/{self._application.tenant}"

    def expire_tokens(self) -> None:
        """Make every token issued so far invalid."""
        self._tokens.clear()

    def answer(self, method: str, path: str, origin: str, body: bytes) -> dict[str, Any] | None:
        """Answer a request to the authority.

        Args:
            method: The HTTP method.
            path: The path, percent-decoded.
            origin: `https://host:port` as the client addressed it.
            body: The form that was sent.

        Returns:
            The JSON object to answer with; None when the path is not the authority's.

        Raises:
            ServiceError: Sign-in is refused, in Entra's own shape.
        """
        tenant, _, rest = path.strip("/").partition("/")
        if (method, fold(rest)) not in (("GET", DISCOVERY_PATH), ("POST", TOKEN_PATH)):
            return None
        if fold(tenant) != fold(self._application.tenant):
            raise _refusal(
                HTTPStatus.BAD_REQUEST,
                "invalid_tenant",
                f"AADSTS90002: Tenant '{tenant}' not found.",
            )
        if method == "GET":
            return self._discovery(f"{origin}/{tenant}")
        form = dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))
        return self._issue(self._audience(form, f"{origin}/{tenant}/{TOKEN_PATH}"))

    def _discovery(self, base: str) -> dict[str, Any]:
        # Assumed: the fields besides the endpoints, which are what an OpenID provider has to state.
        return {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "token_endpoint": f"{base}/{TOKEN_PATH}",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _audience(self, form: dict[str, str], endpoint: str) -> str:
        # Assumed: the numbers and texts of Entra's errors, and the order of its checks.
        application = self._application
        if form.get("grant_type") != "client_credentials":
            raise _refusal(
                HTTPStatus.BAD_REQUEST,
                "unsupported_grant_type",
                "AADSTS70003: The app requested an unsupported grant type.",
            )
        if fold(form.get("client_id", "")) != fold(application.client_id):
            raise _refusal(
                HTTPStatus.BAD_REQUEST,
                "unauthorized_client",
                f"AADSTS700016: Application with identifier '{form.get('client_id', '')}' was not "
                f"found in the directory '{application.tenant}'.",
            )
        self._check_credentials(form, endpoint)
        audience = self._scopes.get(form.get("scope", "").strip())
        if audience is None:
            raise _refusal(
                HTTPStatus.BAD_REQUEST,
                "invalid_scope",
                f"AADSTS70011: The provided value for the input parameter 'scope' is not valid; "
                f"known is {', '.join(self._scopes)}.",
            )
        return audience

    def _check_credentials(self, form: dict[str, str], endpoint: str) -> None:
        problem = "AADSTS7000216: 'client_assertion' or 'client_secret' is required."
        if "client_secret" in form:
            if _same(form["client_secret"], self._application.client_secret):
                return
            problem = "AADSTS7000215: Invalid client secret provided."
        elif form.get("client_assertion_type") == _ASSERTION_TYPE:
            fault = self._fault_of(form.get("client_assertion", ""), endpoint)
            if fault is None:
                return
            problem = fault
        raise _refusal(HTTPStatus.UNAUTHORIZED, "invalid_client", problem)

    def _fault_of(self, assertion: str, endpoint: str) -> str | None:
        application = self._application
        return problem_of(
            assertion,
            certificate=application.certificate,
            credentials=application.federated_credentials,
            client_id=application.client_id,
            audience=endpoint,
        )

    def _issue(self, audience: str) -> dict[str, Any]:
        now = time.monotonic()
        self._tokens = {text: token for text, token in self._tokens.items() if token.expiry > now}
        roles = frozenset(self._roles[audience]())
        text = self._text_of_token(audience, roles)
        self._tokens[text] = _Token(audience, now + self._lifetime, roles)
        seconds = int(self._lifetime)
        return {
            "token_type": "Bearer",
            "expires_in": seconds,
            "ext_expires_in": seconds,
            "access_token": text,
        }

    def _text_of_token(self, audience: str, roles: frozenset[str]) -> str:
        # Assumed: these of the claims, and a key that nobody can check the signature with.
        began = int(time.time())
        claims = {
            "aud": audience,
            "appid": self._application.client_id,
            "tid": self._application.tenant,
            "iat": began,
            "exp": began + int(self._lifetime),
            "uti": secrets.token_urlsafe(16),
            **({"roles": sorted(roles)} if roles else {}),
        }
        return jwt.encode(claims, secrets.token_bytes(32), algorithm="HS256")


def _same(left: str, right: str) -> bool:
    return compare_digest(left.encode(), right.encode())


def _refusal(status: HTTPStatus, error: str, description: str) -> ServiceError:
    return ServiceError(status, {"error": error, "error_description": description})

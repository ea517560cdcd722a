"""What an access token says of itself, to tell a person; whether it holds is the service's word."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """The claims of an application's token.

    Attributes:
        application: the application's id, `appid`; empty where the token does not say.
        tenant: the tenant's id, `tid`; the same.
        roles: the permissions it was granted with consent.
    """

    application: str = ""
    tenant: str = ""
    roles: frozenset[str] = frozenset()


def claims_of(token: str) -> TokenClaims | None:
    """The claims of a token; None where it is none that can be read."""
    _, _, rest = token.partition(".")
    payload = rest.partition(".")[0]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(claims, dict):
        return None
    roles = claims.get("roles")
    return TokenClaims(
        application=_text(claims.get("appid")),
        tenant=_text(claims.get("tid")),
        roles=frozenset(map(_text, roles)) if isinstance(roles, list) else frozenset(),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

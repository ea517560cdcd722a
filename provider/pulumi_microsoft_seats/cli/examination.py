"""What the doctor looks at, reading alone: the sign-in, then what each service needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.errors import AccessDenied, SeatsError, SignInError
from ..domain.wording import counted
from ..entra.credentials import Application
from ..entra.token_claims import TokenClaims, claims_of
from ..entra.token_source import TokenSource
from ..graph.client_factory import open_client
from ..plugin.backends import open_store
from . import remedies
from .diagnosis import (
    Check,
    Problem,
    Status,
    failed,
    is_unauthorized,
    service_failed,
    sign_in_failed,
    well,
)
from .service_names import LICENSES, STORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..graph.client import GraphClient
    from ..settings.stack_settings import Settings

_ASSIGN, _READ_SKUS, _READ_USERS = (
    "LicenseAssignment.ReadWrite.All",
    "LicenseAssignment.Read.All",
    "User.Read.All",
)
_DIRECTORY = "Directory.ReadWrite.All"
_SUFFICIENT = {
    _ASSIGN: {_ASSIGN, "User.ReadWrite.All", _DIRECTORY},
    _READ_USERS: {_READ_USERS, "User.ReadWrite.All", "Directory.Read.All", _DIRECTORY},
}
"""What is needed of Graph, the least that gives it first, and what gives it as well."""

_NO_RESOURCE = "500011"
"""Entra's number for a service that the tenant has nothing of."""


def licenses(settings: Settings) -> Iterator[Check]:
    """The sign-in, and what Microsoft Graph lets the application do."""
    tokens = TokenSource(settings.identity, settings.connection, audience=settings.graph_audience)
    try:
        claims = claims_of(tokens.token())
    except SeatsError as error:
        yield sign_in_failed(error, settings)
        return
    yield well("sign-in", _signed_in(settings, claims))
    client = open_client(settings.graph_url, tokens, settings.connection, settings.concurrency)
    try:
        found, denied = _read(client)
    except SeatsError as error:
        yield service_failed(LICENSES, error, _wrong_cloud(settings, error))
        return
    lacking = _lacking(claims, denied)
    if lacking:
        yield _not_permitted(settings, claims, lacking)
    elif claims is None:
        says = f"{found}; whether it may assign them cannot be told, since its token does not say."
        yield Check(LICENSES, Status.UNKNOWN, says)
    else:
        yield well(LICENSES, f"{found}, and may assign them.")


def store(settings: Settings) -> Check:
    """Whether the Store for Business lets the application read its inventory."""
    identity = settings.identity
    application = identity.client_id or "the managed identity"
    activation = remedies.activate_in_store(application)
    try:
        next(open_store(settings).get_inventory(), None)
    except SignInError as error:
        if error.code == _NO_RESOURCE:
            return failed(STORE, error, Problem.ACTIVATION, activation)
        return sign_in_failed(error, settings)
    except SeatsError as error:
        check = failed(STORE, error, Problem.ACTIVATION, activation)
        return service_failed(STORE, error, check)
    return well(STORE, f"the application may read the inventory of {settings.base_url}.")


def _read(client: GraphClient) -> tuple[str, frozenset[str]]:
    """What was read, for a sentence, and the permissions for want of which something was not.

    Raises:
        SeatsError: Graph does not answer, or does not take the token.
    """
    denied: set[str] = set()
    skus = []
    try:
        skus = [sku for sku in client.list_skus() if sku.applies_to == "User"]
    except AccessDenied as error:
        _raise_unauthorized(error)
        denied.add(_READ_SKUS)
    try:
        client.count_holders(skus[0].sku_id if skus else _NO_SKU)
    except AccessDenied as error:
        _raise_unauthorized(error)
        denied.add(_READ_USERS)
    return f"the application reads the tenant's users and {counted(len(skus), 'SKU')}", frozenset(
        denied
    )


_NO_SKU = "00000000-0000-0000-0000-000000000000"


def _raise_unauthorized(error: AccessDenied) -> None:
    if is_unauthorized(error):
        raise error


def _lacking(claims: TokenClaims | None, denied: frozenset[str]) -> frozenset[str]:
    """The permissions to grant, the least that suffices."""
    lacking = {least for least in (_READ_USERS,) if least in denied}
    if claims is not None:
        lacking |= {least for least, any_of in _SUFFICIENT.items() if not any_of & claims.roles}
    if _READ_SKUS in denied:
        # Who may assign mostly reads SKUs as well; where not, a second look will say so.
        lacking.add(_READ_SKUS if claims is not None and _ASSIGN not in lacking else _ASSIGN)
    return frozenset(lacking)


def _not_permitted(
    settings: Settings, claims: TokenClaims | None, lacking: frozenset[str]
) -> Check:
    application = settings.identity.client_id or (claims.application if claims else "")
    says = (
        f"the application lacks {' and '.join(sorted(lacking))} of Microsoft Graph; have an "
        "administrator grant it with consent, and look again with a new token, an hour later at "
        "most."
    )
    granted = remedies.grant(settings, application, lacking)
    return Check(LICENSES, Status.FAILED, says, Problem.PERMISSION, granted)


def _wrong_cloud(settings: Settings, error: SeatsError) -> Check:
    says = (
        f"{settings.graph_url} does not take a token for {settings.graph_audience}; check "
        "MICROSOFT_SEATS_CLOUD and MICROSOFT_SEATS_GRAPH_URL, which have to be of one cloud."
    )
    if not is_unauthorized(error):
        return failed(LICENSES, error, Problem.SERVICE)
    return Check(LICENSES, Status.FAILED, says, Problem.CLOUD)


def _signed_in(settings: Settings, claims: TokenClaims | None) -> str:
    identity = settings.identity
    said = f"signed{identity.sign_in.removeprefix('signing')}"
    if isinstance(identity, Application):
        return f"{said}, at {identity.authority}."
    if claims is None:
        return f"{said}."
    return f"{said}: application {claims.application} of tenant {claims.tenant}."

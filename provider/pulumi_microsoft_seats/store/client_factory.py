"""A client, put together: one sign-in, one pace for all its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..entra.token_source import TokenSource
from ..transport.http import RetryPolicy
from ..transport.transport import Transport
from .client import StoreClient
from .failures import error_of

if TYPE_CHECKING:
    from ..entra.credentials import Identity
    from ..transport.connection import Connection


AUDIENCE = "https://onestore.microsoft.com"
"""The Store, as Entra calls it."""


def open_client(
    base_url: str, identity: Identity, connection: Connection, concurrency: int
) -> StoreClient:
    """A client that signs in when it is first asked for something.

    Args:
        base_url: the service, with `/V1`.
        identity: whom to sign in as, and with what.
        connection: how to reach the service and the authority.
        concurrency: requests in flight at most.
    """
    tokens = TokenSource(identity, connection, audience=AUDIENCE)
    return StoreClient(
        Transport(
            base_url,
            tokens,
            connection,
            error_of,
            retries=RetryPolicy(),
            concurrency=concurrency,
        )
    )

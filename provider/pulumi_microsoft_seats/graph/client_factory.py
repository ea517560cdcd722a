"""A client, put together; reads and writes in batches have a pace of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..transport.http import RetryPolicy
from ..transport.pace import Pace
from ..transport.transport import Transport
from .batch import Batches
from .client import GraphClient
from .failures import Failures
from .license_names import LicenseNames
from .turns import LARGEST_BATCH, Turns

if TYPE_CHECKING:
    from ..transport.connection import Connection
    from ..transport.transport import Tokens

_WRITE_RETRIES = RetryPolicy(attempts=9, maximum=150.0)
"""A limit of the directory lasts up to 150 seconds, and somebody else's change of licences most of
a minute; a write that is turned away is not lost for it."""


def open_client(
    graph_url: str, tokens: Tokens, connection: Connection, concurrency: int
) -> GraphClient:
    """A client that signs in when it is first asked for something.

    Args:
        graph_url: the service, with its version.
        tokens: signs each request; for Graph's audience in the cloud of `graph_url`.
        connection: how to reach the service.
        concurrency: requests in flight at most, a batch counting as one.
    """
    retries = RetryPolicy()
    names = LicenseNames()
    failures = Failures(names)
    transport = Transport(
        graph_url,
        tokens,
        connection,
        failures.error_of,
        retries=retries,
        concurrency=concurrency,
        address_setting="graphUrl",
    )
    parts = concurrency * LARGEST_BATCH
    reads = Turns(Pace(parts, retries), retries)
    writes = Turns(Pace(parts, _WRITE_RETRIES), _WRITE_RETRIES)
    return GraphClient(
        transport, Batches(transport, reads, failures), Batches(transport, writes, failures), names
    )

"""How to reach a server: values that settings are read into."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a server.

    Attributes:
        ca_bundle: a PEM file of certificate authorities to trust instead of the usual ones.
        timeout: seconds a connection, and each wait for an answer, may take.
    """

    ca_bundle: str | None = None
    timeout: float = 60.0


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own."""
    return urlsplit(url).hostname in _LOOPBACK

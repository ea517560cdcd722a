"""How to reach a server: values that settings are read into."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit


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
    """Whether an address is this machine's own, by what it says and not by what a name leads to.

    One with a backslash, a user or white space in it is not: libraries do not agree on which part
    of it is the host, and the one that sends a token may see another than the one that was asked.
    """
    if not url.isprintable() or any(character in url for character in "\\@ "):
        return False
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def can_be_asked(url: str) -> bool:
    """Whether an address is http or https, and one that the library behind every request takes.

    Otherwise that library would say so, later and in words that name no setting.
    """
    # Imported here because it is slow, and whoever only holds these values need not wait for it.
    import requests  # noqa: PLC0415

    try:
        parts = urlsplit(url)
        if parts.scheme not in {"https", "http"} or not parts.hostname or parts.port == 0:
            return False
        parts.hostname.encode("idna")  # fails where a part of the name is empty or too long
        requests.PreparedRequest().prepare_url(url, None)
    except ValueError:
        return False
    return True

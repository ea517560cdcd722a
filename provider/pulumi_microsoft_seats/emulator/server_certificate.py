"""The certificate authority made at start, and the server certificate it issues."""

from __future__ import annotations

import ssl
from ipaddress import ip_address

import trustme


class Certificates:
    """A private certificate authority that lives as long as the emulator.

    MSAL insists on https, so nothing is served without TLS. The keys stay in memory.
    """

    def __init__(self, host: str) -> None:
        self._authority = trustme.CA()
        self._server = self._authority.issue_cert(*_identities(host))

    @property
    def authority_pem(self) -> bytes:
        """The authority's certificate, which a client has to trust, as PEM."""
        return self._authority.cert_pem.bytes()

    def server_context(self) -> ssl.SSLContext:
        """The TLS settings of the server."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._server.configure_cert(context)
        return context


def _identities(host: str) -> list[str]:
    names = ["127.0.0.1", "::1", "localhost"]
    # An address that means "every interface" is nothing a client connects to by name.
    if host not in names and not _is_unspecified(host):
        names.append(host)
    return names


def _is_unspecified(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return not host

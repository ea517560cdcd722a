"""Links to the next page of a list, which the service writes and a token is sent to."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from ..domain.errors import UnreadableAnswer
from ..domain.wording import shortened

_PORTS = {"https": 443, "http": 80}
_COUNT = "$count"


class NextLinks:
    """Follows links within one service and version, and nowhere else.

    Args:
        base_url: the service, with its version.
    """

    def __init__(self, base_url: str) -> None:
        self._server, self._base, _ = _parts(base_url)

    def path_of(self, link: str, *, counting: bool) -> str:
        """What a link names below the base URI, as it is written.

        Args:
            link: as the service wrote it.
            counting: whether every page of the list has to ask for the count. A list that is
                filtered by licences breaks on a later one otherwise, so that is added where the
                link leaves it out.

        Raises:
            UnreadableAnswer: the link leads elsewhere, or is none.
        """
        try:
            server, path, query = _parts(link)
        except ValueError:
            server, path, query = None, "", ""
        below = path.removeprefix(self._base)
        if server != self._server or below == path or not below.startswith("/"):
            raise UnreadableAnswer(
                f"The service's answer has {shortened(link)} as @odata.nextLink, which leads out "
                "of the service."
            )
        options = {unquote(option).partition("=")[0] for option in query.split("&")}
        if counting and _COUNT not in options:
            query = f"{query}&{_COUNT}=true".lstrip("&")
        return f"{below}?{query}" if query else below


def _parts(url: str) -> tuple[tuple[str, str, int | None], str, str]:
    """The server, the path and the query of an address.

    Raises:
        ValueError: it is none, or libraries may not agree on what its parts are.
    """
    if not url.isprintable() or any(character in url for character in "\\ #"):
        raise ValueError
    parts = urlsplit(url)
    if "@" in parts.netloc or any(name in {".", ".."} for name in unquote(parts.path).split("/")):
        raise ValueError
    server = (parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme))
    return server, parts.path.rstrip("/"), parts.query

"""Finding what answers a path, by templates such as `Users/{username}/Seats`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import unquote

from .spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Route(Protocol):
    """What answers a method at a path; the path's variable segments are in braces."""

    @property
    def method(self) -> str:
        """The HTTP method."""

    @property
    def path(self) -> str:
        """The template, without a slash before it."""


_Route = TypeVar("_Route", bound=Route)


class NoRoute(LookupError):
    """Nothing answers; `methods` are those that are answered at this path."""

    def __init__(self, methods: Sequence[str]) -> None:
        super().__init__()
        self.methods = methods


def find_route(routes: Iterable[_Route], method: str, path: str) -> tuple[_Route, dict[str, str]]:
    """The route of a path that is still percent-encoded, and its variable segments, decoded.

    Raises:
        NoRoute: There is none.
    """
    # Only now is a segment decoded: a name may contain an encoded slash.
    segments = [unquote(segment) for segment in path.strip("/").split("/")]
    methods: list[str] = []
    for route in routes:
        parts = _match(route.path.split("/"), segments)
        if parts is None:
            continue
        if method == route.method:
            return route, parts
        methods.append(route.method)
    raise NoRoute(methods)


def _match(template: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(template) != len(segments):
        return None
    parts: dict[str, str] = {}
    for wanted, segment in zip(template, segments, strict=True):
        if wanted.startswith("{") and segment:
            parts[wanted.strip("{}")] = segment
        elif fold(segment) != fold(wanted):
            return None
    return parts

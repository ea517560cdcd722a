"""The emulator's page, which a browser on this machine sees at `/`: plain files, no build step.

The page asks for `/_emulator/overview` again and again, and writes what it gets as text, never as
markup. Its policy lets it load and run nothing but its own two files.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from starlette.responses import Response

_FILES = {
    "/": ("page.html", "text/html"),
    "/_emulator/page.css": ("page.css", "text/css"),
    "/_emulator/page.js": ("page.js", "text/javascript"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page_file(path: str) -> Response | None:
    """The page's file at a path; None when there is none."""
    if path not in _FILES:
        return None
    name, media_type = _FILES[path]
    return Response(_content(name), media_type=media_type, headers=_HEADERS)


@cache
def _content(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()

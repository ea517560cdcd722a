"""Our errors as one sentence in front of a user, instead of the plugin host's traceback.

The SDK's plugin host answers every exception with `traceback.format_exc()`, and offers no way to
fail with a message alone. A `check` can answer with a failure instead, and a finished update with
the failures it recorded; but a `read` of an unreachable service, or a `delete` that was refused,
has to raise. So the `traceback` that the host looks up is given a `format_exc` that knows our
errors. Any other exception keeps its traceback, and should a later SDK look it up elsewhere, users
see the sentence below a traceback again, nothing worse.
"""

from __future__ import annotations

import sys
import traceback
from types import ModuleType

from ..domain.errors import SeatsError


class _Sentences(ModuleType):
    """The `traceback` module, but for how it formats our own errors."""

    def __getattr__(self, name: str) -> object:
        return getattr(traceback, name)

    def format_exc(self) -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, SeatsError) else traceback.format_exc()


def show_sentences() -> None:
    """In a plugin process, show a `SeatsError` as its message; elsewhere, do nothing."""
    host = sys.modules.get("__main__")
    if getattr(host, "traceback", None) is traceback:
        host.traceback = _Sentences("traceback")  # type: ignore[union-attr] # None has no traceback

"""Every patch of the SDK's plugin host: the module that the engine starts for dynamic providers.

Both were seen to work with the SDK 3.272. Elsewhere, and should a later host name what is
patched otherwise, nothing is patched; `tests/plugin/test_host_patches.py` fails then.

- *Errors as sentences.* The host answers every exception with `traceback.format_exc()`, and offers
  no way to fail with a message alone. A `check` can answer with a failure instead, and a finished
  update with the failures it recorded; but a `read` of an unreachable service, or a `delete` that
  was refused, has to raise. So the `traceback` that the host looks up is given a `format_exc` that
  knows our errors; any other exception keeps its traceback. Without it, users see the sentence
  below a traceback.
- *Cancel.* The host answers it, and offers no way to hear of it, so the code of its answer is
  replaced. Without it, an interrupted update goes on to its end, as it does for every other
  dynamic provider.
"""

from __future__ import annotations

import sys
import traceback
from types import ModuleType
from typing import TYPE_CHECKING

from ..domain.errors import SeatsError
from . import session

if TYPE_CHECKING:
    from google.protobuf.empty_pb2 import Empty


class _Sentences(ModuleType):
    """The `traceback` module, but for how it formats our own errors."""

    def __getattr__(self, name: str) -> object:
        return getattr(traceback, name)

    def format_exc(self) -> str:
        error = sys.exc_info()[1]
        return str(error) if isinstance(error, SeatsError) else traceback.format_exc()


def patch_host() -> None:
    """In a plugin process, do all of the above; elsewhere, nothing."""
    host = sys.modules.get("__main__")
    if getattr(host, "traceback", None) is traceback:
        host.traceback = _Sentences("traceback")  # type: ignore[union-attr] # None has no traceback
    servicer = getattr(host, "DynamicResourceProviderServicer", None)
    answer = getattr(servicer, "Cancel", None)
    if answer is not None:
        # The server holds the method already; the code of its function is looked up at each call.
        answer.__code__ = _cancel.__code__
        session.process().interruption.watch_engine(sys.argv[1])


def _cancel(_self: object, _request: object, _context: object) -> Empty:
    # Runs with the globals of the plugin host: it imports what it needs, by its full name.
    from google.protobuf.empty_pb2 import Empty  # noqa: PLC0415

    from pulumi_microsoft_seats.plugin import session  # noqa: PLC0415

    session.process().interruption.cancel()
    return Empty()

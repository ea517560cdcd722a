"""Every patch of the SDK's plugin host: the module that the engine starts for dynamic providers.

All were seen to work with the SDK 3.272. Elsewhere, and should a later host name what is
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
- *The inputs of a read.* The engine hands over the inputs in state beside the outputs, and the host
  passes on the outputs alone. What `check` added to the inputs, the digest of the plan, is in no
  output; a read that leaves it out of the inputs shows as `-plan`, as if somebody had changed
  something. So the request is looked up where the host called from. Without it, a refresh shows
  just that, and nothing else is different: an approval is held against the plan that `check` makes,
  never against one in state.
"""

from __future__ import annotations

import sys
import traceback
from types import ModuleType
from typing import TYPE_CHECKING

from pulumi.runtime.proto.provider_pb2 import ReadRequest

from ..domain.errors import SeatsError
from . import session
from .properties import PLAN

if TYPE_CHECKING:
    from types import FrameType

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


def plan_in_state() -> str:
    """The digest among the inputs of the resource that the host is asked to read; else empty."""
    caller: FrameType | None = sys._getframe()  # noqa: SLF001 - nothing else leads to who called
    while caller is not None:
        request = caller.f_locals.get("request")
        if isinstance(request, ReadRequest):
            inputs = request.inputs.fields
            return inputs[PLAN].string_value if PLAN in inputs else ""
        caller = caller.f_back
    return ""


def _cancel(_self: object, _request: object, _context: object) -> Empty:
    # Runs with the globals of the plugin host: it imports what it needs, by its full name.
    from google.protobuf.empty_pb2 import Empty  # noqa: PLC0415

    from pulumi_microsoft_seats.plugin import session  # noqa: PLC0415

    session.process().interruption.cancel()
    return Empty()

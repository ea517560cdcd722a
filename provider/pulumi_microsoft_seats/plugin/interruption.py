"""Stopping between bulk calls when the run is interrupted.

At the first Ctrl-C, or a SIGTERM, the engine begins nothing more, waits for the call that is under
way, and tells every provider with `Cancel`. A large update would go on for minutes, and whoever
loses patience and terminates the engine loses the record of what was done. So from then on no seat
is given or taken, and a service that asks for a wait is not waited for: what was done is recorded,
what was not is a failure, which the next run retries.

An engine that was killed tells nobody, and the plugin process outlives it. Nothing that it did then
would be recorded, and it would go on beside the next run: so it does nothing once the engine's
address is not served any more.
"""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Any, cast

from ..domain.errors import Interrupted
from ..domain.wording import counted
from .engine_log import log
from .properties import FAILURES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import grpc

    from .properties import SeatProperties

_PATIENCE_SECONDS = 5.0

_SECONDS_BETWEEN = 0.25
"""For how long an engine that was there is taken to be there: asking takes as long as a bulk call
takes to prepare, and what is written in that time the next update adopts."""

_ANY_METHOD = "/pulumirpc.Engine/Present"


class _Interruption:
    """Whether this process's run was interrupted; only a plugin process ever knows an engine."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._reactions: list[Callable[[], None]] = []
        self._ask: Callable[..., bytes] | None = None
        self._ask_again_at = -math.inf
        self._asking = threading.Lock()

    def watch_engine(self, engine: str) -> None:
        # Imported here because the program's side never asks.
        import grpc  # noqa: PLC0415

        channel = grpc.insecure_channel(engine, options=(("grpc.enable_http_proxy", 0),))
        self._ask = channel.unary_unary(_ANY_METHOD)

    def cancel(self) -> None:
        self._cancelled.set()
        for react in self._reactions:
            react()

    def react_with(self, react: Callable[[], None]) -> None:
        self._reactions.append(react)
        if self.is_cancelled:
            react()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def engine_is_gone(self) -> bool:
        # All workers come here at once: one asks, and its answer serves those who wait.
        with self._asking:
            if self._ask is None or time.monotonic() < self._ask_again_at:
                return False
            if _is_unavailable(self._ask):
                return True
            self._ask_again_at = time.monotonic() + _SECONDS_BETWEEN
            return False


def _is_unavailable(ask: Callable[..., bytes]) -> bool:
    import grpc  # noqa: PLC0415 - the program's side never asks

    try:
        ask(b"", timeout=_PATIENCE_SECONDS)
    except grpc.RpcError as error:
        # An engine that is there says that it has no such method, or is too busy to say so.
        return cast("grpc.Call", error).code() is grpc.StatusCode.UNAVAILABLE
    return False


_interruption = _Interruption()


def watch_engine(address: str) -> None:
    """From now on, take an engine that does not answer at this address for one that was killed."""
    _interruption.watch_engine(address)


def interrupt() -> None:
    """Let no seat be given or taken from now on."""
    _interruption.cancel()


def when_interrupted(react: Callable[[], None]) -> None:
    """Have something done, in any thread, as soon as the run is interrupted; at once if it was."""
    _interruption.react_with(react)


def check_not_interrupted() -> None:
    """Do nothing, unless the run was interrupted.

    Raises:
        Interrupted: it was.
    """
    if _interruption.is_cancelled:
        raise Interrupted("the run was interrupted before it was their turn")
    if _interruption.engine_is_gone():
        raise Interrupted("the engine was killed before it was their turn")


def say_what_is_left(declared: SeatProperties, outputs: Mapping[str, Any]) -> None:
    """After an interruption, say on the resource's row that this is not all: nobody else will."""
    failures = outputs.get(FAILURES)
    if _interruption.is_cancelled and failures:
        log(
            f"{declared.product}: interrupted; what was done is recorded, and "
            f"{counted(len(failures), 'user was', 'users were')} not served; run again, which "
            "does only what is missing.",
            urn=declared.urn,
            severity="warning",
        )

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
from typing import TYPE_CHECKING, cast

from ..domain.errors import Interrupted
from .engine_log import engine_channel

if TYPE_CHECKING:
    from collections.abc import Callable

    import grpc

_PATIENCE_SECONDS = 5.0

_SECONDS_BETWEEN = 0.25
"""For how long an engine that was there is taken to be there: asking takes as long as a bulk call
takes to prepare, and what is written in that time the next update adopts."""

_ANY_METHOD = "/pulumirpc.Engine/Present"


class Interruption:
    """Whether a process's run was interrupted. Safe to use from several threads."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._reactions: list[Callable[[], None]] = []
        self._ask: Callable[..., bytes] | None = None
        self._ask_again_at = -math.inf
        self._asking = threading.Lock()

    def watch_engine(self, address: str) -> None:
        """From now on, take an engine that does not answer at this address for a killed one."""
        self._ask = engine_channel(address).unary_unary(_ANY_METHOD)

    def cancel(self) -> None:
        """Let no seat be given or taken from now on."""
        self._cancelled.set()
        for react in self._reactions:
            react()

    def react_with(self, react: Callable[[], None]) -> None:
        """Have something done, in any thread, once the run is interrupted; now if it was."""
        self._reactions.append(react)
        if self.is_cancelled:
            react()

    @property
    def is_cancelled(self) -> bool:
        """Whether a person interrupted the run."""
        return self._cancelled.is_set()

    def raise_if_interrupted(self) -> None:
        """Do nothing, unless the run was interrupted.

        Raises:
            Interrupted: it was.
        """
        if self.is_cancelled:
            raise Interrupted("the run was interrupted before it was their turn")
        if self.engine_is_gone():
            raise Interrupted("the engine was killed before it was their turn")

    def engine_is_gone(self) -> bool:
        """Whether the engine that is watched, if any, serves its address no more."""
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

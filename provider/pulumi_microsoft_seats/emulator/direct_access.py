"""What the program that started the emulator may see and do without a request.

It is for tests: somebody else who moves seats, faults, and what was asked of the service.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from .emulator_error import EmulatorError
from .fault_rules import parse_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .fault_injection import Faults
    from .request_log import LoggedRequest, RequestLog
    from .services_state import State
    from .world import World

_Result = TypeVar("_Result")


class _Call(Protocol):
    def __call__(self, function: Callable[[], _Result]) -> _Result: ...


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs.

    Attributes:
        call: Runs a function in the server's thread, the only one that may use the others.
        state: What the services know.
        faults: The rules in force.
        log: The requests so far.
    """

    call: _Call
    state: State
    faults: Faults
    log: RequestLog


class DirectAccess:
    """An emulator that runs, as its own program sees it. None of this is in the log of requests.

    Each method may be called from any thread, takes effect between two requests, and raises
    `EmulatorError` when the emulator does not run.
    """

    _serving: Serving | None = None

    def world(self) -> World:
        """The inventory, its seats and the directory of this moment."""
        serving = self._running()
        return serving.call(serving.state.world)

    def replace_world(self, world: World) -> None:
        """Forget everything and start from `world`, its seats assigned now."""
        serving = self._running()
        serving.call(lambda: serving.state.replace(world))

    def inject(self, *rules: Mapping[str, object], seed: int = 0) -> None:
        """Put fault rules in force, instead of those there were; none, to inject nothing any more.

        Args:
            rules: As in the faults document, such as `{"fault": "status", "status": 503}`.
            seed: Of the chance that a rule with a `rate` has.

        Raises:
            EmulatorError: A rule is not one.
        """
        plan = parse_faults({"seed": seed, "rules": [dict(rule) for rule in rules]})
        serving = self._running()
        serving.call(lambda: serving.faults.replace(plan))

    def requests(self) -> tuple[LoggedRequest, ...]:
        """The requests to the service and the authority so far, in the order they arrived."""
        serving = self._running()
        latest = serving.call(lambda: [replace(entry) for entry in serving.log.latest()])
        return tuple(reversed(latest))

    def forget_requests(self) -> None:
        """Forget the requests so far."""
        serving = self._running()
        serving.call(serving.log.clear)

    def _running(self) -> Serving:
        if self._serving is None:
            raise EmulatorError("The emulator does not run; start it first.")
        return self._serving

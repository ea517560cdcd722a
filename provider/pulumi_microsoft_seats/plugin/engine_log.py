"""Lines, warnings and progress on a resource's row of the engine's display.

A dynamic provider has no logger of its own: the engine's address is the first argument of the
plugin process, and its log service shows a line on the row of the resource whose URN it names.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Literal

from ..domain.harmless import sayable

if TYPE_CHECKING:
    import grpc
    from pulumi.runtime.proto.engine_pb2_grpc import EngineStub

Severity = Literal["info", "warning", "error"]

_PLUGIN = "pulumi.dynamic"


class EngineLog:
    """The engine's display. Safe to use from several threads.

    Args:
        engine: the engine's services; None where there is no engine, and nothing is shown.
    """

    def __init__(self, engine: EngineStub | None = None) -> None:
        self._engine = engine
        self._logged: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def log(self, message: str, *, urn: str, severity: Severity = "info") -> None:
        """Show a line on a resource's row; the same line is shown once a phase."""
        with self._lock:
            if (urn, message) in self._logged:
                return
            self._logged.add((urn, message))
        self._send(message, urn=urn, severity=severity, ephemeral=False)

    def show_status(self, message: str, *, urn: str) -> None:
        """Show a message in the status column of a resource's row, until the next one."""
        self._send(message, urn=urn, severity="info", ephemeral=True)

    def _send(self, message: str, *, urn: str, severity: Severity, ephemeral: bool) -> None:
        if self._engine is None:
            return
        # Imported here because the program's side never logs this way.
        import grpc  # noqa: PLC0415
        from pulumi.runtime.proto import engine_pb2  # noqa: PLC0415

        severities = {
            "info": engine_pb2.INFO,
            "warning": engine_pb2.WARNING,
            "error": engine_pb2.ERROR,
        }
        request = engine_pb2.LogRequest(
            severity=severities[severity], message=sayable(message), urn=urn, ephemeral=ephemeral
        )
        try:
            self._engine.Log(request)
        except grpc.RpcError:
            # The engine went away, so there is nobody left to read the line; what the provider is
            # doing matters more than telling of it.
            return


def engine_log() -> EngineLog:
    """The display of the engine that started this process; a silent one in any other process."""
    main = sys.modules.get("__main__")
    spec = getattr(main, "__spec__", None)
    if spec is None or spec.parent != _PLUGIN or len(sys.argv) < 2:  # noqa: PLR2004 - its one argument
        return EngineLog()
    from pulumi.runtime.proto import engine_pb2_grpc  # noqa: PLC0415

    return EngineLog(engine_pb2_grpc.EngineStub(engine_channel(sys.argv[1])))


def engine_channel(address: str) -> grpc.Channel:
    """A channel to the engine, which is on this machine, so that no proxy has a part in it."""
    import grpc  # noqa: PLC0415 - the program's side never asks

    return grpc.insecure_channel(address, options=(("grpc.enable_http_proxy", 0),))

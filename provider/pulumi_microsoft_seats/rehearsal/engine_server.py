"""The engine's log, as the program and the provider's process reach it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from .change import Diagnostic

if TYPE_CHECKING:
    from types import TracebackType

    from .change import Severity

# Whoever proxies HTTP for this machine has no part in a call that never leaves it.
CHANNEL_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.enable_http_proxy", 0),
)
_SEVERITIES: dict[int, Severity] = {
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}


class Diagnostics:
    """Collects messages from every thread of a phase."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []
        self._lock = threading.Lock()

    def add(self, severity: Severity, message: str, urn: str = "") -> None:
        """Keep a message."""
        with self._lock:
            self._items.append(Diagnostic(severity, message, urn))

    def collected(self) -> tuple[Diagnostic, ...]:
        """All messages so far, in the order they came."""
        with self._lock:
            return tuple(self._items)


class EngineLog(engine_pb2_grpc.EngineServicer):
    """Takes log lines: from the SDK in the program, from the provider's process over gRPC."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics

    def Log(  # noqa: N802 - the protocol's name
        self,
        request: engine_pb2.LogRequest,
        context: grpc.ServicerContext | None = None,  # noqa: ARG002 - given over gRPC only
    ) -> empty_pb2.Empty:
        """Keep a message, unless it is only a status of the moment or the SDK's own debugging."""
        severity = _SEVERITIES.get(request.severity)
        if severity and not request.ephemeral:
            self._diagnostics.add(severity, request.message, request.urn)
        return empty_pb2.Empty()

    def RequirePulumiVersion(  # noqa: N802 - the protocol's name
        self,
        request: engine_pb2.RequirePulumiVersionRequest,  # noqa: ARG002 - the protocol's
        context: grpc.ServicerContext | None = None,  # noqa: ARG002 - the protocol's
    ) -> engine_pb2.RequirePulumiVersionResponse:
        """Accept any requirement: there is no CLI here whose version could be too low."""
        return engine_pb2.RequirePulumiVersionResponse()


class EngineServer:
    """Serves the engine's log on a port of the system's choice, while it is entered."""

    def __init__(self, log: EngineLog) -> None:
        self._server = grpc.server(ThreadPoolExecutor(max_workers=4), options=CHANNEL_OPTIONS)
        engine_pb2_grpc.add_EngineServicer_to_server(log, self._server)
        self._address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self) -> str:
        """Start serving and tell the address."""
        self._server.start()
        return self._address

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop(grace=1).wait()

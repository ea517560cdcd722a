"""Lines on a resource's row, as the engine is told them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from pulumi_microsoft_seats.plugin.engine_log import EngineLog

if TYPE_CHECKING:
    from pulumi.runtime.proto.engine_pb2 import LogRequest
    from pulumi.runtime.proto.engine_pb2_grpc import EngineStub


def test_the_same_line_is_shown_once_on_a_row() -> None:
    """An update says what a refresh before it has said already; another row says it for itself."""
    told: list[tuple[str, str]] = []

    class Engine:
        def Log(self, request: LogRequest) -> None:  # noqa: N802 - the engine's name for it
            told.append((request.urn, request.message))

    log = EngineLog(cast("EngineStub", Engine()))
    for urn in ("office", "office", "visio"):
        log.log("1 user lost a seat", urn=urn)
    assert told == [("office", "1 user lost a seat"), ("visio", "1 user lost a seat")]

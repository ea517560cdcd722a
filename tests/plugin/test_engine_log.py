"""Lines on a resource's row, as the engine is told them."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, cast

from pulumi_microsoft_seats.plugin.engine_log import EngineLog, engine_log
from pulumi_microsoft_seats.rehearsal.engine_server import Diagnostics, EngineServer
from pulumi_microsoft_seats.rehearsal.engine_server import EngineLog as RehearsedLog

if TYPE_CHECKING:
    import pytest
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


def test_no_proxy_has_a_part_in_reaching_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is on this machine, and a proxy for everything else would swallow every line."""
    host = ModuleType("__main__")
    host.__spec__ = ModuleSpec("pulumi.dynamic.__main__", None)
    monkeypatch.setitem(sys.modules, "__main__", host)
    for variable in ("grpc_proxy", "https_proxy", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    diagnostics = Diagnostics()
    with EngineServer(RehearsedLog(diagnostics)) as address:
        monkeypatch.setattr(sys, "argv", ["plugin", address])
        engine_log().log("1 user lost a seat", urn="office")
    assert [said.message for said in diagnostics.collected()] == ["1 user lost a seat"]

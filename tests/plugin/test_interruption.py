"""A plugin process whose engine is interrupted or killed gives and takes no more seats."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from google.protobuf import empty_pb2

from pulumi_microsoft_seats.domain.errors import Interrupted
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.plugin import interruption, session
from pulumi_microsoft_seats.plugin.host_patches import patch_host
from pulumi_microsoft_seats.plugin.interruption import Interruption
from pulumi_microsoft_seats.provider import SeatAssignmentProvider
from pulumi_microsoft_seats.rehearsal.engine_server import Diagnostics, EngineLog, EngineServer
from pulumi_microsoft_seats.rehearsal.process import ProviderProcess
from pulumi_microsoft_seats.rehearsal.provider_calls import Held, Plugin
from pulumi_microsoft_seats.rehearsal.rehearsal_error import StepError
from tests.end_to_end.programs import OFFICE, entry, people
from tests.plugin.world import URN, exclusive
from tests.support.administrator import Administrator
from tests.support.gate import Gate

USERS = people(120)


@dataclass(frozen=True)
class Resource:
    """What a call says of its resource."""

    urn: str = URN
    type: str = "seats:SeatAssignment"
    name: str = "office"


@pytest.fixture
def gate() -> Gate:
    """To hold the emulator."""
    return Gate()


@pytest.fixture
def administrator(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Administrator]:
    """An emulator behind the gate, which the environment leads to, one call at a time."""
    emulator = Emulator()
    emulator._faults = gate
    with emulator:
        one_at_a_time = {"MICROSOFT_SEATS_CONCURRENCY": "1"}
        for name, value in (emulator.environment | one_at_a_time).items():
            monkeypatch.setenv(name, value)
        opened = Administrator(emulator)
        opened.set_world({"inventory": [entry()]})
        yield opened


@contextmanager
def _cancelled_creation(gate: Gate, call: int, diagnostics: Diagnostics) -> Iterator[Future[Held]]:
    """What a real plugin process creates, which is cancelled while a certain bulk call waits."""
    provider = base64.b64encode(pickle.dumps(SeatAssignmentProvider())).decode()
    declared = {**exclusive(*USERS), "__provider": provider}
    with EngineServer(EngineLog(diagnostics)) as address, ThreadPoolExecutor(1) as threads:
        plugin = Plugin(ProviderProcess(address, "seats", lambda _line: None), {})
        try:
            gate.close_at(call)
            inputs = plugin.check(Resource(), {}, declared).inputs
            creating = threads.submit(plugin.create, Resource(), inputs)
            gate.wait_until_reached()
            plugin._stub().Cancel(empty_pb2.Empty())
            gate.open()
            yield creating
        finally:
            gate.open()
            plugin.stop()


def test_after_cancel_no_bulk_call_begins(gate: Gate, administrator: Administrator) -> None:
    """The real plugin process ends the call that is under way, records it, and says the rest."""
    diagnostics = Diagnostics()
    with _cancelled_creation(gate, 2, diagnostics) as creating:
        outputs = creating.result().outputs
    served = set(USERS[:50])
    assert administrator.holders(OFFICE) == served
    assert set(str(outputs["seats"]).split()) == served
    assert outputs["failures"] == dict.fromkeys(
        USERS[50:], "the run was interrupted before it was their turn"
    )
    (said,) = [each for each in diagnostics.collected() if "interrupted;" in each.message]
    assert said.message == (
        f"{OFFICE}: interrupted; what was done is recorded, and 70 users were not served; "
        "run again, which does only what is missing."
    )


def test_after_cancel_a_service_that_asks_for_a_wait_is_not_waited_for(
    gate: Gate, administrator: Administrator
) -> None:
    """A minute's `Retry-After` would try anybody's patience; what was turned away was not done."""
    bulk_calls = {"method": "POST", "path": "*/Seats"}
    administrator.inject({"fault": "status", "status": 429, "retry_after": 60, "match": bulk_calls})
    with (
        _cancelled_creation(gate, 1, Diagnostics()) as creating,
        pytest.raises(StepError, match="it answers 429; run again later"),
    ):
        creating.result(timeout=30)
    assert administrator.holders(OFFICE) == set()


def test_nothing_is_written_for_an_engine_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Noticed as soon as nobody serves its address any more; nobody would record it."""
    monkeypatch.setattr(interruption, "_SECONDS_BETWEEN", 0.0)
    watched = Interruption()
    with EngineServer(EngineLog(Diagnostics())) as address:
        watched.watch_engine(address)
        watched.raise_if_interrupted()
    with pytest.raises(Interrupted, match="the engine was killed before it was their turn"):
        watched.raise_if_interrupted()


def test_outside_a_plugin_process_nothing_is_interrupted() -> None:
    """A program and a test have no engine to lose."""
    patch_host()
    session.process().interruption.raise_if_interrupted()

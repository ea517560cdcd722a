"""Signing in as the machine the program runs on."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pulumi_microsoft_seats.domain.errors import SignInError
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra import managed_identity
from pulumi_microsoft_seats.entra.credentials import ManagedIdentity
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from pulumi_microsoft_seats.transport.connection import Connection
from pulumi_microsoft_seats.transport.http import RetryPolicy
from tests.support.loopback import Answer
from tests.support.machines import USER_ASSIGNED, AppService, InstanceMetadata
from tests.support.store_client import IMPATIENT, connection_of

Machine = InstanceMetadata | AppService


@pytest.fixture
def emulator(shared_emulator: Emulator) -> Emulator:
    """Makes out the tokens that a machine gets."""
    return shared_emulator


@pytest.fixture(params=[InstanceMetadata, AppService])
def machine(
    request: pytest.FixtureRequest, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """A virtual machine's endpoint, and an App Service's."""
    server: Machine = request.param(emulator)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    with server:
        yield server


def source(client_id: str | None = None, connection: Connection | None = None) -> TokenSource:
    """Signs in as the machine."""
    return TokenSource(
        ManagedIdentity(client_id),
        connection or Connection(timeout=30),
        IMPATIENT,
        audience=AUDIENCE,
    )


@pytest.mark.parametrize("client_id", [None, USER_ASSIGNED], ids=["system", "user"])
def test_a_machine_signs_in(
    emulator: Emulator,
    holders: Callable[[TokenSource], list[str]],
    machine: Machine,
    client_id: str | None,
) -> None:
    """As itself, or as an identity that is assigned to it; the service accepts the token."""
    assert holders(source(client_id, connection_of(emulator))) == ["ada@contoso.com"]
    (asked,) = machine.requests
    assert asked.parameter("resource") == "https://onestore.microsoft.com"
    assert asked.parameter("client_id") == client_id


def test_a_token_the_service_refuses_is_replaced(machine: Machine) -> None:
    """Until then one serves all requests."""
    tokens = source()
    first = tokens.token()
    assert tokens.token() == first
    tokens.forget(first)
    assert tokens.token() == machine.issued[1] != first


@pytest.mark.usefixtures("machine")
def test_an_identity_that_is_not_assigned_is_named() -> None:
    """A virtual machine and an App Service have a text of their own for it."""
    with pytest.raises(SignInError) as caught:
        source("another").token()
    assert str(caught.value).startswith("Cannot sign in as this machine's managed identity another")
    assert str(caught.value).endswith(
        "; check clientId, and that this identity is assigned to the machine."
    )


def test_a_machine_without_an_identity_hears_so(machine: Machine) -> None:
    machine.has_own_identity = False
    with pytest.raises(SignInError) as caught:
        source().token()
    assert str(caught.value).startswith("Cannot sign in as this machine's own managed identity: ")
    assert str(caught.value).endswith(
        "; assign an identity to the machine, or set clientId to the one to take."
    )


@pytest.mark.parametrize("status", [404, 410, 429, 500, 503])
def test_passing_trouble_of_the_endpoint_passes(machine: Machine, status: int) -> None:
    """It answers 404 and 410 while it is updated."""
    machine.instead = [Answer(status, "", {"Retry-After": "0"})] * 2
    assert source().token()


def test_something_else_at_that_address_is_not_taken_for_it(machine: Machine) -> None:
    """Another cloud's machines have a page there."""
    for answer in (Answer(200, "<html></html>"), Answer(200, []), Answer(200, {})):
        machine.instead = [answer]
        with pytest.raises(SignInError, match="Cannot sign in as this machine's own"):
            source().token()


def test_no_proxy_and_no_private_authority_has_a_part_in_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The address means this machine; from a proxy it would mean the proxy."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    bundle = tmp_path / "private.pem"
    bundle.write_text("", encoding="ascii")
    assert source(connection=Connection(ca_bundle=str(bundle), timeout=30)).token()
    assert len(machine.requests) == 1


def test_where_there_is_no_endpoint_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is none of Azure's."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", f"http://127.0.0.1:{port}")
    with pytest.raises(SignInError) as caught:
        source().token()
    assert str(caught.value) == (
        "Cannot sign in as this machine's own managed identity: its endpoint cannot be used: no "
        "connection can be made; run this on a machine that Azure gives an identity, or remove it "
        "from the settings (useManagedIdentity, ARM_USE_MSI)."
    )


def test_an_endpoint_that_never_accepts_is_given_up_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A network that swallows what is sent to the link-local address must not hold up a preview.

    A listener whose queue is full does the same. The policy and the time limit are generous; how
    long a connection may take is shortened, so that the test need not wait either.
    """
    monkeypatch.setattr(managed_identity, "_CONNECT_SECONDS", 0.1)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)  # noqa: FBT003 - the signature of socket
            one.connect_ex(address)
        monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", f"http://127.0.0.1:{address[1]}")
        patient = replace(IMPATIENT, attempts=50)
        tokens = TokenSource(ManagedIdentity(), Connection(timeout=600), patient, audience=AUDIENCE)
        begun = time.monotonic()
        with pytest.raises(SignInError, match="does not accept connections in time"):
            tokens.token()
        assert time.monotonic() - begun < 5
        for one in waiting:
            one.close()


def test_a_patient_policy_is_bounded_too(machine: Machine) -> None:
    """An hour's Retry-After is not waited for."""
    machine.instead = [Answer(503, "", {"Retry-After": "3600"})] * 50
    tokens = TokenSource(
        ManagedIdentity(), Connection(), RetryPolicy(attempts=50, maximum=0.01), audience=AUDIENCE
    )
    with pytest.raises(SignInError, match="it answers 503"):
        tokens.token()
    assert len(machine.requests) == 3


def test_no_token_or_header_is_in_an_error(machine: Machine) -> None:
    """Whatever the endpoint answers with."""
    token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYWNoaW5lIn0.c2lnbmF0dXJl"
    machine.instead = [Answer(400, {"error": "e", "error_description": f"{token} is no good"})]
    machine.instead[0].document["message"] = f"{token} is no good"  # type: ignore[index] # a dict
    with pytest.raises(SignInError, match="… is no good") as caught:
        source().token()
    assert "eyJ" not in str(caught.value)
    assert AppService.header not in str(caught.value)

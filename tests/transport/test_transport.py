"""What is repeated, what is not, and what an error then says."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_microsoft_seats.domain.errors import (
    AccessDenied,
    OutcomeUnknown,
    ServiceUnavailable,
    SignInError,
)
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.transport import Transport
from pulumi_microsoft_seats.transport.waiting import hear_of_waits
from tests.support.administrator import Administrator
from tests.support.literal_server import answer
from tests.support.store_client import IMPATIENT, Serve, application_of, client_of, connection_of

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
ADA = "ada@contoso.com"


@pytest.fixture
def emulator(shared_emulator: Emulator) -> Emulator:
    """Answers every request before a test ends."""
    return shared_emulator


@pytest.fixture(autouse=True)
def _world(administrator: Administrator) -> None:
    administrator.set_world(
        {"inventory": [{"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seats": [ADA]}]}
    )
    administrator.forget_requests()


def service_requests(administrator: Administrator) -> list[tuple[str, int | None]]:
    """Method and status of each request to the service, in order."""
    return [
        (request["method"], request["status"])
        for request in administrator.requests()
        if request["path"].lower().startswith("/v1/")
    ]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_is_repeated_after_passing_trouble(
    client: StoreClient, administrator: Administrator, status: int
) -> None:
    """Overload and server errors are repeated until they pass."""
    administrator.inject({"fault": "status", "status": status, "count": 2})
    assert [seat.user for seat in client.get_seats(OFFICE)] == [ADA]
    assert service_requests(administrator) == [("GET", status), ("GET", status), ("GET", 200)]


def test_a_read_is_repeated_after_a_broken_connection(
    client: StoreClient, administrator: Administrator
) -> None:
    """Even within the answer, it does no harm to a read."""
    administrator.inject({"fault": "truncate", "count": 1})
    assert [seat.user for seat in client.get_seats(OFFICE)] == [ADA]


def test_trouble_that_does_not_pass_is_an_error(
    client: StoreClient, administrator: Administrator
) -> None:
    """After the last attempt the error says what was tried and what the service answered."""
    administrator.inject({"fault": "status", "status": 503})
    with pytest.raises(ServiceUnavailable, match=r"9NBLGGH4R2R6/0016: it answers 503.*MS-CV"):
        list(client.get_seats(OFFICE))
    assert len(service_requests(administrator)) == IMPATIENT.attempts


def test_a_retry_after_is_honoured(emulator: Emulator, administrator: Administrator) -> None:
    """The service decides how long to wait, and the policy how long that may be."""
    connection = connection_of(emulator)
    tokens = TokenSource(application_of(emulator), connection, audience=AUDIENCE)
    policy = replace(IMPATIENT, maximum=0.2)
    client = StoreClient(
        Transport(emulator.base_url, tokens, connection, error_of, retries=policy, concurrency=16)
    )
    administrator.inject({"fault": "status", "status": 429, "retry_after": 60, "count": 1})
    begun = time.monotonic()
    assert [seat.user for seat in client.get_seats(OFFICE)] == [ADA]
    assert time.monotonic() - begun >= 0.2
    assert service_requests(administrator) == [("GET", 429), ("GET", 200)]


def test_what_is_turned_away_is_repeated_while_others_are_served(
    client: StoreClient, administrator: Administrator
) -> None:
    """Far more often than trouble is otherwise met with patience: nothing is lost by a limit."""
    administrator.inject({"fault": "status", "status": 503, "retry_after": 0, "rate": 0.4})
    with ThreadPoolExecutor(8) as threads:
        seats = list(threads.map(lambda _: client.get_seat(OFFICE, ADA), range(16)))
    assert all(seats)
    assert len(service_requests(administrator)) > 16


@pytest.mark.parametrize(("status", "asked"), [(429, None), (429, 0), (503, 0)])
def test_a_write_that_was_turned_away_is_repeated(
    client: StoreClient, administrator: Administrator, status: int, asked: int | None
) -> None:
    """Turned away means that nothing was done, so repeating is safe: who is busy says when."""
    administrator.inject(
        {"fault": "status", "status": status, "retry_after": asked, "count": 1},
    )
    client.bulk_seat_operation(OFFICE, ["bob@contoso.com"], "assign")
    assert service_requests(administrator) == [("POST", status), ("POST", 200)]


@pytest.mark.parametrize(
    "rule",
    [
        {"fault": "status", "status": 500},
        {"fault": "status", "status": 503},
        {"fault": "status", "status": 503, "retry_after": "in a moment"},
        {"fault": "reset_after"},
        {"fault": "malformed"},
    ],
    ids=lambda rule: "-".join(str(value) for value in rule.values()),
)
def test_a_write_without_a_clear_answer_is_never_repeated(
    client: StoreClient, administrator: Administrator, rule: dict[str, Any]
) -> None:
    """Nobody can say whether it was carried out, so that is what the error says."""
    administrator.inject({**rule, "count": 1})
    with pytest.raises(OutcomeUnknown, match=r"reclaiming seats of 9NBLGGH4R2R6/0016.*MS-CV"):
        client.bulk_seat_operation(OFFICE, [ADA], "reclaim")
    assert len(service_requests(administrator)) == 1


@pytest.mark.parametrize("status", ["507 Insufficient Storage", "520 Web Server Is Returning"])
def test_a_write_that_met_any_error_of_the_server_is_never_repeated(
    serve: Serve, status: str
) -> None:
    """A status that nobody knows means what 500 means, and the work may have been done."""
    server = serve(answer("", status=status))
    with pytest.raises(OutcomeUnknown, match=f"it answered {status[:3]}"):
        client_of(server).bulk_seat_operation(OFFICE, [ADA], "reclaim")
    assert len(server.exchanges) == 1


def test_an_expired_token_is_replaced_once(
    client: StoreClient, administrator: Administrator
) -> None:
    """A 401 fetches a new token and repeats the request, a write as well: nothing was done."""
    list(client.get_seats(OFFICE))
    administrator.forget_requests()
    administrator.inject({"fault": "expire_tokens", "count": 1})
    client.bulk_seat_operation(OFFICE, ["bob@contoso.com"], "assign")
    assert service_requests(administrator) == [("POST", 401), ("POST", 200)]


def test_a_token_that_is_never_accepted_is_an_error(
    client: StoreClient, administrator: Administrator
) -> None:
    """A second 401 is not repeated for ever: the application lacks access."""
    administrator.inject({"fault": "expire_tokens"})
    with pytest.raises(AccessDenied, match="activate the application as a management tool"):
        list(client.get_seats(OFFICE))
    assert service_requests(administrator) == [("GET", 401), ("GET", 401)]


def test_a_service_that_cannot_be_reached(emulator: Emulator) -> None:
    """The error names the address and no number of a request that nobody has seen.

    That it is waited for is said before, once, by the host's name.
    """
    heard: list[str] = []
    hear_of_waits(heard.append)
    connection = connection_of(emulator)
    tokens = TokenSource(application_of(emulator), connection, IMPATIENT, audience=AUDIENCE)
    nowhere = Transport(
        "https://127.0.0.1:1/V1", tokens, connection, error_of, retries=IMPATIENT, concurrency=16
    )
    with pytest.raises(ServiceUnavailable) as caught:
        list(StoreClient(nowhere).get_seats(OFFICE))
    assert str(caught.value) == (
        "Cannot reach https://127.0.0.1:1/V1 when reading the seats of 9NBLGGH4R2R6/0016: no "
        "connection can be made; check baseUrl and the network, then run again."
    )
    assert heard == ["127.0.0.1:1: no connection can be made; waiting, and trying again."]


def test_a_netrc_file_does_not_replace_the_token(
    client: StoreClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Requests would sign with a machine's netrc entry instead, without a word."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    assert [seat.user for seat in client.get_seats(OFFICE)] == [ADA]


class TestSignIn:
    """What a failed sign-in says."""

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"secret": "wrong"}, r"refused to sign in.*AADSTS7000215.*check .*clientSecret"),
            ({"client_id": "another"}, r"refused to sign in.*AADSTS700016.*check clientId"),
            ({"authority": "https://127.0.0.1:1"}, r"Cannot sign in at https://127.0.0.1:1"),
        ],
        ids=["secret", "client", "authority"],
    )
    def test_wrong_settings_are_named(
        self, emulator: Emulator, changed: dict[str, str], says: str
    ) -> None:
        """The sentence names the setting to check, and never the secret."""
        application = application_of(emulator, **changed)
        tokens = TokenSource(application, connection_of(emulator), IMPATIENT, audience=AUDIENCE)
        with pytest.raises(SignInError, match=says) as caught:
            tokens.token()
        assert emulator.environment["AZURE_CLIENT_SECRET"] not in str(caught.value)

    def test_an_overloaded_authority_is_asked_again(
        self, emulator: Emulator, administrator: Administrator
    ) -> None:
        """A 503 of the token endpoint passes like one of the service."""
        administrator.inject(
            {"fault": "status", "status": 503, "count": 1, "match": {"path": "*/token"}}
        )
        tokens = TokenSource(
            application_of(emulator), connection_of(emulator), IMPATIENT, audience=AUDIENCE
        )
        assert tokens.token()

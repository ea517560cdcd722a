"""Bodies that are not what the reference describes: read as what they are, or one sentence."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

import pytest

from pulumi_microsoft_seats.domain.errors import (
    InvalidRequest,
    OutcomeUnknown,
    ServiceError,
    ServiceUnavailable,
    UnreadableAnswer,
)
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.transport import bodies
from tests.support.literal_server import Exchange, answer, json_answer
from tests.support.store_client import ADA, OFFICE, Serve, client_of

JUERGEN = "jürgen@contoso.com"
SEATS = json.dumps({"seats": [{"assignedTo": JUERGEN}]}, ensure_ascii=False)


def holders(client: StoreClient) -> list[str]:
    """Who holds a seat, as far as the client can read."""
    return [seat.user for seat in client.get_seats(OFFICE)]


def sentence(serve: Serve, body: bytes, *headers: str) -> str:
    """What the client says of an answer that it cannot read."""
    server = serve(answer(body, *headers))
    with pytest.raises(UnreadableAnswer) as caught:
        holders(client_of(server))
    said = str(caught.value)
    assert "when reading the seats of 9NBLGGH4R2R6/0016; " in said
    assert said.endswith(f"(MS-CV {server.exchanges[0].headers['ms-cv']})")
    assert "\n" not in said
    assert len(server.exchanges) == 1, "what cannot be read is not asked for again"
    return said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Sign in to the hotel's network</html>",
        b'{"seats": [',
        b'{"seats": []} {"seats": []}',
        b"\xff\xfe\xfd",
        b"[" * 200_000,
    ],
    ids=["empty", "html", "cut", "two", "bytes", "deep"],
)
def test_what_is_not_json_is_an_error(serve: Serve, body: bytes) -> None:
    """However it is not."""
    said = sentence(serve, body)
    assert "is not JSON" in said or "none of the properties" in said


_NO_SEATS = "none of the properties of SeatDetailsResultSet"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "nothing where the reference has SeatDetailsResultSet"),
        ([ADA], "a list where the reference has SeatDetailsResultSet"),
        ({"message": "Too busy"}, _NO_SEATS),
        ({"error": {"code": "Busy"}}, _NO_SEATS),
        ({"seats": [7]}, "a number where the reference has SeatDetails"),
        ({"seats": [{"assignedTo": None}]}, "lacks assignedTo in SeatDetails"),
        ({"seats": [{"assignedTo": "  "}]}, "'  ' as assignedTo in SeatDetails, which is no name"),
        ({"seats": [{"assignedTo": f"{ADA}\nmallory@contoso.com"}]}, "which is no name"),
        ({"seats": [{"assignedTo": "ada\u2028@b.c"}]}, "which is no name"),
        ({"seats": [{"assignedTo": "ada\ud83d@contoso.com"}]}, "a text as assignedTo that is no U"),
        ({"seats": [{"assignedTo": {"upn": ADA}}]}, "an object as assignedTo, not a text"),
        ({"seats": [{"assignedTo": ADA, "dateAssigned": 1493026200}]}, "a number as dateAssigned"),
        ({"seats": [{"assignedTo": ADA, "productKey": []}]}, "a list where the reference has Prod"),
    ],
)
def test_what_the_reference_does_not_describe_is_an_error(
    serve: Serve, body: object, said: str
) -> None:
    """Which says what is wrong, and of which product's seats.

    An error that comes with 200 must not say that nobody holds a seat; a name with a line end would
    be two users in the roster's text, of whom one never had one.
    """
    assert said in sentence(serve, json.dumps(body).encode())


@pytest.mark.parametrize(
    "headers",
    [["Content-Type: application/json; charset=iso-8859-1"], ["Content-Type: ;;;"], []],
    ids=str,
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_unicode_whatever_its_headers_say(
    serve: Serve, headers: list[str], encoding: str
) -> None:
    """A wrong charset must not make another user of Jürgen; a byte-order mark does no harm."""
    assert holders(client_of(serve(answer(SEATS.encode(encoding), *headers)))) == [JUERGEN]


def test_another_encoding_is_not_guessed(serve: Serve) -> None:
    """Even where the headers name it: RFC 8259 knows none but Unicode."""
    headers = "Content-Type: application/json; charset=iso-8859-1"
    assert "is not JSON" in sentence(serve, SEATS.encode("latin-1"), headers)


def test_a_packed_answer_is_unpacked(serve: Serve) -> None:
    """As requests asks for it."""
    packed = gzip.compress(SEATS.encode())
    assert holders(client_of(serve(answer(packed, "Content-Encoding: gzip")))) == [JUERGEN]


def test_an_answer_that_only_claims_to_be_packed_is_unavailable(serve: Serve) -> None:
    """After it was asked for again, for a broken packing may pass."""
    client = client_of(serve(answer(SEATS, "Content-Encoding: gzip")))
    with pytest.raises(ServiceUnavailable, match=r"its answer cannot be unpacked; run again later"):
        holders(client)


class TestSize:
    """Of what a body holds, and of how long it takes, only so much is read."""

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bodies, "LARGEST_BODY", 1_000_000)

    @pytest.mark.parametrize("status", ["200 OK", "302 Found", "404 Not Found"])
    def test_a_body_without_end_is_left(self, serve: Serve, status: str) -> None:
        """Whatever the status."""
        served: list[int] = []

        def endless(exchange: Exchange) -> Iterator[bytes]:
            yield f"HTTP/1.1 {status}\r\nLocation: /\r\n\r\n".encode()
            while not exchange.stopping.is_set():
                served.append(1)
                yield b" " * 65536

        with pytest.raises(UnreadableAnswer, match=r"too large when .*0016; check baseUrl\."):
            holders(client_of(serve(endless)))
        # What the system's buffers took beyond that never reached the client.
        assert len(served) < 400

    def test_a_small_body_that_unpacks_to_a_huge_one_is_left(self, serve: Serve) -> None:
        """Its size is that of what comes out."""
        packed = gzip.compress(b" " * 5_000_000)
        assert len(packed) < 10_000
        client = client_of(serve(answer(packed, "Content-Encoding: gzip")))
        with pytest.raises(UnreadableAnswer, match="too large"):
            holders(client)

    def test_a_write_whose_answer_is_too_large_may_have_been_carried_out(
        self, serve: Serve
    ) -> None:
        """So that is what the error says."""
        client = client_of(serve(answer(b" " * 2_000_000)))
        with pytest.raises(OutcomeUnknown, match=r"assigning seats of .*: its answer is too large"):
            client.bulk_seat_operation(OFFICE, [ADA], "assign")

    def test_a_body_that_trickles_is_left_in_time(self, serve: Serve) -> None:
        """A byte now and then keeps each wait short, and the whole without end."""

        def trickle(exchange: Exchange) -> Iterator[bytes]:
            yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
            while not exchange.stopping.wait(0.02):
                yield b" "

        server = serve(trickle)
        with pytest.raises(ServiceUnavailable, match="it did not answer in time"):
            holders(client_of(server, timeout=0.1))


class TestWords:
    """What the service says is quoted, and steers nothing."""

    def test_an_error_body_cannot_write_lines_or_steer_a_terminal(self, serve: Serve) -> None:
        """It stays one sentence, whatever it holds."""
        body = {"message": "bad\r\nerror: all seats are gone\x1b[2J\u202e", "ud800": "\ud800x"}
        server = serve(json_answer(body, status="400 Bad Request"))
        with pytest.raises(InvalidRequest) as caught:
            holders(client_of(server))
        assert "(bad error: all seats are gone [2J, x);" in str(caught.value)
        str(caught.value).encode()

    def test_the_reason_of_a_failed_user_is_one_short_line(self, serve: Serve) -> None:
        """It is kept in state and shown in the run's last line."""
        failed = {"userName": ADA, "failureReason": "No\nseat\x1b[31m" + "x" * 10_000}
        server = serve(json_answer({"failedSeatOperations": [failed]}))
        [refused] = client_of(server).bulk_seat_operation(OFFICE, [ADA], "assign").failed
        assert refused.reason.startswith("No seat [31mxxx")
        assert len(refused.reason) == 200

    @pytest.mark.parametrize("depth", [900, 100_000])
    def test_an_error_body_may_be_nested_as_deep_as_it_likes(
        self, serve: Serve, depth: int
    ) -> None:
        """Its status counts."""
        body = "[" * depth + '"why"' + "]" * depth
        with pytest.raises(ServiceError, match="answered 418"):
            holders(client_of(serve(answer(body, status="418 Teapot"))))


@pytest.mark.parametrize(
    "body",
    [
        b'"done"',
        b'{"message": "done"}',
        b'{"seatDetails": [{}]}',
        b'{"seatDetails": [{"assignedTo": "a@b", "productKey": {"productId": "C", "skuId": "2"}}]}',
    ],
    ids=str,
)
def test_a_write_whose_answer_cannot_be_read_may_have_been_carried_out(
    serve: Serve, body: bytes
) -> None:
    """It is not repeated, and says what could not be read."""
    server = serve(answer(body))
    with pytest.raises(
        OutcomeUnknown, match=r"^No answer says whether reclaiming seats of .*: .*\. \(MS-CV .*\)$"
    ):
        client_of(server).bulk_seat_operation(OFFICE, [ADA], "reclaim")
    assert len(server.exchanges) == 1

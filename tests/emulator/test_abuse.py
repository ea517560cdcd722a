"""The emulator held against abuse: many connections, large bodies, wrong types, odd names."""

from __future__ import annotations

import json
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPSConnection
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from .abuse import AT_ONCE, CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .client import Client

SEATS = "/V1/Inventory/A/1/Seats"
WORLD = '{"inventory": [{"product_id": "A", "sku_id": "1"}]}'

pytestmark = pytest.mark.usefixtures("quiet")


@pytest.fixture
def store(client: Client) -> Client:
    """A client of a world with one product, where any user is known."""
    assert client.send("PUT", "/_emulator/world", WORLD).status_code == 204
    return client


@pytest.fixture
def context(client: Client) -> ssl.SSLContext:
    """Whom a connection trusts: the emulator's own authority and nobody else."""
    return ssl.create_default_context(cafile=str(client.emulator.ca_file))


@pytest.fixture
def raw(store: Client, context: ssl.SSLContext) -> Iterator[HTTPSConnection]:
    """A connection that sends a path as it is written, unlike the client's."""
    address = urlsplit(store.emulator.origin)
    assert address.hostname
    connection = HTTPSConnection(address.hostname, address.port, timeout=30, context=context)
    yield connection
    connection.close()


def connect(client: Client, context: ssl.SSLContext) -> ssl.SSLSocket:
    """A new TLS connection, its certificate verified."""
    address = urlsplit(client.emulator.origin)
    assert address.hostname
    plain = socket.create_connection((address.hostname, address.port or 443), timeout=60)
    return context.wrap_socket(plain, server_hostname=address.hostname)


def exchange(connection: ssl.SSLSocket, request: bytes) -> bytes:
    """Send a request, and return everything that is answered until the connection ends."""
    connection.sendall(request)
    return b"".join(iter(lambda: connection.recv(65536), b""))


def last_request(client: Client, start: str, body: str = "") -> bytes:
    """The bytes of a request after which the connection ends."""
    lines = (
        f"{start} HTTP/1.1",
        "Host: emulator",
        f"Authorization: Bearer {client.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", body)).encode()


def open_files() -> int:
    """The files and sockets that this process, and so the emulator in it, has open."""
    return len(list(Path("/dev/fd").iterdir()))


def test_many_connections_one_after_another_are_all_served(
    store: Client, context: ssl.SSLContext
) -> None:
    """Each is a TLS handshake of its own, and none of them is kept."""
    before = open_files()
    for _ in range(CONNECTIONS):
        with connect(store, context) as connection:
            answer = exchange(connection, last_request(store, "GET /V1/Inventory"))
        assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(store.served()) == CONNECTIONS
    assert open_files() <= before + 2


def test_many_connections_at_once_are_all_served(store: Client, context: ssl.SSLContext) -> None:
    """All are open before the first of them asks, and all ask at the same time."""
    barrier = Barrier(AT_ONCE, timeout=60)

    def ask(number: int) -> bytes:
        body = json.dumps({"usernames": [f"user{number}@contoso.com"], "seatAction": "assign"})
        with connect(store, context) as connection:
            barrier.wait()
            return exchange(connection, last_request(store, f"POST {SEATS}", body))

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(ask, range(AT_ONCE)))
    assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in answers)
    (entry,) = store.send("GET", "/_emulator/world").json()["inventory"]
    assert sorted(entry["seats"]) == sorted(f"user{n}@contoso.com" for n in range(AT_ONCE))


@pytest.mark.parametrize("path", [SEATS, f"{SEATS}/ada@contoso.com", "/tenant/oauth2/v2.0/token"])
def test_a_body_that_is_too_large_is_refused(store: Client, path: str) -> None:
    """The client is told so, however much it still had to send."""
    answer = store.send("POST", path, b"x" * 20 * 1024 * 1024)
    assert answer.status_code == 413
    assert answer.json() == {"message": "The body is larger than 65536 bytes; send a smaller one."}


def test_the_largest_body_is_read(store: Client) -> None:
    order = '{"usernames": ["ada@contoso.com"], "seatAction": "assign"}'
    assert store.send("POST", SEATS, order.ljust(64 * 1024)).status_code == 200


ODD_NAMES = [
    "a/b@contoso.com",
    "a+b@contoso.com",
    '"quoted"@contoso.com',
    "a?b=c&d#e;f@contoso.com",
    "名前@例え.jp",
    "😀@contoso.com",
    "İ@contoso.com",
    "line\nfeed@contoso.com",
    "nul\x00@contoso.com",
    "\u202eright-to-left@contoso.com",
    ".",
    "..",
    "'; DROP TABLE seat; --",
    "x" * 5000,
]


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: ascii(name)[:30])
def test_an_odd_user_name_is_a_name_like_any_other(
    store: Client, raw: HTTPSConnection, name: str
) -> None:
    """In a path, in a body, in every listing, and in a world that is put back."""

    def ask(method: str, path: str, body: str | None = None) -> tuple[int, object]:
        headers = {"Authorization": f"Bearer {store.token}", "Content-Type": "application/json"}
        raw.request(method, path, body, headers)
        answer = raw.getresponse()
        content = answer.read()
        return answer.status, json.loads(content) if content else None

    encoded = quote(name, safe="")
    status, seat = ask("POST", f"{SEATS}/{encoded}")
    assert isinstance(seat, dict)
    assert (status, seat["assignedTo"]) == (200, name)
    assert ask("GET", f"{SEATS}/{encoded}") == (200, seat)
    assert ask("GET", SEATS) == (200, {"seats": [seat]})
    assert ask("GET", f"/V1/Users/{encoded}/Seats") == (200, {"seats": [seat]})
    _, world = ask("GET", "/_emulator/world")
    assert ask("PUT", "/_emulator/world", json.dumps(world)) == (204, None)
    order = json.dumps({"usernames": [name], "seatAction": "reclaim"})
    status, result = ask("POST", SEATS, order)
    assert isinstance(result, dict)
    assert status == 200
    assert [seat["assignedTo"] for seat in result["seatDetails"]] == [name]
    assert ask("GET", f"{SEATS}/{encoded}")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{SEATS}/%",
        f"{SEATS}/%ff%fe",
        f"{SEATS}/%ed%a0%80",
        "//V1/Inventory",
        "/%561/Inventory",
        "/V1/%49nventory?%",
        "/V1/Inventory?maxResults=%ff&maxResults=%00&&=&%=%",
        "/V1/Inventory?continuationToken=" + "A" * 30_000,
        "/V1/" + "/" * 1000,
        "/_emulator/../_emulator/%77orld",
        "*",
        "https://elsewhere.example.com/V1/Inventory",
    ],
    ids=lambda path: path[:40],
)
def test_an_odd_path_is_answered(store: Client, raw: HTTPSConnection, path: str) -> None:
    for method in ("GET", "POST", "HEAD", "ODD"):
        raw.request(method, path, headers={"Authorization": f"Bearer {store.token}"})
        answer = raw.getresponse()
        content = answer.read()
        assert answer.status in (200, 400, 404, 405)
        assert method == "HEAD" or isinstance(json.loads(content), dict)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\r\n\r\n",
        b"GET /V1/Inventory\r\n\r\n",
        b"GET /V1/Inventory HTTP/9.9\r\n\r\n",
        b"GET /V1/Inventory HTTP/1.1\r\n\r\n",
        b"GET /V1/\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nMS-CV: \xff\x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999999999\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50,
    ],
    ids=lambda sent: ascii(sent)[2:50],
)
def test_whatever_is_sent_the_next_client_is_served(
    store: Client, context: ssl.SSLContext, sent: bytes
) -> None:
    """Nonsense, half a request and a client that leaves are no concern of anybody else."""
    # The emulator may have hung up before all of it was sent.
    with suppress(OSError), connect(store, context) as connection:
        connection.sendall(sent)
        # A client that sends no more, and then leaves without a goodbye.
        connection.shutdown(socket.SHUT_WR)
    assert store.send("GET", "/V1/Inventory").status_code == 200


def test_a_client_without_tls_disturbs_nobody(store: Client) -> None:
    address = urlsplit(store.emulator.origin)
    for sent in (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01\xff\xff", b""):
        with socket.create_connection((address.hostname, address.port or 443)) as plain:
            plain.sendall(sent)
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(65536):
                pass
    assert store.send("GET", "/V1/Inventory").status_code == 200

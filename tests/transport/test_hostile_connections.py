"""Where a token may go, whom a client believes, and what a connection that misbehaves means."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import datetime, timezone
from ipaddress import ip_address
from pathlib import Path

import pytest
import requests
import trustme
import urllib3
from hypothesis import example, given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import (
    OutcomeUnknown,
    ServiceUnavailable,
    UnreadableAnswer,
)
from pulumi_microsoft_seats.transport.connection import Connection, is_loopback
from pulumi_microsoft_seats.transport.http import Session, retry_after
from tests.support.literal_server import (
    Exchange,
    LiteralServer,
    answer,
    json_answer,
    trusted_file,
)
from tests.support.store_client import ADA, OFFICE, TOKEN, Serve, client_of

NOBODY = json_answer({"seats": []})
_AROUND = st.text("a.\\@:#?%/[] 0", max_size=8)
SERVED = json_answer({"seatDetails": [{"assignedTo": ADA}]})


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Whom the client trusts."""
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> str:
    """Its certificate, for `caBundle`."""
    return trusted_file(authority, tmp_path)


class TestRedirects:
    """An answer that points elsewhere is not followed: the token would go there."""

    @pytest.mark.parametrize("status", ["302 Found", "308 P"])
    def test_a_read_is_not_led_elsewhere(self, serve: Serve, status: str) -> None:
        """Neither the token nor the request reaches the other host."""
        elsewhere = serve(NOBODY)
        there = f"Location: {elsewhere.origin.replace('127.0.0.1', 'localhost')}/V1/steal"
        server = serve(answer("", there, status=status))
        with pytest.raises(
            UnreadableAnswer, match=r"redirect \(30\d\) when .* not followed; check baseUrl"
        ):
            list(client_of(server).get_seats(OFFICE))
        assert server.exchanges[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert elsewhere.exchanges == []

    def test_a_write_that_is_led_elsewhere_may_have_been_carried_out(self, serve: Serve) -> None:
        """As a 303 even says; nobody else is told of it."""
        elsewhere = serve(SERVED)
        server = serve(answer("", f"Location: {elsewhere.origin}/", status="303 See Other"))
        with pytest.raises(OutcomeUnknown, match=r"it answered with a redirect \(303\)"):
            client_of(server).bulk_seat_operation(OFFICE, [ADA], "assign")
        assert elsewhere.exchanges == []

    @pytest.mark.parametrize("target", ["http://[", "\xff\xfe", "\t"], ids=repr)
    def test_where_it_would_lead_is_not_even_read(self, serve: Serve, target: str) -> None:
        """So it may be anything."""
        server = serve(answer("", f"Location: {target}", status="302 Found"))
        with pytest.raises(UnreadableAnswer, match="redirect"):
            list(client_of(server).get_seats(OFFICE))


class TestCertificates:
    """A server is believed when somebody trusted says that it has this name, and now."""

    def refused(self, server: LiteralServer, ca_bundle: str | None) -> str:
        """What the client says, which has sent nothing."""
        with pytest.raises(ServiceUnavailable) as caught:
            client_of(server, ca_bundle=ca_bundle).bulk_seat_operation(OFFICE, [ADA], "reclaim")
        assert server.exchanges == []
        assert f"Cannot reach {server.origin}/V1: " in str(caught.value)
        return str(caught.value)

    def test_of_the_authority_that_is_configured(
        self, serve: Serve, authority: trustme.CA, bundle: str
    ) -> None:
        """A sound one, so that the others below are refused for their fault alone."""
        server = serve(NOBODY, authority.issue_cert("127.0.0.1"))
        assert list(client_of(server, ca_bundle=bundle).get_seats(OFFICE)) == []

    @pytest.mark.parametrize("trusting", ["another authority", "the usual ones"])
    def test_of_somebody_unknown(self, serve: Serve, bundle: str, trusting: str) -> None:
        """It says which setting would trust it."""
        server = serve(NOBODY, trustme.CA().issue_cert("127.0.0.1"))
        said = self.refused(server, bundle if trusting == "another authority" else None)
        assert "is not trusted; set caBundle if it is signed by a private authority" in said

    @pytest.mark.parametrize("name", ["127.0.0.2", "bspmts.mp.microsoft.com"])
    def test_for_another_name(
        self, serve: Serve, authority: trustme.CA, bundle: str, name: str
    ) -> None:
        """Whether that is a number or a word."""
        server = serve(NOBODY, authority.issue_cert(name))
        said = self.refused(server, bundle)
        assert "its certificate is for another name; check the address" in said

    def test_of_the_past(self, serve: Serve, authority: trustme.CA, bundle: str) -> None:
        """No setting of ours helps there."""
        past = datetime(2020, 1, 1, tzinfo=timezone.utc)
        server = serve(NOBODY, authority.issue_cert("127.0.0.1", not_after=past))
        said = self.refused(server, bundle)
        assert "its certificate has expired; ask whoever runs it to renew it" in said

    def test_not_believed_because_the_environment_does(
        self, serve: Serve, bundle: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """`caBundle` wins over the variables that requests reads."""
        other = trustme.CA()
        folder = tmp_path / "other"
        folder.mkdir()
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", trusted_file(other, folder))
        self.refused(serve(NOBODY, other.issue_cert("127.0.0.1")), bundle)

    def test_from_a_server_that_speaks_none(self, serve: Serve, bundle: str) -> None:
        """An https address where plain http is spoken."""
        server = serve(NOBODY)
        client = client_of(server.origin.replace("http:", "https:"), ca_bundle=bundle)
        with pytest.raises(ServiceUnavailable, match="no encrypted connection can be made"):
            list(client.get_seats(OFFICE))


def test_encryption_that_breaks_after_a_write_was_sent_leaves_it_unknown(
    serve: Serve, authority: trustme.CA, bundle: str
) -> None:
    """Only a certificate that is refused proves that nothing was sent."""

    def handler(exchange: Exchange) -> Iterator[bytes]:
        with socket.socket(fileno=os.dup(exchange.connection.fileno())) as below:
            below.sendall(b"HTTP/1.1 500 Not encrypted\r\n\r\n")
        yield from ()

    server = serve(handler, authority.issue_cert("127.0.0.1"))
    client = client_of(server, ca_bundle=bundle)
    with pytest.raises(OutcomeUnknown, match=r"reclaiming seats of 9NBLGGH4R2R6/0016"):
        client.bulk_seat_operation(OFFICE, [ADA], "reclaim")
    assert len(server.exchanges) == 1


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 2000 Very OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
    ids=["end", "ssh", "digits", "short", "chunk", "headers"],
)
def test_what_is_no_http_is_unavailable_and_a_write_unknown(serve: Serve, said: bytes) -> None:
    """A read is asked for again, a write is not."""
    server = serve(said)
    with pytest.raises(ServiceUnavailable, match="run again later"):
        list(client_of(server).get_seats(OFFICE))
    reads = len(server.exchanges)
    assert reads == 3
    with pytest.raises(OutcomeUnknown):
        client_of(server).bulk_seat_operation(OFFICE, [ADA], "reclaim")
    assert len(server.exchanges) == reads + 1


class TestThisMachine:
    """Plain http is for this machine alone, so an address must not only look like its own."""

    @pytest.mark.parametrize(
        "address",
        [
            "http://store.example\\@127.0.0.1/V1",
            "http://store.example:80\\@localhost/V1",
            "http://127.0.0.1@store.example/V1",
            "http://127.0.0.1\t@store.example/V1",
            "http://store.example#@127.0.0.1/V1",
            "http://localhost%2estore.example/V1",
            "http://127.0.0.1.store.example/V1",
        ],
    )
    def test_what_only_looks_like_it_is_another(self, address: str) -> None:
        """Of the first two, the standard library reads another host than requests connects to."""
        assert not is_loopback(address)

    @given(_AROUND, st.sampled_from(["127.0.0.1", "localhost", "[::1]"]), _AROUND)
    def test_what_is_called_so_is_where_a_request_goes(
        self, before: str, name: str, after: str
    ) -> None:
        """Whatever comes before and after the name."""
        address = f"http://{before}{name}{after}"
        try:
            ours = is_loopback(address)
            prepared = requests.Request("GET", address).prepare().url or ""
            host = urllib3.util.parse_url(prepared).host or ""
        except (ValueError, requests.RequestException, urllib3.exceptions.LocationParseError):
            return  # no address at all
        assert not ours or host == "localhost" or ip_address(host.strip("[]")).is_loopback


class TestProxies:
    """The environment's proxies are for other machines."""

    def test_this_machine_is_reached_without_one(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A token for it would be readable to the proxy."""
        proxy, server = serve(NOBODY), serve(NOBODY)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        list(client_of(server).get_seats(OFFICE))
        assert (len(proxy.exchanges), len(server.exchanges)) == (0, 1)

    def test_other_machines_are_reached_through_it(
        self, serve: Serve, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As everywhere."""
        proxy = serve(NOBODY)
        monkeypatch.setenv("http_proxy", proxy.origin)
        Session(Connection()).request("GET", "http://store.example/V1/Inventory")
        assert proxy.exchanges[0].target == "http://store.example/V1/Inventory"


@given(st.text() | st.text(" 0123456789") | st.datetimes().map(str))
@example("Fri, 31 Dec 99999 23:59:59 GMT")
@example("-1")
@example("9" * 5000)
def test_any_retry_after_is_a_number_of_seconds_or_none(value: str) -> None:
    """A wait that cannot be read is none."""
    response = requests.Response()
    response.headers["Retry-After"] = value
    wait = retry_after(response)
    assert wait is None or wait >= 0

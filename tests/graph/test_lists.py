"""Lists that come in pages: how the next one is asked for, and when a list counts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Barrier
from urllib.parse import unquote

import pytest

from pulumi_microsoft_seats.domain.errors import InputError, UnreadableAnswer
from pulumi_microsoft_seats.graph.clouds import CLOUDS
from pulumi_microsoft_seats.graph.next_links import NextLinks
from pulumi_microsoft_seats.graph.refusals import NotPermitted, PageExpired
from pulumi_microsoft_seats.graph.values import EVERYBODY, NameRange, ranges_between
from tests.support.graph_client import E3, SKU_E3, client_of, fault, user
from tests.support.literal_server import Exchange, Handler, LiteralServer, json_answer
from tests.support.store_client import Serve

EXPIRED = fault(
    "Directory_ExpiredPageToken",
    "The specified page token value has expired and can no longer be included in your request.",
)
BAD_REQUEST = "400 Bad Request"


def _page_of(exchange: Exchange) -> int:
    return int(unquote(exchange.query).partition("$skiptoken=")[2].partition("&")[0] or 0)


def _origin(exchange: Exchange) -> str:
    return f"http://{exchange.headers['host']}"


def _link(exchange: Exchange, page: int, more: str = "&$count=true") -> dict[str, str]:
    return {"@odata.nextLink": f"{_origin(exchange)}/v1.0/users?$skiptoken={page}{more}"}


def _names(users: object) -> list[str]:
    assert isinstance(users, tuple)
    return [each.user_principal_name for each in users]


def _three_pages(more: str = "&$count=true") -> Handler:
    """Two users, nobody, one: a page can be empty and still have a next one."""

    def handler(exchange: Exchange) -> bytes:
        page = _page_of(exchange)
        found = [[user(1), user(2)], [], [user(3)]][page]
        return json_answer(
            {"value": found, **(_link(exchange, page + 1, more) if page < 2 else {})}
        )

    return handler


@pytest.mark.parametrize("more", ["&$count=true", "&%24count=true", ""], ids=repr)
def test_every_page_is_asked_for_as_an_advanced_query(serve: Serve, more: str) -> None:
    """The header is carried over by nobody, and without both a later page is refused."""
    server = serve(_three_pages(more))
    holders = client_of(server).list_holders(E3)
    assert _names(holders) == [f"user{number:02}@contoso.com" for number in (1, 2, 3)]
    assert len(server.exchanges) == 3
    for sent in server.exchanges:
        assert sent.headers["consistencylevel"] == "eventual"
        assert unquote(sent.query).count("$count=true") == 1


def test_a_link_is_followed_as_it_is_written(serve: Serve) -> None:
    """Not a character of its token is changed."""
    link = "/v1.0/users?$count=true&$skiptoken=RFNwd%2Babc%3D-_.~!'(x:x/y)&a=%7B%22%7D"

    def handler(exchange: Exchange) -> bytes:
        if "skiptoken" in exchange.query:
            return json_answer({"value": []})
        return json_answer({"value": [], "@odata.nextLink": _origin(exchange) + link})

    server = serve(handler)
    client_of(server).list_holders(E3)
    assert server.exchanges[1].target == link


def test_a_list_that_is_not_filtered_is_followed_without_a_count(serve: Serve) -> None:
    """Of SKUs there are hardly two pages; who passed over the second one deleted data."""

    def handler(exchange: Exchange) -> bytes:
        page = _page_of(exchange)
        link = f"{_origin(exchange)}/v1.0/subscribedSkus?$skiptoken=1"
        more = {} if page else {"@odata.nextLink": link}
        return json_answer({"value": [{**SKU_E3, "id": str(page)}], **more})

    server = serve(handler)
    assert len(client_of(server).list_skus()) == 2
    assert server.exchanges[1].target == "/v1.0/subscribedSkus?$skiptoken=1"


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.microsoft.com/v1.0/users?$skiptoken=1",
        "http://127.0.0.1:1/v1.0/users?$skiptoken=1",
        "https://127.0.0.1:{port}/v1.0/users?$skiptoken=1",
        "http://127.0.0.1:{port}@example.com/v1.0/users?$skiptoken=1",
        "http://user@127.0.0.1:{port}/v1.0/users?$skiptoken=1",
        "http://127.0.0.1:{port}\\@example.com/v1.0/users",
        "http://127.0.0.1:{port}/beta/users?$skiptoken=1",
        "http://127.0.0.1:{port}/v1.0/../beta/users?$skiptoken=1",
        "http://127.0.0.1:{port}/v1.0/%2e%2e/beta/users?$skiptoken=1",
        "http://127.0.0.1:{port}/v1.0/..%2fbeta/users?$skiptoken=1",
        "http://127.0.0.1:{port}/v1.0beta/users?$skiptoken=1",
        "http://127.0.0.1:{port}/v1.0",
        "http://127.0.0.1:{port}/v1.0/users?a#b",
        "http://127.0.0.1:{port}/v1.0/users?a\nb",
        "http://127.0.0.1:many/v1.0/users",
        "http://[127.0.0.1:{port}/v1.0/users",
        "//127.0.0.1:{port}/v1.0/users",
        "/v1.0/users?$skiptoken=1",
        "$skiptoken=1",
    ],
)
def test_a_token_is_sent_nowhere_else(serve: Serve, link: str) -> None:
    """A link that leads out of the service, or to another version, ends the list."""

    def handler(exchange: Exchange) -> bytes:
        port = exchange.headers["host"].partition(":")[2]
        return json_answer({"value": [], "@odata.nextLink": link.format(port=port)})

    server = serve(handler)
    with pytest.raises(
        UnreadableAnswer,
        match=r"as @odata\.nextLink, which leads out of the service when listing the holders of",
    ):
        client_of(server).list_holders(E3)
    assert len(server.exchanges) == 1


def test_capitals_and_the_usual_port_make_no_other_server() -> None:
    """As the service may write its own name."""
    links = NextLinks(CLOUDS["global"].graph_url)
    link = "HTTPS://Graph.Microsoft.com:443/v1.0/users?$skiptoken=1"
    assert links.path_of(link, counting=False) == "/users?$skiptoken=1"


def test_links_that_come_again_end_the_list(serve: Serve) -> None:
    """In a circle of two pages."""
    numbers = count(1)

    def handler(exchange: Exchange) -> bytes:
        return json_answer({"value": [user(next(numbers))], **_link(exchange, next(numbers) % 4)})

    with pytest.raises(UnreadableAnswer, match="does not end when listing the holders of"):
        client_of(serve(handler)).list_holders(E3)


def test_a_list_counts_only_when_its_last_page_was_seen(serve: Serve) -> None:
    """Whoever was on the pages before is not all who hold a licence."""

    def handler(exchange: Exchange) -> bytes:
        if _page_of(exchange):
            return json_answer(fault("x", "no"), status="403 Forbidden")
        return json_answer({"value": [user(1)], **_link(exchange, 1)})

    with pytest.raises(NotPermitted, match=r"grant it User\.Read\.All"):
        client_of(serve(handler)).list_holders(E3)


def test_somebody_who_is_listed_twice_is_one(serve: Serve) -> None:
    """On a page and on the next, as the list changes meanwhile: what was said last counts."""
    moved = {**user(1), "usageLocation": "FR"}

    def handler(exchange: Exchange) -> bytes:
        if _page_of(exchange):
            return json_answer({"value": [user(2), moved]})
        return json_answer({"value": [user(1), user(1)], **_link(exchange, 1)})

    first, second = client_of(serve(handler)).list_holders(E3)
    assert (first.id, first.usage_location) == (moved["id"], "FR")
    assert second.user_principal_name == "user02@contoso.com"


def _expiring(times: int) -> Handler:
    """Refuses the second page so many times, and has somebody else on the first one then."""
    refusals = count()

    def handler(exchange: Exchange) -> bytes:
        if not _page_of(exchange):
            return json_answer({"value": [user(len(seen))], **_link(exchange, 1)})
        seen.append(exchange)
        if next(refusals) < times:
            return json_answer(EXPIRED, status=BAD_REQUEST)
        return json_answer({"value": [user(9)]})

    seen: list[Exchange] = []
    return handler


def test_a_list_whose_page_expired_is_begun_anew(serve: Serve) -> None:
    """What was read of it before is forgotten."""
    holders = client_of(serve(_expiring(2))).list_holders(E3)
    assert _names(holders) == ["user02@contoso.com", "user09@contoso.com"]


def test_a_list_whose_pages_always_expire_is_an_error(serve: Serve) -> None:
    server = serve(_expiring(10))
    with pytest.raises(PageExpired):
        client_of(server).list_holders(E3)
    assert len(server.exchanges) == 6


def test_a_range_of_names_is_part_of_the_query(serve: Serve) -> None:
    """Quoted as OData wants it, and encoded, whatever the names hold."""
    server = serve(json_answer({"value": []}))
    within = NameRange("o'hara+x&y@contoso.com", "zoë#EXT#@contoso.com")
    client_of(server).list_holders(E3, within)
    assert server.exchanges[0].target.startswith(
        f"/v1.0/users?$filter=assignedLicenses/any(x:x/skuId%20eq%20{E3})"
        "%20and%20userPrincipalName%20ge%20%27o%27%27hara%2Bx%26y%40contoso.com%27"
        "%20and%20userPrincipalName%20le%20%27zo%C3%AB%23EXT%23%40contoso.com%27&$select="
    )
    with pytest.raises(InputError, match=r"which holds U\+0000"):
        client_of(server).list_holders(E3, NameRange("a\x00"))


def test_ranges_leave_nobody_out() -> None:
    """One before the first boundary, one behind the last; each begins where another ends."""
    assert ranges_between(("m", "f", "m")) == (
        NameRange(None, "f"),
        NameRange("f", "m"),
        NameRange("m", None),
    )
    assert ranges_between(()) == (EVERYBODY,)


RANGES = ranges_between(("b", "c"))


def _side_by_side(serve: Serve, second_page: Callable[[], bytes]) -> LiteralServer:
    """Three ranges; the one from b to c has two pages."""
    begun = Barrier(3)

    def handler(exchange: Exchange) -> bytes:
        query = unquote(exchange.query)
        assert exchange.headers["consistencylevel"] == "eventual"
        assert "$count=true" in query
        if "$skiptoken=1" in query:
            return second_page()
        begun.wait(10)
        if "ge 'b'" in query:
            return json_answer({"value": [user(2)], **_link(exchange, 1)})
        return json_answer({"value": [user(1) if "le 'b'" in query else user(4)]})

    return serve(handler)


def test_ranges_are_read_side_by_side(serve: Serve) -> None:
    """None waits for another one's page; nobody counts twice."""
    server = _side_by_side(serve, lambda: json_answer({"value": [user(3), user(4)]}))
    holders = client_of(server).list_holders_side_by_side(E3, RANGES)
    assert sorted(_names(holders)) == [f"user{number:02}@contoso.com" for number in range(1, 5)]
    assert len(server.exchanges) == 4


def test_a_range_that_ends_in_an_error_is_no_list(serve: Serve) -> None:
    refused = json_answer(fault("Authorization_RequestDenied", "no"), status="403 Forbidden")
    with pytest.raises(NotPermitted):
        client_of(_side_by_side(serve, lambda: refused)).list_holders_side_by_side(E3, RANGES)

"""Lists that do not end, repeat themselves, or hold what belongs to another list."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from urllib.parse import parse_qs

import pytest

from pulumi_microsoft_seats.domain.errors import OutcomeUnknown, ProductNotFound, UnreadableAnswer
from pulumi_microsoft_seats.transport import paging
from tests.support.literal_server import Exchange, Handler, answer, json_answer
from tests.support.store_client import ADA, MINECRAFT, OFFICE, Serve, client_of

BOB = "bob@contoso.com"


def pages(tokens: Callable[[], str], *users: str) -> Handler:
    """A handler that answers these users, and always another page to come."""

    def handler(_exchange: Exchange) -> bytes:
        seats = [{"assignedTo": user} for user in users]
        return json_answer({"seats": seats, "continuationToken": tokens()})

    return handler


@pytest.mark.parametrize("cycle", [1, 2, 7])
def test_tokens_that_come_again_end_the_list(serve: Serve, cycle: int) -> None:
    """One that repeats itself, and several in a circle."""
    numbers = count()
    server = serve(pages(lambda: f"page{next(numbers) % cycle}", ADA))
    with pytest.raises(
        UnreadableAnswer,
        match=r"does not end when .*9NBLGGH4R2R6/0016: it repeats a continuationToken; run again",
    ):
        list(client_of(server).get_seats(OFFICE))
    assert len(server.exchanges) == cycle + 1


@pytest.mark.parametrize("users", [(), (ADA, BOB)], ids=["empty pages", "the same page"])
def test_new_tokens_that_bring_nothing_new_end_the_list(
    serve: Serve, users: tuple[str, ...]
) -> None:
    """Twenty pages in a row are waited for, because a service may filter its pages."""
    numbers = count()
    server = serve(pages(lambda: f"page{next(numbers)}", *users))
    with pytest.raises(UnreadableAnswer, match="20 pages in a row bring nothing new"):
        list(client_of(server).get_seats(OFFICE))
    assert len(server.exchanges) == 20 + bool(users)


def test_some_empty_pages_are_passed_over(serve: Serve) -> None:
    """The list goes on after them."""

    def handler(exchange: Exchange) -> bytes:
        page = int(exchange.query.partition("continuationToken=")[2] or 0)
        seats = [{"assignedTo": f"user{page}@contoso.com"}] if page % 15 == 0 else []
        more = {"continuationToken": str(page + 1)} if page < 30 else {}
        return json_answer({"seats": seats, **more})

    found = [seat.user for seat in client_of(serve(handler)).get_seats(OFFICE)]
    assert found == [f"user{page}@contoso.com" for page in (0, 15, 30)]


def test_a_list_longer_than_any_organisation_is_given_up(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if every page brings somebody new."""
    monkeypatch.setattr(paging, "MOST_PAGES", 30)
    numbers = count()

    def handler(_exchange: Exchange) -> bytes:
        number = next(numbers)
        seat = {"assignedTo": f"user{number}@contoso.com"}
        return json_answer({"seats": [seat], "continuationToken": f"page{number}"})

    with pytest.raises(UnreadableAnswer, match="it has more than 30 pages"):
        list(client_of(serve(handler)).get_seats(OFFICE))


def test_a_page_of_ten_thousand_seats_is_read(serve: Serve) -> None:
    """Although a hundred were asked for."""
    seats = [{"assignedTo": f"user{number}@contoso.com"} for number in range(10_000)]
    server = serve(json_answer({"seats": seats}))
    assert len(list(client_of(server).get_seats(OFFICE))) == 10_000
    assert len(server.exchanges) == 1


def test_a_seat_that_is_listed_twice_is_one(serve: Serve) -> None:
    """Within a page and on another: seats that were assigned meanwhile push others along."""

    def handler(exchange: Exchange) -> bytes:
        if "continuationToken" in exchange.query:
            return json_answer({"seats": [{"assignedTo": BOB}, {"assignedTo": ADA}]})
        twice = [{"assignedTo": ADA}, {"assignedTo": ADA}]
        return json_answer({"seats": twice, "continuationToken": "next"})

    assert [seat.user for seat in client_of(serve(handler)).get_seats(OFFICE)] == [ADA, BOB]


def test_entries_of_a_page_that_are_alike_are_several(serve: Serve) -> None:
    """Two orders of as many seats; what an earlier page had is a repetition."""
    entry = {
        "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
        "seatCapacity": 10,
        "availableSeats": 10,
    }

    def handler(exchange: Exchange) -> bytes:
        more = {} if "continuationToken" in exchange.query else {"continuationToken": "next"}
        return json_answer({"inventoryEntries": [entry, entry], **more})

    found = list(client_of(serve(handler)).get_inventory())
    assert [(entry.product, entry.capacity) for entry in found] == [(OFFICE, 10), (OFFICE, 10)]


@pytest.mark.parametrize("token", ["a b&c=d#e", "+/=%2F", "é\r\nX-Evil: 1", "../../Users"])
def test_a_token_goes_back_as_it_came(serve: Serve, token: str) -> None:
    """Whatever characters it has, it stays one parameter."""

    def handler(exchange: Exchange) -> bytes:
        more = {} if "continuationToken" in exchange.query else {"continuationToken": token}
        return json_answer({"seats": [], **more})

    server = serve(handler)
    list(client_of(server).get_seats(OFFICE))
    second = server.exchanges[1]
    assert parse_qs(second.query) == {"maxResults": ["100"], "continuationToken": [token]}
    assert second.path == "/V1/Inventory/9NBLGGH4R2R6/0016/Seats"
    assert "x-evil" not in second.headers


def seat_of(user: str, product_id: str = "9NBLGGH4R2R6", sku_id: str = "0016") -> dict[str, object]:
    """A seat as the service writes it."""
    return {"assignedTo": user, "productKey": {"productId": product_id, "skuId": sku_id}}


def test_a_seat_of_somebody_else_says_nothing_of_whom_was_asked_about(serve: Serve) -> None:
    """Not that a seat is held, and not that a write was carried out."""
    client = client_of(serve(json_answer(seat_of(BOB))))
    said = r"the seat of 'bob@contoso\.com'"
    with pytest.raises(UnreadableAnswer, match=f"{said} when reading the seat of ada@contoso.com"):
        client.get_seat(OFFICE, ADA)
    with pytest.raises(OutcomeUnknown, match=said):
        client.assign_seat(OFFICE, ADA)
    with pytest.raises(OutcomeUnknown, match=said):
        client.reclaim_seat(OFFICE, ADA)


def test_somebody_elses_seat_among_a_users_is_an_error(serve: Serve) -> None:
    """Whatever the capitals, it has to be that user's."""
    seats = [seat_of("ADA@Contoso.com"), seat_of(ADA, "CFQ7TTC0K5DR", "0002")]
    own = client_of(serve(json_answer({"seats": seats})))
    assert [seat.product for seat in own.get_user_seats(ADA)] == [OFFICE, MINECRAFT]
    other = client_of(serve(json_answer({"seats": [seat_of(ADA), seat_of(BOB)]})))
    with pytest.raises(UnreadableAnswer, match=r"a seat of 'bob@contoso\.com' when reading .*ada@"):
        list(other.get_user_seats(ADA))


@pytest.mark.parametrize("item", ["Seat", "User"])
def test_a_404_that_names_the_seat_or_its_user_means_that_there_is_none(
    serve: Serve, item: str
) -> None:
    """Nobody but the service says so."""
    client = client_of(serve(json_answer({"itemType": item}, status="404 Not Found")))
    assert client.get_seat(OFFICE, ADA) is None


@pytest.mark.parametrize(
    "said",
    [
        json_answer({"itemType": "Inventory", "value": "9NBLGGH4R2R6/0016"}, status="404 N"),
        json_answer({}, status="404 N"),
        json_answer({"statusCode": 404, "message": "Resource not found"}, status="404 N"),
        answer("<h1>404 user not found</h1>", "Content-Type: text/html", status="404 N"),
    ],
    ids=["inventory", "nothing", "a gateway", "a page"],
)
def test_any_other_404_for_one_seat_is_not_a_seat_that_nobody_holds(
    serve: Serve, said: bytes
) -> None:
    """A wrong address answers so for everybody."""
    with pytest.raises(ProductNotFound, match="check product_id, sku_id and baseUrl"):
        client_of(serve(said)).get_seat(OFFICE, ADA)

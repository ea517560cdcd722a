"""Names as one segment of a path: no character of theirs makes another request of it."""

from __future__ import annotations

import json
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import InputError
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.transport.path_segments import segment as segment_of
from tests.support.literal_server import answer
from tests.support.store_client import OFFICE, Serve, client_of


@pytest.mark.parametrize(
    ("user", "segment"),
    [
        ("ada/../bob@contoso.com", "ada%2F..%2Fbob%40contoso.com"),
        ("ada+test@contoso.com", "ada%2Btest%40contoso.com"),
        ("50%@contoso.com", "50%25%40contoso.com"),
        ("ada%40contoso.com", "ada%2540contoso.com"),
        ("jürgen@contoso.com", "j%C3%BCrgen%40contoso.com"),
        ("😀@contoso.com", "%F0%9F%98%80%40contoso.com"),
        ("ada@contoso.com ", "ada%40contoso.com%20"),
        ("ada?x=1#y@contoso.com", "ada%3Fx%3D1%23y%40contoso.com"),
        ("ada_fabrikam.com#EXT#@contoso.com", "ada_fabrikam.com%23EXT%23%40contoso.com"),
        ("...", "..."),
        ("~a-b_c.d", "~a-b_c.d"),
    ],
)
def test_a_user_name_is_one_segment_as_it_reaches_the_service(
    serve: Serve, user: str, segment: str
) -> None:
    """Percent-encoded once, so that decoding it once gives the name again."""
    server = serve(answer(json.dumps({"assignedTo": user})))
    seat = client_of(server).get_seat(OFFICE, user)
    assert seat is not None
    assert seat.user == user
    assert server.exchanges[0].target == f"/V1/Inventory/9NBLGGH4R2R6/0016/Seats/{segment}"
    assert unquote(segment) == user


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a\nb", "a\x00b", "\ud800", "\t"], ids=repr)
def test_what_cannot_be_a_segment_is_not_asked_for(serve: Serve, name: str) -> None:
    """Dots and nothing would ask, or write, at another address."""
    server = serve(answer("{}"))
    client = client_of(server)
    with pytest.raises(InputError, match=r"cannot be asked for: it is no name of a user"):
        client.get_seat(OFFICE, name)
    with pytest.raises(InputError):
        client.reclaim_seat(ProductKey("..", name), "ada@contoso.com")
    with pytest.raises(InputError):
        client.get_product_package(OFFICE, name)
    assert server.exchanges == []


def test_a_parameter_that_is_no_text_is_not_asked_for(serve: Serve) -> None:
    """As a command line can hold it, where a file name was pasted."""
    server = serve(answer("{}"))
    with pytest.raises(InputError, match=r"^modifiedSince is '\\udcff', which holds U\+DCFF, half"):
        list(client_of(server).get_inventory(modified_since="\udcff"))
    assert server.exchanges == []


@given(st.text(min_size=1))
def test_any_name_is_one_segment_or_refused(name: str) -> None:
    """There is no third way."""
    try:
        segment = segment_of(name)
    except InputError:
        return
    assert segment == quote(name, safe="")
    assert not set(segment) & set("/?#\\ \r\n")
    assert unquote(segment) == name

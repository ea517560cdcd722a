"""User names in paths: no character of theirs makes another request of it."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError
from tests.support.graph_client import ADA, client_of
from tests.support.literal_server import json_answer
from tests.support.store_client import Serve


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("o'hara@contoso.com", "/users/o%27hara%40contoso.com"),
        ("ada_fabrikam.com#EXT#@contoso.com", "/users/ada_fabrikam.com%23EXT%23%40contoso.com"),
        ("$ada@contoso.com", "/users('%24ada%40contoso.com')"),
        ("$o'hara@contoso.com", "/users('%24o%27%27hara%40contoso.com')"),
    ],
)
def test_a_user_is_asked_for_by_name(serve: Serve, name: str, path: str) -> None:
    """A guest's name holds `#`; one that begins with `$` is a key, not a segment."""
    server = serve(json_answer({**ADA, "userPrincipalName": name}))
    assert client_of(server).get_user(name).user_principal_name == name
    assert server.exchanges[0].path == f"/v1.0{path}"


@pytest.mark.parametrize("name", ["", "..", "a\nb"], ids=repr)
def test_what_cannot_be_a_user_is_not_asked_for(serve: Serve, name: str) -> None:
    """Neither alone nor among others."""
    server = serve(json_answer(ADA))
    with pytest.raises(InputError):
        client_of(server).get_user(name)
    with pytest.raises(InputError):
        client_of(server).get_users(["ada@contoso.com", name])
    assert server.exchanges == []

"""Where a secret or a token may be sent."""

from __future__ import annotations

import pytest

from .reading import MINIMUM, load, refusal


@pytest.mark.parametrize(
    "address",
    [
        "http://127.1.2.3/V1",
        "http://LOCALHOST:8080/V1",
        "http://[::1]:8080/V1",
    ],
)
def test_a_service_on_this_machine_may_be_without_encryption(address: str) -> None:
    """Nobody else can listen there."""
    assert load({**MINIMUM, "baseUrl": address}).base_url == address


def test_entra_is_only_reached_over_https() -> None:
    """Also on this machine: MSAL signs in nowhere else, and would blame the tenant."""
    said = refusal({**MINIMUM, "authority": "http://localhost"})
    assert said == "authority is 'http://localhost': a token is only sent over https."


@pytest.mark.parametrize("key", ["authority", "baseUrl", "graphUrl"])
@pytest.mark.parametrize(
    "address",
    [
        "http://store.example",
        "http://127.0.0.1.store.example",
        "http://localhost.store.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://2130706433",
    ],
)
def test_a_secret_or_token_never_leaves_this_machine_without_encryption(
    key: str, address: str
) -> None:
    """Nor to a host that only looks like this machine."""
    said = refusal({**MINIMUM, key: address})
    assert said == f"{key} is {address!r}: a token is only sent over https."


@pytest.mark.parametrize("key", ["authority", "baseUrl", "graphUrl"])
@pytest.mark.parametrize(
    "address",
    [
        "store.example/V1",
        "ftp://store.example",
        "https://",
        "V1",
        "https://[::1",
        "https://store.example:port",
        "https://store.example:99999",
        "http://store.example\\localhost",
        "https://store .example",
        "https://store.example/V1#part",
        "https://.store.example",
        "https://*.store.example",
        "https://store%zz",
        f"https://{'store' * 13}.example",
    ],
)
def test_an_address_has_a_scheme_and_a_host(key: str, address: str) -> None:
    """Anything else is named, and what two libraries read as two hosts."""
    said = refusal({**MINIMUM, key: address})
    assert said == f"{key} is {address.rstrip('/')!r}, which is no https address."


@pytest.mark.parametrize("key", ["authority", "baseUrl", "graphUrl"])
@pytest.mark.parametrize("parameters", ["?code=hunter2", "?"])
def test_an_address_has_no_parameters(key: str, parameters: str) -> None:
    """Paths are added to it."""
    said = refusal({**MINIMUM, key: f"https://store.example/V1{parameters}"})
    assert said == f"{key} is 'https://store.example/V1', which is no https address."


@pytest.mark.parametrize("key", ["authority", "baseUrl", "graphUrl"])
@pytest.mark.parametrize("host", ["store.example", "localhost"])
def test_an_address_has_no_user_and_password(key: str, host: str) -> None:
    """They are not what a sign-in is made of, and are not repeated."""
    said = refusal({**MINIMUM, key: f"https://ada:hunter2@{host}"})
    assert said == f"{key} is 'https://…@{host}', which is no https address."


@pytest.mark.parametrize("key", ["authority", "baseUrl", "graphUrl"])
def test_a_password_is_not_repeated_where_the_scheme_was_forgotten(key: str) -> None:
    said = refusal({**MINIMUM, key: "ada:hunter2@store.example/V1"})
    assert said == f"{key} is '…@store.example/V1', which is no https address."

"""What the tests of signing in need."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.emulator import Emulator, parse_world
from pulumi_microsoft_seats.entra import token_source
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client import StoreClient
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.transport import Transport
from tests.support.store_client import IMPATIENT, connection_of


@pytest.fixture
def _asks_msal_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token is handed out without asking MSAL whether it still lasts."""
    monkeypatch.setattr(token_source, "_SECONDS_KEPT", 0.0)


@pytest.fixture
def holders(emulator: Emulator) -> Callable[[TokenSource], list[str]]:
    """Asks the service who holds a seat, with the tokens of a source: Ada, if it accepts them."""
    product = {"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seats": ["ada@contoso.com"]}
    emulator.replace_world(parse_world({"inventory": [product]}))
    connection = connection_of(emulator)

    def asked(tokens: TokenSource) -> list[str]:
        transport = Transport(
            emulator.base_url, tokens, connection, error_of, retries=IMPATIENT, concurrency=16
        )
        seats = StoreClient(transport).get_seats(ProductKey("9NBLGGH4R2R6", "0016"))
        return [seat.user for seat in seats]

    return asked

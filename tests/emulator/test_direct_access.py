"""What the program that started an emulator sees of it and does to it, without a request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_microsoft_seats.emulator import Emulator, EmulatorError, parse_world
from tests.support.administrator import Administrator

OFFICE = "9NBLGGH4R2R6/0016"
WORLD = parse_world(
    {
        "users": ["Ada@contoso.com", "berta@contoso.com", "carl@contoso.com", "dora@contoso.com"],
        "inventory": [
            {
                "product_id": "9NBLGGH4R2R6",
                "sku_id": "0016",
                "seat_capacity": 3,
                "seats": ["Ada@contoso.com"],
            },
            {"product_id": "OFF", "sku_id": "0001", "license_type": "offline"},
        ],
    }
)


@pytest.fixture
def store(emulator: Emulator) -> Emulator:
    emulator.replace_world(WORLD)
    return emulator


def test_holders_are_told_in_lower_case_whatever_capitals_the_product_has(store: Emulator) -> None:
    assert store.holders("9nblggh4r2r6/0016") == {"ada@contoso.com"}


def test_seats_are_moved_as_somebody_else_would(
    store: Emulator, administrator: Administrator
) -> None:
    """The service shows it at once; who holds a seat keeps it; it is no request."""
    store.assign(OFFICE, "berta@contoso.com", "ada@contoso.com")
    assert administrator.holders(OFFICE) == {"Ada@contoso.com", "berta@contoso.com"}
    store.reclaim(OFFICE, "ADA@contoso.com")
    assert administrator.holders(OFFICE) == {"berta@contoso.com"}
    assert store.writes() == ()


@pytest.mark.parametrize(
    ("move", "says"),
    [
        (
            lambda store: store.assign(OFFICE, "nobody@contoso.com", "carl@contoso.com"),
            "9NBLGGH4R2R6/0016: not every seat was moved: User not found (nobody@contoso.com).",
        ),
        (
            lambda store: store.assign(
                OFFICE, "carl@contoso.com", "berta@contoso.com", "dora@contoso.com"
            ),
            "9NBLGGH4R2R6/0016: not every seat was moved: No available seats (dora@contoso.com).",
        ),
        (
            lambda store: store.reclaim(OFFICE, "berta@contoso.com"),
            "9NBLGGH4R2R6/0016: not every seat was moved: Seat not found (berta@contoso.com).",
        ),
        (
            lambda store: store.assign("OFF/0001", "ada@contoso.com"),
            "OFF/0001 has no seats: Not online.",
        ),
        (
            lambda store: store.assign("9NBLGGH4R2R6", "ada@contoso.com"),
            "9NBLGGH4R2R6 is not in the emulator's inventory; name an entry as productId/skuId.",
        ),
        (
            lambda store: store.holders("NONE/0001"),
            "NONE/0001 is not in the emulator's inventory; name an entry as productId/skuId.",
        ),
        (
            lambda store: store.inject({"fault": "flood"}),
            "rules[0] needs a fault, which is one of ",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(
    store: Emulator, move: Callable[[Emulator], object], says: str
) -> None:
    with pytest.raises(EmulatorError) as refused:
        move(store)
    assert str(refused.value).startswith(says)


def test_who_can_be_served_is_served_beside_who_cannot(store: Emulator) -> None:
    with pytest.raises(EmulatorError):
        store.assign(OFFICE, "nobody@contoso.com", "carl@contoso.com")
    assert store.holders(OFFICE) == {"ada@contoso.com", "carl@contoso.com"}


def test_writes_are_the_requests_to_move_seats(
    store: Emulator, administrator: Administrator
) -> None:
    """Neither what signs in, nor what reads."""
    administrator.dates(OFFICE)
    administrator.assign(OFFICE, "berta@contoso.com")
    (write,) = store.writes()
    assert (write.method, write.path) == ("POST", f"/V1/Inventory/{OFFICE}/Seats")
    assert write.status == 200
    assert b"berta@contoso.com" in write.body
    assert len(store.requests()) == 3
    store.forget_requests()
    assert store.requests() == ()


def test_an_emulator_that_does_not_run_says_so() -> None:
    """Before its start, and after its end."""
    stopped = Emulator(WORLD)
    with pytest.raises(EmulatorError, match="start it first"):
        stopped.world()
    with stopped:
        assert stopped.world() == WORLD
    with pytest.raises(EmulatorError, match="start it first"):
        stopped.writes()

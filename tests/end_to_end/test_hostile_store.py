"""A store that answers what it should not: one sentence for the user, and no seat touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.programs import assignment, people, program
from tests.support.literal_server import answer, json_answer
from tests.support.literal_store import LiteralStore

SEATS = "/Inventory/9NBLGGH4R2R6/0016/Seats"
KEY = {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
ENTRY = {"productKey": KEY, "seatCapacity": 100, "availableSeats": 90, "licenseType": "online"}
HELD = {"assignedTo": "zoe@contoso.com", "productKey": {"productId": "9NOTHER", "skuId": "0016"}}

HOSTILE: dict[str, tuple[bytes, str]] = {
    "another product": (json_answer({"seats": [HELD]}), "a seat of '9NOTHER/0016' in place of"),
    "an error with 200": (json_answer({"message": "Busy"}), "none of the properties of SeatD"),
    "a list": (json_answer(["zoe@contoso.com"]), "a list where the reference has SeatDetails"),
    "two users in one": (
        json_answer({"seats": [{"assignedTo": "zoe@contoso.com\nada@contoso.com"}]}),
        "which is no name",
    ),
    "no end": (json_answer({"seats": [], "continuationToken": "t"}), "repeats a continuationToken"),
    "elsewhere": (answer("", "Location: https://127.0.0.1:1/", status="307 T"), "redirect (307)"),
    "deep": (answer("[" * 100_000), "is not JSON"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_ends_in_a_sentence(start: Start, tmp_path: Path, kind: str) -> None:
    """Nothing is written, and no traceback is shown."""
    said, sentence = HOSTILE[kind]
    answers = {"/Inventory": json_answer({"inventoryEntries": [ENTRY]}), SEATS: said}
    with LiteralStore(answers, tmp_path) as store:
        outcome = start(program(assignment("office", people(3))), **store.environment).up()
        methods = {exchange.method for exchange in store.exchanges if "/V1/" in exchange.target}
    assert not outcome.ok
    assert sentence in outcome.text
    assert "Traceback" not in outcome.text
    assert methods == {"GET"}

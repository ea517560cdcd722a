"""A refresh or a destroy where 404 is the answer: only a readable inventory says what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Start
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.end_to_end.runners import Runner
from tests.support.administrator import Administrator
from tests.support.literal_server import answer, json_answer
from tests.support.literal_store import NOT_FOUND, LiteralStore

SEATS = "/Inventory/9NBLGGH4R2R6/0016/Seats"
USERS = people(3)
PAGE = answer("<h1>404 Not Found</h1>", "Content-Type: text/html", status="404 Not Found")
NAMED = json_answer({"itemType": "Inventory", "value": OFFICE}, status="404 Not Found")
NO_PRODUCT = f"The service does not find the product: 404 when reading the seats of {OFFICE}"
NO_SERVICE = "There is no such service: 404 when reading the inventory"


def _listing(product: str, held: int, *, token: str | None = None, status: str = "active") -> bytes:
    """An inventory of one product, of which so many seats are held."""
    product_id, sku_id = product.split("/")
    listed = {
        "productKey": {"productId": product_id, "skuId": sku_id},
        "seatCapacity": 5000,
        "availableSeats": 5000 - held,
        "licenseType": "online",
        "status": status,
    }
    more = {} if token is None else {"continuationToken": token}
    return json_answer({"inventoryEntries": [listed], **more})


@dataclass(frozen=True)
class Wrong:
    """Where the seats are not: what it answers, and what is then said of a 404."""

    said: str
    answers: Mapping[str, bytes] = field(default_factory=dict)
    otherwise: bytes = NOT_FOUND


_FIRST = [{"assignedTo": USERS[0]}]
_ONLINE = "?licenseTypes=online&licenseTypes=offline"
WRONG = {
    "everything": Wrong(NO_SERVICE, otherwise=PAGE),
    "the product in other capitals": Wrong(
        NO_PRODUCT,
        {
            f"/Inventory{_ONLINE}": _listing("CFQ7TTC0K5DR/0002", 3, token="next"),
            f"/Inventory{_ONLINE}&continuationToken=next": _listing(OFFICE.lower(), 3),
        },
        NAMED,
    ),
    "a page of the inventory": Wrong(
        NO_SERVICE, {f"/Inventory{_ONLINE}": _listing("CFQ7TTC0K5DR/0002", 3, token="next")}
    ),
    "a page of the seats": Wrong(
        NO_PRODUCT,
        {
            "/Inventory": _listing(OFFICE, 3, status="removed"),
            f"{SEATS}?maxResults=100": json_answer({"seats": _FIRST, "continuationToken": "next"}),
        },
    ),
}


def _up(start: Start, administrator: Administrator, *, more: str = "") -> Runner:
    """A stack whose users hold their seats."""
    administrator.set_world({"inventory": [entry()]})
    run = start(program(assignment("office", USERS, more=more)))
    done = run.up()
    assert done.ok, done.text
    return run


@pytest.mark.parametrize("kind", WRONG)
def test_a_404_empties_no_state_and_lets_no_destroy_succeed(
    start: Start, administrator: Administrator, tmp_path: Path, kind: str
) -> None:
    """Whatever is not found there, one sentence says what to check."""
    run, wrong = _up(start, administrator), WRONG[kind]
    before = run.resources()
    with LiteralStore(wrong.answers, tmp_path, otherwise=wrong.otherwise) as store:
        run.environment |= store.environment
        ended = [run.refresh(), run.destroy()]
        methods = {exchange.method for exchange in store.exchanges if "/V1/" in exchange.target}
    for outcome in ended:
        assert outcome.exit_code != 0
        assert wrong.said in outcome.text
        assert "baseUrl" in outcome.text
        assert "Traceback" not in outcome.text
    assert run.resources() == before
    assert methods == {"GET"}


def test_a_shared_assignment_takes_nobody_for_gone(
    start: Start, administrator: Administrator, tmp_path: Path
) -> None:
    """Its users are asked for one by one, and a 404 that names none of them is about nobody."""
    run = _up(start, administrator, more="ownership='shared'")
    before = run.resources()
    with LiteralStore({"/Inventory": _listing(OFFICE, 4000)}, tmp_path) as store:
        run.environment |= store.environment
        ended = [run.refresh(), run.destroy()]
        asked = [path for path in store.asked if path.startswith(f"{SEATS}/")]
    assert asked
    for outcome in ended:
        assert outcome.exit_code != 0
        assert NO_PRODUCT in outcome.text
    assert run.resources() == before


def test_a_product_that_is_really_gone_is_destroyed_with_a_word(
    start: Start, administrator: Administrator
) -> None:
    """Nothing is left to reclaim, and nothing of it in the state."""
    run = _up(start, administrator)
    administrator.set_world({"inventory": []})
    administrator.forget_requests()
    done = run.destroy()
    assert done.ok, done.text
    assert f"{OFFICE} is no longer in the inventory, so there are no seats left" in done.text
    assert not [each for each in run.resources() if each["urn"].endswith("::office")]
    assert administrator.writes() == []

"""The emulator's page as a browser shows it, while it changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.chromium import CHROMIUM

from .browser import Page, browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .client import Client

pytestmark = [
    # One browser at a time is enough for a machine of two cores.
    pytest.mark.xdist_group("page"),
    pytest.mark.usefixtures("quiet"),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no chromium on PATH to look at the page with (Debian's `chromium`)",
    ),
]

# The page asks anew each second, for which every test would wait.
HURRY = (
    "const wait = setTimeout;"
    " window.setTimeout = (done, pause) => wait(done, pause === 1000 ? 50 : pause);"
)
LIVE = "document.querySelector('#state').className === 'live'"
OFFICE = "/V1/Inventory/9NBLGGH4R2R6/0016/Seats"
NASTY = "<img/src=x/onerror=document.title='gotcha'>@contoso.com"

TENANT = {
    "users": [f"{name}@contoso.com" for name in ("ada", "bob", "cleo", "dora")],
    "groups": [{"name": "Staff", "members": ["bob@contoso.com"]}],
    "licenses": [
        {
            "sku_part_number": "SPE_E3",
            "enabled": 2,
            "service_plans": ["TEAMS1"],
            "direct": [{"user": "ada@contoso.com", "disabled_plans": ["TEAMS1"]}],
            "groups": ["Staff"],
        }
    ],
    "inventory": [
        {"product_id": "A", "sku_id": "1", "seat_capacity": 9, "seats": ["cleo@contoso.com"]}
    ],
}


@pytest.fixture(scope="module")
def chromium(running: Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser with one tab for all tests of this module."""
    origin = running.emulator.origin
    with browser(origin, tmp_path_factory.mktemp("profile")) as started:
        started.open(origin, before=HURRY)
        yield started


@pytest.fixture
def page(client: Client, chromium: Page) -> Iterator[Page]:
    """The emulator's page, about which the browser has nothing to complain."""
    chromium.problems.clear()
    chromium.go(client.emulator.origin)
    chromium.wait(LIVE)
    yield chromium
    # A seat that cannot be given is refused with a status, of which the browser tells as well.
    assert [it for it in chromium.problems if "/_emulator/holders?" not in it] == []


def test_it_shows_the_inventory_as_bars_and_who_holds_what(page: Page) -> None:
    products = ["9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0001", "CFQ7TTC0K5DR/0002"]
    assert page.texts("#products code") == products
    assert page.texts("#products .figures span") == [
        *("1 of 3 held", "2 free"),
        *("2 of 1 held", "1 more held than bought"),
        "nobody can hold it",
    ]
    bars = "[...document.querySelectorAll('#products .bar i')].map(bar => bar.style.width)"
    assert page.evaluate(bars) == ["33.33%", "100%"]
    holders = zip(page.texts("#holders .main"), page.texts("#holders code"), strict=True)
    assert list(holders) == [
        ("ada@contoso.com", products[0]),
        ("ada@contoso.com", products[1]),
        ("mary@contoso.com", products[1]),
    ]


def test_it_updates_by_itself(page: Page, client: Client) -> None:
    """A seat, a request, a fault and its victim appear while nobody touches the page."""
    assert page.texts(".empty") == ["No fault is injected.", "No request here."]
    rule = {"fault": "reset_before", "match": {"method": "DELETE"}, "count": 1}
    client.send("PUT", "/_emulator/faults", json.dumps({"rules": [rule]}))
    with pytest.raises(OSError, match=r"reset|aborted"):
        client.send("DELETE", f"{OFFICE}/ada@contoso.com")
    order = '{"usernames": ["mary@contoso.com", "edith@contoso.com"], "seatAction": "assign"}'
    client.send("POST", OFFICE, order)
    client.send("GET", f"{OFFICE}/nobody@contoso.com")
    page.wait_for("#requests li", 3)
    assert page.texts("#requests code") == [
        f"{OFFICE}/nobody@contoso.com",
        OFFICE,
        f"{OFFICE}/ada@contoso.com",
    ]
    assert page.texts("#requests .tag") == ["404", "200", "fault: reset_before", "no answer"]
    assert page.texts("#requests .users") == ["assign 2: mary@contoso.com, edith@contoso.com"]
    assert page.texts("#faults .side") == ["injected 1 time"]
    assert page.texts("#products .figures span")[:2] == ["3 of 3 held", "0 free"]
    assert "edith@contoso.com" in page.texts("#holders .main")


def test_it_shows_licences_first_and_by_which_way_they_are_held(page: Page, client: Client) -> None:
    client.send("PUT", "/_emulator/world", json.dumps(TENANT))
    page.wait_for("#products li", 2)
    assert page.texts("#products code") == ["SPE_E3", "A/1"]
    assert page.texts("#products .figures span")[:2] == [
        "2 of 2 held, 1 of them through groups",
        "0 free",
    ]
    ada, bob, cleo = page.texts("#holders li")
    assert ada.startswith("ada@contoso.comSPE_E3off: TEAMS1")
    assert bob.endswith("through Staff")
    assert cleo.startswith("cleo@contoso.comA/1")


def test_somebody_else_gives_and_takes_at_a_click(page: Page, client: Client) -> None:
    """Of either service; what cannot be is said in a sentence, and nothing is in the log."""
    client.send("PUT", "/_emulator/world", json.dumps(TENANT))
    page.wait_for("#products li", 2)
    give = "document.querySelector('#give').requestSubmit()"
    for product in ("SPE_E3", "A/1"):
        page.evaluate(f"document.querySelector('#give-product').value = '{product}'")
        page.type("#give-user", "dora@contoso.com")
        page.evaluate(give)
        page.wait(holds("dora", product))
    page.click("#holders button")
    page.wait(f"!{holds('ada', 'SPE_E3')}")
    page.type("#give-user", "nobody@contoso.com")
    page.evaluate(give)
    page.wait("!document.querySelector('#refusal').hidden")
    assert page.texts("#refusal") == [
        "A/1: not every seat was moved: User not found (nobody@contoso.com)."
    ]
    assert client.served() == []


def holds(user: str, product: str) -> str:
    """The JavaScript condition that a user is shown to hold a product."""
    row = f"row => row.textContent.startsWith('{user}@contoso.com{product}')"
    return f"[...document.querySelectorAll('#holders li')].some({row})"


def test_a_fault_is_switched_on_and_off_at_a_click(page: Page, client: Client) -> None:
    """Each that can be chosen is one that the emulator knows."""
    for choice in range(page.evaluate("document.querySelector('#fault').options.length")):
        page.evaluate(f"document.querySelector('#fault').selectedIndex = {choice}")
        page.evaluate("document.querySelector('#inject').requestSubmit()")
        page.wait_for("#faults li", 1)
        assert page.texts("#refusal") == []
        page.click("#clear")
        page.wait_for("#faults li", 0)
    assert client.send("GET", "/_emulator/faults").json()["rules"] == []


def test_half_a_success_is_marked_and_signing_in_is_folded_away(page: Page, client: Client) -> None:
    order = '{"usernames": ["mary@contoso.com", "nobody@contoso.com"], "seatAction": "assign"}'
    client.send("POST", OFFICE, order)
    client.send("POST", "/tenant/oauth2/v2.0/token", "grant_type=client_credentials")
    page.wait("!document.querySelector('#sign-ins').hidden")
    assert page.texts("#requests .tag") == ["1 failed", "200"]
    assert page.texts("#sign-ins") == ["Show 1 request to Entra"]
    page.click("#sign-ins")
    page.wait_for("#requests li", 2)
    assert page.texts("#sign-ins") == ["Hide 1 request to Entra"]


def test_an_update_loses_neither_what_was_typed_nor_what_was_scrolled_to(
    page: Page, client: Client
) -> None:
    for number in range(60):
        client.send("GET", f"/V1/Inventory?maxResults={number + 1}")
    page.wait_for("#requests li", 60)
    page.type("#holders-search", "mary")
    page.wait_for("#holders li", 1)
    top = (
        "(() => { const list = document.querySelector('#requests');"
        " const row = list.children[[...list.children].length - 20];"
        " return {text: row.textContent, top: row.getBoundingClientRect().top}; })()"
    )
    page.evaluate("document.querySelector('#requests').scrollTop = 900")
    page.evaluate(
        "window.getSelection().selectAllChildren(document.querySelector('#holders .main'))"
    )
    page.evaluate("document.querySelector('#holders-search').focus()")
    before = page.evaluate(top)
    for _ in range(5):
        client.send("GET", f"{OFFICE}/ada@contoso.com")
    page.wait_for("#requests li", 65)
    after = page.evaluate(top)
    assert after["text"] == before["text"]
    assert abs(after["top"] - before["top"]) <= 2
    assert page.evaluate("document.querySelector('#requests').scrollTop") > 900
    assert page.evaluate("document.querySelector('#holders-search').value") == "mary"
    assert page.evaluate("document.activeElement.id") == "holders-search"
    assert page.texts("#holders .main") == ["mary@contoso.com"]
    assert page.evaluate("window.getSelection().toString()") == "mary@contoso.com"


def test_many_seats_and_requests_stay_readable(page: Page, client: Client) -> None:
    """A hundred of each, a search over all, and more on demand."""
    users = [f"user{number:05}@contoso.com" for number in range(1_200)]
    entry = {"product_id": "A", "sku_id": "1", "seat_capacity": 20_000, "seats": users}
    client.send("PUT", "/_emulator/world", json.dumps({"inventory": [entry]}))
    for number in range(101, 221):
        client.send("GET", f"/V1/Inventory?number={number}")
    page.wait("document.querySelector('#requests-count').textContent === '120'")
    assert page.texts("#holders-count") == ["1,200"]
    page.wait_for("#holders li", 100)
    page.wait_for("#requests li", 100)
    page.type("#holders-search", "USER00777")
    page.type("#requests-search", "number=101")
    page.wait_for("#holders li", 1)
    page.wait_for("#requests li", 1)
    assert page.texts("#holders .main") == ["user00777@contoso.com"]
    assert page.texts("#holders-count") == ["1"]
    page.type("#holders-search", "")
    page.wait_for("#holders li", 100)
    page.click("#holders-more")
    page.wait_for("#holders li", 200)


def test_a_nasty_name_is_a_name(page: Page, client: Client) -> None:
    """It is shown, and nothing of it runs."""
    entry = {"product_id": "<b>A", "sku_id": "&amp;", "seats": [NASTY]}
    client.send("PUT", "/_emulator/world", json.dumps({"inventory": [entry]}))
    client.send("GET", "/V1/<script>alert(1)<%2Fscript>")
    rule = {"fault": "refuse_users", "users": [NASTY], "reason": "<i>no"}
    client.send("PUT", "/_emulator/faults", json.dumps({"rules": [rule]}))
    page.wait_for("#faults li", 1)
    page.wait_for("#requests li", 1)
    assert page.texts("#holders .main") == [NASTY]
    assert page.texts("#products code") == ["<b>A/&amp;"]
    assert page.evaluate("document.title") == "Seats, emulated"
    assert page.texts("main :is(img, b, script, i:not(.bar i))") == []


def test_nothing_sticks_out(page: Page, client: Client) -> None:
    """Neither on a phone nor on a desktop, however long a name is."""
    user = f"{'x' * 300}@contoso.com"
    entry = {"product_id": "P" * 200, "sku_id": "1", "seats": [user]}
    client.send("PUT", "/_emulator/world", json.dumps({"inventory": [entry]}))
    client.send("GET", f"/V1/Users/{user}/Seats")
    page.wait_for("#requests li", 1)
    page.wait_for("#holders li", 1)
    for width in (390, 1100):
        page.resize(width)
        assert page.evaluate("window.innerWidth") == width
        assert page.evaluate("document.documentElement.scrollWidth") == width
        wider = "list => list.scrollWidth > list.clientWidth"
        assert page.evaluate(f"[...document.querySelectorAll('.rows')].some({wider})") is False


def test_it_says_when_the_emulator_does_not_answer(page: Page) -> None:
    page.call("Network.enable")
    conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **conditions)
    page.wait("document.querySelector('#state').className === 'lost'")
    page.call("Network.emulateNetworkConditions", offline=False, **conditions)
    page.wait(LIVE)
    page.problems.clear()

"""The emulator's page as a browser shows it, while it changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.support.chromium import CHROMIUM

from .browser import Page, browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .client import Client

with_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on PATH to look at the page with (Debian's `chromium`)"
)
# One browser at a time is enough for a machine of two cores.
pytestmark = [pytest.mark.xdist_group("page"), pytest.mark.usefixtures("quiet")]

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


def texts(selector: str) -> str:
    """The JavaScript expression for the texts of all elements that are shown."""
    return (
        f"[...document.querySelectorAll({json.dumps(selector)})]"
        ".filter(found => found.checkVisibility()).map(found => found.textContent)"
    )


def typed(box: str, text: str) -> str:
    """The JavaScript that types a text into a box."""
    found = f"document.querySelector('#{box}')"
    return (
        f"{found}.focus(); {found}.value = {json.dumps(text)};"
        f" {found}.dispatchEvent(new Event('input', {{bubbles: true}}))"
    )


@pytest.fixture(scope="module")
def chromium(running: Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser for all tests of this module."""
    with browser(running.emulator.origin, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(client: Client, chromium: Page) -> Iterator[Page]:
    """The emulator's page, about which the browser has nothing to complain."""
    chromium.open(f"{client.emulator.origin}/")
    chromium.wait(LIVE)
    yield chromium
    # A seat that cannot be given is refused with a status, of which the browser tells as well.
    assert [it for it in chromium.problems if "/_emulator/holders?" not in it] == []
    chromium.close()


@with_browser
def test_it_shows_the_inventory_as_bars_and_who_holds_what(page: Page) -> None:
    assert page.evaluate(texts("#products code")) == [
        "9NBLGGH4R2R6/0016",
        "CFQ7TTC0K5DR/0001",
        "CFQ7TTC0K5DR/0002",
    ]
    assert page.evaluate(texts("#products .figures span")) == [
        *("1 of 3 held", "2 free"),
        *("2 of 1 held", "1 more held than bought"),
        "nobody can hold it",
    ]
    bars = "[...document.querySelectorAll('#products .bar i')].map(bar => bar.style.width)"
    assert page.evaluate(bars) == ["33.33%", "100%"]
    assert page.evaluate(texts("#holders .main")) == [
        "ada@contoso.com",
        "ada@contoso.com",
        "mary@contoso.com",
    ]
    assert page.evaluate(texts("#holders code")) == [
        "9NBLGGH4R2R6/0016",
        "CFQ7TTC0K5DR/0001",
        "CFQ7TTC0K5DR/0001",
    ]


@with_browser
def test_it_updates_by_itself(page: Page, client: Client) -> None:
    """A seat, a request, a fault and its victim appear while nobody touches the page."""
    assert page.evaluate(texts(".empty")) == ["No fault is injected.", "No request here."]
    rule = {"fault": "reset_before", "match": {"method": "DELETE"}, "count": 1}
    client.send("PUT", "/_emulator/faults", json.dumps({"rules": [rule]}))
    with pytest.raises(OSError, match=r"reset|aborted"):
        client.send("DELETE", f"{OFFICE}/ada@contoso.com")
    order = '{"usernames": ["mary@contoso.com", "edith@contoso.com"], "seatAction": "assign"}'
    client.send("POST", OFFICE, order)
    client.send("GET", f"{OFFICE}/nobody@contoso.com")
    page.wait("document.querySelectorAll('#requests li').length === 3")
    assert page.evaluate(texts("#requests code")) == [
        f"{OFFICE}/nobody@contoso.com",
        OFFICE,
        f"{OFFICE}/ada@contoso.com",
    ]
    assert page.evaluate(texts("#requests .tag")) == [
        *("404", "200"),
        *("fault: reset_before", "no answer"),
    ]
    assert page.evaluate(texts("#requests .users")) == [
        "assign 2: mary@contoso.com, edith@contoso.com"
    ]
    assert page.evaluate(texts("#faults .side")) == ["injected 1 time"]
    assert page.evaluate(texts("#products .figures span"))[:2] == ["3 of 3 held", "0 free"]
    assert "edith@contoso.com" in page.evaluate(texts("#holders .main"))


@with_browser
def test_it_shows_licences_first_and_by_which_way_they_are_held(page: Page, client: Client) -> None:
    client.send("PUT", "/_emulator/world", json.dumps(TENANT))
    page.wait("document.querySelectorAll('#products li').length === 2")
    assert page.evaluate(texts("#products code")) == ["SPE_E3", "A/1"]
    assert page.evaluate(texts("#products .figures span"))[:2] == [
        "2 of 2 held, 1 of them through groups",
        "0 free",
    ]
    ada, bob, cleo = page.evaluate(texts("#holders li"))
    assert ada.startswith("ada@contoso.comSPE_E3off: TEAMS1")
    assert bob.endswith("through Staff")
    assert cleo.startswith("cleo@contoso.comA/1")


@with_browser
def test_somebody_else_gives_and_takes_at_a_click(page: Page, client: Client) -> None:
    """Of either service; what cannot be is said in a sentence, and nothing is in the log."""
    client.send("PUT", "/_emulator/world", json.dumps(TENANT))
    page.wait("document.querySelectorAll('#products li').length === 2")
    give = "document.querySelector('#give').requestSubmit()"
    for product in ("SPE_E3", "A/1"):
        page.evaluate(f"document.querySelector('#give-product').value = '{product}'")
        page.evaluate(typed("give-user", "dora@contoso.com"))
        page.evaluate(give)
        page.wait(f"[...document.querySelectorAll('#holders li')].some({holds('dora', product)})")
    page.evaluate("document.querySelector('#holders button').click()")
    page.wait(f"![...document.querySelectorAll('#holders li')].some({holds('ada', 'SPE_E3')})")
    page.evaluate(typed("give-user", "nobody@contoso.com"))
    page.evaluate(give)
    page.wait("!document.querySelector('#refusal').hidden")
    assert page.evaluate(texts("#refusal")) == [
        "A/1: not every seat was moved: User not found (nobody@contoso.com)."
    ]
    assert client.served() == []


def holds(user: str, product: str) -> str:
    """The JavaScript function that tells whether a row is of a user and a product."""
    return f"row => row.textContent.startsWith('{user}@contoso.com{product}')"


@with_browser
def test_a_fault_is_switched_on_and_off_at_a_click(page: Page, client: Client) -> None:
    """Each that can be chosen is one that the emulator knows."""
    choices = page.evaluate("document.querySelector('#fault').options.length")
    for choice in range(choices):
        page.evaluate(f"document.querySelector('#fault').selectedIndex = {choice}")
        page.evaluate("document.querySelector('#inject').requestSubmit()")
        page.wait("document.querySelectorAll('#faults li').length === 1")
        assert page.evaluate(texts("#refusal")) == []
        page.evaluate("document.querySelector('#clear').click()")
        page.wait("document.querySelectorAll('#faults li').length === 0")
    assert client.send("GET", "/_emulator/faults").json()["rules"] == []


@with_browser
def test_half_a_success_is_marked_and_signing_in_is_folded_away(page: Page, client: Client) -> None:
    order = '{"usernames": ["mary@contoso.com", "nobody@contoso.com"], "seatAction": "assign"}'
    client.send("POST", OFFICE, order)
    client.send("POST", "/tenant/oauth2/v2.0/token", "grant_type=client_credentials")
    page.wait("!document.querySelector('#sign-ins').hidden")
    assert page.evaluate(texts("#requests .tag")) == ["1 failed", "200"]
    assert page.evaluate(texts("#sign-ins")) == ["Show 1 request to Entra"]
    page.evaluate("document.querySelector('#sign-ins').click()")
    page.wait("document.querySelectorAll('#requests li').length === 2")
    assert page.evaluate(texts("#sign-ins")) == ["Hide 1 request to Entra"]


@with_browser
def test_an_update_loses_neither_what_was_typed_nor_what_was_scrolled_to(
    page: Page,
    client: Client,
) -> None:
    for number in range(60):
        client.send("GET", f"/V1/Inventory?maxResults={number + 1}")
    page.wait("document.querySelectorAll('#requests li').length === 60")
    page.evaluate(typed("holders-search", "mary"))
    page.wait("document.querySelectorAll('#holders li').length === 1")
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
    page.wait("document.querySelectorAll('#requests li').length === 65")
    after = page.evaluate(top)
    assert after["text"] == before["text"]
    assert abs(after["top"] - before["top"]) <= 2
    assert page.evaluate("document.querySelector('#requests').scrollTop") > 900
    assert page.evaluate("document.querySelector('#holders-search').value") == "mary"
    assert page.evaluate("document.activeElement.id") == "holders-search"
    assert page.evaluate(texts("#holders .main")) == ["mary@contoso.com"]
    assert page.evaluate("window.getSelection().toString()") == "mary@contoso.com"


@with_browser
def test_many_seats_and_requests_stay_readable(page: Page, client: Client) -> None:
    """10,000 seats and 1,000 requests: a hundred of each, a search over all, and more on demand."""
    users = [f"user{number:05}@contoso.com" for number in range(10_000)]
    entry = {"product_id": "A", "sku_id": "1", "seat_capacity": 20_000, "seats": users}
    client.send("PUT", "/_emulator/world", json.dumps({"inventory": [entry]}))
    for number in range(1000):
        client.send("GET", f"/V1/Inventory?maxResults={number % 100 + 1}&number={number}")
    page.wait("document.querySelector('#requests-count').textContent === '1,000'")
    assert page.evaluate("document.querySelector('#holders-count').textContent") == "10,000"
    for name in ("holders", "requests"):
        assert page.evaluate(f"document.querySelectorAll('#{name} li').length") == 100
    page.evaluate(typed("holders-search", "USER07777"))
    page.evaluate(typed("requests-search", "number=777"))
    page.wait("document.querySelectorAll('#holders li').length === 1")
    page.wait("document.querySelectorAll('#requests li').length === 1")
    assert page.evaluate(texts("#holders .main")) == ["user07777@contoso.com"]
    assert page.evaluate("document.querySelector('#holders-count').textContent") == "1"
    page.evaluate(typed("holders-search", ""))
    page.wait("document.querySelectorAll('#holders li').length === 100")
    page.evaluate("document.querySelector('#holders-more').click()")
    page.wait("document.querySelectorAll('#holders li').length === 200")


@with_browser
def test_a_nasty_name_is_a_name(page: Page, client: Client) -> None:
    """It is shown, and nothing of it runs."""
    entry = {"product_id": "<b>A", "sku_id": "&amp;", "seats": [NASTY]}
    client.send("PUT", "/_emulator/world", json.dumps({"inventory": [entry]}))
    client.send("GET", "/V1/<script>alert(1)<%2Fscript>")
    rule = {"fault": "refuse_users", "users": [NASTY], "reason": "<i>no"}
    client.send("PUT", "/_emulator/faults", json.dumps({"rules": [rule]}))
    page.wait("document.querySelectorAll('#faults li').length === 1")
    page.wait("document.querySelectorAll('#requests li').length === 1")
    assert page.evaluate(texts("#holders .main")) == [NASTY]
    assert page.evaluate(texts("#products code")) == ["<b>A/&amp;"]
    assert page.evaluate("document.title") == "Seats, emulated"
    assert (
        page.evaluate("document.querySelectorAll('main :is(img, b, script, i:not(.bar i))').length")
        == 0
    )


@with_browser
@pytest.mark.parametrize("width", [390, 1100])
def test_nothing_sticks_out(page: Page, client: Client, width: int) -> None:
    """Neither on a phone nor on a desktop, however long a name is."""
    user = f"{'x' * 300}@contoso.com"
    entry = {"product_id": "P" * 200, "sku_id": "1", "seats": [user]}
    client.send("PUT", "/_emulator/world", json.dumps({"inventory": [entry]}))
    client.send("GET", f"/V1/Users/{user}/Seats")
    page.resize(width)
    page.wait("document.querySelectorAll('#requests li').length === 1")
    page.wait("document.querySelectorAll('#holders li').length === 1")
    assert page.evaluate("window.innerWidth") == width
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wider = (
        "[...document.querySelectorAll('.rows')]"
        ".filter(list => list.scrollWidth > list.clientWidth).length"
    )
    assert page.evaluate(wider) == 0


@with_browser
def test_it_says_when_the_emulator_does_not_answer(page: Page) -> None:
    page.call("Network.enable")
    conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.call("Network.emulateNetworkConditions", offline=True, **conditions)
    page.wait("document.querySelector('#state').className === 'lost'")
    page.call("Network.emulateNetworkConditions", offline=False, **conditions)
    page.wait(LIVE)
    page.problems.clear()


@pytest.mark.parametrize("path", ["/", "/_emulator/page.css", "/_emulator/page.js"])
def test_it_needs_no_token_and_lets_nothing_foreign_in(client: Client, path: str) -> None:
    answer = client.send("GET", path, headers={"Authorization": None})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "://" not in answer.text
    assert client.send("POST", path).status_code == 405


def test_looking_at_it_leaves_no_trace(client: Client) -> None:
    for path in ("/", "/_emulator/page.css", "/_emulator/page.js", "/_emulator/overview"):
        client.send("GET", path)
    assert client.served() == []


@pytest.mark.parametrize("query", ["mostHolders=0", "mostRequests=5001", "mostHolders=many"])
def test_an_overview_has_its_limits(client: Client, query: str) -> None:
    answer = client.send("GET", f"/_emulator/overview?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameterName"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "wanted", ["mary", "MARY", "jürgen", "assign", "200", "POST", "0016/Seats"]
)
def test_a_request_is_found_by_what_it_is_about(client: Client, wanted: str) -> None:
    """Its users included, however their names were written in its body."""
    client.send("GET", "/V1/Inventory/NONE/1/Seats")
    order = {"usernames": ["Mary@contoso.com", "jürgen@contoso.com"], "seatAction": "assign"}
    client.send("POST", OFFICE, json.dumps(order))
    answer = client.send("GET", f"/_emulator/overview?requests={quote(wanted)}").json()
    assert answer["requests"]["all"] == 2
    assert answer["requests"]["found"] == 1
    work = "assign 2: Mary@contoso.com, jürgen@contoso.com"
    assert answer["requests"]["listed"][0]["work"] == work

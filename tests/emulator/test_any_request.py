"""Any request at all: never a server's error, and an answer is of its operation's structure."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.emulator import parse_world
from pulumi_microsoft_seats.emulator.store import structures
from pulumi_microsoft_seats.emulator.store.operations import OPERATIONS, Operation
from pulumi_microsoft_seats.emulator.store.products import product_structures
from pulumi_microsoft_seats.emulator.store.structures import Structure

from .abuse import DRAWN
from .client import Client

pytestmark = pytest.mark.usefixtures("quiet")

KNOWN = {
    "productId": ["9NBLGGH4R2R6", "cfq7ttc0k5dr"],
    "skuId": ["0016", "0001"],
    "username": ["ada@contoso.com", "Grace@contoso.com", "nobody@contoso.com", "a/b", "ö"],
    "language": ["en-us", "DE-de"],
    "contentId": ["content"],
    "packageId": ["office", "none"],
}
PACKAGES = {"product_packages": [{"package_id": "office", "content_id": "content"}]}
WORLD = parse_world(
    {
        "inventory": [
            {"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "product": {"packages": PACKAGES}},
            {"product_id": "CFQ7TTC0K5DR", "sku_id": "0001", "license_type": "offline"},
        ]
    }
)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1)
NAMES = ("maxResults", "continuationToken", "modifiedSince", "licenseTypes")
QUERY = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from(["1", "100", "online", "2017-01-01T00:00:00Z"]) | TEXT
)
ORDER = st.fixed_dictionaries(
    {
        "usernames": st.lists(st.sampled_from(KNOWN["username"]) | TEXT, max_size=30),
        "seatAction": st.sampled_from(["assign", "Reclaim"]) | TEXT,
    }
)
BODY = st.none() | ORDER | st.recursive(st.none() | st.integers() | TEXT, st.lists, max_leaves=5)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation.name))
@DRAWN
@given(data=st.data())
def test_the_service_answers_any_request(
    client: Client, operation: Operation, data: st.DataObject
) -> None:
    client.emulator.replace_world(WORLD)

    def segment(found: re.Match[str]) -> str:
        return quote(data.draw(st.sampled_from(KNOWN[found[1]]) | TEXT), safe="")

    path = re.sub(r"{(\w+)}", segment, operation.path)
    query = "&".join(f"{name}={quote(text)}" for name, text in data.draw(QUERY).items())
    body = json.dumps(data.draw(BODY))
    answer = client.send(operation.method, f"/V1/{path}?{query}", body)
    assert answer.status_code in (200, 400, 404, 409)
    if answer.status_code == 200:
        read = structure_of(operation).model_validate(answer.json(), by_alias=True, by_name=False)
        assert read.write() == answer.json()
    else:
        assert answer.json()["message"]


def structure_of(operation: Operation) -> type[Structure]:
    """The structure that it answers with."""
    name = operation.run.__annotations__["return"]
    kind: type[Structure] = getattr(structures, name, None) or getattr(product_structures, name)
    return kind

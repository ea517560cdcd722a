"""A store that answers to the letter what a program's functions ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pulumi
import pytest

from tests.support.literal_server import json_answer
from tests.support.literal_store import LiteralStore

ADA, BOB = "ada@contoso.com", "bob@contoso.com"
OFFICE, MINECRAFT = ("9NBLGGH4R2R6", "0016"), ("CFQ7TTC0K5DR", "0002")
MINECRAFT_CARD = ("CFQ7TTC0K5DR", "0001")

Open = Callable[[dict[str, bytes]], LiteralStore]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a store that answers what a test wrote, to which the environment points."""
    with ExitStack() as open_ones:

        def opened(answers: dict[str, bytes]) -> LiteralStore:
            literal = open_ones.enter_context(LiteralStore(answers, tmp_path))
            for name, value in literal.environment.items():
                monkeypatch.setenv(name, value)
            return literal

        yield opened


def refusal(function: Callable[..., object], *arguments: object, **named: object) -> str:
    """The sentence that ends the program."""
    with pytest.raises(pulumi.RunError) as refused:
        function(*arguments, **named)
    said = str(refused.value)
    assert "\n" not in said
    return said


def key(product: tuple[str, str]) -> dict[str, str]:
    """A *ProductKey* as the service writes it."""
    return {"productId": product[0], "skuId": product[1]}


def entry(product: tuple[str, str], **changed: object) -> dict[str, object]:
    """An *InventoryEntryDetails* as the service writes it."""
    return {
        "productKey": key(product),
        "seatCapacity": 100,
        "availableSeats": 40,
        "lastModified": "2017-04-24T09:30:00Z",
        "licenseType": "online",
        "distributionPolicy": "restricted",
        "status": "active",
        **changed,
    }


def inventory(*entries: dict[str, object]) -> dict[str, bytes]:
    """The answer to *Get inventory*."""
    return {"/Inventory": json_answer({"inventoryEntries": list(entries)})}


def described(
    product: tuple[str, str], name: str | None, language: str = "en-us"
) -> dict[str, bytes]:
    """The answers for a product's details, and for its texts if it has a name."""
    path = f"/Products/{product[0]}/{product[1]}"
    answers = {path: json_answer({"productKey": key(product), "productType": "Application"})}
    if name is not None:
        texts = {"language": language, "displayName": name}
        answers[f"{path}/LocalizedDetails/{language}"] = json_answer(texts)
    return answers

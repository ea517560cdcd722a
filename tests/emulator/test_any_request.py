"""Any request at all, drawn from the emulator's description of itself: never a server's error.

schemathesis draws them, what the description allows and what it does not, and holds each answer
against the description: its status, its headers, its structure.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from pulumi_microsoft_seats.emulator.control import PATH, Control
from pulumi_microsoft_seats.emulator.faults import Faults
from pulumi_microsoft_seats.emulator.ledger import Ledger
from pulumi_microsoft_seats.emulator.openapi import describe
from pulumi_microsoft_seats.emulator.request_log import RequestLog
from pulumi_microsoft_seats.emulator.service import BASE_PATH

from .abuse import EXAMPLES, FULL

if TYPE_CHECKING:
    from schemathesis import Case

    from .client import Client

KNOWN = {
    "productId": ["9NBLGGH4R2R6", "cfq7ttc0k5dr"],
    "skuId": ["0016", "0001"],
    "username": ["ada@contoso.com", "Grace@contoso.com", "nobody@contoso.com", "a/b", "a+b@c", "ö"],
    "language": ["en-us", "DE-de", "fr-fr"],
    "contentId": ["content"],
    "packageId": ["office", "none"],
    "tenant": ["5ea75ea7-0000-4000-8000-000000000001"],
}
WORLD = {
    "users": [name for name in KNOWN["username"] if name != "nobody@contoso.com"],
    "inventory": [
        {
            "product_id": product_id,
            "sku_id": sku_id,
            "license_type": license_type,
            "product": {
                "details": {"supported_languages": ["en-us", "de-de"]},
                "packages": {
                    "product_packages": [{"package_id": "office", "content_id": "content"}],
                },
            },
        }
        for product_id, sku_id, license_type in (
            ("9NBLGGH4R2R6", "0016", "online"),
            ("CFQ7TTC0K5DR", "0001", "offline"),
        )
    ],
}


def description() -> dict[str, Any]:
    """The emulator's description, with names it knows among those that are drawn."""
    ledger = Ledger()
    control = Control(ledger, Faults(), RequestLog())
    document = deepcopy(describe(BASE_PATH, PATH, control.endpoints()))
    ledger.close()
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    known = {"enum": KNOWN[parameter["name"]]}
                    parameter["schema"] = {"anyOf": [known, parameter["schema"]]}
                elif parameter["name"] == "continuationToken":
                    # Any other token has to have been issued, which a schema cannot say.
                    parameter["schema"] = {"enum": [""]}
    return document


pytestmark = pytest.mark.usefixtures("quiet")

load_all_checks()
SCHEMA = schemathesis.openapi.from_dict(description())


@SCHEMA.hook
def filter_query(context: schemathesis.HookContext, query: dict[str, Any] | None) -> bool:
    """Parameters that nobody declared are ignored on purpose, which counts as accepting them."""
    assert context.operation is not None
    declared = {parameter.name for parameter in context.operation.query}
    return set(query or {}) <= declared


def drawn(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=not FULL,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def store(client: Client) -> Client:
    """A client of a world with a product of each licence type, described in full."""
    assert client.send("PUT", "/_emulator/world", json.dumps(WORLD)).status_code == 204
    return client


def send(case: Case[Any], client: Client, **checks: Any) -> None:  # noqa: ANN401 - passed on
    case.call_and_validate(
        base_url=client.emulator.origin,
        session=client.session,
        verify=str(client.emulator.ca_file),
        timeout=20,
        **checks,
    )


@SCHEMA.include(tag="service").parametrize()
@drawn(EXAMPLES)
def test_the_service_answers_any_request_as_described(case: Case[Any], store: Client) -> None:
    send(case, store, headers={"Authorization": f"Bearer {store.token}"})


@SCHEMA.include(tag=["authority", "control"]).parametrize()
@drawn(EXAMPLES // 4)
def test_sign_in_and_the_control_interface_answer_any_request_as_described(
    case: Case[Any],
    store: Client,
) -> None:
    """A form or a document of the right shape may still be refused for what it says."""
    send(case, store, excluded_checks=[positive_data_acceptance])

"""Clients of Microsoft Graph, connected to a server that answers to the letter, and its samples."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from time import monotonic

from pulumi_microsoft_seats.graph.batch import Batches
from pulumi_microsoft_seats.graph.client import GraphClient
from pulumi_microsoft_seats.graph.failures import Failures
from pulumi_microsoft_seats.graph.license_names import LicenseNames
from pulumi_microsoft_seats.graph.turns import Turns
from pulumi_microsoft_seats.graph.values import AssignedLicense, LicenseChange
from pulumi_microsoft_seats.transport.connection import Connection
from pulumi_microsoft_seats.transport.http import RetryPolicy
from pulumi_microsoft_seats.transport.pace import Pace
from pulumi_microsoft_seats.transport.transport import Transport
from tests.support.literal_server import Exchange, LiteralServer, json_answer
from tests.support.store_client import IMPATIENT, FixedToken

E3 = "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"
E5 = "1b7a8c40-5a11-4d0e-8a10-00000000e5e5"
EXCHANGE = "8a000000-0000-4000-8000-000000000001"
TEAMS = "8a000000-0000-4000-8000-000000000004"
ADA_ID = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001"
STAFF = "9c2e0000-0000-4000-8000-000000000077"

SKU_E3 = {
    "id": f"48a80000-0000-4000-8000-000000000001_{E3}",
    "accountId": "48a80000-0000-4000-8000-000000000001",
    "accountName": "Contoso",
    "appliesTo": "User",
    "capabilityStatus": "Enabled",
    "skuId": E3,
    "skuPartNumber": "SPE_E3",
    "consumedUnits": 14,
    "prepaidUnits": {"enabled": 25, "warning": 2, "suspended": 3, "lockedOut": 0},
    "servicePlans": [
        {
            "servicePlanId": EXCHANGE,
            "servicePlanName": "EXCHANGE_S_ENTERPRISE",
            "provisioningStatus": "Success",
            "appliesTo": "User",
        },
        {
            "servicePlanId": TEAMS,
            "servicePlanName": "TEAMS1",
            "provisioningStatus": "Success",
            "appliesTo": "User",
        },
    ],
    "subscriptionIds": ["43d20000-0000-4000-8000-000000000009"],
}

ADA = {
    "id": ADA_ID,
    "userPrincipalName": "ada@contoso.com",
    "accountEnabled": True,
    "usageLocation": "DE",
    "assignedLicenses": [{"skuId": E3, "disabledPlans": []}],
    "licenseAssignmentStates": [
        {
            "skuId": E3,
            "assignedByGroup": None,
            "state": "Active",
            "error": "None",
            "disabledPlans": [],
            "lastUpdatedDateTime": "2026-09-30T08:15:00Z",
        },
        {
            "skuId": E3,
            "assignedByGroup": STAFF,
            "state": "Active",
            "error": "None",
            "disabledPlans": [TEAMS],
            "lastUpdatedDateTime": "2026-01-02T03:04:05Z",
        },
    ],
}


def user_id(number: int) -> str:
    """The object id of a made-up user."""
    return f"6f1c0c9e-2f0a-4a60-9a51-{number:012}"


def user(number: int) -> dict[str, object]:
    """A made-up user as the service writes it."""
    name = f"user{number:02}@contoso.com"
    return {**ADA, "id": user_id(number), "userPrincipalName": name}


def change(number: int) -> LicenseChange:
    """An assignment of E3 to a made-up user."""
    return LicenseChange(user_id(number), f"user{number:02}@contoso.com", (AssignedLicense(E3),))


def fault(code: str, message: str) -> dict[str, object]:
    """The body of an error."""
    return {
        "error": {
            "code": code,
            "message": message,
            "innerError": {
                "date": "2026-10-01T10:00:00",
                "request-id": "11111111-2222-3333-4444-555555555555",
                "client-request-id": "66666666-7777-8888-9999-000000000000",
            },
        }
    }


class RealTime(threading.Condition):
    """Time as it passes, and what threads wait on in it."""

    @property
    def now(self) -> float:
        """Seconds."""
        return monotonic()


class SimulatedTime(RealTime):
    """Time that passes only where somebody waits, and then at once; for one thread."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return self._now

    def wait(self, timeout: float | None = None) -> bool:
        """Let so much time pass; nobody else is there who could end the wait."""
        assert timeout is not None
        self._now += timeout
        return True


def client_of(
    server: LiteralServer | str,
    *,
    time: RealTime | None = None,
    policy: RetryPolicy = IMPATIENT,
    writes: int = 80,
) -> GraphClient:
    """A client of the server whose batches wait in simulated time."""
    address = server if isinstance(server, str) else f"{server.origin}/v1.0"
    passing = time or SimulatedTime()
    names = LicenseNames()
    failures = Failures(names)
    transport = Transport(
        address,
        FixedToken(),
        Connection(timeout=10),
        failures.error_of,
        retries=IMPATIENT,
        concurrency=16,
        address_setting="graphUrl",
    )

    def batches(most: int) -> Batches:
        turns = Turns(Pace(most, policy), policy, lambda: passing.now, passing)
        return Batches(transport, turns, failures)

    return GraphClient(transport, batches(200), batches(writes), names)


Answers = Callable[[Mapping[str, object]], Mapping[str, object] | None]
"""What a part of a batch is answered: `status` and the rest, or nothing."""


def parts_of(exchange: Exchange) -> list[dict[str, object]]:
    """The requests in a batch, as they came."""
    parts: list[dict[str, object]] = json.loads(exchange.body)["requests"]
    return parts


def batch_handler(answers: Answers) -> Callable[[Exchange], bytes]:
    """Answers each part of each batch; a part whose answer has no `id` gets its own."""

    def handler(exchange: Exchange) -> bytes:
        said = ((part, answers(part)) for part in parts_of(exchange))
        responses = [{"id": part["id"], **each} for part, each in said if each is not None]
        return json_answer({"responses": responses})

    return handler

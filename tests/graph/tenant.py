"""A tenant that Graph answers for to the letter, and licences of it as planning sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.graph.license_writes import LicenseWrites
from pulumi_microsoft_seats.graph.seat_service import GraphSeatService
from tests.support.graph_client import ADA, ADA_ID, E3, SKU_E3, batch_handler, client_of, fault
from tests.support.literal_server import Exchange, LiteralServer, json_answer

PRODUCT = ProductKey(E3, name="SPE_E3")
NAME, TODAY, BOB = "ada@contoso.com", "ada.lovelace@contoso.com", "bob@contoso.com"
BOB_ID = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0002"
NEW_ID = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0003"
MONDAY = "2026-11-02T12:00:00Z"
MISSING = {
    "status": 404,
    "body": fault(
        "Request_ResourceNotFound",
        "Resource 'x' does not exist or one of its queried reference-property objects are not "
        "present.",
    ),
}
DENIED = {
    "status": 403,
    "body": fault(
        "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
    ),
}

Json = Mapping[str, object]


def path(group: str | None = None, state: str = "Active", off: Iterable[str] = ()) -> Json:
    """One of the paths by which a user has E3."""
    return {
        "skuId": E3,
        "assignedByGroup": group,
        "state": state,
        "error": "None" if state == "Active" else "CountViolation",
        "disabledPlans": list(off),
        "lastUpdatedDateTime": MONDAY,
    }


def user_with(
    *paths: Json, name: str = NAME, id_: str = ADA_ID, **other: object
) -> dict[str, object]:
    """A user who has E3 by these paths, in both lists."""
    licences = [{"skuId": E3, "disabledPlans": []}] if paths else []
    return {
        **ADA,
        "id": id_,
        "userPrincipalName": name,
        "assignedLicenses": licences,
        "licenseAssignmentStates": list(paths),
        **other,
    }


@dataclass
class Graph:
    """What the service has, and what it was asked.

    Attributes:
        people: who is in the directory.
        index: whom a list says to hold the licence; those of the directory by default.
        refused: how a write of a user, by id, is answered.
    """

    people: list[dict[str, object]]
    index: list[dict[str, object]] | None = None
    skus: list[dict[str, object]] = field(default_factory=lambda: [SKU_E3])
    refused: dict[str, Json] = field(default_factory=dict)
    ranges: Json | None = None
    bodies: list[tuple[str, object]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    lists: int = 0

    def __call__(self, exchange: Exchange) -> bytes:
        """Answer a request."""
        if exchange.path.endswith("/$batch"):
            return batch_handler(self._part)(exchange)
        if exchange.path.endswith("/subscribedSkus"):
            return json_answer({"value": self.skus})
        if self.ranges and "userPrincipalName" in unquote(exchange.query).partition("&")[0]:
            return json_answer(self.ranges["body"], status=f"{self.ranges['status']} x")
        self.lists += 1
        return json_answer({"value": self.people if self.index is None else self.index})

    def _part(self, part: Json) -> Json:
        user = unquote(str(part["url"])).partition("?")[0].split("/")[2]
        if part["method"] == "POST":
            self.bodies.append((user, part["body"]))
            return self.refused.get(user, {"status": 200, "body": {"id": user}})
        self.asked.append(user)
        found = [each for each in self.people if user in {each["id"], each["userPrincipalName"]}]
        return {"status": 200, "body": found[0]} if found else MISSING


def service_of(server: LiteralServer) -> GraphSeatService:
    """What planning asks, of a server."""
    client = client_of(server)
    return GraphSeatService(client, LicenseWrites(client, wait=lambda _seconds: True))

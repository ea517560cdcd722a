"""Somebody who calls the emulator's Graph, and knows nothing of it but addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from tests.emulator.client import Client

SCOPE = "https://graph.microsoft.com/.default"
EVENTUAL = {"ConsistencyLevel": "eventual"}

E3 = "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"
F1 = "1b7a8c40-5a11-4d0e-8a10-0000000000f1"
CALLING = "1b7a8c40-5a11-4d0e-8a10-00000000ca11"
COMPANY = "1b7a8c40-5a11-4d0e-8a10-00000000c0c0"
NOWHERE = "1b7a8c40-5a11-4d0e-8a10-00000000dead"

EXCHANGE = "8a000000-0000-4000-8000-000000000001"
TEAMS = "8a000000-0000-4000-8000-000000000002"
DESKLESS = "8a000000-0000-4000-8000-000000000003"
PHONE = "8a000000-0000-4000-8000-000000000004"

GRACE = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001"
STAFF = "9c2e0000-0000-4000-8000-000000000077"
EVERYBODY = "9c2e0000-0000-4000-8000-000000000078"

ADA, EDITH, GRACE_NAME = "ada@contoso.com", "edith@contoso.com", "grace@contoso.com"

ASSIGNING = {"match": {"path": "*/assignLicense"}}
"""Of a rule for faults: it is for what gives or takes licences."""

WORLD: dict[str, Any] = {
    "users": [
        "ada@contoso.com",
        "Bob@contoso.com",
        {"user": "grace@contoso.com", "usage_location": "DE", "id": GRACE},
        {"user": "mary@contoso.com", "usage_location": None},
        "edith@contoso.com",
        {"user": "guest_fabrikam.com#EXT#@contoso.com", "user_type": "Guest"},
    ],
    "groups": [
        {"name": "Licensed staff", "id": STAFF, "members": ["grace@contoso.com"]},
        {
            "name": "Everybody",
            "id": EVERYBODY,
            "members": ["ada@contoso.com", "guest_fabrikam.com#EXT#@contoso.com"],
            "groups": ["Licensed staff"],
        },
    ],
    "licenses": [
        {
            "sku_part_number": "SPE_E3",
            "sku_id": E3,
            "enabled": 4,
            "service_plans": [
                {"name": "EXCHANGE_S_ENTERPRISE", "id": EXCHANGE},
                {"name": "TEAMS1", "id": TEAMS, "depends_on": ["EXCHANGE_S_ENTERPRISE"]},
            ],
            "direct": [
                "ada@contoso.com",
                {"user": "bob@contoso.com", "disabled_plans": ["TEAMS1"]},
            ],
            "groups": ["Licensed staff"],
        },
        {
            "sku_part_number": "SPE_F1",
            "sku_id": F1,
            "service_plans": [
                {
                    "name": "EXCHANGE_S_DESKLESS",
                    "id": DESKLESS,
                    "excludes": ["EXCHANGE_S_ENTERPRISE"],
                }
            ],
        },
        {
            "sku_part_number": "MCOEV",
            "sku_id": CALLING,
            "service_plans": [{"name": "MCOEV", "id": PHONE, "depends_on": ["TEAMS1"]}],
        },
        {"sku_part_number": "WINDOWS_STORE", "sku_id": COMPANY, "applies_to": "Company"},
    ],
}


@dataclass
class Caller(Client):
    """Requests to Graph, with a token unless a test says otherwise."""

    scope = SCOPE

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        """Send a request to a path below `/v1.0`, or to a whole address."""
        url = path if path.startswith("https:") else f"{self.emulator.graph_url}{path}"
        return self.request(method, url, None if body is None else json.dumps(body), headers)

    def get(self, path: str, headers: Mapping[str, str | None] | None = None) -> Any:  # noqa: ANN401 - JSON
        """The body of an answer that has to be a success."""
        answer = self.send("GET", path, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def assign(
        self,
        user: str,
        *add: str | Mapping[str, object],
        remove: tuple[str, ...] = (),
        headers: Mapping[str, str | None] | None = None,
    ) -> requests.Response:
        """Give a user SKUs, with all plans on unless a test says otherwise, and take some."""
        added = [
            {"skuId": sku, "disabledPlans": []} if isinstance(sku, str) else sku for sku in add
        ]
        body = {"addLicenses": added, "removeLicenses": list(remove)}
        return self.send("POST", f"/users/{user}/assignLicense", body, headers)

    def batch(self, *parts: Mapping[str, object], status: int = 200) -> dict[str, Any]:
        """Send a batch, and return its answers by their ids."""
        answer = self.send("POST", "/$batch", {"requests": parts})
        assert answer.status_code == status, answer.text
        return {part["id"]: part for part in answer.json()["responses"]}

    def states(self, user: str) -> list[dict[str, Any]]:
        """The licence states of a user."""
        found: list[dict[str, Any]] = self.get(f"/users/{user}?$select=licenseAssignmentStates")[
            "licenseAssignmentStates"
        ]
        return found

    def held(self, user: str) -> list[dict[str, Any]]:
        """The licences of a user, by whichever path."""
        found: list[dict[str, Any]] = self.get(f"/users/{user}?$select=assignedLicenses")[
            "assignedLicenses"
        ]
        return found

    def skus(self, user: str) -> list[str]:
        """The SKUs of a user, by whichever path."""
        return sorted(license_["skuId"] for license_ in self.held(user))

    def pages(self, path: str, headers: Mapping[str, str | None] | None = None) -> Iterator[Any]:
        """The pages of a list."""
        following: str | None = path
        while following:
            page = self.get(following, headers)
            yield page
            following = page.get("@odata.nextLink")

    def renew_with(self, *granted: str) -> None:
        """Sign in as an application that was granted these permissions."""
        self.emulator.inject({"fault": "permissions", "granted": granted})
        self.renew()
        self.emulator.inject()


def assigning(id_: str, user: str, sku: str = E3, **more: object) -> dict[str, object]:
    """A part of a batch that gives a user a SKU."""
    return {
        "id": id_,
        "method": "POST",
        "url": f"/users/{user}/assignLicense",
        "headers": {"Content-Type": "application/json"},
        "body": {"addLicenses": [{"skuId": sku, "disabledPlans": []}], "removeLicenses": []},
        **more,
    }


def refusal(answer: requests.Response) -> tuple[int, str, str]:
    """Status, code and message of an error."""
    error = answer.json()["error"]
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}
    return answer.status_code, error["code"], error["message"]

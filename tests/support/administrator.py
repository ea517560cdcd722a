"""Somebody who uses the service's own API, behind the program's back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import requests

from pulumi_microsoft_seats.emulator import Emulator
from tests.support.sign_in import token_of_the_store


class Administrator:
    """Speaks to an emulator with requests written out by hand, not with our client."""

    def __init__(self, emulator: Emulator) -> None:
        self._origin = emulator.origin
        self._ca = str(emulator.ca_file)
        self._token = token_of_the_store(emulator)

    def assign(self, product: str, *users: str) -> dict[str, Any]:
        """Give users a seat of `product`, written `productId/skuId`."""
        return self._bulk(product, "assign", users)

    def reclaim(self, product: str, *users: str) -> dict[str, Any]:
        """Take the seats of users."""
        return self._bulk(product, "reclaim", users)

    def holders(self, product: str) -> set[str]:
        """Everybody who holds a seat of the product now."""
        return next(
            set(entry.get("seats", []))
            for entry in self.world()["inventory"]
            if f"{entry['product_id']}/{entry['sku_id']}" == product
        )

    def dates(self, product: str) -> dict[str, str]:
        """When each holder of the product got the seat, by folded user name."""
        answer = requests.get(
            f"{self._origin}/V1/Inventory/{product}/Seats",
            params={"maxResults": 100},
            headers={"Authorization": f"Bearer {self._token}"},
            verify=self._ca,
            timeout=30,
        )
        answer.raise_for_status()
        seats = answer.json()["seats"]
        return {seat["assignedTo"].lower(): seat["dateAssigned"] for seat in seats}

    def world(self) -> dict[str, Any]:
        """Inventory and seats of this moment, in the seed's format."""
        return self._control("GET", "world")

    def set_world(self, world: dict[str, Any]) -> None:
        """Replace inventory and seats."""
        self._control("PUT", "world", world)

    def inject(self, *rules: dict[str, Any]) -> None:
        """Put faults in force, instead of those there were."""
        self._control("PUT", "faults", {"seed": 1, "rules": list(rules)})

    def requests(self) -> list[dict[str, Any]]:
        """All requests the emulator answered since it started or since `forget_requests`."""
        log: list[dict[str, Any]] = self._control("GET", "requests")["requests"]
        return log

    def writes(self) -> list[dict[str, Any]]:
        """The requests to the service that change something."""
        return [
            request
            for request in self.requests()
            if request["method"] != "GET" and request["path"].lower().startswith("/v1/")
        ]

    def moves(self) -> list[tuple[str, str]]:
        """Product and action of each write, in order."""
        return [
            (each["path"].split("Inventory/")[1].removesuffix("/Seats"), each["body"]["seatAction"])
            for each in self.writes()
        ]

    def forget_requests(self) -> None:
        """Start the log afresh."""
        self._control("DELETE", "requests")

    def _bulk(self, product: str, action: str, users: Iterable[str]) -> dict[str, Any]:
        answer = requests.post(
            f"{self._origin}/V1/Inventory/{product}/Seats",
            json={"usernames": list(users), "seatAction": action},
            headers={"Authorization": f"Bearer {self._token}"},
            verify=self._ca,
            timeout=30,
        )
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()
        assert result["failedSeatOperations"] == []
        return result

    def _control(self, method: str, what: str, document: object = None) -> dict[str, Any]:
        answer = requests.request(
            method,
            f"{self._origin}/_emulator/{what}",
            json=document,
            verify=self._ca,
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}

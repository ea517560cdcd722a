"""A made-up estate: many products of one tenant, a stack each, with their CSVs and their store."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pulumi_microsoft_seats.emulator.authority import DEFAULT_CLIENT_ID, DEFAULT_TENANT

_FLEET = Path(__file__).parents[2] / "examples" / "fleet"
_HEADING = "userPrincipalName\n"


@dataclass(frozen=True)
class Estate:
    """The files of a fleet.

    Attributes:
        folder: where `fleet`, a copy of the example, stands beside `fleet.yaml` and the CSVs.
        stacks: how many.
        users: how many each has.
    """

    folder: Path
    stacks: int
    users: int

    @property
    def file(self) -> Path:
        """The data file."""
        return self.folder / "fleet.yaml"

    def names(self) -> list[str]:
        """The stacks."""
        return [f"stack{number:02}" for number in range(self.stacks)]

    def write(self) -> None:
        """Write everything anew: program, data file and CSVs; no stack's configuration is left."""
        shutil.rmtree(self.folder / "fleet", ignore_errors=True)
        ignored = shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml")
        shutil.copytree(_FLEET, self.folder / "fleet", ignore=ignored)
        stacks = {
            name: {
                "tenant": DEFAULT_TENANT,
                "client": DEFAULT_CLIENT_ID,
                "assignments": {"office": {"product": _product(name), "users": f"{name}.csv"}},
            }
            for name in self.names()
        }
        self.file.write_text(yaml.safe_dump({"stacks": stacks}), encoding="utf-8")
        self.write_users(0)

    def write_users(self, first: int) -> None:
        """Let every CSV begin with another user: the first ones go, as many come."""
        for name in self.names():
            users = [f"user{number:05}@contoso.com" for number in range(first, first + self.users)]
            text = _HEADING + "".join(f"{user}\n" for user in users)
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")

    def world(self) -> Mapping[str, Any]:
        """The emulator's world, where nobody holds a seat yet."""
        entries = []
        for name in self.names():
            product_id, sku_id = _product(name).split("/")
            entry = {"product_id": product_id, "sku_id": sku_id, "seat_capacity": 2 * self.users}
            entries.append(entry)
        return {"inventory": entries}


def drifted(world: Mapping[str, Any], stacks: int) -> Mapping[str, Any]:
    """A world where of the first few products one user lost a seat and another gained one."""
    entries = [dict(entry) for entry in world["inventory"]]
    for entry in entries[:stacks]:
        entry["seats"] = [*entry["seats"][1:], "mallory@contoso.com"]
    return {**world, "inventory": entries}


def _product(stack: str) -> str:
    return f"PRODUCT{stack[-2:]}/0016"

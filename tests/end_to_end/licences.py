"""Programs that say who has a licence, and the tenants that they run against."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pulumi_microsoft_seats.emulator import Emulator

E3 = "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"
F1 = "1b7a8c40-5a11-4d0e-8a10-0000000000f1"
PLANS = ("EXCHANGE_S_ENTERPRISE", "TEAMS1", "YAMMER_ENTERPRISE")

_HEAD = """\
import pulumi

from pulumi_microsoft_seats import LicenseAssignment, SeatAssignment

"""


def licences(*declarations: str) -> str:
    """A program of these declarations."""
    return _HEAD + "\n".join(declarations)


def licence(
    name: str, users: Sequence[object] | str, *, sku: str = "SPE_E3", more: str = ""
) -> str:
    """One LicenseAssignment; `users` as a list or as the text of an expression."""
    listed = users if isinstance(users, str) else repr(list(users))
    return (
        f"{name} = LicenseAssignment({name!r}, sku={sku!r}, users={listed}, {more})\n"
        f"pulumi.export({name!r}, {name}.assigned_count)\n"
    )


def sku(part_number: str = "SPE_E3", sku_id: str | None = E3, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - of the seed
    """A licence of a tenant."""
    plans = {"service_plans": list(PLANS)} if part_number == "SPE_E3" else {}
    return {"sku_part_number": part_number, "sku_id": sku_id, "enabled": 2000, **plans, **fields}


def tenant(users: Sequence[object], *licenses: dict[str, Any], **more: object) -> dict[str, Any]:
    """A world of people and licences; SPE_E3, of which there are 2,000, where none is named."""
    return {"users": list(users), "licenses": list(licenses) or [sku()], **more}


def written(emulator: Emulator) -> list[dict[str, Any]]:
    """The parts that were to write licences, each with the number of its batch as `batch`."""
    found: list[dict[str, Any]] = []
    for number, request in enumerate(emulator.license_writes()):
        body = json.loads(request.body)
        parts = body.get("requests", [{"url": request.path, "body": body}])
        found += [{**part, "batch": number} for part in parts]
    return found

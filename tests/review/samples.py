"""Previews: what the engine wrote for real programs, and ones that a test makes up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.domain.figures import SeatFigures
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.domain.roster import roster_text
from pulumi_microsoft_seats.review.building import report_of
from pulumi_microsoft_seats.review.preview import preview_from
from pulumi_microsoft_seats.review.report import AssignmentReview, Report

FOLDER = Path(__file__).parent / "samples"
"""Written by `pulumi preview --json` of engine 3.260, see `record`."""

PRODUCT = ProductKey("9NBLGGH4R2R6", "0016")
_TYPE = "pulumi-python:dynamic/microsoft-seats:"
_NAMED = {
    "seat": {"product_id": PRODUCT.product_id, "sku_id": PRODUCT.sku_id},
    "licence": {"sku": "SPE_E3", "sku_id": "1b7a8c40-5a11-4d0e-8a10-00000000e3e3"},
}


def sample(name: str) -> Report:
    """The report of a sample."""
    return report_of(preview_from((FOLDER / f"{name}.json").read_bytes(), f"{name}.json"))


def one(report: Report, name: str = "office") -> AssignmentReview:
    """The only review of this name."""
    (found,) = [review for review in report.assignments if review.name == name]
    return found


def report_from(document: object) -> Report:
    """The report of a document that a test made up."""
    return report_of(preview_from(json.dumps(document).encode(), "preview.json"))


def people(*names: str) -> tuple[str, ...]:
    """User names of contoso.com."""
    return tuple(f"{name}@contoso.com" for name in names)


def urn_of(name: str, kind: str = "seat") -> str:
    """A URN as the engine writes it."""
    of = "LicenseAssignment" if kind == "licence" else "SeatAssignment"
    return f"urn:pulumi:dev::licences::{_TYPE}{of}::{name}"


def update(
    before: Iterable[str],
    after: Iterable[str],
    *,
    held: Iterable[str] | None = None,
    name: str = "office",
    kind: str = "seat",
    **more: object,
) -> dict[str, Any]:
    """A preview in which the provider speaks as it does: who gains and loses, figures, digest."""
    old, new = frozenset(before), frozenset(after)
    there = old if held is None else frozenset(held)
    gains, losses = new - there, there - new
    inputs = {
        **_NAMED[kind],
        "ownership": "exclusive",
        "reclaim_limit": 1,
    }
    added = {
        **({"plan": "0123456789abcdef0123456789abcdef"} if gains or losses else {}),
        **({} if gains == new - old else {"__gains": roster_text(gains)}),
        **({} if losses == old - new else {"__losses": roster_text(losses)}),
    }
    figures = SeatFigures(len(there), len(new)).sentence()
    line = {"urn": urn_of(name, kind), "severity": "info", "message": f"{PRODUCT}: {figures}\n"}
    return {
        "steps": [
            {
                "op": "update",
                "urn": urn_of(name, kind),
                "oldState": {
                    "inputs": inputs | {"seats": roster_text(old)},
                    "outputs": inputs | {"seats": roster_text(old)},
                },
                "newState": {"inputs": inputs | {"seats": roster_text(new)} | added | more},
            }
        ],
        "diagnostics": [line] if gains or losses else [],
    }


def removal(*names: str, reclaim_limit: float = 0.3, kind: str = "seat") -> dict[str, Any]:
    """A preview in which an assignment of these people is removed."""
    (step,) = update(people(*names), (), kind=kind)["steps"]
    for properties in step["oldState"].values():
        properties["reclaim_limit"] = reclaim_limit
    return {"steps": [{"op": "delete", "urn": step["urn"], "oldState": step["oldState"]}]}

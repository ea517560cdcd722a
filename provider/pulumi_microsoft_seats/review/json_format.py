"""A report as JSON, for whatever reads it next."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..domain.harmless import json_harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .origin import Origin
    from .report import AssignmentReview, Report

FORMAT = 2
"""Rises when a reader of the last one would misread this one."""


def json_of(report: Report) -> str:
    """The report as a JSON object, complete."""
    document = {
        "format": FORMAT,
        "project": report.project,
        "stack": report.stack,
        "made": _made(report.origin) if report.origin else None,
        "verdict": report.verdict,
        "totals": {
            "assignments": len(report.assignments),
            "refused": report.refused,
            "gains": report.gains,
            "losses": report.losses,
            "kept_through_group": report.kept,
            "drifted": report.drifted,
        },
        "errors": report.errors,
        "others": report.others,
        "assignments": [_assignment(review) for review in report.assignments],
    }
    return json_harmless(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def _made(origin: Origin) -> dict[str, Any]:
    said = {
        "at": f"{origin.at:%Y-%m-%dT%H:%M:%SZ}",
        "preview": origin.preview,
        "preview_sha256": origin.digest,
        "commit": origin.commit,
        "run": origin.run,
        "run_url": origin.address,
    }
    return {name: value or None for name, value in said.items()}


def _assignment(review: AssignmentReview) -> dict[str, Any]:
    drift, refusal, told, shown = review.drift, review.refusal, review.told, review.shown

    def by_reason(users: Mapping[str, tuple[str, ...]], what: str) -> list[dict[str, Any]]:
        return [
            {what: said, "count": len(some), "users": shown(some)} for said, some in users.items()
        ]

    return {
        "name": review.name,
        "urn": review.urn,
        "product": review.product,
        "ownership": review.ownership,
        "action": review.action,
        "moved_from": review.moved_from,
        "gains": shown(review.gains),
        "losses": shown(review.losses),
        "counts": {
            "gains": None if review.gains is None else len(review.gains),
            "losses": None if review.losses is None else len(review.losses),
            "changed_outside": review.drifted,
        },
        "plans": by_reason(told.changes, "change"),
        "unserved": by_reason(told.unserved, "reason"),
        "plans_unchanged": by_reason(told.unswitched, "reason"),
        "through_group": {
            "declared": shown(told.inherited),
            "losing_the_direct_one": shown(told.kept),
            "no_longer_declared": shown(told.left),
        },
        "exact": review.is_exact,
        "drift": {"gained": shown(drift.gained), "lost": shown(drift.lost)} if drift else None,
        "seats": asdict(review.figures) if review.figures else None,
        "digest": review.digest or None,
        "refusal": refusal.sentence if refusal else None,
        "approve": (refusal.command or None) if refusal else None,
        "errors": review.errors,
        "warnings": review.warnings,
        "notes": review.notes,
    }

"""A report as JSON, for whatever reads it next."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .report import AssignmentReview, Report

FORMAT = 2
"""Rises when a reader of the last one would misread this one."""


def json_of(report: Report) -> str:
    """The report as a JSON object, complete."""
    document = {
        "format": FORMAT,
        "project": report.project,
        "stack": report.stack,
        "verdict": report.verdict,
        "totals": {
            "assignments": len(report.assignments),
            "refused": report.refused,
            "gains": report.gains,
            "losses": report.losses,
            "drifted": report.drifted,
        },
        "errors": report.errors,
        "others": report.others,
        "assignments": [_assignment(review) for review in report.assignments],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _assignment(review: AssignmentReview) -> dict[str, Any]:
    drift, refusal = review.drift, review.refusal
    return {
        "name": review.name,
        "urn": review.urn,
        "product": review.product,
        "ownership": review.ownership,
        "action": review.action,
        "moved_from": review.moved_from,
        "gains": review.gains,
        "losses": review.losses,
        "exact": review.is_exact,
        "drift": {"gained": drift.gained, "lost": drift.lost} if drift else None,
        "seats": asdict(review.figures) if review.figures else None,
        "digest": review.digest or None,
        "refusal": refusal.sentence if refusal else None,
        "approve": (refusal.command or None) if refusal else None,
        "errors": review.errors,
        "warnings": review.warnings,
        "notes": review.notes,
    }

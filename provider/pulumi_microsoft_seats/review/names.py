"""How many names a report shows, for logs that many read."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from ..domain.secrecy import HIDDEN, hide_users
from ..domain.wording import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..domain.approval import Refusal
    from .report import AssignmentReview, Report

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")

_PROGRAM = "The program failed; what it says may name people, and stands in the preview itself."


class Names(str, Enum):
    """Whose names a report shows."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


def showing(report: Report, names: Names) -> Report:
    """The report with everybody's name, the first ten of each list, or nobody's."""
    if names is Names.ALL:
        return report
    most = SHOWN if names is Names.SOME else 0
    reviews = tuple(replace(review, most=most) for review in report.assignments)
    report = replace(report, assignments=reviews)
    return _nameless(report) if names is Names.NONE else report


def without_names(sentence: str) -> str:
    """A sentence without user names, nor anything that it quotes, which may be one."""
    return hide_users(_QUOTED.sub(HIDDEN, sentence))


def _nameless(report: Report) -> Report:
    origin = report.origin
    return replace(
        report,
        project=hide_users(report.project),
        stack=hide_users(report.stack),
        assignments=tuple(map(_nameless_review, report.assignments)),
        errors=(_PROGRAM,) if report.errors else (),
        origin=origin and replace(origin, preview=""),
    )


def _nameless_review(review: AssignmentReview) -> AssignmentReview:
    return replace(
        review,
        name=hide_users(review.name),
        urn=hide_users(review.urn),
        product=hide_users(review.product),
        moved_from=tuple(map(hide_users, review.moved_from)),
        told=replace(
            review.told,
            unserved=_nameless_reasons(review.told.unserved),
            unswitched=_nameless_reasons(review.told.unswitched),
        ),
        refusal=_nameless_refusal(review.refusal),
        errors=tuple(map(without_names, review.errors)),
        warnings=tuple(map(without_names, review.warnings)),
        notes=tuple(map(without_names, review.notes)),
    )


def _nameless_reasons(users: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for why, some in users.items():
        said = without_names(why)
        found[said] = found.get(said, ()) + some
    return found


def _nameless_refusal(refusal: Refusal | None) -> Refusal | None:
    return refusal and replace(refusal, sentence=without_names(refusal.sentence))

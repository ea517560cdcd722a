"""From a preview to its report."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..domain.drift import Drift, drift_between
from ..domain.wording import describe_failures
from ..plugin.properties import FAILURES, REPLACED, parse, refusal_in
from .parts import declared_parts, gone_part, ownership_in, remaining_in, removed_parts
from .preview import ASSIGNMENT_TYPES, UnreadablePreview, type_in
from .report import AssignmentReview, Report
from .step_rows import READS, repeats_others, rows_of, sentence_of
from .step_seats import holders_in, product_text, users_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from ..domain.model import Ownership
    from .parts import Part
    from .people import Told
    from .preview import Preview, Properties, State, Step
    from .report import Action
    from .step_rows import Row
    from .step_seats import SeatChanges


def report_of(preview: Preview) -> Report:
    """The review of a preview.

    Raises:
        UnreadablePreview: an assignment lacks a field, something would happen to it that this
            report knows nothing of, or the preview is of a program without assignments.
    """
    rows = rows_of(preview)
    errors = _errors(preview, {step.urn for step in preview.steps if step.is_assignment})
    speaks_of_seats = any(type_in(step.urn).endswith(ASSIGNMENT_TYPES) for step in preview.steps)
    changes_others = any(step.op != "same" for step in preview.steps)
    if changes_others and not (speaks_of_seats or errors):
        raise UnreadablePreview(
            "No seat assignment is in this preview: it is of another program, or nothing changes "
            "about the seats of this one; take it with --refresh, which names each assignment."
        )
    refused = any(_refusals(row) for row in rows)
    own = [error for error in errors if not repeats_others(error)]
    if own or refused or any(row.errors for row in rows):
        errors = own
    broke_off = bool(errors) or any(set(row.errors) - _refusals(row) for row in rows)
    unseen = _BROKE_OFF if broke_off else _REFUSED if refused else ""
    project, stack = _names(preview.steps)
    return Report(
        project=project,
        stack=stack,
        assignments=tuple(_reviews(rows, unseen)),
        errors=tuple(errors),
        others=_others(preview.steps),
    )


_BROKE_OFF = "The preview broke off before it compared this assignment."
_REFUSED = (
    "The preview was refused before it came to what is removed: this assignment stays as it is, or "
    "the program does not declare it any more."
)


def _reviews(rows: Sequence[Row], unseen: str) -> list[AssignmentReview]:
    declared = [part for row in rows for part in declared_parts(row, unseen=unseen)]
    by_product = remaining_in(declared)
    gone = {part.row.urn: gone_part(part, by_product) for part in declared}
    removed = [part for row in rows for part in removed_parts(row, by_product)]
    removed += [part for part in gone.values() if part is not None]
    declared = [part for part in declared if gone[part.row.urn] is None]
    moved: dict[str, list[Part]] = {}
    for part in removed:
        remaining = by_product.get(part.product)
        if (
            part.changes.moves
            and remaining
            and (part.row.urn == remaining.urn or not part.row.errors)
        ):
            moved.setdefault(remaining.urn, []).append(part)
    left = [part for part in removed if not any(part in parts for parts in moved.values())]
    return [_review(part, moved.get(part.row.urn, [])) for part in declared] + [
        _review(part, []) for part in left
    ]


def _review(part: Part, moved: Sequence[Part]) -> AssignmentReview:
    row, changes = part.row, part.changes
    drifts = [_drift(each, changes, part.properties) for each in (part, *moved)]
    known = [drift for drift in drifts if drift is not None]
    drift = Drift(
        lost=tuple(sorted({user for each in known for user in each.lost})),
        gained=tuple(sorted({user for each in known for user in each.gained})),
    )
    rows = {each.row.urn: each.row for each in (part, *moved)}.values()
    leads = part.action != "delete-replaced"
    refusal = changes.refusal
    said = "" if refusal is None else " ".join(str(refusal).split())
    before = {each.row.urn for each in moved}
    if part.action == "update" and part.old is not None and part.old.urn:
        before |= {part.old.urn} - {row.urn}
    named = {*(changes.gains or ()), *(changes.losses or ()), *changes.told.users}
    named |= users_named(part.properties, REPLACED) or set()
    unknown_losses = any(each.changes.losses is None for each in moved)
    notes = [note for each in (part, *moved) for note in each.changes.notes]
    return AssignmentReview(
        name=row.name,
        urn=row.urn,
        product=product_text(part.properties, part.where, row.kind),
        ownership=ownership_in(part.properties),
        action=part.action,
        gains=changes.gains,
        losses=None if unknown_losses else changes.losses,
        drift=drift if len(known) == len(drifts) else None,
        told=changes.told,
        is_exact=False if unknown_losses else changes.is_exact,
        moved_from=tuple(sorted(before)),
        figures=changes.figures,
        digest=changes.digest,
        refusal=refusal and replace(refusal, sentence=_without_names(refusal.sentence, named)),
        errors=tuple(error for error in row.errors if error != said) if leads else (),
        warnings=tuple(_warnings(rows, drift, changes.told)) if leads else (),
        notes=(*dict.fromkeys(notes), *_failed_before(part.old, part.action)),
    )


_LISTED = re.compile(
    r": (?P<names>[^\s,;:@]+@[^\s,;]*[^\s,;.](?:, [^\s,;:@]+@[^\s,;]*[^\s,;.])*)"
    r"(?: and [\d,]+ more)?(?=[;.]|$)"
)
"""The names in a refusal."""


def _without_names(sentence: str, named: AbstractSet[str]) -> str:
    """A refusal without the names that stand below it."""
    return _LISTED.sub(
        lambda found: "" if named >= {*found["names"].split(", ")} else found[0], sentence
    )


def _drift(part: Part, changes: SeatChanges, declared: Properties) -> Drift | None:
    """Who lost and gained a seat since the state was written; None when that is a secret.

    Who holds one is what the refresh found, else what the plan, or the one of the assignment that
    takes its place, was made from: `changes`.
    """
    old, refreshed = part.old, part.row.refreshed
    if old is None or part.action in {"create", "create-replacement"}:
        return Drift()
    before = refreshed or old
    recorded = holders_in(before.outputs or before.inputs, part.where)
    if recorded is None:
        return Drift() if part.action == "same" else None
    ownership: Ownership = "exclusive" if ownership_in(old.inputs) == "exclusive" else "shared"
    if refreshed is not None and refreshed is not old:
        found = holders_in(old.outputs or old.inputs, part.where)
        return None if found is None else drift_between(ownership, recorded=recorded, held=found)
    if changes.held is None:
        return Drift()
    told = changes.told
    if ownership_in(declared) != "exclusive":
        # Such a plan speaks of nobody else's seats.
        ownership, recorded = "shared", recorded - parse(before.outputs).unmanaged
    return drift_between(
        ownership,
        recorded=frozenset(told.renamed.get(user, user) for user in recorded),
        held=changes.held,
        inherited={*told.inherited, *told.left},
    )


def _warnings(rows: Iterable[Row], drift: Drift, told: Told) -> dict[str, None]:
    """The warnings on some rows, those apart that the report's lists say as well."""
    listed = tuple(f": {sentence}" for sentence in drift.sentences())
    said = [warning for row in rows for warning in row.warnings]
    if told.unserved or told.unswitched:
        said = [warning for warning in said if not _UNSERVED.search(warning)]
    return dict.fromkeys(warning for warning in said if not (listed and warning.endswith(listed)))


_UNSERVED = re.compile(r"^\S+: [\d,]+ declared users? cannot be served: ")


def _failed_before(old: State | None, action: Action) -> tuple[str, ...]:
    if old is None or action != "update":
        return ()
    failures = old.outputs.get(FAILURES)
    if not isinstance(failures, dict) or not failures:
        return ()
    said = describe_failures(failures).partition("; correct the cause")[0]
    return (f"By the last update {said}; this one tries again.",)


def _refusals(row: Row) -> set[str]:
    """What the engine says on a row that was refused."""
    found = (refusal_in(step.new.inputs) for step in row.steps if step.new is not None)
    return {" ".join(str(refusal).split()) for refusal in found if refusal is not None}


def _errors(preview: Preview, assignments: set[str]) -> list[str]:
    """What broke the preview, apart from what stands on an assignment's row."""
    lines = [line for line in preview.diagnostics if line.severity == "error"]
    said = (sentence_of(line) for line in lines if line.urn not in assignments)
    return list(dict.fromkeys(filter(None, said)))


def _names(steps: Sequence[Step]) -> tuple[str, str]:
    """The program's project and stack, as every URN has them."""
    urn = next((step.urn for step in steps), "")
    parts = urn.removeprefix("urn:pulumi:").split("::")
    return (parts[1], parts[0]) if len(parts) > 3 else ("", "")  # noqa: PLR2004


def _others(steps: Sequence[Step]) -> int:
    """How many other resources would change."""
    return len(
        {
            step.urn
            for step in steps
            if not step.is_assignment
            and step.op not in {"same", "refresh", *READS}
            and not type_in(step.urn).startswith(("pulumi:pulumi:Stack", "pulumi:providers:"))
        }
    )

"""From a preview to its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..declaration import FAILURES, OWNERSHIP, failures_in, refusal_in
from ..domain.drift import Drift, drift_between, drift_in, speaks_of_drift
from ..domain.figures import SeatFigures
from ..domain.model import OWNERSHIPS
from ..domain.wording import counted, describe_failures
from .errors import UnreadablePreview
from .lines import repeats_others, without_traceback
from .preview import ASSIGNMENT_TYPE, HOW, type_in
from .report import AssignmentReview, Report
from .seats import SeatChanges, changes_of_update, holders_in, product_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..domain.drift import SaidDrift
    from ..domain.model import Ownership
    from .preview import Diagnostic, Preview, State, Step
    from .report import Action

_READS = {"read", "read-replacement", "discard", "discard-replaced", "remove-pending-replace"}
"""Steps that leave seats alone."""

_ACTIONS: dict[str, tuple[Action, ...]] = {
    "create": ("create",),
    "update": ("update",),
    "delete": ("delete",),
    "same": ("same",),
    "replace": ("create-replacement", "delete-replaced"),
    "create-replacement": ("create-replacement",),
    "delete-replaced": ("delete-replaced",),
}
_UNDO: set[Action] = {"delete", "delete-replaced"}
_COMPARED: set[Action] = {"update", "delete", "delete-replaced", "same", "not-reached"}
"""Actions that speak of what was there before, and so of drift."""


@dataclass(frozen=True, slots=True)
class _Row:
    """Everything that a preview says about one assignment.

    Attributes:
        urn: of the resource.
        refreshed: the state before the preview's own refresh; None when there was none.
        steps: what would happen to it.
        lines: info lines and warnings on its row.
        warnings: those of them that are warnings, drift apart.
        errors: on its row.
    """

    urn: str
    refreshed: State | None
    steps: tuple[Step, ...]
    lines: tuple[str, ...]
    warnings: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.urn.split("::")[-1]


def report_of(preview: Preview) -> Report:
    """The review of a preview.

    Raises:
        UnreadablePreview: an assignment lacks a field, something would happen to it that this
            report knows nothing of, or the preview is of a program without assignments.
    """
    rows = [
        _row(urn, preview)
        for urn in dict.fromkeys(step.urn for step in preview.steps if step.is_assignment)
    ]
    errors = _errors(preview, {row.urn for row in rows})
    speaks_of_seats = any(type_in(step.urn).endswith(ASSIGNMENT_TYPE) for step in preview.steps)
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
    reviews = [review for row in rows for review in _reviews(row, broke_off=broke_off)]
    project, stack = _names(preview.steps)
    return Report(
        project=project,
        stack=stack,
        assignments=tuple(reviews),
        errors=tuple(errors),
        others=_others(preview.steps),
    )


def _row(urn: str, preview: Preview) -> _Row:
    steps = [step for step in preview.steps if step.urn == urn]
    said = [line for line in preview.diagnostics if line.urn == urn]
    warnings = [line.message for line in said if line.severity == "warning"]
    happening = [step for step in steps if step.op != "refresh" and step.op not in _READS]
    if any(step.op in {"create-replacement", "delete-replaced"} for step in happening):
        happening = [step for step in happening if step.op != "replace"]
    return _Row(
        urn=urn,
        refreshed=next((step.old for step in steps if step.op == "refresh"), None),
        steps=tuple(happening),
        lines=tuple(part for line in said for part in line.message.split("\n")),
        warnings=tuple(warning for warning in warnings if not speaks_of_drift(warning)),
        errors=tuple(dict.fromkeys(_sentence(line) for line in said if line.severity == "error")),
    )


def _reviews(row: _Row, *, broke_off: bool) -> list[AssignmentReview]:
    if not row.steps and row.refreshed is not None:
        action: Action = "not-reached" if broke_off else "same"
        return [_review(row, action, row.refreshed, None)]
    reviews = []
    for step in row.steps:
        if step.op not in _ACTIONS:
            raise UnreadablePreview(
                f"The preview would {step.op} {row.name!r}, and what that does to seats this "
                "report does not know; read the preview itself, and report this as a bug."
            )
        reviews += [_review(row, action, step.old, step.new) for action in _ACTIONS[step.op]]
    return reviews


def _review(row: _Row, action: Action, old: State | None, new: State | None) -> AssignmentReview:
    where = f"The step that would {action.split('-')[0]} {row.name!r}"
    side = old if action in _COMPARED and action != "update" else new
    if side is None or (action == "update" and old is None):
        raise UnreadablePreview(
            f"{where} has no state to go with it: the preview is damaged; {HOW}"
        )
    drift = _drift(row, old, where) if action in _COMPARED else (Drift(), 0)
    if action in _COMPARED and action != "update":
        changes = _changes_of_the_old(row, action, side, drift, where)
    else:
        changes = changes_of_update(old, side, row.lines, where)
    leading = action != "delete-replaced"
    properties = side.inputs or side.outputs
    return AssignmentReview(
        name=row.name,
        urn=row.urn,
        product=product_text(properties, where),
        ownership=_ownership(properties),
        action=action,
        gains=changes.gains,
        losses=changes.losses,
        drift=drift[0],
        drift_unnamed=drift[1],
        is_exact=changes.is_exact,
        figures=changes.figures,
        digest=changes.digest,
        refusal=changes.refusal,
        errors=tuple(e for e in row.errors if e != changes.refusal) if leading else (),
        warnings=row.warnings if leading else (),
        notes=(*changes.notes, *_unnamed(drift[1]), *_failed_before(old, action)),
    )


def _changes_of_the_old(
    row: _Row, action: Action, old: State, drift: tuple[Drift, int], where: str
) -> SeatChanges:
    """What a delete would do, or the seats of an assignment that stays as it is."""
    if action == "not-reached":
        return SeatChanges(notes=("The preview broke off before it compared this assignment.",))
    recorded = holders_in(old.outputs or old.inputs, where)
    if recorded is None:
        note = "The users are a secret of the program, so the preview hides them."
        return SeatChanges(is_exact=None if action not in _UNDO else False, notes=(note,))
    held = recorded
    drifted, unnamed = drift
    if not row.steps:
        held = (recorded | set(drifted.gained)) - set(drifted.lost)
    figures = None
    losing = action in _UNDO and not old.retained
    if row.refreshed is not None and not unnamed and _ownership(old.inputs) == "exclusive":
        figures = SeatFigures(len(held), 0 if losing else len(held))
    if not losing:
        kept = counted(len(held), "seat stays", "seats stay")
        note = f"retain_on_delete: {kept} as assigned, and nobody answers for it any more."
        return SeatChanges(is_exact=True, figures=figures, notes=(note,) if action in _UNDO else ())
    if row.refreshed is not None:
        return SeatChanges(losses=tuple(sorted(held)), is_exact=True, figures=figures)
    note = (
        "These users are in the state; who of them holds a seat still was not looked up. Preview "
        "with --refresh to know."
    )
    return SeatChanges(losses=tuple(sorted(held)), is_exact=None, notes=(note,))


def _drift(row: _Row, old: State | None, where: str) -> tuple[Drift, int]:
    """Who drifted, and how many more whose names the preview does not have."""
    said = drift_in(row.lines)
    if row.refreshed is None or old is None or old is row.refreshed:
        return said.named, said.unnamed
    recorded = holders_in(row.refreshed.outputs, where)
    found = holders_in(old.outputs, where)
    if recorded is None or found is None:
        return said.named, said.unnamed
    ownership: Ownership = "shared" if _ownership(old.inputs) == "shared" else "exclusive"
    seen = drift_between(ownership, recorded=recorded, held=found)
    return _together(seen, said)


def _together(seen: Drift, said: SaidDrift) -> tuple[Drift, int]:
    total = len(said.named.lost) + len(said.named.gained) + said.unnamed
    both = Drift(
        lost=tuple(sorted({*seen.lost, *said.named.lost})),
        gained=tuple(sorted({*seen.gained, *said.named.gained})),
    )
    return both, max(total - len(both.lost) - len(both.gained), 0)


def _unnamed(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    who = counted(count, "more user", "more users")
    said = (
        f"{who} drifted whom the preview counts but does not name; preview with --refresh to have "
        "them named."
    )
    return (said,)


def _failed_before(old: State | None, action: Action) -> tuple[str, ...]:
    if old is None or action != "update":
        return ()
    failures = old.outputs.get(FAILURES)
    if not isinstance(failures, dict) or not failures:
        return ()
    said = describe_failures(failures_in(old.outputs)).partition("; correct the cause")[0]
    return (f"By the last update {said}; this one tries again.",)


def _ownership(properties: Mapping[str, object]) -> str:
    value = properties.get(OWNERSHIP)
    return str(value) if value in OWNERSHIPS else ""


def _refusals(row: _Row) -> set[str]:
    return {refusal_in(step.new.inputs) for step in row.steps if step.new is not None} - {""}


def _errors(preview: Preview, assignments: set[str]) -> list[str]:
    """What broke the preview, apart from what stands on an assignment's row."""
    lines = [line for line in preview.diagnostics if line.severity == "error"]
    said = (_sentence(line) for line in lines if line.urn not in assignments)
    return list(dict.fromkeys(filter(None, said)))


def _sentence(line: Diagnostic) -> str:
    said = without_traceback(line.message).removeprefix("Preview failed: ")
    return " ".join(said.split())


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
            and step.op not in {"same", "refresh", *_READS}
            and not type_in(step.urn).startswith(("pulumi:pulumi:Stack", "pulumi:providers:"))
        }
    )

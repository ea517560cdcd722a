"""Who gains and who loses a seat by one resource of a rehearsed program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi.runtime.rpc import UNKNOWN

from ..plugin.properties import SECRET
from ..rehearsal import Secret, Unknown
from ..review.building import report_of
from ..review.preview import ASSIGNMENT_TYPES, Diagnostic, Preview, State, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rehearsal import RehearsalResult, ResourceChange


@dataclass(frozen=True, slots=True)
class SeatChange:
    """What a preview says of one assignment, as `microsoft-seats review` reads it.

    Attributes:
        gains: Who gains a seat, in lower case.
        losses: Who loses one, in lower case.
        refusal: Why it must not happen, a sentence; empty when it may.
        plan: The digest of exactly this change, which approves it; empty when there is nothing to
            do, or something is not known yet.
    """

    gains: frozenset[str] = frozenset()
    losses: frozenset[str] = frozenset()
    refusal: str = ""
    plan: str = ""


def seat_change(result: RehearsalResult, name: str) -> SeatChange:
    """Who gains and who loses a seat by the assignment with this name.

    Who holds a declared seat already does not gain it, and drift counts: it is the difference to
    the seats that were held at the preview, not to the last declaration. Of a replacement, who
    loses a seat of the old product is among the losses. By a delete nobody loses one whom another
    assignment of the product declares: the resource was renamed.

    Args:
        result: Of a preview, or of an `up`, whose preview is read: what became of it is in the
            emulator's seats and the resource's `failures`.
        name: The resource's name in the program.

    Raises:
        ValueError: The preview does not say it: it has no such resource, ended before it was
            compared, or depends on something that is not created yet.
    """
    previewed = result.planned or result
    change = _change(previewed, name)
    if change.op == "same":
        return SeatChange()
    # All of them, because whom another one declares loses nothing by a delete.
    assignments = [each for each in previewed.changes if each.type.endswith(ASSIGNMENT_TYPES)]
    urns = {each.urn for each in assignments}
    rows = [each for each in previewed.diagnostics if each.urn in urns]
    preview = Preview(
        steps=tuple(_step(each) for each in assignments),
        diagnostics=tuple(
            Diagnostic(urn=each.urn, severity=each.severity, message=each.message) for each in rows
        ),
    )
    reviews = [each for each in report_of(preview).assignments if each.urn == change.urn]
    if any(review.is_exact is False for review in reviews):
        notes = " ".join(note for review in reviews for note in review.notes)
        raise ValueError(f"{notes}\n{previewed.text}")
    return SeatChange(
        gains=frozenset(user for review in reviews for user in review.gains or ()),
        losses=frozenset(user for review in reviews for user in review.losses or ()),
        refusal=" ".join(str(review.refusal) for review in reviews if review.refusal),
        plan="".join(review.digest for review in reviews),
    )


def _change(result: RehearsalResult, name: str) -> ResourceChange:
    found = [
        change
        for change in result.changes
        if change.name == name and change.type.endswith(ASSIGNMENT_TYPES)
    ]
    if len(found) != 1:
        count = "no" if not found else "more than one"
        kinds = " or ".join(kind.rpartition(":")[2] for kind in ASSIGNMENT_TYPES)
        raise ValueError(
            f"The {result.operation} speaks of {count} {kinds} {name!r}:\n{result.text}"
        )
    return found[0]


def _step(change: ResourceChange) -> Step:
    old = _state(change.old_inputs, change.old_outputs, retained=change.op == "retain")
    new = _state(change.new_inputs, {})
    return Step(
        op="delete" if change.op == "retain" else change.op,
        urn=change.urn,
        old=None if change.op == "create" else old,
        new=None if change.op in {"delete", "retain"} else new,
    )


def _state(
    inputs: Mapping[str, object], outputs: Mapping[str, object], *, retained: bool = False
) -> State:
    return State(inputs=_plain(inputs), outputs=_plain(outputs), retained=retained)


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    """The values as a preview has them, secrets readable: the test has the program."""
    return {name: _readable(value) for name, value in values.items() if name != SECRET}


def _readable(value: object) -> object:
    if isinstance(value, Secret):
        return _readable(value.value)
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value

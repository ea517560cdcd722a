"""Comparing what a preview named with what was written, and with who holds a seat then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pulumi_microsoft_seats.rehearsal import RehearsalResult
from tests.fidelity.model import of_product
from tests.fidelity.naming import Named
from tests.fidelity.scene import Writes
from tests.fidelity.world import Case
from tests.support.assignments import folded
from tests.support.changes import Change
from tests.support.findings import Findings

Holders = Mapping[str, frozenset[str]]

_NOT_SERVED = re.compile(r"(?P<count>[\d,]+) users? (?:was|were) not served: (?P<who>.*)")
_USER = re.compile(r"[^\s(),;]+@[^\s(),;]+")


@dataclass(frozen=True)
class Run:
    """What an update did, beside what was named before it.

    Attributes:
        named: what each assignment's row of the preview says, by name.
        late: what the assignments change whose users the preview did not know, by name.
        before: who held a seat when it began, by product.
        after: who holds one now.
        writes: whom the requests asked for, by product.
        result: what the update reported.
    """

    named: Mapping[str, Named]
    late: Mapping[str, Change]
    before: Holders
    after: Holders
    writes: Mapping[str, Writes]
    result: RehearsalResult


def compare(case: Case, run: Run, findings: Findings) -> None:
    """Hold a run to what was named, product by product."""
    for product in run.before:
        sides = _Sides.of(case, run, product)
        findings.users += len(sides.gains | sides.losses | sides.asked)
        _compare(sides, product, findings)
    rows = {name for name, row in run.named.items() if row.op != "same" and not row.refused}
    missing = rows - {change.name for change in run.result.changes}
    findings.unless(
        f"the update says that all went well, and did nothing about {', '.join(sorted(missing))}",
        true=not (run.result.ok and missing),
    )


@dataclass(frozen=True)
class _Sides:
    """Both sides of the comparison, for one product.

    `gains` and `losses` are named by rows that were not refused; `settled_gains` and
    `settled_losses` by those of them that the update came to.
    """

    gains: frozenset[str]
    losses: frozenset[str]
    settled_gains: frozenset[str]
    settled_losses: frozenset[str]
    failed: frozenset[str]
    writes: Writes
    gained: frozenset[str]
    lost: frozenset[str]

    @property
    def asked(self) -> frozenset[str]:
        """Everybody whom a request asked for."""
        return self.writes.assigned | self.writes.reclaimed

    @staticmethod
    def of(case: Case, run: Run, product: str) -> _Sides:
        names = of_product(case, product)
        rows = [run.named[name] for name in names if name in run.named]
        # Of several that want the last seats of a product, whichever comes last is refused, and an
        # update may come to them in another order than its preview did.
        going = [row for row in rows if not row.refused or len(rows) > 1]
        told = [_told(row, run, product, names[row.name]) for row in going]
        failed = {name: failed_users(name, product, run) for name in names if names[name]}
        done = {change.name for change in run.result.changes}
        done |= {name for name, users in failed.items() if users}
        # What goes is deleted when the rest of the run has gone well, else by the next one.
        settled = [
            each for each in told if each.name in done and (run.result.ok or not each.deletes)
        ]
        before, after = run.before[product], run.after[product]
        return _Sides(
            gains=everybody(each.gains for each in told),
            losses=everybody(each.losses for each in told),
            settled_gains=everybody(each.gains for each in settled),
            settled_losses=everybody(
                each.losses & _ours(case, before) if each.deletes else each.losses
                for each in settled
            ),
            failed=everybody(failed.values()),
            writes=run.writes.get(product, Writes()),
            gained=after - before,
            lost=before - after,
        )


@dataclass(frozen=True)
class _Told:
    """Whom a row names of one product; `deletes` when the resource that held them goes."""

    name: str
    gains: frozenset[str]
    losses: frozenset[str]
    deletes: bool


def _compare(sides: _Sides, product: str, findings: Findings) -> None:
    writes = sides.writes
    for users, what in (
        (writes.assigned - sides.gains, "assigned, and not named as gaining a seat"),
        (writes.reclaimed - sides.losses, "reclaimed, and not named as losing a seat"),
        (sides.gained - sides.gains, "gained a seat, and was not named"),
        (sides.lost - sides.losses, "lost a seat, and was not named"),
        (sides.settled_gains - writes.assigned, "named as gaining a seat, and never asked for"),
        (sides.settled_losses - writes.reclaimed, "named as losing a seat, and never asked for"),
        (sides.settled_gains - sides.gained - sides.failed, "named, gained none, no failure told"),
        (sides.settled_losses - sides.lost - sides.failed, "named, lost none, no failure told"),
        (sides.failed & (sides.gained | sides.lost), "told as failed, and served"),
    ):
        findings.nobody(users, f"{product}: {what}")


def _ours(case: Case, held: frozenset[str]) -> frozenset[str]:
    """Of the holders, those who owe their seat to nobody else, as far as the case says."""
    given = (folded(move.given) for move in (*case.drift, *case.between))
    return held - everybody(given)


def _told(row: Named, run: Run, product: str, declared: bool) -> _Told:  # noqa: FBT001 - as named
    """What the row says, or what is known by now of one that did not know its users."""
    deletes = row.op == "delete" or not declared
    if row.unknown and row.name in run.late:
        late = run.late[row.name]
        return _Told(row.name, late.gains, late.losses, deletes)
    gains = row.gaining(product, declared=declared)
    return _Told(row.name, gains, row.losing(product, declared=declared), deletes)


def failed_users(name: str, product: str, run: Run) -> frozenset[str]:
    """The users of an assignment who are told as not served.

    The output `failures` has them. A resource that could not be created has no outputs, and its
    error may not spell all of them out: then its count has to be that of everybody named.
    """
    found: frozenset[str] = frozenset()
    for change in run.result.changes:
        failures = change.outputs.get("failures")
        if change.name == name and isinstance(failures, dict):
            found |= frozenset(failures)
    for error in run.result.errors:
        count = _NOT_SERVED.search(error.message)
        if count and error.urn.endswith(f"::{name}") and not found:
            told = _told(run.named[name], run, product, declared=True)
            everyone = told.gains | told.losses
            is_all = int(count["count"].replace(",", "")) == len(everyone)
            found = everyone if is_all else frozenset(_USER.findall(count["who"]))
    return found


def everybody(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """All users of several sets."""
    return frozenset().union(*parts)

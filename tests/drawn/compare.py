"""Holding a run to what the model says of it, and to what its preview named."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.drawn.done import Done
from tests.drawn.expected import NOBODY, Expected, Row, Verdict
from tests.drawn.findings import Findings
from tests.drawn.named import Named
from tests.drawn.projects import Ran
from tests.drawn.values import fold

_CHANGE = re.compile(r"service plans of [\d,]+ users? change, ")
_SHOWN = 11
"""A list of more users than these is cut."""

_REFUSED_PLAN = re.compile(r"violates plan: .*?(?=\n(?:Resources|Outputs):|\Z)", re.DOTALL)


def check_preview(expected: Expected, preview: Ran, findings: Findings) -> None:
    """A preview names exactly those whom the model names."""
    _check_verdict("the preview", expected.at_preview, preview, findings)
    faulty = [row for row in expected.rows if row.assignment.fault]
    for row in expected.rows:
        named = preview.named.get(row.assignment.place)
        # What cannot be ends the program before anything else is judged.
        if (
            row.refused is Verdict.YES
            and row in (faulty or expected.rows)
            and not row.assignment.waits
        ):
            missing = [word for word in row.words if word not in preview.shown]
            said = f"{row.assignment.place} is refused without a word of {missing}"
            said = f"{said}: {preview.shown[-900:]}"
            findings.unless(said, true=preview.ok or not missing)
        # The engine leaves out the rows of what stays as it is.
        is_known = row.losses.surely or (row.gains | row.changes) - row.blind
        is_silent = preview.ok and named is None and is_known
        findings.unless(f"{row.assignment.place}: no row", true=not is_silent)
        if named is not None and row.plan is not None:
            _check_named(row, named, findings)
            _check_said_of(row, preview, findings)
    changed = any(row.changes for row in expected.rows)
    findings.unless(
        "names changes of plans, of which there are none",
        true=changed or not _CHANGE.search(preview.shown),
    )
    unplaced = sorted(preview.about - preview.rows)
    # The engine says so itself of what is no target, and would have to go with one.
    is_placed = not unplaced or "depends on a target" in preview.shown
    findings.unless(f"said of a row that is not there: {unplaced}", true=is_placed)


def _check_named(row: Row, named: Named, findings: Findings) -> None:
    place = row.assignment.place
    findings.violations += [f"{place}: {fault}" for fault in named.faults]
    if named.is_open:
        return
    lost = row.losses.perhaps
    if named.op == "replace" and row.assignment.key in named.at_most:
        lost |= row.replaced.perhaps
    # Of whose stale answer is believed, or who could not be found, the lines of the engine tell.
    unclear = row.hindered | row.blind
    for users, what in (
        (named.gains - row.gains - unclear, "named as gaining a seat, and will not"),
        (row.gains - named.gains - row.blind, "gains a seat, and is not named"),
        (named.losses - lost, "named as losing a seat, and will not"),
        (row.losses.surely - named.losses, "loses a seat, and is not named"),
    ):
        findings.nobody(users, f"{place}: {what}")
    findings.users += len(named.gains | named.losses)


def _check_said_of(row: Row, preview: Ran, findings: Findings) -> None:
    """Whom no line of the engine names: whose plans are switched, and who cannot be served."""
    place, shown = row.assignment.place, fold(preview.shown)
    few = not row.assignment.secret and not row.blind and not row.assignment.waits
    if few and len(row.changes) in range(1, _SHOWN):
        told = _CHANGE.search(preview.shown) is not None
        findings.unless(f"{place}: no word of plans", true=told)
        unsaid = frozenset(user for user in row.changes if user not in shown)
        findings.nobody(unsaid, f"{place}: plans are switched, and is not named")
    if few and len(row.hindered) in range(1, _SHOWN):
        findings.unless(f"{place}: not told who is not served", true="be served" in preview.shown)
        unsaid = frozenset(user for user in row.hindered if user not in shown)
        findings.nobody(unsaid, f"{place}: cannot be served, and is not named")


def check_done(
    expected: Expected, named: Mapping[str, Named] | None, done: Done, findings: Findings
) -> None:
    """Nobody gains or loses a seat but who may, and was named; and all is said as it is."""
    for product in done.before.seats:
        gained, lost = done.moved(product, "assign"), done.moved(product, "reclaim")
        changes, given = expected.changes(product), expected.gains(product)
        changed = done.moved(product, "change")
        findings.users += len(gained | lost | changed)
        # Whom somebody else takes a licence from, or gives one meanwhile, an order suits as well.
        elsewhere = done.touched_by_another(product)
        gained -= changes & elsewhere
        changed -= given & elsewhere
        findings.nobody(gained - given, f"{product}: must not gain a seat")
        findings.nobody(changed - changes, f"{product}: its plans must not be switched")
        findings.nobody(lost - expected.losses(product), f"{product}: must not lose a seat")
        if named is not None and not any(row.is_open for row in named.values()):
            gains = NOBODY.union(*(r.gains for r in named.values() if r.product == product))
            losses = NOBODY.union(*(row.losing(product) for row in named.values()))
            losses |= NOBODY.union(*(t.losses.perhaps for t in expected.takings if t.was_named))
            findings.nobody(gained - gains, f"{product}: gains a seat, and was not named")
            findings.nobody(lost - losses, f"{product}: loses a seat, and was not named")
    _check_forgotten(expected, done, findings)
    if done.ran.ok:
        _check_well(expected, done, findings)
    else:
        findings.unless("it failed, and said nothing", true="error" in done.ran.shown)
    if not done.killed:
        _check_claimed(expected, done, findings)
        _check_told(expected, done, findings)


def check_said(ran: Ran, hidden: frozenset[str], findings: Findings) -> None:
    """Nobody sees a traceback of ours, or a user of a secret roster."""
    parts = ran.shown.split("Traceback (most recent call last)")[1:]
    ours = [part[:2000] for part in parts if "pulumi_microsoft_seats" in part]
    findings.unless(f"a traceback: {ours[:1]}", true=not ours)
    # Of a saved plan that holds no more the engine prints what has changed, be it a secret.
    said = fold(_REFUSED_PLAN.sub("", ran.shown))
    # Somebody whose former name is a part of the new one may be in a plain roster by that.
    named = frozenset(user for user in hidden if re.search(rf"(?<![\w.]){re.escape(user)}", said))
    findings.nobody(named, "of a secret roster, and named")


def _check_verdict(what: str, verdict: Verdict, ran: Ran, findings: Findings) -> None:
    findings.unless(f"{what} must be refused, and passes", true=not (ran.ok and verdict == 2))
    said = f"{what} must pass, and is refused: {ran.shown[-1500:]}"
    findings.unless(said, true=ran.ok or verdict != 0)


def check_verdict(expected: Expected, ran: Ran, findings: Findings, *, may_fail: bool) -> None:
    """An update fails of itself where the model says so, and nowhere else."""
    verdict = expected.at_update
    _check_verdict("the run", max(verdict, Verdict(may_fail)), ran, findings)


def _check_forgotten(expected: Expected, done: Done, findings: Findings) -> None:
    """State forgets nothing but what was to go."""
    going = {each.assignment.place for each in expected.takings}
    aliases = {row.assignment.alias for row in expected.rows}
    lost = sorted(
        place
        for place in done.was.keys() - done.stored.keys()
        if place.removesuffix(" (old)") not in going | aliases and not done.gone
    )
    findings.unless(f"no more in state: {', '.join(lost)}", true=not lost)


def _check_claimed(expected: Expected, done: Done, findings: Findings) -> None:
    """State claims no seat that does not exist."""
    for row in expected.rows:
        place = row.assignment.place
        found = done.stored.get(place)
        if found and found.declares(row) and done.was.get(place) != found:
            taken = done.moved_by_another(row.assignment.key, "reclaim")
            made_up = found.claimed - done.after.served(row.assignment.key) - found.failures
            made_up -= taken | row.blind | done.grouped(row.assignment.key)
            made_up -= done.touched_by_another(row.assignment.key)
            findings.nobody(made_up, f"{place}: in state, and without a seat")


def _check_well(expected: Expected, done: Done, findings: Findings) -> None:
    """All is said to be well: then it is."""
    for row in expected.rows:
        place, product = row.assignment.place, row.assignment.key
        held = done.after.held(product).keys()
        taken, given = (done.moved_by_another(product, each) for each in ("reclaim", "assign"))
        # Whoever came or went by a group meanwhile is no movement, and is not looked at.
        grouped = done.grouped(product)
        unclear = row.blind | grouped
        without = row.declared - done.after.served(product) - taken - unclear
        findings.nobody(without, f"{place}: all is well, and without a seat")
        still = (row.losses.surely & held) - given
        findings.nobody(still, f"{place}: all is well, and still with a seat")
        unsuited = row.declared & done.after.unsuited(product, row.off)
        unsuited -= done.touched_by_another(product) | unclear
        findings.nobody(unsuited, f"{place}: all is well, and its plans are not as declared")
        found = done.stored.get(place)
        findings.unless(f"{place}: all is well, and not in state", true=found is not None)
        if found is not None:
            unsaid = row.declared - found.claimed - taken - unclear
            findings.nobody(unsaid, f"{place}: has a seat, and not in state")
            findings.nobody(found.failures, f"{place}: all is well, and recorded as failed")
            what = f"{place}: all is well, and its line says otherwise"
            # Others give what they like, and with any services.
            findings.nobody(found.remarked - unclear - given, what)
    for taking in expected.takings:
        product = taking.assignment.key
        still = taking.losses.surely & done.after.held(product).keys()
        still -= done.moved_by_another(product, "assign")
        if not done.gone:
            findings.nobody(still, f"{taking.assignment.place}: is gone, and its seats are not")


def _check_told(expected: Expected, done: Done, findings: Findings) -> None:
    """Whoever was not served is recorded as a failure, and whoever was, as served."""
    for row in expected.rows:
        place, product = row.assignment.place, row.assignment.key
        found = done.stored.get(place)
        if found is None or found.product != product:
            continue
        held = done.after.held(product).keys()
        taken, given = (done.moved_by_another(product, each) for each in ("reclaim", "assign"))
        gave, took = done.moved(product, "assign"), done.moved(product, "reclaim")
        if found.declares(row) and done.was.get(place) != found:
            touched = done.touched_by_another(product) | done.grouped(product)
            silent = (row.gains - held - taken) | ((row.losses.surely & held) - given)
            silent |= row.changes & done.after.unsuited(product, row.off) - touched
            silent |= row.hindered
            silent -= row.blind | done.grouped(product)
            if row.assignment.secret and len(silent) <= len(found.failures):
                continue  # they are counted, and have no names
            findings.nobody(silent - found.failures, f"{place}: not served, and no failure told")
            left_out = (row.gains & gave & held) - found.claimed - found.failures - taken
            findings.nobody(left_out, f"{place}: was given a seat, and not in state")
        elif not found.declares(row):
            moved = (row.gains & gave) | (row.losses.surely & took)
            moved |= row.changes & done.moved(product, "change")
            findings.nobody(moved, f"{place}: moved, and the state is the old one")

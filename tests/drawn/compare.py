"""Holding a run to what the model says of it, and to what its preview named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.drawn.books import Movement
from tests.drawn.expected import NOBODY, Expected, Row, Verdict, World
from tests.drawn.findings import Findings
from tests.drawn.named import Named
from tests.drawn.projects import Ran
from tests.drawn.stored import Stored
from tests.drawn.values import fold
from tests.drawn.wire import Write


@dataclass(frozen=True)
class Done:
    """What a run did.

    Attributes:
        before: the world when it began.
        after: the world when it had ended.
        writes: its bulk calls.
        history: the seats that were moved meanwhile.
        was: what was in state.
        stored: what is in state now.
        gone: whether the products had vanished from the inventory.
    """

    ran: Ran
    before: World
    after: World
    writes: tuple[Write, ...]
    history: tuple[Movement, ...]
    was: Mapping[str, Stored]
    stored: Mapping[str, Stored]
    gone: bool = False

    def moved(self, product: str, action: str) -> frozenset[str]:
        """To whom or from whom it gave or took a seat, or asked to."""
        mine = [each for each in self.history if not each.by_another]
        done = {m.user for m in mine if (m.product, m.action) == (product, action)}
        asked = (w.users for w in self.writes if (w.product, w.action) == (product, action))
        return frozenset(done).union(*asked)

    @property
    def gave(self) -> frozenset[tuple[str, str]]:
        """Product and user of each seat that it gave."""
        mine = (m for m in self.history if not m.by_another and m.action == "assign")
        return frozenset((each.product, each.user) for each in mine)


def check_preview(expected: Expected, preview: Ran, findings: Findings) -> None:
    """A preview names exactly those whom the model names."""
    _check_verdict("the preview", expected.at_preview, preview, findings)
    for row in expected.rows:
        named = preview.named.get(row.assignment.place)
        if row.refused is Verdict.YES and not row.assignment.waits:
            missing = [word for word in row.words if word not in preview.shown]
            said = f"{row.assignment.place} is refused without a word of {missing}"
            findings.unless(said, true=preview.ok or not missing)
        if named is not None and row.plan is not None:
            _check_named(row, named, findings)
    unplaced = sorted(preview.about - preview.rows)
    findings.unless(f"said of a row that is not there: {unplaced}", true=not unplaced)


def _check_named(row: Row, named: Named, findings: Findings) -> None:
    place = row.assignment.place
    findings.violations += [f"{place}: {fault}" for fault in named.faults]
    if named.is_open:
        return
    for users, what in (
        (named.gains - row.gains, "named as gaining a seat, and will not"),
        (row.gains - named.gains, "gains a seat, and is not named"),
        (named.losses - row.losses.perhaps, "named as losing a seat, and will not"),
        (row.losses.surely - named.losses, "loses a seat, and is not named"),
    ):
        findings.nobody(users, f"{place}: {what}")
    findings.users += len(named.gains | named.losses)


def check_done(
    expected: Expected, named: Mapping[str, Named] | None, done: Done, findings: Findings
) -> None:
    """Nobody gains or loses a seat but who may, and was named; and all is said as it is."""
    for product in done.before.seats:
        gained, lost = done.moved(product, "assign"), done.moved(product, "reclaim")
        findings.users += len(gained | lost)
        findings.nobody(gained - expected.gains(product), f"{product}: must not gain a seat")
        findings.nobody(lost - expected.losses(product), f"{product}: must not lose a seat")
        if named is not None and not any(row.is_open for row in named.values()):
            gains = NOBODY.union(*(r.gains for r in named.values() if r.product == product))
            losses = NOBODY.union(*(row.losing(product) for row in named.values()))
            findings.nobody(gained - gains, f"{product}: gains a seat, and was not named")
            findings.nobody(lost - losses, f"{product}: loses a seat, and was not named")
    _check_state(expected, done, findings)
    if done.ran.ok:
        _check_well(expected, done, findings)
    else:
        findings.unless("it failed, and said nothing", true="error" in done.ran.shown)
        _check_told(expected, done, findings)


def check_said(ran: Ran, hidden: frozenset[str], findings: Findings) -> None:
    """Nobody sees a traceback of ours, or a user of a secret roster."""
    parts = ran.shown.split("Traceback (most recent call last)")[1:]
    ours = [part[:2000] for part in parts if "pulumi_microsoft_seats" in part]
    findings.unless(f"a traceback: {ours[:1]}", true=not ours)
    said = fold(ran.shown)
    findings.nobody(frozenset(u for u in hidden if u in said), "of a secret roster, and named")


def _check_verdict(what: str, verdict: Verdict, ran: Ran, findings: Findings) -> None:
    findings.unless(f"{what} must be refused, and passes", true=not (ran.ok and verdict == 2))
    said = f"{what} must pass, and is refused: {ran.shown[-1500:]}"
    findings.unless(said, true=ran.ok or verdict != 0)


def check_verdict(expected: Expected, ran: Ran, findings: Findings, *, may_fail: bool) -> None:
    """An update fails of itself where the model says so, and nowhere else."""
    verdict = expected.at_update
    _check_verdict("the run", max(verdict, Verdict(may_fail)), ran, findings)


def _check_state(expected: Expected, done: Done, findings: Findings) -> None:
    """State forgets nothing but what was to go, and claims no seat that does not exist."""
    going = {each.declared.place for each in expected.takings}
    aliases = {row.assignment.alias for row in expected.rows}
    lost = sorted(
        place
        for place in done.was.keys() - done.stored.keys()
        if place.removesuffix(" (old)") not in going | aliases and not done.gone
    )
    findings.unless(f"no more in state: {', '.join(lost)}", true=not lost)
    for row in expected.rows:
        place = row.assignment.place
        found = done.stored.get(place)
        if found and found.declares(row) and done.was.get(place) != found:
            held = done.after.held(row.assignment.key).keys()
            made_up = found.claimed - held - found.failures
            findings.nobody(made_up, f"{place}: in state, and without a seat")


def _check_well(expected: Expected, done: Done, findings: Findings) -> None:
    """All is said to be well: then it is."""
    for row in expected.rows:
        place, held = row.assignment.place, done.after.held(row.assignment.key).keys()
        findings.nobody(row.declared - held, f"{place}: all is well, and without a seat")
        still = row.losses.surely & held
        findings.nobody(still, f"{place}: all is well, and still with a seat")
        found = done.stored.get(place)
        findings.unless(f"{place}: all is well, and not in state", true=found is not None)
        if found is not None:
            findings.nobody(row.declared - found.claimed, f"{place}: has a seat, and not in state")
    for taking in expected.takings:
        still = taking.losses.surely & done.after.held(taking.declared.key).keys()
        if not done.gone:
            findings.nobody(still, f"{taking.declared.place}: is gone, and its seats are not")


def _check_told(expected: Expected, done: Done, findings: Findings) -> None:
    """Whoever was not served is recorded as a failure."""
    for row in expected.rows:
        found = done.stored.get(row.assignment.place)
        if found and found.declares(row) and done.was.get(row.assignment.place) != found:
            held = done.after.held(row.assignment.key).keys()
            silent = ((row.gains - held) | (row.losses.surely & held)) - found.failures
            findings.nobody(silent, f"{row.assignment.place}: not served, and no failure told")

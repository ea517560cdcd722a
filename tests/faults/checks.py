"""What has to hold after a run, whatever went wrong in it.

- Nobody is in a write whom the plan did not name: under exclusive ownership whoever gains or loses
  by it, under shared ownership users whom the program declares, or declared before.
- A reclaim that was carried out is not carried out again: a seat that somebody else gave anew
  meanwhile stays.
- A run that says that all went well left everybody with what was declared, but for whom somebody
  else moved meanwhile; any other has said why, and in state whoever it did not serve is a failure.
- State claims no seat that does not exist, except of users whose reclaim it names as failed or whom
  somebody else took theirs, and leaves out none that the run gave. Where the process was killed, or
  the run ended before it changed anything, the state is the old one.
- Nobody sees a traceback of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.drawn.books import Movement
from tests.drawn.findings import Findings
from tests.drawn.wire import Write
from tests.end_to_end.runners import Outcome
from tests.support.assignments import Assignment
from tests.support.changes import Change, change

Holders = Mapping[str, frozenset[str]]
_NOBODY = frozenset[str]()


@dataclass(frozen=True)
class Recorded:
    """What state says of an assignment; the users are folded."""

    declared: frozenset[str]
    claimed: frozenset[str]
    failures: frozenset[str]

    @staticmethod
    def of(resources: Iterable[Mapping[str, Any]], name: str) -> Recorded | None:
        """What state says, None when it does not know the assignment."""
        for each in resources:
            if each["urn"].endswith(f"SeatAssignment::{name}") and not each.get("delete"):
                outputs = each["outputs"]
                return Recorded(
                    declared=_lines(each["inputs"]["seats"]),
                    claimed=_lines(outputs["seats"]),
                    failures=frozenset(outputs.get("failures") or ()),
                )
        return None


@dataclass(frozen=True)
class Run:
    """An update, and what it did.

    Attributes:
        now: the assignments that it was to bring about.
        answered: whom each assignment, also one that is gone, answered for before; by name.
        products: the product of each, in small letters, by name.
        before: who held a seat when it began.
        after: who holds one now.
        writes: its bulk calls.
        history: the seats that were moved meanwhile.
        given: the users to whom somebody else gave a seat since the case began, by product: they
            owe it to nobody here.
        given_anew: the users, with their product, whose seat was reclaimed and given anew.
        resources: what is in state now.
        outcome: what it said.
        killed: whether its plugin process was killed.
    """

    now: tuple[Assignment, ...]
    answered: Mapping[str, frozenset[str]]
    products: Mapping[str, str]
    before: Holders
    after: Holders
    writes: Sequence[Write]
    history: Sequence[Movement]
    given: Holders
    given_anew: frozenset[tuple[str, str]]
    resources: Sequence[Mapping[str, Any]]
    outcome: Outcome
    killed: bool = False

    def plan(self, name: str) -> Change:
        """What an assignment changes; one that is gone takes the seats that it answered for."""
        held = self.before[self.products[name]]
        answered = self.answered.get(name, _NOBODY)
        for each in self.now:
            if each.name == name:
                return change(each, answered, held)
        return Change(gains=_NOBODY, losses=answered & held)

    def moved(self, name: str, action: str, *, by_another: bool) -> frozenset[str]:
        """Who of an assignment's product was given or taken a seat."""
        return frozenset(
            each.user
            for each in self.history
            if each.product == self.products[name]
            and each.action == action
            and each.by_another is by_another
        )


def check(run: Run, findings: Findings) -> None:
    """Hold a run to all of it."""
    _check_named(run, findings)
    _check_given_anew(run, findings)
    for name in run.products:
        if run.outcome.ok:
            _check_settled(run, name, findings)
        _check_recorded(run, name, findings)
    findings.unless(
        "it failed, and said nothing", true=run.outcome.ok or "error" in run.outcome.text
    )
    findings.unless("it was killed, and says ok", true=not (run.killed and run.outcome.ok))
    check_sentences(run.outcome, findings)


def check_sentences(outcome: Outcome, findings: Findings) -> None:
    """Nobody sees a traceback of ours."""
    parts = outcome.text.split("Traceback (most recent call last)")[1:]
    ours = [part[:2000] for part in parts if "pulumi_microsoft_seats" in part]
    findings.unless(f"a traceback: {ours[:1]}", true=not ours)


def _check_named(run: Run, findings: Findings) -> None:
    for write in run.writes:
        plans = [
            run.plan(name) for name, product in run.products.items() if product == write.product
        ]
        named = [plan.gains if write.action == "assign" else plan.losses for plan in plans]
        strangers = write.users - _NOBODY.union(*named)
        findings.nobody(strangers, f"{write.product}: in a call to {write.action}, and not named")


def _check_given_anew(run: Run, findings: Findings) -> None:
    given: set[tuple[str, str]] = set()
    taken: set[str] = set()
    for each in run.history:
        key = (each.product, each.user)
        if each.by_another and each.action == "assign" and key in run.given_anew:
            given.add(key)
        elif not each.by_another and each.action == "reclaim" and key in given:
            taken.add(each.user)
    findings.nobody(frozenset(taken), "given a seat anew by somebody else, and taken again")


def _check_settled(run: Run, name: str, findings: Findings) -> None:
    """All went well: then everybody has what was declared."""
    after = run.after[run.products[name]]
    plan = run.plan(name)
    declared = _declared(run, name)
    without = declared - after - run.moved(name, "reclaim", by_another=True)
    findings.nobody(without, f"{name}: all is said to be well, and without a seat")
    still = plan.losses & after - run.given[run.products[name]]
    findings.nobody(still, f"{name}: all is said to be well, and still with a seat")
    recorded = Recorded.of(run.resources, name)
    failed = recorded.failures if recorded else _NOBODY
    findings.nobody(failed, f"{name}: all is said to be well, and recorded as failed")


def _check_recorded(run: Run, name: str, findings: Findings) -> None:
    recorded = Recorded.of(run.resources, name)
    declared = _declared(run, name)
    gave = run.moved(name, "assign", by_another=False)
    took = run.moved(name, "reclaim", by_another=False)
    plan = run.plan(name)
    mine = (plan.gains & gave) | (plan.losses & took)
    is_there = any(each.name == name for each in run.now)
    if recorded is None or recorded.declared != declared or not is_there:
        if is_there and recorded is not None and not run.killed:
            findings.nobody(mine, f"{name}: moved, and the state is the old one")
        return
    after = run.after[run.products[name]]
    given = run.given[run.products[name]]
    taken = run.moved(name, "reclaim", by_another=True)
    silent = (declared - after - taken) | (plan.losses & after - given)
    if not run.killed:
        findings.nobody(silent - recorded.failures, f"{name}: not served, and no failure recorded")
        # Of a reclaim that failed nobody may know whether it was carried out.
        unclear = recorded.failures & plan.losses
        made_up = recorded.claimed - after - taken - unclear
        findings.nobody(made_up, f"{name}: in state, and without a seat")
        left_out = (plan.gains & gave & after) - recorded.claimed - recorded.failures - taken
        findings.nobody(left_out, f"{name}: given a seat, and not in state")


def _declared(run: Run, name: str) -> frozenset[str]:
    return _NOBODY.union(*(each.declared for each in run.now if each.name == name))


def _lines(text: str) -> frozenset[str]:
    return frozenset(text.split())

"""Playing a case: preview it, update, and hold what was written to what was named.

What is held to what:

- whoever is in the body of a write, and whoever gains or loses a seat, was named (see `naming`);
- whoever was named is in the body of a write, and gained or lost the seat or is told as failed;
- an assignment that the preview refused writes nothing: neither does the `up`, nor an update that
  skips the preview;
- with a saved plan, when somebody moved seats between so that others would gain or lose one,
  nothing at all is written and the exit code says so; when nobody did, the plan is applied exactly,
  unless others took the seats that it needs: then, too, nothing is written;
- once all went through, a second update writes nothing;
- there is no exception, in the program or in the provider.

Whether seats moved so that others would gain or lose one is decided by `model`, which says in a
few lines what an assignment means. It also stands in for the preview where users are not known yet.
A saved plan that did not know an assignment's users may refuse to go on there, for nobody has
reviewed them: then nothing of that assignment is written, and all else is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pulumi_microsoft_seats.rehearsal import RehearsalResult
from tests.fidelity.checks import Holders, Run, compare, failed_users
from tests.fidelity.model import changes
from tests.fidelity.naming import Named, named_in
from tests.fidelity.scene import Scene
from tests.fidelity.world import Case, Move
from tests.support.changes import Change
from tests.support.findings import Findings

_NO_LONGER_FITS = re.compile(r"violates plan: .*\+__refusal\[\{\S+ is [\d,]+ seats? short")
_OF_THE_PLAN = re.compile(r"violates? plan|allowed by the plan|but none were seen")
_KINDS = {
    "create": "created",
    "update": "updated",
    "replace": "replaced",
    "delete": "deleted",
    "same": "unchanged",
}
_DIGEST = re.compile(r"microsoft-seats:approve ([0-9a-f]{12})")


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    seed: int
    kinds: frozenset[str]
    users: int
    violations: tuple[str, ...]


@dataclass(frozen=True)
class _Reviewed:
    """A preview, what it names, and the world it was made in."""

    result: RehearsalResult
    named: dict[str, Named]
    holders: Holders
    expected: dict[str, Change]


def play(scene: Scene, case: Case) -> Outcome:
    """Play a case."""
    return _Play(scene, case).outcome()


class _Play:
    """One case under way."""

    def __init__(self, scene: Scene, case: Case) -> None:
        self._scene = scene
        self._case = case
        self._findings = Findings()
        self._kinds: set[str] = set()
        self._applied: frozenset[str] = frozenset()

    def outcome(self) -> Outcome:
        self._scene.open(self._case)
        self._apply_before()
        self._scene.write(self._case.now)
        if self._moved(self._case.drift):
            self._kinds.add("drift")
        self._scene.refuse(self._case.refused)
        self._scene.forget()
        if self._case.saved_plan:
            self._play_saved_plan()
        else:
            self._play_up()
        kinds = frozenset(self._kinds)
        found = tuple(self._findings.violations)
        return Outcome(self._case.seed, kinds, self._findings.users, found)

    def _apply_before(self) -> None:
        if not self._case.before:
            return
        self._scene.write(self._case.before)
        self._scene.refuse(self._case.refused_before)
        result = self._sound(self._scene.update())
        self._scene.refuse(())
        self._applied = frozenset(change.name for change in result.changes)

    def _moved(self, moves: tuple[Move, ...]) -> bool:
        before = self._scene.holders()
        for move in moves:
            self._scene.move(move)
        return before != self._scene.holders()

    def _play_up(self) -> None:
        """Run `up`; its own preview is the one that is held to account."""
        holders, expected = self._scene.holders(), self._expected()
        result = self._approved(lambda: self._scene.up(held_to_plan=False))
        preview = result.planned or result
        reviewed = self._reviewed(preview, holders, expected)
        if preview.ok:
            self._check_update(reviewed, result)
        else:
            self._check_refused(reviewed, result)

    def _play_saved_plan(self) -> None:
        """Preview, keep the plan, let others move seats, and run `up` with that plan."""
        preview = self._approved(lambda: self._scene.preview(save_plan=True))
        self._findings.unless("the preview writes", true=not self._scene.writes())
        reviewed = self._reviewed(preview, self._scene.holders(), self._expected())
        if preview.ok:
            self._check_saved_plan(reviewed)
        else:
            self._check_refused(reviewed, self._scene.up(held_to_plan=False))

    def _approved(self, run: Callable[[], RehearsalResult]) -> RehearsalResult:
        """Run; if a person would approve what the preview asks about, once more with that."""
        result = self._sound(run())
        preview = result.planned or result
        digests = {found for error in preview.errors for found in _DIGEST.findall(error.message)}
        if digests and not preview.ok and self._case.approve:
            self._kinds.add("approved")
            self._scene.config["microsoft-seats:approve"] = ",".join(sorted(digests))
            return self._sound(run())
        return result

    def _reviewed(
        self, preview: RehearsalResult, holders: Holders, expected: dict[str, Change]
    ) -> _Reviewed:
        named = named_in(preview.text)
        self._count(named)
        return _Reviewed(preview, named, holders, expected)

    def _count(self, named: dict[str, Named]) -> None:
        for row in named.values():
            self._kinds.add(_KINDS.get(row.op, row.op))
            self._kinds |= {"unknown"} if row.unknown else set()

    def _expected(self) -> dict[str, Change]:
        return changes(self._case, applied=self._applied, holders=self._scene.holders())

    def _check_refused(self, reviewed: _Reviewed, refused: RehearsalResult) -> None:
        self._kinds.add("refused")
        self._findings.unless("a refused preview, and `up` exits with 0", true=not refused.ok)
        self._findings.unless("a refused preview, and `up` writes", true=not self._scene.writes())
        self._compare(reviewed, self._sound(self._scene.update()))

    def _check_saved_plan(self, reviewed: _Reviewed) -> None:
        self._scene.refuse(())
        moved = self._moved(self._case.between)
        self._scene.refuse(self._case.refused)
        if moved:
            self._kinds.add("moved between")
        expected, known = self._expected(), self._known(reviewed)
        changed = {name for name in expected if expected[name] != reviewed.expected[name]}
        before = self._scene.holders()
        self._scene.forget()
        result = self._sound(self._scene.up(held_to_plan=True))
        if changed & known:
            self._kinds.add("saved plan refused")
            self._check_nothing_written(reviewed, result)
        elif _no_longer_fits(result) & known:
            self._kinds.add("no longer fits")
            self._check_nothing_written(reviewed, result)
        elif not changed:
            self._kinds.add("saved plan applied")
            held_back = _refused_by_plan(result)
            if held_back - known:
                self._kinds.add("unknown held back by the saved plan")
            wrong = ", ".join(sorted(held_back & known - self._given_up()))
            self._findings.unless(f"nobody moved, and the plan refuses {wrong}", true=not wrong)
            reviewed_users = {name: expected[name] for name in expected.keys() - held_back}
            moved_on = _Reviewed(reviewed.result, reviewed.named, before, reviewed_users)
            self._check_update(moved_on, result)

    def _check_nothing_written(self, reviewed: _Reviewed, result: RehearsalResult) -> None:
        self._findings.users += sum(len(row.plus | row.minus) for row in reviewed.named.values())
        self._findings.unless("the world moved, and `up --plan` exits with 0", true=not result.ok)
        written = self._scene.writes()
        self._findings.unless("the world moved, and `up --plan` writes", true=not written)

    def _given_up(self) -> set[str]:
        """The assignments that were exclusive and are shared now.

        A refresh notes for them whose seats others gave, so that those are not reclaimed; and that
        note is a part of what the engine compares. Refusing there is more than is needed, and safe.
        """
        before = {each.name for each in self._case.before if each.ownership == "exclusive"}
        return {each.name for each in self._case.now if each.ownership == "shared"} & before

    def _known(self, reviewed: _Reviewed) -> set[str]:
        """The assignments whose users the preview knew."""
        unknown = {name for name, row in reviewed.named.items() if row.unknown}
        return {each.name for each in self._case.now} - unknown

    def _check_update(self, reviewed: _Reviewed, result: RehearsalResult) -> None:
        run = self._compare(reviewed, self._sound(result))
        if any(failed_users(each.name, each.product.lower(), run) for each in self._case.now):
            self._kinds.add("partial failure")
        if result.ok:
            self._scene.forget()
            again = self._sound(self._scene.update())
            self._findings.unless("a second update fails", true=again.ok)
            self._findings.unless("a second update writes", true=not self._scene.writes())

    def _compare(self, reviewed: _Reviewed, result: RehearsalResult) -> Run:
        late = {
            name: reviewed.expected[name]
            for name, row in reviewed.named.items()
            if row.unknown and name in reviewed.expected
        }
        run = Run(
            named=reviewed.named,
            late=late,
            before=reviewed.holders,
            after=self._scene.holders(),
            writes=self._scene.writes(),
            result=result,
        )
        compare(self._case, run, self._findings)
        return run

    def _sound(self, result: RehearsalResult) -> RehearsalResult:
        """Note an exception: of the program, which is shown, or of the provider, which is not."""
        said = [*result.diagnostics, *(result.planned.diagnostics if result.planned else ())]
        raised = [item.message for item in said if "Traceback" in item.message]
        self._findings.unless(f"an exception: {raised[:1]}", true=not raised)
        return result


def _no_longer_fits(result: RehearsalResult) -> set[str]:
    """The assignments that the plan refuses because others took the seats they need."""
    short = (error for error in result.errors if _NO_LONGER_FITS.search(error.message))
    return {error.urn.rsplit("::", 1)[-1] for error in short}


def _refused_by_plan(result: RehearsalResult) -> set[str]:
    """The names of the resources that a saved plan refused."""
    return {e.urn.rsplit("::", 1)[-1] for e in result.errors if _OF_THE_PLAN.search(e.message)}

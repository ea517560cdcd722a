"""The steps of the demo: what each does, says and checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .checks import expect, expect_refusal, expect_success, expect_text, expect_users

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .engines import Engine, Shown
    from .page import Page
    from .roster import Roster
    from .service import Service

OFFICE, MINECRAFT = "9NBLGGH4R2R6/0016", "CFQ7TTC0K5DR/0002"
_JOINERS = (
    "Ada Arnold,ada.arnold@contoso.com,Finance",
    "Ben Becker,ben.becker@contoso.com,Sales",
    "Cleo Cruz,cleo.cruz@contoso.com,Support",
)
_LEAVERS = (
    "Felix Fischer,felix.fischer@contoso.com,Sales",
    "Hilda Huber,hilda.huber@contoso.com,Finance",
)
_DIGEST = r"(?:microsoft-seats:approve |MICROSOFT_SEATS_APPROVE=)([0-9a-f]{32})"
_ASSIGNMENTS = 2
_SLIPPED_IN, _PUSHED_OUT = "ines.intern@contoso.com", "jonas.jensen@contoso.com"


@dataclass(frozen=True)
class Scene:
    """What the steps act on.

    Attributes:
        page: where they are told.
        engine: runs the program.
        service: the emulated store.
        office: the CSV of one product's users.
        teachers: the CSV of the other's.
        others: who held seats of the shared product before the program's first run.
        project: the copy of the project.
    """

    page: Page
    engine: Engine
    service: Service
    office: Roster
    teachers: Roster
    others: frozenset[str]
    project: Path

    def show(self, shown: Shown) -> Shown:
        """Show what a command printed."""
        self.page.shown(shown)
        return shown

    def up(self, summary: str) -> int:
        """Show an up, which must succeed, say so and bring the seats to the CSVs.

        Returns:
            How many calls it took that change seats.
        """
        self.service.forget_requests()
        shown = self.show(self.engine.up())
        expect_success(shown)
        expect_text(shown, summary)
        office, teachers = self.office.users, self.teachers.users
        expect_text(shown, f"office_seats: {len(office)}", rf"office_seats\b.*\b{len(office)}$")
        calls = self.writes()
        self.expect_seats(office, teachers)
        return calls

    def writes(self) -> int:
        """How many calls changed seats since the log was started."""
        return sum(request.writes for request in self.service.requests())

    def reads(self) -> int:
        """How many calls asked the service for something."""
        log = self.service.requests()
        return sum(request.of_service and not request.writes for request in log)

    def expect_seats(self, office: set[str], minecraft: set[str]) -> None:
        """Stop unless the service has these holders, beside those whom others gave a seat."""
        now = self.service.products()
        expect_users(f"Holders of {OFFICE}", office, now[OFFICE])
        expect_users(f"Holders of {MINECRAFT}", minecraft | self.others, now[MINECRAFT])


@dataclass(frozen=True)
class Step:
    """A part of the story.

    Attributes:
        title: its heading.
        look: what to look at.
        play: shows and checks it, and says what was checked.
    """

    title: str
    look: str
    play: Callable[[Scene], str]


def tell(scene: Scene, before_each: Callable[[], None]) -> int:
    """Play all steps; what `before_each` raises ends the story.

    Returns:
        How many there were.

    Raises:
        NotShown: one did not show what it should; those after it are not played.
    """
    for number, step in enumerate(STEPS, start=1):
        before_each()
        scene.page.heading(f"{number}. {step.title}", step.look)
        scene.page.checked(step.play(scene))
    return len(STEPS)


def _setting(scene: Scene) -> str:
    for line in (
        f"service    {scene.service.origin}",
        f"project    {scene.project}",
        f"office     product {OFFICE}, {len(scene.office.users)} users in office.csv",
        f"minecraft  product {MINECRAFT}, {len(scene.teachers.users)} users in teachers.csv",
    ):
        scene.page.write(f"  {line}")
    scene.page.write("")
    expect("Products at the service", {OFFICE, MINECRAFT}, set(scene.service.products()))
    scene.expect_seats(set(), set())
    held = " and ".join(sorted(scene.others))
    return f"no seat of office is held; of minecraft {held} hold one, given by others."


def _first_preview(scene: Scene) -> str:
    shown = scene.show(scene.engine.preview(full=True))
    expect_success(shown)
    office, teachers = scene.office.users, scene.teachers.users
    expect_users("Users in the preview", office | teachers, shown.users)
    expect("Calls that change seats", 0, scene.writes())
    return f"all {len(office)} and {len(teachers)} users are in it, and no seat was touched."


def _first_up(scene: Scene) -> str:
    calls = scene.up("3 created")
    users = len(scene.office.users) + len(scene.teachers.users)
    expect(f"Bulk calls for {users} users", 3, calls)
    return f"the service has them all; {users} seats took {calls} bulk calls of up to 25 users."


def _roster_change(scene: Scene) -> str:
    for sign, rows in ("-", _LEAVERS), ("+", _JOINERS):
        for row in rows:
            scene.page.write(f"  office.csv  {sign} {row}")
    scene.page.write("")
    before = scene.office.users
    scene.office.rewrite([*(row for row in scene.office.rows if row not in _LEAVERS), *_JOINERS])
    after = scene.office.users
    shown = scene.show(scene.engine.preview())
    expect_success(shown)
    expect_users("Users to gain a seat (+)", after - before, shown.changed("+"))
    expect_users("Users to lose a seat (-)", before - after, shown.changed("-"))
    calls = scene.up("1 updated")
    expect("Calls, one to reclaim and one to assign", 2, calls)
    return f"3 gained a seat and 2 lost theirs, in {calls} calls; {len(after)} hold one."


def _drift(scene: Scene) -> str:
    scene.service.assign(OFFICE, _SLIPPED_IN)
    scene.service.reclaim(OFFICE, _PUSHED_OUT)
    scene.page.write(f"  somebody at the service  + {_SLIPPED_IN}")
    scene.page.write(f"  somebody at the service  - {_PUSHED_OUT}\n")
    shown = scene.show(scene.engine.preview())
    expect_success(shown)
    drifted = {_SLIPPED_IN, _PUSHED_OUT}
    expect_users("Users on + lines, found and planned", drifted, shown.changed("+"))
    expect_users("Users on - lines, found and planned", drifted, shown.changed("-"))
    calls = scene.up("1 updated")
    expect("Calls, one to reclaim and one to assign", 2, calls)
    return f"the seats are again what the CSV says, after {calls} calls."


def _mistake(scene: Scene) -> str:
    rows, before = scene.office.rows, scene.office.users
    kept = len(rows) // 2
    scene.office.rewrite(rows[:kept])
    scene.page.write(f"  office.csv  cut off after {kept} of {len(rows)} users\n")
    lost = before - scene.office.users
    scene.service.forget_requests()
    shown = scene.show(scene.engine.preview())
    expect_refusal(shown)
    expect_users("Users to lose a seat (-)", lost, shown.changed("-"))
    digest = expect_text(shown, "the digest to approve", _DIGEST)
    expect("Calls that change seats", 0, scene.writes())
    scene.expect_seats(before, scene.teachers.users)
    scene.office.rewrite(rows)
    return (
        f"refused, all {len(lost)} shown, nothing written. Approving {digest} would approve these "
        f"{len(lost)} and nobody else. The CSV is whole again."
    )


def _nothing_to_do(scene: Scene) -> str:
    calls = scene.up("3 unchanged")
    expect("Calls that change seats", 0, calls)
    return f"{scene.reads()} calls read seats, none changed any."


def _destroy(scene: Scene) -> str:
    scene.service.forget_requests()
    approved: list[str] = []
    shown = scene.show(scene.engine.destroy())
    expect_refusal(shown)
    expect("Calls that change seats", 0, scene.writes())
    # An engine may stop at the first assignment that it must not delete.
    while shown.exit_code and len(approved) < _ASSIGNMENTS:
        approved.append(expect_text(shown, "the digest to approve", _DIGEST))
        shown = scene.engine.destroy(*approved)
    scene.show(shown)
    expect_success(shown)
    expect_text(shown, "deleted")
    scene.expect_seats(set(), set())
    return (
        "nothing was taken until a person had approved exactly that; the program's seats are gone, "
        f"and {' and '.join(sorted(scene.others))}, who had theirs from others, keep them."
    )


STEPS = (
    Step(
        "The setting",
        "An emulated store with two products, and a copy of examples/office to run against it. "
        "Everything is on this machine and nothing in the clone is changed.",
        _setting,
    ),
    Step(
        "The first preview: who will gain a seat",
        "Look at seats: every user who will gain one (the CLI writes a new text in one piece, with "
        "\\n between the users). plan is a digest of exactly this.",
        _first_preview,
    ),
    Step(
        "The first up: fifty seats",
        "Look at the outputs: 40 seats of one product, 10 of the other.",
        _first_up,
    ),
    Step(
        "Three join, two leave",
        "The CSV is all that changes. Look at the + and - lines, then at the number of seats.",
        _roster_change,
    ),
    Step(
        "Somebody changes seats behind the program's back",
        "The program has not changed. Look at the preview: first what it found (refresh), then the "
        "opposite signs of what it will do about it (update).",
        _drift,
    ),
    Step(
        "A mistake that is stopped: half of the roster is missing",
        "A botched export. Look at the error: how many would lose their seat, and what a person "
        "would have to approve for it. The - lines name all of them.",
        _mistake,
    ),
    Step(
        "Once more, with nothing to do",
        "Look at the summary: nothing changes.",
        _nothing_to_do,
    ),
    Step(
        "Destroy: only what is the program's own",
        "A delete takes every seat of an assignment, more than its limit: look at the error, "
        "then at who is left at the service once it was approved.",
        _destroy,
    ),
)

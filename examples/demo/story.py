"""The steps of the demo: what each does, says and checks."""

from __future__ import annotations

import inspect
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi_microsoft_seats.emulator import Emulator, World, load_world

if TYPE_CHECKING:
    import threading

    from .engines import Engine, Shown
    from .page import Page

CLONE = Path(__file__).resolve().parents[2]
_LICENCES, _OFFICE = Path("examples", "licences"), Path("examples", "office")
_E3, _YAMMER, _PRODUCT = "SPE_E3", "YAMMER_ENTERPRISE", "9NBLGGH4R2R6/0016"
_ADA, _BEN = "ada.arnold@contoso.com", "ben.becker@contoso.com"
_CLEO, _DINA, _MIA = "cleo.cruz@contoso.com", "dina.dorn@contoso.com", "mia.moss@contoso.com"
_JOAN, _OLGA = "joan.jensen@contoso.com", "olga.old@contoso.com"
_JOINERS = (
    "Kim Klein,kim.klein@contoso.com,Support",
    "Lea Lopez,lea.lopez@contoso.com,Sales",
)
_STORE_SWAP = (
    "Felix Fischer,felix.fischer@contoso.com,Sales",
    "Nina New,nina.new@contoso.com,Sales",
)
_LEAVER = "Hilda Huber,hilda.huber@contoso.com,Sales"
_DIGEST = re.compile(r"microsoft-seats:approve ([0-9a-f]{32})")


class NotShown(Exception):
    """A step did not show what it should: one line of what was expected and what came."""


def expect(what: str, expected: object, came: object) -> None:
    """Stop unless both are equal.

    Raises:
        NotShown: they are not.
    """
    if expected != came:
        expected, came = (sorted(it) if isinstance(it, set) else it for it in (expected, came))
        raise NotShown(
            f"This step does not show what it should. {what}: expected {expected}, came {came}."
        )


@dataclass(frozen=True)
class Scene:
    """What the steps of a part act on: an emulator, and a copy of a program.

    Attributes:
        page: where they are told.
        engine: runs the program.
        emulator: the service.
        roster: the CSV that changes.
    """

    page: Page
    engine: Engine
    emulator: Emulator
    roster: Path

    @property
    def users(self) -> set[str]:
        """Everybody in the CSV."""
        rows = self.roster.read_text(encoding="utf-8").splitlines()[1:]
        return {row.split(",")[1] for row in rows}

    def swap(self, leaver: str, *joiners: str) -> None:
        """Take a row out of the CSV and add others at its end."""
        rows = self.roster.read_text(encoding="utf-8").splitlines()
        rows = [*(row for row in rows if row != leaver), *joiners]
        self.roster.write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.page.quote([f"- {leaver}", *(f"+ {joiner}" for joiner in joiners)])

    def show(self, shown: Shown, *, refused: bool = False) -> Shown:
        """Show what a command printed; it must go well, or be refused."""
        self.page.shown(shown.command, shown.lines)
        expect(f"{shown.command}, exit code other than 0", refused, bool(shown.exit_code))
        return shown

    def refused(self) -> str:
        """Show a preview that is refused and changes nothing.

        Returns:
            The digest to approve.
        """
        self.emulator.forget_requests()
        shown = self.show(self.engine.preview(), refused=True)
        expect("requests that change licences", 0, len(self.emulator.license_writes()))
        digests = set(_DIGEST.findall(shown.text))
        expect("digests to approve", 1, len(digests))
        return str(digests.pop())

    def up(self) -> int:
        """Show an up, which must bring the licences to the CSV.

        Returns:
            How many requests it took that change licences.
        """
        self.emulator.forget_requests()
        self.show(self.engine.up())
        # The group's licence is not the program's to give.
        expect("direct holders", self.users - {_JOAN}, set(self.emulator.license_holders(_E3)))
        return len(self.emulator.license_writes())


def _program(scene: Scene) -> str:
    """A program.

    Two licences, each with a CSV of its users; for E3, a service is switched off.
    """
    text = (scene.roster.parent / "__main__.py").read_text(encoding="utf-8")
    scene.page.quote(text[text.index("e3 =") : text.index("\n\npulumi.export")].splitlines())
    holders = scene.emulator.license_holders(_E3)
    expect("direct holders", {_ADA, _BEN, _OLGA}, set(holders))
    return "Ada, Ben and Olga have E3 directly, and Joan has it through a group."


def _preview(scene: Scene) -> str:
    """A preview by name, and a person who approves it.

    Who gains, who loses, whose services change. A first take-over that costs Olga her licence is
    refused until a person has approved exactly this.
    """
    scene.show(scene.engine.approve(scene.refused()))
    calls = scene.up()
    expect("plans that are off", {_YAMMER}, set(scene.emulator.plans_off(_E3, _CLEO)))
    return (
        f"nothing was written before. Then, in {calls} requests, Olga lost hers, all others have "
        "theirs without Yammer, and Joan keeps the group's."
    )


def _joining(scene: Scene) -> str:
    """Two join, one leaves.

    The CSV is all that changes.
    """
    scene.swap(_LEAVER, *_JOINERS)
    shown = scene.show(scene.engine.preview())
    expect("users on + lines", {row.split(",")[1] for row in _JOINERS}, shown.changed("+"))
    expect("users on - lines", {_LEAVER.split(",")[1]}, shown.changed("-"))
    return f"exactly these, in {scene.up()} requests."


def _drift(scene: Scene) -> str:
    """Somebody changes it by hand.

    In the admin centre Cleo's licence was taken, Mia got one, and Dina's Teams was switched off.
    The preview shows what it found, and then what it will do about it.
    """
    scene.emulator.take_license(_E3, _CLEO)
    scene.emulator.give_license(_E3, _MIA)
    scene.emulator.give_license(_E3, _DINA, ["TEAMS1", _YAMMER])
    shown = scene.show(scene.engine.preview())
    expect("users on + and - lines", {_CLEO, _DINA, _MIA}, shown.changed("+") | shown.changed("-"))
    calls = scene.up()
    expect("Dina's plans that are off", {_YAMMER}, set(scene.emulator.plans_off(_E3, _DINA)))
    return f"as the CSV says, after {calls} requests; Dina kept her licence all along."


def _mistake(scene: Scene) -> str:
    """A mistake is stopped.

    A botched export: half of the CSV is missing. Then it is whole again.
    """
    text = scene.roster.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    scene.roster.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    scene.refused()
    scene.roster.write_text(text, encoding="utf-8")
    expect("requests that change licences", 0, scene.up())
    return "refused, and nothing was written. An approval would have been of these people alone."


def _store(scene: Scene) -> str:
    """The Store for Business, as it was.

    The same for seats: examples/office, one leaves and one joins. A reviewer reads the report, in
    a pull request with --format markdown.
    """
    scene.show(scene.engine.up())
    scene.swap(*_STORE_SWAP)
    scene.emulator.forget_requests()
    shown = scene.show(scene.engine.review())
    leaver, joiner = (row.split(",")[1] for row in _STORE_SWAP)
    expect(
        "who gains and who loses", ({joiner}, {leaver}), (shown.changed("+"), shown.changed("-"))
    )
    expect("calls that change seats", 0, len(scene.emulator.writes()))
    return f"{len(scene.emulator.holders(_PRODUCT))} hold a seat, and a report changes nothing."


STEPS = (_program, _preview, _joining, _drift, _mistake, _store)
"""The first line of a step's docstring is its heading, the rest what to look at."""


def tell(
    page: Page, engine: Engine, world: World, folder: Path, interrupted: threading.Event
) -> None:
    """Play all steps, the last one on the Store.

    Raises:
        NotShown: one did not show what it should; those after it are not played.
        KeyboardInterrupt: a signal came.
    """
    numbered = list(enumerate(STEPS, start=1))
    parts = (
        (world, _LICENCES, _LICENCES, "e3.csv", numbered[:-1]),
        (load_world(CLONE / _OFFICE / "seed.yaml"), Path(), _OFFICE, "office.csv", numbered[-1:]),
    )
    for seed, project, program, roster, steps in parts:
        shutil.copytree(CLONE / program, folder / program)
        shutil.copy(CLONE / project / "Pulumi.yaml", folder / project)
        with Emulator(seed) as emulator:
            engine.open(folder / project, emulator.environment)
            scene = Scene(page, engine, emulator, folder / program / roster)
            for number, step in steps:
                if interrupted.is_set():
                    raise KeyboardInterrupt
                title, _, look = (inspect.getdoc(step) or "").partition("\n\n")
                page.heading(f"{number}. {title.rstrip('.')}", look)
                page.checked(step(scene))

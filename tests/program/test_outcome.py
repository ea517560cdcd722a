"""How a run ends: everything that failed is heard, then the program fails, once."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Iterator
from contextlib import suppress

import pulumi
import pytest

from pulumi_microsoft_seats import SeatAssignment, users_from_csv
from pulumi_microsoft_seats.program.outcome import fail_program, fail_program_if

from .engine import Engine

ADA = "ada@contoso.com"
LOCKED = (
    f"1 user was not served: Locked ({ADA}); correct the cause and run again, which retries only "
    "what is missing."
)
ONE, TWO = (
    "1 seat assignment is not as declared, see above.",
    "2 seat assignments are not as declared, see above.",
)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine to which nothing fails yet."""
    engine = Engine()

    def listen(sentence: str, resource: pulumi.Resource) -> None:
        engine.said.append(f"{resource._name}: {sentence}")

    monkeypatch.setattr(pulumi.log, "error", listen)
    return engine


@pytest.fixture(autouse=True)
def _every_loop_is_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The SDK leaves one open in each of its threads, which would end with their process."""
    loops: list[asyncio.AbstractEventLoop] = []
    make = asyncio.new_event_loop

    def made() -> asyncio.AbstractEventLoop:
        loops.append(make())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", made)
    yield
    for loop in loops:
        loop.close()


def _assign(name: str, sku_id: str = "0016") -> SeatAssignment:
    return SeatAssignment(name, product_id="9NBLGGH4R2R6", sku_id=sku_id, users=[ADA])


def _report(*outcomes: str) -> None:
    for outcome in outcomes:
        fail_program_if(pulumi.Output.from_input(outcome == "failed"))


class TestReports:
    """What is reported, whatever reports it."""

    @pytest.mark.parametrize(
        ("outcomes", "sentence"),
        [
            ((), ""),
            (("done", "done"), ""),
            (("failed",), ONE),
            (("done", "failed", "done"), ONE),
            (("failed", "done", "failed"), TWO),
        ],
    )
    def test_a_run_fails_once_with_how_many_failed(
        self, engine: Engine, outcomes: tuple[str, ...], sentence: str
    ) -> None:
        """One is singular; when nothing failed there is nothing to say."""
        assert engine.run(lambda: _report(*outcomes)) == sentence

    def test_a_run_waits_for_the_last_report(self, engine: Engine) -> None:
        """The first to fail does not end it before the others were heard."""
        heard: list[str] = []

        async def late() -> bool:
            for _ in range(20):
                await asyncio.sleep(0)
            heard.append("late")
            return True

        def program() -> None:
            _report("failed")
            fail_program_if(pulumi.Output.from_input(late()))

        assert engine.run(program) == TWO
        assert heard == ["late"]

    def test_what_is_reported_while_a_run_waits_is_heard_too(self, engine: Engine) -> None:
        """A resource may be declared when another is known."""

        def program() -> None:
            def more(outcome: str) -> bool:
                _report("failed")
                return outcome == "failed"

            fail_program_if(pulumi.Output.from_input("failed").apply(more))

        assert engine.run(program) == TWO

    def test_what_is_reported_when_all_before_it_are_known_is_heard_too(
        self, engine: Engine
    ) -> None:
        """It may be declared when something slow is known that is no seat assignment."""

        async def slow() -> str:
            for _ in range(50):
                await asyncio.sleep(0)
            return "failed"

        def program() -> None:
            _report("done")
            waiting: Awaitable[str] = slow()
            known: pulumi.Output[str] = pulumi.Output.from_input(waiting)
            known.apply(_report)

        assert engine.run(program) == ONE

    def test_a_report_that_is_not_known_at_a_preview_is_no_failure(self, engine: Engine) -> None:
        """It will be heard when the update knows it."""

        def program() -> None:
            fail_program_if(pulumi.Output.from_input(pulumi.output.UNKNOWN).apply(bool))

        assert engine.run(program, preview=True) == ""

    def test_each_run_is_heard_on_its_own(self, engine: Engine) -> None:
        """A program's tests run it many times in one process."""
        assert engine.run(lambda: _report("failed")) == ONE
        assert engine.run(lambda: _report("done")) == ""

    def test_outside_a_program_nothing_is_heard(self) -> None:
        """There is no run that could fail."""
        with pytest.raises(pulumi.RunError, match=r"^Enough[.]$"):
            contextvars.Context().run(lambda: fail_program("Enough."))


class TestAssignments:
    """What a seat assignment reports."""

    def test_every_update_that_failed_is_said_before_the_run_fails(self, engine: Engine) -> None:
        """Each on the row of its resource, with who and why."""
        engine.failures = {"office": {ADA: "Locked"}, "visio": {ADA: "Locked"}}

        def program() -> None:
            _assign("office", "0016")
            _assign("project", "0017")
            _assign("visio", "0018")

        assert engine.run(program) == TWO
        assert sorted(engine.said) == [f"office: {LOCKED}", f"visio: {LOCKED}"]

    def test_a_preview_fails_with_what_was_refused_and_not_with_old_failures(
        self, engine: Engine
    ) -> None:
        """Those of the last update are what the next one tries again.

        What can be approved is said with the way to do so.
        """
        engine.failures = {"visio": {ADA: "Locked"}}
        digest = "0123456789abcdef0123456789abcdef"
        engine.refusals = {
            "office": {"sentence": "Too few seats.", "approval": ""},
            "project": {"sentence": "All would go", "approval": digest},
        }

        def program() -> None:
            _assign("office", "0016")
            _assign("project", "0017")
            _assign("visio", "0018")

        said = engine.run(program, preview=True)
        assert said == "2 seat assignments cannot be carried out, see above."
        assert sorted(engine.said) == [
            "office: Too few seats.",
            (
                "project: All would go; to approve exactly this, run: pulumi config set "
                f"microsoft-seats:approve {digest}"
            ),
        ]


def test_an_assignment_can_have_a_parent(engine: Engine) -> None:
    """A component that declares one is the usual way to share code; all well, nothing is said."""

    def program() -> None:
        parent = pulumi.ComponentResource("contoso:office:Department", "east")
        SeatAssignment(
            "office",
            product_id="9NBLGGH4R2R6",
            sku_id="0016",
            users=[ADA],
            opts=pulumi.ResourceOptions(parent=parent),
        )

    assert (engine.run(program), engine.said) == ("", [])


class TestStop:
    """A program that is ended with a sentence of its own."""

    def test_the_sentence_is_kept_whatever_else_failed(self, engine: Engine) -> None:
        """What failed is said on its row; `see above` would hide why the program ended."""
        engine.failures = {"office": {ADA: "Locked"}}

        def program() -> None:
            _assign("office")
            users_from_csv("nowhere.csv")

        assert engine.run(program) == (
            "nowhere.csv cannot be read: No such file or directory; check the path."
        )
        assert engine.said == [f"office: {LOCKED}"]

    def test_a_mistake_in_a_later_resource_is_the_sentence(self, engine: Engine) -> None:
        """All of them are listed, as without anything that failed."""
        engine.failures = {"office": {ADA: "Locked"}}

        def program() -> None:
            _assign("office")
            SeatAssignment("visio", product_id="", sku_id="0018", users=["ada"])

        said = engine.run(program)
        assert said.startswith("SeatAssignment 'visio': product_id is ''")
        assert "users[0] is 'ada'" in said

    def test_a_sentence_that_the_program_caught_did_not_end_it(self, engine: Engine) -> None:
        """It went on, so what failed afterwards fails it."""
        engine.failures = {"office": {ADA: "Locked"}}

        def program() -> None:
            _assign("office")
            with suppress(pulumi.RunError):
                users_from_csv("nowhere.csv")

        assert engine.run(program) == ONE

    def test_a_program_that_keeps_the_sentence_it_caught_fails_as_well(
        self, engine: Engine
    ) -> None:
        """Nobody can tell it from one that is ending, and what failed must not be passed over."""
        engine.failures = {"office": {ADA: "Locked"}}
        kept: list[pulumi.RunError] = []

        def program() -> None:
            _assign("office")
            try:
                users_from_csv("nowhere.csv")
            except pulumi.RunError as error:
                kept.append(error)

        assert engine.run(program) == str(*kept)

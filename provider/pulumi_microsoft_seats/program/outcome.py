"""How a run ends when a seat assignment did not go through: all are heard, then it fails.

Raising as soon as one of them failed would end the program before the others had said anything, and
might leave resources undone that have nothing to do with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from weakref import WeakKeyDictionary, ref

import pulumi

from ..domain.wording import counted

if TYPE_CHECKING:
    from collections.abc import Awaitable


@dataclass(slots=True)
class _ProgramRun:
    """One run of a program.

    Attributes:
        reports: for each assignment, whether it failed.
        ending: fails when a report is True; the SDK waits for it before the run ends. None when
            all reports so far have been heard.
        error: what the program was ended with, for as long as it is on its way out: a program may
            catch it and go on.
    """

    reports: list[pulumi.Output[bool]] = field(default_factory=list)
    ending: pulumi.Output[bool] | None = None
    error: ref[pulumi.RunError] | None = None

    @property
    def sentence(self) -> str | None:
        """What it was ended with; None when it was not, or has gone on since."""
        error = self.error() if self.error is not None else None
        return None if error is None else str(error)


_runs: WeakKeyDictionary[object, _ProgramRun] = WeakKeyDictionary()
"""The runs, by their stack."""


def fail_program(sentence: str) -> NoReturn:
    """End the program with a sentence, now.

    Raises:
        pulumi.RunError: always.
    """
    error = pulumi.RunError(sentence)
    stack = pulumi.runtime.get_root_resource()
    if stack in _runs:
        _runs[stack].error = ref(error)
    try:
        raise error
    finally:
        # This frame, which the error's traceback keeps, must not keep the error.
        del error


def fail_program_if(failed: pulumi.Output[bool]) -> None:
    """Fail the run, once everything reported is known, if this turns out to be True."""
    stack = pulumi.runtime.get_root_resource()
    if stack is None:
        return
    run = _runs.setdefault(stack, _ProgramRun())
    run.reports.append(failed)
    if run.ending is None:
        waiting: Awaitable[bool] = _fail_if_any(run)
        run.ending = pulumi.Output.from_input(waiting)


async def _fail_if_any(run: _ProgramRun) -> bool:
    failed = 0
    position = 0
    # By position, because resources that are declared inside an apply join while this waits.
    while position < len(run.reports):
        failed += await run.reports[position].future(with_unknowns=True) is True
        position += 1
    run.ending = None
    if failed:
        if run.sentence is not None:
            # This error takes the place of the one that the program is ending with. One that was
            # caught and kept looks the same: said once more, it is better than a run that succeeds.
            raise pulumi.RunError(run.sentence)
        what = (
            counted(failed, "seat assignment") + " cannot be carried out"
            if pulumi.runtime.is_dry_run()
            else counted(failed, "seat assignment is", "seat assignments are") + " not as declared"
        )
        raise pulumi.RunError(f"{what}, see above.")
    return False

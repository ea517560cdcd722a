"""How a run ends when a seat assignment did not go through: all are heard, then it fails.

Raising as soon as one of them failed would end the program before the others had said anything, and
might leave resources undone that have nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Awaitable
from weakref import WeakKeyDictionary

import pulumi

from .domain.wording import counted

_reports: WeakKeyDictionary[object, list[pulumi.Output[bool]]] = WeakKeyDictionary()
"""For each run of a program, by its stack: what its assignments report."""


def heed(failed: pulumi.Output[bool]) -> None:
    """Fail the run, once everything reported is known, if this turns out to be True."""
    stack = pulumi.runtime.get_root_resource()
    if stack is None:
        return
    reports = _reports.get(stack)
    if reports is None:
        reports = _reports[stack] = []
        waiting: Awaitable[bool] = _fail_if_any(reports)
        pulumi.Output.from_input(waiting)
    reports.append(failed)


async def _fail_if_any(reports: list[pulumi.Output[bool]]) -> bool:
    failed = 0
    position = 0
    # By position, because resources that are declared inside an apply join while this waits.
    while position < len(reports):
        failed += await reports[position].future(with_unknowns=True) is True
        position += 1
    if failed:
        raise pulumi.RunError(
            f"{counted(failed, 'seat assignment is', 'seat assignments are')} not as declared, see "
            "above."
        )
    return False

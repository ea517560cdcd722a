"""What goes wrong while a step is played, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.drawn.stack import Stack
from tests.drawn.stage import Stage
from tests.drawn.values import Step


@contextmanager
def trouble(step: Step, stage: Stage, stack: Stack) -> Iterator[None]:
    """Refuse users, lose products or be somewhere else, as a step has it drawn."""
    environment = stack.project.environment
    setting, nowhere = stage.address
    usual = environment.get(setting, "")
    stage.go_wrong(step.refused, answers_404=step.trouble == "odd 404")
    if step.trouble == "product gone":
        records = stack.model.records.values()
        gone = {each.declared.key for each in records} | {each.key for each in step.program}
        stage.books.vanished |= gone
    elif step.trouble == "wrong address":
        environment[setting] = nowhere
    try:
        yield
    finally:
        stage.go_wrong((), answers_404=False)
        stage.books.vanished.clear()
        environment[setting] = usual

"""A stand-in for the engine, the SDK's own, in which a program runs in this process."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import mocks
from pulumi.runtime.settings import SETTINGS
from pulumi.runtime.stack import run_pulumi_func


@dataclass
class Engine(mocks.Mocks):
    """Answers a resource with its inputs and, by its name, what the provider would add to them."""

    failures: dict[str, dict[str, str]] = field(default_factory=dict)
    refusals: dict[str, dict[str, str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], None]:
        raise NotImplementedError(args)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        added = {
            "failures": self.failures.get(args.name, {}),
            "__refusal": self.refusals.get(args.name),
        }
        return args.name, {**args.inputs, **added}

    def run(self, program: Callable[[], object], *, preview: bool = False) -> str:
        """Run a program; the sentence it failed with, empty when it did not fail."""
        return contextvars.copy_context().run(self._run, program, preview=preview)

    def _run(self, program: Callable[[], object], *, preview: bool) -> str:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        SETTINGS.outputs = set()
        mocks.set_mocks(self, preview=preview)

        def begin() -> None:
            program()

        try:
            loop.run_until_complete(run_pulumi_func(begin))
        except pulumi.RunError as error:
            return str(error)
        finally:
            loop.run_until_complete(_put_down_what_is_left())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
            asyncio.set_event_loop(None)
        return ""


async def _put_down_what_is_left() -> None:
    """End the tasks of a program that failed, which the end of its process would end too."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)

"""What a help text shows: options by what they take, an example or two, the exit codes."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperGroup

from .exit_codes import EXIT_CODES

BOTH_HELPS = {"help_option_names": ["-h", "--help"]}
"""For the whole command: what is set at its root holds for each command of it."""

_TYPE = re.compile(r" <[^>]*>$")


def ending(*examples: str, codes: bool = True) -> str:
    """The end of a help text: examples, each a line, then the exit codes."""
    lines = "\n".join(f"  {example}" for example in examples)
    title = "Example" if len(examples) == 1 else "Examples"
    shown = f"\b\n{title}:\n{lines}\n"
    return f"{shown}\n{EXIT_CODES}" if codes else shown


class PlainGroup(TyperGroup):
    """Commands whose help names what an option takes, `--port PORT`, and no type of Python's."""

    # The types of typer's own parts differ from version to version.
    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, D102 - as above
        command = super().get_command(ctx, cmd_name)
        for parameter in getattr(command, "params", ()):
            _make_plain(parameter)
        return command


def _make_plain(parameter: Any) -> None:  # noqa: ANN401 - as above
    if parameter.param_type_name == "option":
        if not (parameter.metavar or parameter.is_flag):
            parameter.metavar = _choices(parameter) or parameter.name.upper()
        return
    record = type(parameter).get_help_record

    def plain_record(ctx: object) -> tuple[str, str] | None:
        said = record(parameter, ctx)
        return said if said is None else (_TYPE.sub("", said[0]), said[1])

    parameter.get_help_record = plain_record


def _choices(parameter: Any) -> str:  # noqa: ANN401 - as above
    """What there is to choose from; empty where anything can be said."""
    described = getattr(parameter, "type_descriptor", None) or parameter.type
    choices = getattr(described, "choices", None) or ()
    return "|".join(str(getattr(each, "value", each)) for each in choices)

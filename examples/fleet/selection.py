"""Which stacks a command is about, and the list of them for a pipeline's matrix."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from fnmatch import fnmatchcase

from .data_file import StackEntry
from .errors import FleetError

_NO_JOB_NAME = re.compile(r"\W")


class ListFormat(str, Enum):
    """How the list of stacks is written."""

    TEXT = "text"
    JSON = "json"
    AZURE = "azure"


def chosen(stacks: Mapping[str, StackEntry], patterns: Sequence[str]) -> dict[str, StackEntry]:
    """The stacks that names or globs choose, in the data file's order; all when there are none.

    Raises:
        FleetError: a name or glob matches no stack.
    """
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in stacks):
            raise FleetError(
                f"no stack of the data file is {pattern!r}; stacks lists what there is."
            )
    return {
        name: stack
        for name, stack in stacks.items()
        if not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)
    }


def listed(stacks: Mapping[str, StackEntry], form: ListFormat) -> str:
    """The stacks with tenant and client, a line each; a GitHub matrix; or an Azure matrix.

    GitHub takes a JSON list of names. An Azure matrix is an object with a job's variables by the
    job's name, which has no `-` or `.`; its number keeps it apart from others.
    """
    if form is ListFormat.JSON:
        return json.dumps(list(stacks))
    if form is ListFormat.AZURE:
        jobs = {f"s{n}_{_NO_JOB_NAME.sub('_', name)}": name for n, name in enumerate(stacks, 1)}
        return json.dumps({job: {"stack": name} for job, name in jobs.items()})
    return "\n".join(f"{name}\t{each.tenant}\t{each.client}" for name, each in stacks.items())

"""Finding the processes that a test's own commands have started."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

PLUGIN = "pulumi.dynamic"
"""What the command line of a plugin process has in it."""


def descendants(having: str, of: int | None = None) -> list[int]:
    """The ids of running descendants of a process whose command line has a text in it.

    Args:
        having: the text.
        of: the process; this one when left out.
    """
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    children: dict[int, list[tuple[int, str]]] = {}
    for line in listed.stdout.splitlines():
        number, parent, status, command = [*line.split(maxsplit=3), ""][:4]
        if not status.startswith("Z"):
            children.setdefault(int(parent), []).append((int(number), command))

    def below(parent: int) -> Iterator[int]:
        for number, command in children.get(parent, []):
            if having in command:
                yield number
            yield from below(number)

    return list(below(os.getpid() if of is None else of))

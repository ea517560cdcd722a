"""The files of a Pulumi project that declares seats: its program, a CSV for each product."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..domain.errors import InputError
from ..domain.wording import one_line
from .existing_seats import ExistingSeats
from .tables import csv_of

_PROJECT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")
_LONGEST_COMMENT = 80

_PROJECT = """\
name: {name}
description: Who holds a seat of which Microsoft store product.
runtime: python
options:
  # Every preview reads the seats first, so that whatever changed behind the program's back shows.
  refresh: always
"""

_PROGRAM = '''\
"""Who holds a seat of which Microsoft store product; at first, whoever held one at the export.

Each assignment decides every seat of its product: whoever is taken off its CSV loses the seat.
"""

from pulumi_microsoft_seats import SeatAssignment, users_from_csv
'''


def project_files(name: str, found: Sequence[ExistingSeats]) -> Mapping[str, str]:
    """The project's files by their names.

    Raises:
        InputError: Pulumi would not take the project's name.
    """
    if not _PROJECT_NAME.fullmatch(name):
        raise InputError(
            f"--project is {name!r}, which Pulumi does not take as a project's name: begin with a "
            "letter, go on with letters, digits, hyphens, underscores or dots."
        )
    users = {_csv_name(it): csv_of(["userPrincipalName"], [[u] for u in it.users]) for it in found}
    program = "\n".join([_PROGRAM, *map(_declaration, found)])
    return {**users, "__main__.py": program, "Pulumi.yaml": _PROJECT.format(name=name)}


def _csv_name(existing: ExistingSeats) -> str:
    return f"{existing.resource}.csv"


def _declaration(existing: ExistingSeats) -> str:
    comment = f"# {one_line(existing.name)[:_LONGEST_COMMENT]}\n" if existing.name else ""
    return (
        f"{comment}SeatAssignment(\n"
        f"    {_text(existing.resource)},\n"
        f"    product_id={_text(existing.product.product_id)},\n"
        f"    sku_id={_text(existing.product.sku_id)},\n"
        f"    users=users_from_csv({_text(_csv_name(existing))}),\n"
        ")\n"
    )


def _text(value: str) -> str:
    """A text as Python source, in double quotes where that takes nothing special."""
    written = repr(value)
    return written if '"' in written or "\\" in written else f'"{value}"'

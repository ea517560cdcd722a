"""The files of an exported project: a program, a CSV for each product, what they take to run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from textwrap import wrap

from ..domain.errors import InputError
from ..domain.wording import one_line
from .existing_seats import ExistingSeats
from .resource_names import resource_names
from .tables import csv_of

_PROJECT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")
_LONGEST_COMMENT = 90

_PROJECT = """\
name: {name}
description: Who holds which licence and which seat of Microsoft, as code.
runtime: python
options:
  # Every preview reads who holds what first, so that a change behind the program's back shows.
  refresh: always
"""

_REQUIREMENTS = """\
# Say where your copy of this package is: what a name gets from an index may be a stranger's.
# A wheel in this repository, ./wheels/NAME.whl, or an address with its hash. It fails until you do.
pulumi-microsoft-seats @ file:///SAY-WHERE-IT-IS/pulumi_microsoft_seats-{version}-py3-none-any.whl
"""

_IGNORED = """\
.venv/
__pycache__/
.pulumi-rehearsal.json
emulator.env
"""

_PROGRAM = '''\
"""Who holds which licence and which seat; at first, whoever held one at the export.

Each assignment decides for everybody who holds its product directly: whoever is taken off its CSV
loses it. Pulumi removes none of them before its protect is taken away.
"""

import pulumi

from pulumi_microsoft_seats import {names}, users_from_csv
'''

_PROTECTED = "opts=pulumi.ResourceOptions(protect=True),"


def project_files(name: str, existing: Sequence[ExistingSeats]) -> Mapping[str, str]:
    """The project's files by their names.

    Raises:
        InputError: Pulumi would not take the project's name.
    """
    if not _PROJECT_NAME.fullmatch(name):
        raise InputError(
            f"--project is {name!r}, which Pulumi does not take as a project's name: begin with a "
            "letter, go on with letters, digits, hyphens, underscores or dots."
        )
    resources = resource_names(existing)
    users = {
        _csv_name(resources[it.product]): csv_of(["userPrincipalName"], [[u] for u in it.users])
        for it in existing
    }
    imported = sorted({_type(it) for it in existing})
    program = "\n".join(
        [
            _PROGRAM.format(names=", ".join(imported)),
            *(_declaration(resources[it.product], it) for it in existing),
        ]
    )
    return {
        **users,
        "__main__.py": program,
        "Pulumi.yaml": _PROJECT.format(name=name),
        "requirements.txt": _REQUIREMENTS.format(version=version("pulumi-microsoft-seats")),
        ".gitignore": _IGNORED,
    }


def _csv_name(resource: str) -> str:
    return f"{resource}.csv"


def _type(existing: ExistingSeats) -> str:
    return "SeatAssignment" if existing.sku is None else "LicenseAssignment"


def _declaration(resource: str, existing: ExistingSeats) -> str:
    arguments = [
        f"{_text(resource)},",
        *_naming(existing),
        f"users=users_from_csv({_text(_csv_name(resource))}),",
        *_plans(existing),
        _PROTECTED,
    ]
    return "\n".join(
        [
            *_comments(existing),
            f"{_type(existing)}(",
            *(f"    {argument}" for argument in arguments),
            ")\n",
        ]
    )


def _comments(existing: ExistingSeats) -> list[str]:
    """What a product is called, and what else is to be known of it."""
    name = [f"# {one_line(existing.name)[:_LONGEST_COMMENT]}"] if existing.name else []
    remarks = (f"{remark[0].upper()}{remark[1:]}." for remark in existing.remarks)
    return name + [f"# {line}" for remark in remarks for line in wrap(remark, _LONGEST_COMMENT)]


def _naming(existing: ExistingSeats) -> list[str]:
    if existing.sku is not None:
        return [f"sku={_text(existing.sku)},"]
    product = existing.product
    return [f"product_id={_text(product.product_id)},", f"sku_id={_text(product.sku_id)},"]


def _plans(existing: ExistingSeats) -> list[str]:
    if existing.disabled_plans is None:
        return []
    return [f"disabled_plans=[{', '.join(map(_text, existing.disabled_plans))}],"]


def _text(value: str) -> str:
    """A text as Python source, in double quotes where that takes nothing special."""
    written = repr(value)
    return written if '"' in written or "\\" in written else f'"{value}"'

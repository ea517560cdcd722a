"""What asks for which operation: found by running it against an emulator, and reading its log."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from typer.testing import CliRunner

from pulumi_microsoft_seats.cli.commands import app
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.plugin import session
from pulumi_microsoft_seats.program import functions
from pulumi_microsoft_seats.provider import SeatAssignmentProvider
from tests.support.administrator import Administrator
from tests.support.environment import forget_configuration

from .reference import operation_of

Uses = Mapping[str, frozenset[str]]
"""The names of the operations that each user of the service asked for."""

_OFFICE = ("9NBLGGH4R2R6", "0016")
_LARGE = ("CFQ7TTC0K5DR", "0002")
_NAME = "9NBLGGH4R2R6/0016"
_HELD = 3000

_WORLD: dict[str, Any] = {
    "inventory": [
        {
            "product_id": _OFFICE[0],
            "sku_id": _OFFICE[1],
            "seats": ["ada@contoso.com"],
            "product": {
                "localized_details": [{"language": "en-us", "display_name": "Office"}],
            },
        },
        {
            "product_id": _LARGE[0],
            "sku_id": _LARGE[1],
            "seat_capacity": _HELD + 10,
            "seats": [f"user{number}@contoso.com" for number in range(_HELD)],
        },
    ],
}

COMMANDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "inventory": (("--names",),),
    "seats list": ((_NAME,),),
    "seats of": (("ada@contoso.com", "--service", "store"),),
    "seats assign": (
        (_NAME, "bob@contoso.com", "--yes"),
        ("/".join(_LARGE), "bob@contoso.com", "--yes"),
    ),
    "seats reclaim": (
        (_NAME, "ada@contoso.com", "--yes"),
        ("/".join(_LARGE), "user1@contoso.com", "--yes"),
    ),
    "product show": (("--name", "Office"),),
    "export": (("--product", _OFFICE[0], "--out", "{folder}"),),
}
"""Every command that asks the service, and how it is run here, in all its ways."""

OTHER_COMMANDS = {
    "emulator": "is the service",
    "licenses": "asks the other service",
    "doctor": "tries what the others ask for",
    "check": "reads files",
    "review": "reads a file",
    "rehearse preview": "runs a program, which asks through the provider",
    "rehearse up": "the same",
    "rehearse refresh": "the same",
    "rehearse destroy": "the same",
}
"""Every other command, and why it asks nothing itself."""

FUNCTIONS: Mapping[str, Callable[[], object]] = {
    "get_inventory": functions.get_inventory,
    "get_seats": lambda: functions.get_seats(*_OFFICE),
    "get_user_seats": lambda: functions.get_user_seats("ada@contoso.com"),
    "get_product": lambda: functions.get_product(name="Office"),
}
"""Every function of a program that asks the service."""


@contextmanager
def store() -> Iterator[Administrator]:
    """An emulated store, and this process configured for it alone."""
    with Emulator() as emulator, patch.dict(os.environ):
        forget_configuration(os.environ)
        os.environ.update(emulator.environment)
        yield Administrator(emulator)


def uses_of_commands(administrator: Administrator) -> Uses:
    """What each command asks for."""
    with TemporaryDirectory() as folder:
        return {name: _asked(administrator, partial(_run, name, Path(folder))) for name in COMMANDS}


def uses_of_functions(administrator: Administrator) -> Uses:
    """What each function of a program asks for."""
    return {name: _asked(administrator, call) for name, call in FUNCTIONS.items()}


def uses_of_provider(administrator: Administrator) -> Uses:
    """What each call of the engine asks for, of either ownership, in a process of its own."""
    found: dict[str, frozenset[str]] = {}
    for product, ownership in ((_OFFICE, "exclusive"), (_LARGE, "shared")):
        for name, call in _calls(product, ownership).items():
            found[name] = found.get(name, frozenset()) | _asked(administrator, call)
    return found


def _calls(product: tuple[str, str], ownership: str) -> Mapping[str, Callable[[], object]]:
    provider = SeatAssignmentProvider()
    id_ = "/".join(product)
    first = "ada@contoso.com" if product == _OFFICE else "user1@contoso.com"
    rest = {
        "product_id": product[0],
        "sku_id": product[1],
        "ownership": ownership,
        "reclaim_limit": 1.0,
    }
    olds = {**rest, "seats": f"{first}\n", "assigned_count": 1, "failures": {}}
    news = {**rest, "seats": "bob@contoso.com\n"}
    more = {**rest, "seats": f"{first}\nbob@contoso.com\n"}
    return {
        "check": lambda: provider.check(olds, news),
        "diff": lambda: provider.diff(id_, olds, news),
        # The engine asks for neither without a check in the same process.
        "create": lambda: provider.create(provider.check({}, more).inputs),
        "update": lambda: provider.update(id_, olds, provider.check(olds, more).inputs),
        "read": lambda: provider.read(id_, olds),
        "delete": lambda: provider.delete(id_, olds),
    }


def _asked(administrator: Administrator, run: Callable[[], object]) -> frozenset[str]:
    administrator.set_world(_WORLD)
    administrator.forget_requests()
    with patch.object(session, "_process", None):
        run()
    asked = (operation_of(each["method"], each["path"]) for each in administrator.requests())
    return frozenset(operation.name for operation in asked if operation is not None)


def _run(name: str, folder: Path) -> None:
    for options in COMMANDS[name]:
        given = [option.format(folder=folder / "project") for option in options]
        done = CliRunner().invoke(app, [*name.split(), *given])
        assert done.exit_code == 0, done.output

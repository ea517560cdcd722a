"""The tables of the operations say what is so, of all twelve, on their page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer.main

import pulumi_microsoft_seats
from pulumi_microsoft_seats.cli.commands import app
from pulumi_microsoft_seats.program import functions

from .coverage import (
    PAGE,
    ROOT,
    TABLES,
    TESTS,
    Coverage,
    found,
    methods_of_client,
    written,
)
from .reference import OPERATIONS, operation_of
from .uses import COMMANDS, FUNCTIONS, OTHER_COMMANDS

# What is run for the tables is run once, on one worker.
pytestmark = pytest.mark.xdist_group("coverage")

NAMES = [operation.name for operation in OPERATIONS]


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    """What was found of the client, the emulator and all that asks the service."""
    return found()


@pytest.mark.parametrize(("page", "name", "table"), TABLES)
def test_the_tables_are_as_the_code_is(
    coverage: Coverage, page: Path, name: str, table: Callable[[Coverage], str]
) -> None:
    """They are written by `python -m tests.docs.coverage`."""
    text = page.read_text(encoding="utf-8")
    assert text == written(text, name, table(coverage))


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no marks for coverage"):
        written("# A page\n", "coverage", "| |")


def test_all_twelve_operations_have_a_method_and_a_route(coverage: Coverage) -> None:
    """Of the reference's name, and at the reference's path."""
    assert sorted(methods_of_client()) == sorted(NAMES)
    assert coverage.emulated == {
        operation.name: f"{operation.method} /V1{operation.path}" for operation in OPERATIONS
    }


def test_every_command_is_among_those_that_were_run() -> None:
    """A new one has to be run for the table, or be named as one that asks nothing."""
    assert set(_commands(typer.main.get_command(app))) == COMMANDS.keys() | OTHER_COMMANDS.keys()


def _commands(command: object, *names: str) -> list[str]:
    # Without asking for its class: typer may bring a copy of click of its own.
    below = getattr(command, "commands", None)
    if below is None:
        return [" ".join(names)]
    return [name for each, sub in below.items() for name in _commands(sub, *names, each)]


def test_every_function_of_a_program_is_among_those_that_were_run() -> None:
    """Of the Store; each with the form that takes what depends on a resource."""
    everything = {
        name: getattr(pulumi_microsoft_seats, name) for name in pulumi_microsoft_seats.__all__
    }
    of_the_store = {
        name for name, each in everything.items() if each.__module__ == functions.__name__
    }
    public = of_the_store - {"users_from_csv"}
    assert public == FUNCTIONS.keys() | {f"{name}_output" for name in FUNCTIONS}


def test_what_asks_the_service_asks_for_something(coverage: Coverage) -> None:
    """And the provider's calls for more than one kind of reading."""
    for uses in (coverage.functions, coverage.commands, coverage.provider):
        assert all(uses.values())
    assert coverage.provider["check"] >= {"Get inventory", "Get seats", "Get seat"}


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_a_method_call_it(name: str) -> None:
    text = (ROOT / TESTS[name][0]).read_text(encoding="utf-8")
    assert f".{methods_of_client()[name]}(" in text


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/V1/Inventory", "Get inventory"),
        ("GET", "/v1/inventory/A/1/seats", "Get seats"),
        ("POST", "/V1/Inventory/A/1/Seats", "Bulk assign and reclaim seats"),
        ("POST", "/V1/Inventory/A/1/Seats/a%2Fb@c.de", "Assign seat"),
        ("GET", "/Products/A/1", "Get product details"),
        ("POST", "/V1/Inventory", None),
        ("GET", "/V1/Inventory/A/1/Seats/a/b", None),
        ("GET", "/_emulator/requests", None),
    ],
)
def test_a_request_is_one_operation_or_none(method: str, path: str, name: str | None) -> None:
    operation = operation_of(method, path)
    assert (operation.name if operation else None) == name


def test_each_operation_is_described_on_the_page() -> None:
    """Under a heading of its own, with its number."""
    headings = re.findall(r"^### (\d+) (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [(str(operation.number), operation.name) for operation in OPERATIONS]

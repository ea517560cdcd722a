"""The tables of what covers which operation, each written between two marks of a page.

python -m tests.docs.coverage
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from pulumi_microsoft_seats.emulator.store import structures as structures_of_seats
from pulumi_microsoft_seats.emulator.store.operations import OPERATIONS as ROUTES
from pulumi_microsoft_seats.emulator.store.operations import Operation as Route
from pulumi_microsoft_seats.emulator.store.products import product_structures
from pulumi_microsoft_seats.emulator.store.store_service import PREFIX
from pulumi_microsoft_seats.emulator.store.structures import Structure
from pulumi_microsoft_seats.store.client import StoreClient

from .reference import OPERATIONS, Operation
from .uses import Uses, store, uses_of_commands, uses_of_functions, uses_of_provider

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"

_BEGIN = "<!-- {table}: written by python -m tests.docs.coverage -->"
_END = "<!-- end of {table} -->"

_CLIENT = "tests/store/test_client.py"
_PRODUCTS = ("tests/store/test_products.py", "tests/emulator/test_products.py")
_SEATS = (_CLIENT, "tests/emulator/test_seats.py")

TESTS: Mapping[str, tuple[str, str]] = {
    "Get inventory": (_CLIENT, "tests/emulator/test_inventory.py"),
    "Get product details": _PRODUCTS,
    "Get localized product details": _PRODUCTS,
    "Get offline license": _PRODUCTS,
    "Get product packages": _PRODUCTS,
    "Get product package": _PRODUCTS,
    "Get seats": _SEATS,
    "Get seat": _SEATS,
    "Assign seat": _SEATS,
    "Reclaim seat from user": _SEATS,
    "Bulk assign and reclaim seats": (_CLIENT, "tests/emulator/test_bulk.py"),
    "Get seats assigned to a user": _SEATS,
}
"""Of each operation the tests of the client, and those of the emulator that ask by hand."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What covers the operations, found in what is covered and not in what is said of it.

    Attributes:
        methods: the client's method for each operation.
        emulated: for each operation its path, as the emulator routes it.
        answers: for each operation the structure that the emulator answers with.
        structures: the structures of the answers, each property with its kind.
        functions: what each function of a program asks for; the same for the others.
    """

    methods: Mapping[str, str]
    emulated: Mapping[str, str]
    answers: Mapping[str, str]
    structures: Mapping[str, Mapping[str, str]]
    functions: Uses
    commands: Uses
    provider: Uses


def found() -> Coverage:
    """Look at the client and the emulator, and run everything that asks the service."""
    with store() as administrator:
        return Coverage(
            methods=methods_of_client(),
            emulated={each.name: f"{each.method} {PREFIX}/{each.path}" for each in ROUTES},
            answers={each.name: _answer(each).__name__ for each in ROUTES},
            structures=_structures(),
            functions=uses_of_functions(administrator),
            commands=uses_of_commands(administrator),
            provider=uses_of_provider(administrator),
        )


def methods_of_client() -> dict[str, str]:
    """The client's methods by the operation that their docstrings begin with."""
    named: dict[str, str] = {}
    for name, method in vars(StoreClient).items():
        operation = re.match(r"\*(?P<operation>[^*]+)\*:", getattr(method, "__doc__", None) or "")
        if operation is not None and not name.startswith("_"):
            named[operation["operation"]] = name
    return named


def _answer(route: Route) -> type[Structure]:
    """The structure that an operation of the emulator answers with."""
    name = route.run.__annotations__["return"]
    kind: type[Structure] = getattr(structures_of_seats, name, None) or getattr(
        product_structures, name
    )
    return kind


def _structures() -> dict[str, dict[str, str]]:
    """The structures the emulator answers with, as the reference has them, with their kinds."""
    kinds: set[type[Structure]] = {
        *map(_answer, ROUTES),
        product_structures.SupportedProductPlatform,
    }
    wanted: list[tuple[type[Structure], Literal["serialization"]]]
    wanted = [(kind, "serialization") for kind in kinds]
    _, document = models_json_schema(wanted, by_alias=True)
    return {
        name: {each: _kind(schema) for each, schema in structure["properties"].items()}
        for name, structure in document["$defs"].items()
    }


def _kind(schema: Mapping[str, Any]) -> str:
    schema = schema.get("anyOf", [schema])[0]  # the other one is null, and left out
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema["type"] == "array":
        kind = _kind(schema["items"])
        return f"list of {kind}" if "enum" in schema["items"] else f"{kind}[]"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    return str(schema.get("format", {"string": "text", "integer": "int"}.get(schema["type"])))


def overview(coverage: Coverage) -> str:
    """The table of who asks for what."""
    users = ("client", "program", "command", "provider")
    heading = ("#", "operation", *users, "emulator", "answers", "tests")
    return _table(heading, [_row(coverage, operation) for operation in OPERATIONS])


def _row(coverage: Coverage, operation: Operation) -> list[str]:
    name = operation.name
    method = coverage.methods.get(name)
    client, emulator = TESTS[name]
    return [
        str(operation.number),
        name,
        _code(method),
        _users_of(coverage.functions, name),
        _users_of(coverage.commands, name),
        _users_of(coverage.provider, name),
        _code(coverage.emulated.get(name)),
        _code(coverage.answers.get(name)),
        f"{_link(client, 'client')}, {_link(emulator, 'emulator')}",
    ]


def structures(coverage: Coverage) -> str:
    """The table of the structures."""
    rows = [
        [name, " · ".join(f"`{each}`: {kind}" for each, kind in properties.items())]
        for name, properties in sorted(coverage.structures.items())
    ]
    return _table(("structure", "properties"), rows)


def _users_of(uses: Uses, operation: str) -> str:
    return ", ".join(f"`{name}`" for name, asked in uses.items() if operation in asked) or "-"


def _code(text: str | None) -> str:
    return f"`{text}`" if text else "-"


def _link(test: str, text: str) -> str:
    return f"[{text}](../{test})"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


TABLES: Sequence[tuple[Path, str, Callable[[Coverage], str]]] = (
    (PAGE, "coverage", overview),
    (PAGE, "structures", structures),
)
"""The pages, the names of their marks, and what stands between them."""


def written(page: str, name: str, table: str) -> str:
    """A page with a table between its marks, in place of what is there.

    Raises:
        ValueError: the page has no such marks.
    """
    before, begin, rest = page.partition(_BEGIN.format(table=name))
    _, end, after = rest.partition(_END.format(table=name))
    if not (begin and end):
        raise ValueError(f"the page has no marks for {name}")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def main() -> None:
    """Write the tables."""
    coverage = found()
    for page, name, table in TABLES:
        text = page.read_text(encoding="utf-8")
        page.write_text(written(text, name, table(coverage)), encoding="utf-8")


if __name__ == "__main__":
    main()

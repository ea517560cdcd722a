"""The shape of the package: who may import whom, how long a module is, which names stay.

Imports are read from the source, so that one inside a function counts as well.
"""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import pulumi_microsoft_seats
from pulumi_microsoft_seats.program.assignment import Assignment
from pulumi_microsoft_seats.program.seat_assignment import TYPE, SeatAssignment
from pulumi_microsoft_seats.provider import SeatAssignmentProvider

PACKAGE = "pulumi_microsoft_seats"
SOURCE = Path(pulumi_microsoft_seats.__file__).parent
LONGEST_MODULE = 300

ROOT = "root"
"""The modules directly in the package: the public names, the entry point, the pinned provider."""

_SERVICES = {"store", "graph"}
_MIDDLE = {"domain", "reconcile", "transport", "entra", "settings", *_SERVICES}

MAY_IMPORT = {
    "domain": {"domain"},
    "reconcile": {"domain", "reconcile"},
    "transport": {"domain", "transport"},
    "entra": {"domain", "transport", "entra"},
    "store": {"domain", "transport", "entra", "store"},
    "graph": {"domain", "transport", "entra", "graph"},
    "settings": {"domain", "transport", "entra", "settings"},
    "plugin": {*_MIDDLE, "plugin"},
    ROOT: {"domain", "plugin", "program", ROOT},
    "program": {*_MIDDLE, ROOT, "plugin", "program"},
    "review": {"domain", "plugin", "review"},
    "cli": {*_MIDDLE, "plugin", "program", "review", "cli", "emulator", "rehearsal"},
    "emulator": {"emulator"},
    "rehearsal": {"rehearsal"},
    "testing": {"plugin", "program", "emulator", "rehearsal", "review", "testing"},
}
"""The folders, and which each knows of. `reconcile` knows no service, only its protocol."""

ENTRY_POINT = f"{PACKAGE}.__main__"


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join([PACKAGE, *(parts[:-1] if parts[-1] == "__init__" else parts)])


TREES = {
    _name(path): ast.parse(path.read_text(encoding="utf-8"), str(path))
    for path in sorted(SOURCE.rglob("*.py"))
}
PATHS = {_name(path): path for path in sorted(SOURCE.rglob("*.py"))}


def _layer(module: str) -> str:
    parts = module.split(".")
    if len(parts) == 1:
        return ROOT
    is_folder = (SOURCE / parts[1]).is_dir()
    return parts[1] if is_folder else ROOT


def _base(module: str, level: int) -> str:
    """What a relative import of so many dots starts from."""
    parts = module.split(".")
    if PATHS[module].name == "__init__.py":
        level -= 1
    return ".".join(parts[: len(parts) - level])


def _targets(module: str, node: ast.ImportFrom) -> Iterator[str]:
    """The modules of a `from … import …`, where a name may be a module itself."""
    start = _base(module, node.level) if node.level else ""
    source = ".".join(filter(None, [start, node.module]))
    for alias in node.names:
        inner = f"{source}.{alias.name}"
        yield inner if inner in TREES else source


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _nodes(node: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    """A syntax tree, with or without what only a type checker sees."""
    yield node
    for child in ast.iter_child_nodes(node):
        if types or not _is_for_types(child):
            yield from _nodes(child, types=types)


def _imports(module: str, *, types: bool = True) -> set[str]:
    """Every module that is imported anywhere in a module."""
    found: set[str] = set()
    for node in _nodes(TREES[module], types=types):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= set(_targets(module, node))
    return found


def _ours(module: str, *, types: bool = True) -> set[str]:
    imports = _imports(module, types=types)
    return {name for name in imports if name.split(".")[0] == PACKAGE} - {module}


def _theirs(module: str) -> set[str]:
    """The packages of others, the standard library's included."""
    return {name.split(".")[0] for name in _imports(module)} - {PACKAGE, "__future__"}


def _modules_of(*layers: str) -> list[str]:
    return [module for module in TREES if _layer(module) in layers]


def test_the_walk_over_imports_sees_them_all() -> None:
    """Relative, absolute, of a module, and inside a function: four that are known to be there."""
    assert f"{PACKAGE}.domain.errors" in _imports(f"{PACKAGE}.store.client")
    assert f"{PACKAGE}.store.wire" in _imports(f"{PACKAGE}.store.client")
    assert f"{PACKAGE}.store.client_factory" in _imports(f"{PACKAGE}.plugin.backends")
    assert f"{PACKAGE}.plugin.lifecycle" in _imports(f"{PACKAGE}.provider")
    assert "msal" in _imports(f"{PACKAGE}.entra.token_source")


def test_every_folder_is_a_layer_with_rules() -> None:
    """Whoever adds one decides what it may know."""
    assert {_layer(module) for module in TREES} <= MAY_IMPORT.keys()


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_imports_go_one_way(layer: str) -> None:
    """Domain ← store, reconcile ← provider, resource … ← cli; two layers know only themselves."""
    wrong = {
        f"{module} imports {other}"
        for module in _modules_of(layer)
        for other in _ours(module)
        if _layer(other) not in MAY_IMPORT[layer] and module != ENTRY_POINT
    }
    assert wrong == set()


def test_no_two_modules_import_each_other() -> None:
    """Not even through others, or late, inside a function; only for types they may."""
    graph = {module: _ours(module, types=False) - {PACKAGE} for module in TREES}
    assert set(TopologicalSorter(graph).static_order()) >= TREES.keys()


def test_the_domain_does_no_input_or_output() -> None:
    """It gets by with a few modules of the standard library."""
    pure = {"collections", "csv", "dataclasses", "hashlib", "io", "json", "re", "typing"}
    pure |= {"functools", "itertools", "unicodedata"}
    assert {name for module in _modules_of("domain") for name in _theirs(module)} <= pure


def test_only_the_services_speak_http_and_sign_in() -> None:
    """A second service can stand beside it."""
    wire = {"requests", "urllib3", "msal", "httpx", "http", "socket"}
    for module in _modules_of("domain", "reconcile", ROOT):
        assert not _theirs(module) & wire, module


def test_planning_and_the_service_know_nothing_of_pulumi() -> None:
    """They can be used and tested without an engine."""
    for module in _modules_of("domain", *_SERVICES, "reconcile", "emulator"):
        assert not _theirs(module) & {"pulumi", "grpc"}, module


@pytest.mark.parametrize("module", TREES)
def test_no_module_is_longer_than_300_lines(module: str) -> None:
    """Longer ones do more than one thing."""
    lines = PATHS[module].read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_MODULE


def _public(node: ast.Module | ast.ClassDef, where: str) -> Iterator[tuple[str, bool]]:
    """Every public class and function below, and whether it has a docstring."""
    for child in node.body:
        if not isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if child.name.startswith("_"):
            continue
        name = f"{where}.{child.name}"
        yield name, bool(ast.get_docstring(child))
        if isinstance(child, ast.ClassDef):
            yield from _public(child, name)


@pytest.mark.parametrize("module", TREES)
def test_everything_public_says_what_it_is(module: str) -> None:
    """Modules, classes, functions and methods."""
    tree = TREES[module]
    assert ast.get_docstring(tree), module
    assert [name for name, says in _public(tree, module) if not says] == []


def _loaded_by(statement: str, *, of: set[str]) -> set[str]:
    """Which of some packages a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint(*sorted(set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return {name.split(".")[0] for name in run.stdout.split()} & of


def test_importing_the_package_alone_loads_none_of_its_libraries() -> None:
    """The plugin process, and every program's start, pays only for what it uses."""
    libraries = {"requests", "urllib3", "msal", "tenacity", "grpc", "pulumi", "starlette", "typer"}
    assert _loaded_by(f"import {PACKAGE}", of=libraries) == set()
    assert _loaded_by("import requests", of=libraries) == {"requests", "urllib3"}


def test_a_program_that_reads_nothing_pays_for_no_client() -> None:
    """Neither for one with a resource, nor for one with a list of users."""
    libraries = {"requests", "urllib3", "msal"}
    names = "SeatAssignment, users_from_csv, get_seats, get_product_output"
    assert _loaded_by(f"from {PACKAGE} import {names}", of=libraries) == set()


def test_the_plugin_process_starts_without_msal_and_without_the_emulator() -> None:
    """Signing in is slow to import, and comes later; a test server never comes."""
    slow = {"msal", "cryptography", "starlette", "uvicorn", "typer"}
    assert _loaded_by(f"import {PACKAGE}.provider", of=slow) == set()


def test_the_public_names_are_these() -> None:
    """A program written today imports them tomorrow; each is there, and nothing else is."""
    assert sorted(pulumi_microsoft_seats.__all__) == [
        "InventoryEntry",
        "Product",
        "Seat",
        "SeatAssignment",
        "get_inventory",
        "get_inventory_output",
        "get_product",
        "get_product_output",
        "get_seats",
        "get_seats_output",
        "get_user_seats",
        "get_user_seats_output",
        "users_from_csv",
    ]
    for name in pulumi_microsoft_seats.__all__:
        assert getattr(pulumi_microsoft_seats, name).__name__ == name
        assert name in dir(pulumi_microsoft_seats)
    with pytest.raises(AttributeError, match="has no attribute 'Assignment'"):
        _ = pulumi_microsoft_seats.Assignment


def test_the_provider_is_stored_by_its_path_in_every_stack() -> None:
    """So it never moves, and there is nothing in it that could be secret or grow old."""
    assert SeatAssignmentProvider.__module__ == "pulumi_microsoft_seats.provider"
    assert SeatAssignmentProvider.__qualname__ == "SeatAssignmentProvider"
    assert vars(SeatAssignmentProvider()) == {}
    assert SeatAssignmentProvider.serialize_as_secret_always is False
    assert len(pickle.dumps(SeatAssignmentProvider())) < 150


def test_a_resources_type_is_in_every_urn() -> None:
    """A rename would replace every resource, and so reclaim every seat."""
    assert TYPE == "pulumi-python:dynamic/microsoft-seats:SeatAssignment"
    assert TYPE.endswith(f":{SeatAssignment.__name__}")


def test_the_output_names_of_a_resource_are_these() -> None:
    """Programs read them, and states hold them."""
    assert sorted(
        {*Assignment.__annotations__, *SeatAssignment.__annotations__} - {"_provider_class"}
    ) == [
        "assigned_count",
        "failures",
        "ownership",
        "product_id",
        "reclaim_limit",
        "seats",
        "sku_id",
    ]
    assert isinstance(SeatAssignment.users, property)

"""The shape of the package: who may import whom, never in a circle, and how long a module is.

Imports are read from the source, so that those inside a function and those for types count as well.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pulumi_microsoft_seats

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
    "store": {"domain", "reconcile", "transport", "entra", "store"},
    "graph": {"domain", "reconcile", "transport", "entra", "graph"},
    "settings": {"domain", "transport", "entra", "graph", "settings"},
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

_ENGINE = {"pulumi", "grpc"}
_WIRE = {"requests", "urllib3", "msal", "http", "socket"}

MAY_NOT_USE = {
    "domain": {*_ENGINE, *_WIRE, "os", "pathlib"},
    "reconcile": {*_ENGINE, *_WIRE},
    "store": _ENGINE,
    "graph": _ENGINE,
    "emulator": _ENGINE,
}
"""Planning and the service know nothing of Pulumi, planning knows no wire, the domain no file."""

ENTRY_POINT = f"{PACKAGE}.__main__"

PATHS = {
    ".".join([PACKAGE, *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(
        ".__init__"
    ): path
    for path in SOURCE.rglob("*.py")
}


def _layer(module: str) -> str:
    folder = module.split(".")[1:2]
    return folder[0] if folder and (SOURCE / folder[0]).is_dir() else ROOT


@cache
def _imports(module: str) -> frozenset[str]:
    """Every module that is imported anywhere in a module."""
    return frozenset(_found(module)) - {module}


def _found(module: str) -> Iterator[str]:
    path = PATHS[module]
    home = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), home)
            inner = {alias.name: f"{source}.{alias.name}" for alias in node.names}
            yield from (each if each in PATHS else source for each in inner.values())


def test_imports_go_one_way() -> None:
    """Between folders as the table says; whoever adds one decides there what it may know."""
    wrong = {
        f"{module} imports {other}"
        for module in PATHS.keys() - {ENTRY_POINT}
        for other in _imports(module) & PATHS.keys()
        if _layer(other) not in MAY_IMPORT[_layer(module)]
    }
    assert wrong == set()


def test_no_module_uses_what_its_folder_gets_by_without() -> None:
    """They can be used and tested without an engine."""
    wrong = {
        f"{module} uses {library}"
        for module in PATHS
        for library in {name.partition(".")[0] for name in _imports(module)}
        if library in MAY_NOT_USE.get(_layer(module), set())
    }
    assert wrong == set()


def test_no_two_modules_import_each_other() -> None:
    """Not even through others, late, or for types alone."""
    graph = {module: _imports(module) & PATHS.keys() - {PACKAGE} for module in PATHS}
    assert set(TopologicalSorter(graph).static_order()) >= graph.keys()


def test_no_module_is_longer_than_300_lines() -> None:
    """Longer ones do more than one thing."""
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in PATHS.items()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}

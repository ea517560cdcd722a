"""The rehearsal knows Pulumi's SDK and nothing of seats."""

from __future__ import annotations

import ast
from pathlib import Path

import pulumi_microsoft_seats.rehearsal

PACKAGE = Path(pulumi_microsoft_seats.rehearsal.__file__).parent


def foreign_imports(path: Path) -> list[str]:
    """The imports of a module that reach into the rest of the project."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level > 1:
            found.append("." * node.level + (node.module or ""))
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append(node.module or "")
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return [name for name in found if name.startswith(("..", "pulumi_microsoft_seats"))]


def test_it_imports_nothing_of_the_rest_of_the_project() -> None:
    """So that it can rehearse any program, and no change elsewhere can break it."""
    modules = sorted(PACKAGE.glob("**/*.py"))
    assert modules
    assert {path.name: foreign_imports(path) for path in modules if foreign_imports(path)} == {}

"""The emulator stands alone: one misreading of the wire must not hide in both sides of it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import pulumi_microsoft_seats.emulator

ALLOWED = {*sys.stdlib_module_names, "starlette", "uvicorn", "trustme", "yaml", "cryptography"}
ALLOWED |= {"pydantic", "pydantic_core"}
MODULES = sorted(Path(pulumi_microsoft_seats.emulator.__file__).parent.rglob("*.py"))


def imports(module: Path) -> list[tuple[int, str]]:
    """The modules that `module` names, with the count of dots before each."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.level, node.module or ""))
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_only_its_tools_and_its_own_package(module: Path) -> None:
    """Whatever is imported is a tool on the list above, or a module beside it."""
    own = {path.stem for path in MODULES}
    for level, name in imports(module):
        assert level <= 1, f"{module.name} reaches beyond the emulator"
        assert name.partition(".")[0] in (ALLOWED if level == 0 else own), name

"""The project: what its Pulumi.yaml says that matters to a rehearsal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .documents import load_document
from .rehearsal_error import RehearsalError

if TYPE_CHECKING:
    from pathlib import Path

    from .documents import Document

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")
_INTERPRETERS = ("bin/python", "Scripts/python.exe")


@dataclass(frozen=True)
class Project:
    """A Pulumi project of a Python program.

    `program` is what to run, a file or a folder with a `__main__.py`; `working_directory` is where
    to run it. `interpreter` is the Python of the virtual environment that the project names, when
    that one exists, and otherwise the Python that runs this.
    """

    name: str
    directory: Path
    program: str
    working_directory: Path
    interpreter: str
    refresh_always: bool
    config: Document


def load_project(directory: Path) -> Project:
    """Read the project in a folder.

    Raises:
        RehearsalError: there is no Pulumi.yaml, it cannot be used, or it is no Python project.
    """
    directory = directory.resolve()
    path = _project_file(directory)
    document = load_document(path)
    name = document.get("name")
    if not isinstance(name, str) or not name:
        raise RehearsalError(f"{path} has no project name: give it one, name: …")
    working_directory, program = _program(path, document)
    return Project(
        name=name,
        directory=directory,
        program=program,
        working_directory=working_directory,
        interpreter=_interpreter(path, document),
        refresh_always=_section(path, document, "options").get("refresh") == "always",
        config=_section(path, document, "config"),
    )


def _project_file(directory: Path) -> Path:
    for name in _PROJECT_FILES:
        if (directory / name).is_file():
            return directory / name
    raise RehearsalError(
        f"{directory} is no Pulumi project, it holds no Pulumi.yaml: name one with --cwd."
    )


def _section(path: Path, document: Document, key: str) -> Document:
    section = document.get(key)
    if section is None:
        return {}
    if not isinstance(section, dict):
        raise RehearsalError(f"In {path}, {key} is not a mapping of names to values.")
    return {str(name): value for name, value in section.items()}


def _program(path: Path, document: Document) -> tuple[Path, str]:
    main = path.parent / str(document.get("main") or ".")
    if main.is_file():
        return main.parent, main.name
    if not (main / "__main__.py").is_file():
        raise RehearsalError(f"The program of {path} is not there: {main} has no __main__.py.")
    return main.resolve(), "."


def _interpreter(path: Path, document: Document) -> str:
    runtime = document.get("runtime")
    options: object = None
    if isinstance(runtime, dict):
        options = runtime.get("options")
        runtime = runtime.get("name")
    if runtime != "python":
        raise RehearsalError(
            f"{path} is no Python project, its runtime is {runtime or 'not set'}: only programs in "
            "Python can be rehearsed."
        )
    environment = options.get("virtualenv") if isinstance(options, dict) else None
    for name in _INTERPRETERS if environment else ():
        interpreter = path.parent / str(environment) / name
        if interpreter.is_file():
            return str(interpreter)
    return sys.executable

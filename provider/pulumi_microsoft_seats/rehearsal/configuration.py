"""The stack's configuration: from Pulumi.yaml, from the stack's own file, and from the caller."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .declarations import declaration_of, fits, no_such
from .documents import load_document
from .rehearsal_error import RehearsalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .documents import Document
    from .project import Project


@dataclass(frozen=True)
class Configuration:
    """Every value as text under its full key (`namespace:key`), and which of them are secret."""

    values: Mapping[str, str]
    secret_keys: tuple[str, ...]

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that no display may show."""
        return tuple(self.values[key] for key in self.secret_keys if self.values[key])


def load_configuration(
    project: Project, stack: str, overrides: Mapping[str, object]
) -> Configuration:
    """Put the configuration together: the caller's values, then the stack's, then defaults.

    A key without a namespace is the project's. A value that the stack's file holds encrypted has to
    be given by the caller, and stays secret.

    Raises:
        RehearsalError: a file cannot be used, or a value is encrypted, missing or of another type
            than the declared one.
    """
    given = {_full_key(project, key): _text(value) for key, value in overrides.items()}
    declared = _declared(project)
    stacked = _stack_values(project, stack)
    for key, value in stacked.items():
        _check_type(key, value, declared.get(key, {}))
    defaults = {key: each.get("value", each.get("default")) for key, each in declared.items()}
    values = {key: _text(value) for key, value in defaults.items() if value is not None}
    values.update({key: _text(value) for key, value in stacked.items() if not _encrypted(value)})
    values.update(given)
    secret = {key for key, value in stacked.items() if _encrypted(value)}
    if locked := ", ".join(sorted(secret - given.keys())):
        raise RehearsalError(
            f"The configuration of stack {stack} holds {locked} encrypted, which only "
            "Pulumi can decrypt: give a plain value for the rehearsal in its place."
        )
    if missing := ", ".join(sorted(declared.keys() - values.keys())):
        raise RehearsalError(
            f"The project asks for the configuration {missing}, which stack {stack} has not: "
            "give a value for it."
        )
    secret |= {key for key, each in declared.items() if each.get("secret") is True}
    return Configuration(dict(sorted(values.items())), tuple(sorted(secret & values.keys())))


def _full_key(project: Project, key: str) -> str:
    return key if ":" in key else f"{project.name}:{key}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def _declared(project: Project) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for name, value in project.config.items():
        key = _full_key(project, name)
        is_own = key.startswith(f"{project.name}:")
        found[key] = declaration_of(key, value, is_own=is_own)
        _check_type(key, found[key].get("value"), found[key])
    return found


def _check_type(key: str, value: object, declaration: Document) -> None:
    """Refuse a value of another type than the declared one; a secret is not known here."""
    read = value if isinstance(value, (list, dict)) else _text(value)
    if value is not None and not _encrypted(value) and not fits(read, declaration):
        raise no_such("value", key, declaration)


def _stack_values(project: Project, stack: str) -> Document:
    path = _stack_file(project.directory, stack)
    if path is None:
        return {}
    document = load_document(path)
    if document.get("environment"):
        raise RehearsalError(
            f"{path} imports environments of Pulumi Cloud, which a rehearsal cannot open: "
            "pass their values as configuration and leave `environment` out."
        )
    config = document.get("config") or {}
    if not isinstance(config, dict):
        raise RehearsalError(f"In {path}, config is not a mapping of names to values.")
    return {_full_key(project, str(key)): value for key, value in config.items()}


def _stack_file(directory: Path, stack: str) -> Path | None:
    paths = (directory / f"Pulumi.{stack}.{ending}" for ending in ("yaml", "yml"))
    return next((path for path in paths if path.is_file()), None)


def _encrypted(value: object) -> bool:
    if isinstance(value, dict):
        return "secure" in value or any(_encrypted(item) for item in value.values())
    return isinstance(value, list) and any(_encrypted(item) for item in value)

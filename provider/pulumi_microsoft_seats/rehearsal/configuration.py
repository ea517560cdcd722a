"""The stack's configuration: from Pulumi.yaml, from the stack's own file, and from the caller."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import RehearsalError
from .project import load_document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .project import Document, Project

_DECLARATION_KEYS = frozenset({"type", "default", "value", "description", "secret", "items"})


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
        RehearsalError: a file cannot be used, or a value is encrypted or missing.
    """
    given = {_full_key(project, key): _text(value) for key, value in overrides.items()}
    declared = {_full_key(project, key): value for key, value in project.config.items()}
    stacked = _stack_values(project, stack)
    values = _defaults(declared)
    values.update({key: _text(value) for key, value in stacked.items() if not _encrypted(value)})
    values.update(given)
    secret = {key for key, value in stacked.items() if _encrypted(value)}
    _refuse_encrypted(stack, secret - given.keys())
    _refuse_missing(stack, declared.keys() - values.keys())
    secret |= {key for key, value in declared.items() if _declares_secret(value)}
    return Configuration(dict(sorted(values.items())), tuple(sorted(secret & values.keys())))


def _full_key(project: Project, key: str) -> str:
    return key if ":" in key else f"{project.name}:{key}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _is_declaration(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and value.keys() <= _DECLARATION_KEYS


def _defaults(declared: Document) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in declared.items():
        if isinstance(value, dict) and _is_declaration(value):
            chosen = value.get("value", value.get("default"))
            if chosen is not None:
                values[key] = _text(chosen)
        elif value is not None:
            values[key] = _text(value)
    return values


def _declares_secret(value: object) -> bool:
    return isinstance(value, dict) and _is_declaration(value) and value.get("secret") is True


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


def _refuse_encrypted(stack: str, keys: set[str]) -> None:
    if keys:
        raise RehearsalError(
            f"The configuration of stack {stack} holds {_listed(keys)} encrypted, which only "
            "Pulumi can decrypt: give a plain value for the rehearsal in its place."
        )


def _refuse_missing(stack: str, keys: set[str]) -> None:
    if keys:
        raise RehearsalError(
            f"The project asks for the configuration {_listed(keys)}, which stack {stack} has not: "
            "give a value for it."
        )


def _listed(keys: set[str]) -> str:
    return ", ".join(sorted(keys))

"""What happened to one resource, and what was said about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

ChangeKind: TypeAlias = Literal["create", "update", "replace", "delete", "retain", "read", "same"]
Severity: TypeAlias = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True)
class ResourceChange:
    """What happened, or would happen, to one resource.

    `op` is `retain` for a resource dropped from state and kept in reality, `read` for one that is
    looked up and not owned, `same` for one that stays. Properties hold plain values, `Secret` or
    `Unknown`; the serialised provider is left out.
    """

    op: ChangeKind
    urn: str
    type: str
    name: str
    id: str = ""
    old_inputs: Mapping[str, object] = field(default_factory=dict)
    new_inputs: Mapping[str, object] = field(default_factory=dict)
    old_outputs: Mapping[str, object] = field(default_factory=dict)
    outputs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Diagnostic:
    """One message of the program, the provider or the rehearsal.

    `urn` names the resource it is about and is empty for the stack as a whole. Messages of severity
    `debug` are kept (a provider's traceback is one) and not displayed.
    """

    severity: Severity
    message: str
    urn: str = ""

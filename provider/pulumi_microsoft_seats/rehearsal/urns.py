"""URNs: how a resource is named, and under which other names the state may hold it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from pulumi.runtime.proto.alias_pb2 import Alias

from .rehearsal_error import StepError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from .registration import Registration

STACK_TYPE = "pulumi:pulumi:Stack"


def urn_of(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """Name a resource as the engine does: its ancestors' types, save the stack's, come first."""
    ancestry = parent.split("::")[2] if parent else STACK_TYPE
    qualified = type_ if ancestry == STACK_TYPE else f"{ancestry}${type_}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def name_in(urn: str) -> str:
    """The name that a URN ends with."""
    return urn.split("::", 3)[-1]


class Names:
    """Finds the resource in state that a declared one continues, under its URN or an alias.

    The rules are the engine's: a resource inherits the alias under which its parent was found.
    Safe to use from several threads.
    """

    def __init__(self, project: str, stack: str) -> None:
        self._project = project
        self._stack = stack
        self._before: dict[str, str] = {}
        self._lock = threading.Lock()

    def before(self, urn: str) -> str:
        """The URN under which the state held a resource, when it was found under an alias."""
        return self._before.get(urn, urn)

    def is_alias(self, urn: str) -> bool:
        """Whether a resource was found under this URN and has another one now."""
        return urn in self._before.values()

    def known_as(
        self, resource: Registration, known: Container[str], declared: Container[str]
    ) -> str:
        """The URN under which the state holds a resource; empty when it does not.

        Args:
            resource: what the program declares.
            known: the URNs in state.
            declared: the URNs that the program declared until now.

        Raises:
            StepError: somebody else is what this one is said to have been.
        """
        with self._lock:
            taken = {old: new for new, old in self._before.items()}
            if resource.urn in taken:
                self._refuse(resource, resource.urn, taken[resource.urn])
            if resource.urn in known:
                return resource.urn
            found = next((urn for urn in self._aliases(resource) if urn in known), "")
            if found in taken or found in declared:
                self._refuse(resource, found, taken.get(found, found))
            if found:
                self._before[resource.urn] = found
            return found

    def _aliases(self, resource: Registration) -> Iterator[str]:
        own = [self._urn(resource, alias) for alias in resource.aliases]
        yield from own
        inherited = self._before.get(resource.parent)
        if inherited:
            current = self._urn(resource, Alias())
            for urn in (current, *own):
                yield self._below(inherited, resource, urn)

    def _urn(self, resource: Registration, alias: Alias) -> str:
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        parent = self.before(spec.parentUrn) if spec.parentUrn else resource.parent
        return urn_of(
            spec.stack or self._stack,
            spec.project or self._project,
            "" if spec.noParent else parent,
            spec.type or resource.type,
            spec.name or resource.name,
        )

    def _below(self, parent: str, resource: Registration, urn: str) -> str:
        """The name below a parent's former name, which a child's own name may begin with."""
        type_, name = urn.split("::", 3)[2].rsplit("$", maxsplit=1)[-1], name_in(urn)
        rest = name.removeprefix(name_in(resource.parent))
        if rest != name:
            name = name_in(parent) + rest
        return urn_of(self._stack, self._project, parent, type_, name)

    def _refuse(self, resource: Registration, old: str, other: str) -> None:
        raise StepError(
            f"{resource.name} cannot be what {old} was: {name_in(other)} is. "
            "Give an alias to one resource only, and no other resource its name."
        )

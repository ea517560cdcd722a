"""What the program asks for, read from the SDK's requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi.runtime.rpc import wrap_rpc_secret

from .property_values import PROVIDER_KEY, properties_of
from .rehearsal_error import StepError

if TYPE_CHECKING:
    from pulumi.runtime.proto import alias_pb2, resource_pb2

    from .property_values import Properties, Wire


@dataclass(frozen=True)
class Registration:
    """One resource as the program declares it, or, with `id`, looks it up."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    inputs: Properties
    dependencies: tuple[str, ...]
    id: str = ""
    protect: bool = False
    retain_on_delete: bool = False
    delete_before_replace: bool | None = None
    ignore_changes: tuple[str, ...] = ()
    replace_on_changes: tuple[str, ...] = ()
    secret_outputs: tuple[str, ...] = ()
    aliases: tuple[alias_pb2.Alias, ...] = ()

    def with_secrets(self, outputs: Properties) -> dict[str, Wire]:
        """Mark the outputs that the program declares secret."""
        return {
            key: wrap_rpc_secret(value) if key in self.secret_outputs else value
            for key, value in outputs.items()
        }


def declared(urn: str, request: resource_pb2.RegisterResourceRequest) -> Registration:
    """Read a declaration.

    Raises:
        StepError: the rehearsal cannot work on such a resource.
    """
    inputs = properties_of(request.object)
    _refuse_foreign(request.type, request.name, inputs, custom=request.custom)
    _refuse_unsupported(request)
    defined = request.deleteBeforeReplaceDefined
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=request.custom,
        inputs=inputs,
        dependencies=tuple(request.dependencies),
        protect=request.protect,
        retain_on_delete=request.retainOnDelete,
        delete_before_replace=request.deleteBeforeReplace if defined else None,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=tuple(request.aliases),
    )


def looked_up(urn: str, request: resource_pb2.ReadResourceRequest) -> Registration:
    """Read a look-up by id.

    Raises:
        StepError: the rehearsal cannot look such a resource up.
    """
    inputs = properties_of(request.properties)
    _refuse_foreign(request.type, request.name, inputs, custom=True)
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=True,
        inputs=inputs,
        dependencies=tuple(request.dependencies),
        id=request.id,
        secret_outputs=tuple(request.additionalSecretOutputs),
    )


def _refuse_foreign(type_: str, name: str, inputs: Properties, *, custom: bool) -> None:
    if custom and PROVIDER_KEY not in inputs:
        raise StepError(
            f"The rehearsal runs Python dynamic resources only; {name} is of type {type_}: run "
            "this program with the Pulumi CLI."
        )


def _property_options(request: resource_pb2.RegisterResourceRequest) -> tuple[str, ...]:
    return (*request.ignoreChanges, *request.replaceOnChanges)


def _is_path(name: str) -> bool:
    return any(sign in name for sign in ".[*")


def _refuse_unsupported(request: resource_pb2.RegisterResourceRequest) -> None:
    unsupported = {
        "imports": bool(request.importId),
        "transforms": bool(request.transforms),
        "hooks": bool(request.HasField("hooks") and request.hooks.ByteSize()),
        "remote components": request.remote,
        "deleted_with": bool(request.deletedWith),
        "replace_with": bool(request.replace_with),
        "replacement_trigger": request.HasField("replacement_trigger"),
        "paths into properties": any(_is_path(each) for each in _property_options(request)),
    }
    found = [feature for feature, used in unsupported.items() if used]
    if found:
        raise StepError(
            f"The rehearsal knows no {' or '.join(found)}, which {request.name} uses: leave "
            "that out, or run this program with the Pulumi CLI."
        )

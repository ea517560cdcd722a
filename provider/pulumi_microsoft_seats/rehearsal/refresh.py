"""Comparing the state with reality, and believing reality."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .deployment import change_of, held
from .property_values import marked_properties, plain
from .provider_calls import Held
from .rehearsal_error import StepError

if TYPE_CHECKING:
    from .deployment import Deployment
    from .stack_state import ResourceState


def refresh(deployment: Deployment) -> None:
    """Read every target and put what is there into the state; stop at the first failure."""
    if deployment.state.resources:
        deployment.demand(deployment.targets)
    state = deployment.state
    for resource in (*state.resources.values(), *state.pending_deletes):
        if deployment.stopped:
            return
        if resource.custom and deployment.is_target(resource.urn):
            try:
                _refresh(deployment, resource)
            except StepError as error:
                deployment.fail(resource.urn, error)


def record_unchanged(deployment: Deployment) -> None:
    """Note every resource that a refresh left as it was."""
    drifted = {change.urn for change in deployment.drift}
    for resource in deployment.state.resources.values():
        if resource.urn not in drifted:
            deployment.record("same", resource, held(resource), held(resource))


def _refresh(deployment: Deployment, resource: ResourceState) -> None:
    found = deployment.plugin.read(resource, held(resource))
    if not found.id:
        deployment.drop(resource)
        deployment.drift.append(change_of("delete", resource, held(resource), Held("", {}, {})))
        return
    new = Held(
        id=found.id,
        inputs=marked_properties(found.inputs, resource.inputs),
        outputs=marked_properties(found.outputs, resource.outputs),
    )
    if not resource.external:
        # The engine asks this too, and a provider may say on the row what it found.
        deployment.plugin.diff(resource, new, resource.inputs)
    current = replace(resource, id=new.id, inputs=new.inputs, outputs=new.outputs)
    deployment.renew(resource, current)
    if _told_apart(resource, new):
        deployment.drift.append(change_of("update", resource, held(resource), new))


def _told_apart(old: ResourceState, new: Held) -> bool:
    # Reality is what the outputs say; inputs that a refresh rewrites are no news, as on the engine.
    return (old.id, plain(old.outputs)) != (new.id, plain(new.outputs))

"""Deleting what the program declares no more, what was replaced, or everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .deployment import held
from .rehearsal_error import StepError
from .stack_state import removal_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .deployment import Deployment
    from .stack_state import ResourceState


def remove_undeclared(deployment: Deployment) -> None:
    """Delete every resource in state that the program did not declare, and those replaced."""
    known = deployment.state.resources.values()
    _remove(deployment, [each for each in known if not deployment.is_declared(each)])


def remove_everything(deployment: Deployment) -> None:
    """Delete every resource, or every target, and forget the outputs of a stack that is gone."""
    _remove(deployment, deployment.state.resources.values())
    if not (deployment.stopped or deployment.targets):
        deployment.export({})


def _remove(deployment: Deployment, resources: Iterable[ResourceState]) -> None:
    order = removal_order([*deployment.state.pending_deletes, *resources])
    if deployment.targets:
        reach = _dependents(deployment)
        order = [resource for resource in order if resource.urn in reach]
    # Told before anything is deleted: a half-done destroy helps nobody.
    for resource in order:
        if deployment.targets and resource.urn not in deployment.targets:
            why = f"{resource.name} depends on a target and would have to be deleted: make it one."
            deployment.fail(resource.urn, StepError(why))
        if resource.protect:
            message = (
                f"{resource.name} would have to be deleted, and it is protected: take the option "
                "protect off and run up first."
            )
            deployment.fail(resource.urn, StepError(message))
    for resource in order:
        if deployment.stopped:
            return
        try:
            _delete(deployment, resource)
        except StepError as error:
            deployment.fail(resource.urn, error)


def _dependents(deployment: Deployment) -> set[str]:
    """The targets, and whatever in the state before the program depended on one."""
    reached: set[str] = set()
    found = set(deployment.targets)
    before = (*deployment.olds.values(), *deployment.state.pending_deletes)
    while found:
        reached |= found
        found = {
            each.urn for each in before if not reached.isdisjoint((each.parent, *each.dependencies))
        } - reached
    return reached


def _delete(deployment: Deployment, resource: ResourceState) -> None:
    retained = resource.retain_on_delete and resource.custom
    owned = resource.custom and not resource.external and not retained
    # What was replaced in this phase has its step and its row already.
    undeclared = not (resource.external or deployment.is_declared(resource))
    if owned and not deployment.preview:
        deployment.plugin.delete(resource, held(resource))
    deployment.drop(resource)
    if undeclared:
        deployment.record("retain" if retained else "delete", resource, held(resource))

"""Pulumi's resource options, where they name an argument and mean the property behind it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from .declaration import NAMING, SEATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi

_ARGUMENT = "users"


def of_properties(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions | None:
    """The same options, naming the property `seats` wherever they name the argument `users`."""
    if opts is None:
        return None
    named = copy.copy(opts)
    named.ignore_changes = _named(opts.ignore_changes)
    named.replace_on_changes = _named(opts.replace_on_changes)
    named.additional_secret_outputs = _named(opts.additional_secret_outputs)
    if SEATS in secret_names(named):
        more = [name for name in NAMING if name not in secret_names(named)]
        named.additional_secret_outputs = [*secret_names(named), *more]
    return named


def secret_names(opts: pulumi.ResourceOptions | None) -> Sequence[str]:
    """The outputs that are secret by an option."""
    return (opts.additional_secret_outputs if opts else None) or ()


def _named(names: list[str] | None) -> list[str] | None:
    return None if names is None else [SEATS if name == _ARGUMENT else name for name in names]

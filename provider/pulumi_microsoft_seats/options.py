"""Pulumi's resource options, where they name an argument and mean the property behind it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from .declaration import SEATS

if TYPE_CHECKING:
    import pulumi

_ARGUMENT = "users"


def naming_properties(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions | None:
    """The same options, naming the property `seats` wherever they name the argument `users`."""
    if opts is None:
        return None
    named = copy.copy(opts)
    named.ignore_changes = _named(opts.ignore_changes)
    named.replace_on_changes = _named(opts.replace_on_changes)
    named.additional_secret_outputs = _named(opts.additional_secret_outputs)
    return named


def keeps_users_secret(opts: pulumi.ResourceOptions | None) -> bool:
    """Whether options, naming properties, make a secret of the users."""
    return opts is not None and SEATS in (opts.additional_secret_outputs or ())


def _named(names: list[str] | None) -> list[str] | None:
    return None if names is None else [SEATS if name == _ARGUMENT else name for name in names]

"""Pulumi's resource options, where they name an argument and mean the property behind it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..plugin.properties import SEATS

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
    named.hide_diffs = _named(opts.hide_diffs)
    return named


def keeps_users_secret(opts: pulumi.ResourceOptions | None) -> bool:
    """Whether options, naming properties, make a secret of the users."""
    return opts is not None and SEATS in (opts.additional_secret_outputs or ())


def ignores_users(opts: pulumi.ResourceOptions | None) -> bool:
    """Whether options, naming properties, keep the users as state has them."""
    return opts is not None and not {SEATS, "*"}.isdisjoint(opts.ignore_changes or ())


def faults_of_options(opts: pulumi.ResourceOptions | None, type_: str) -> list[str]:
    """The options that cannot be, each as part of a sentence.

    The engine starts another plugin process for each of them, and an assignment has to know in its
    own whom the others of the program declare.
    """
    if opts is None:
        return []
    package = type_.partition(":")[0]
    inherited = opts.parent and opts.parent.get_provider(type_)
    apart = {
        "provider": package in _packages(opts) or inherited,
        "version": opts.version,
        "plugin_download_url": opts.plugin_download_url,
    }
    return [
        f"the option {name} would run it in a process apart from the program's other assignments, "
        "whose users it has to know; leave it out"
        for name, given in apart.items()
        if given
    ]


def _packages(opts: pulumi.ResourceOptions) -> set[str]:
    """The packages that providers are given for."""
    several = opts.providers or ()
    given = [*(several.values() if isinstance(several, Mapping) else several), opts.provider]
    return {each.package for each in given if each is not None}


def _named(names: list[str] | None) -> list[str] | None:
    return None if names is None else [SEATS if name == _ARGUMENT else name for name in names]

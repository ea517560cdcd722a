"""Assignments of one program that declare the same product, known before the first is registered.

The plugin is told of one after the other, and a first one that looks like all there is would be
judged, and carried out, as if the users of the others were declared nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping

_declared: WeakKeyDictionary[object, dict[tuple[str, ...], list[str]]] = WeakKeyDictionary()
"""The names of a program's assignments by kind and product, by the stack that it is run for."""


def also_declared_by(
    kind: str, name: str, product: Mapping[str, pulumi.Input[str]]
) -> pulumi.Output[str | None]:
    """The name of another assignment of a product, None when there is none.

    It is known once the program's own lines have been run. A product that is spelled in another
    way, or is known later, is left to the plugin.
    """
    stack = pulumi.runtime.get_root_resource()
    parts = [each.strip().lower() for each in product.values() if isinstance(each, str)]
    if stack is None or len(parts) < len(product):
        return pulumi.Output.from_input(None)
    names = _declared.setdefault(stack, {}).setdefault((kind, *parts), [])
    place = len(names)
    names.append(name)

    def another(_: None) -> str | None:
        return next((each for at, each in enumerate(names) if at != place), None)

    return pulumi.Output.from_input(None).apply(another)

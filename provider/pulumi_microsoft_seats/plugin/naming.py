"""What a program names, found out at the service: its product, and its service plans."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from ..domain.errors import InputError, ServiceError, SignInError
from ..domain.service_plans import WantedPlans, wanted_plans
from ..domain.wording import listing
from .kinds import DISABLED_PLANS, ENABLED_PLANS
from .properties import is_known, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .properties import SeatProperties
    from .session import PluginSession

_SHOWN = 40
"""Products that a sentence lists: a tenant has some dozens."""


def with_product(
    session: PluginSession, declared: SeatProperties
) -> tuple[SeatProperties, dict[str, Any]]:
    """A declaration with the key of its product, and the properties that were found out for it.

    Raises:
        InputError: the inventory has no such product.
        SignInError, ServiceError: the inventory cannot be read.
    """
    kind = declared.kind
    named = declared.values.get(kind.names[0])
    if not kind.found_out or not (isinstance(named, str) and is_known(named)):
        return declared, {}
    product = session.inventory.find(named)
    if product is None:
        inventory = session.inventory
        is_for_companies = inventory.is_for_companies(named)
        there = [str(each) for each in inventory.products]
        raise no_product(kind.names[0], named, there, is_for_companies=is_for_companies)
    found = dict(zip(kind.found_out, product.parts, strict=True))
    return replace(parse({**declared.values, **found}, kind), product=product), found


def with_name(session: PluginSession, of: SeatProperties) -> SeatProperties:
    """The same, its product called as people know it, where the program wrote its id."""
    if of.product is None or not of.kind.found_out:
        return of
    try:
        known = session.inventory.find(of.product.sku_id)
    except (SignInError, ServiceError):
        return of
    return of if known is None else replace(of, product=known)


def no_product(
    name: str, named: str, there: Sequence[str], *, is_for_companies: bool
) -> InputError:
    """Why a product cannot be had that a program names.

    Args:
        name: the argument by which the program names it.
        named: what the program wrote.
        there: the products that can be had.
        is_for_companies: whether it is there, and can be assigned to nobody.
    """
    if is_for_companies:
        return InputError(
            f"{name} is {named!r}, which is for companies and cannot be assigned to users; of "
            f"those that can, the tenant has {listing(there, _SHOWN) or 'none'}."
        )
    spelled = {each.upper(): each for each in there}
    near = [spelled[each] for each in get_close_matches(named.strip().upper(), spelled)]
    said = f"the nearest that it has {'is' if len(near) == 1 else 'are'} {listing(near)}"
    all_of_them = f"it has {listing(there, _SHOWN) or 'none'}"
    return InputError(
        f"{name} is {named!r}, which the tenant does not have; {said if near else all_of_them}."
    )


def as_before(olds: SeatProperties, declared: SeatProperties) -> dict[str, Any]:
    """What was found out of a product before, where the program names it as it did.

    For a declaration that cannot be looked up: nothing says that it is about another product.
    """
    names = declared.kind.names
    if not all(_same(olds.values.get(name), declared.values.get(name)) for name in names):
        return {}
    return {name: olds.values[name] for name in declared.kind.found_out if name in olds.values}


def wanted_plans_of(session: PluginSession, declared: SeatProperties) -> WantedPlans | None:
    """The service plans that a program wants to be off; None where it leaves them as they are.

    Raises:
        InputError: it names what is no service plan of the product.
        SignInError, ServiceError: the product's plans cannot be read.
    """
    disabled, enabled = declared.option(DISABLED_PLANS), declared.option(ENABLED_PLANS)
    if declared.product is None or (disabled is None and enabled is None):
        return None
    service, product = session.service, declared.product
    return wanted_plans(
        service.service_plans(product),
        service.company_plans(product),
        disabled=disabled,
        enabled=enabled,
        of=str(product),
    )


def _same(one: object, other: object) -> bool:
    return str(one).strip().lower() == str(other).strip().lower()

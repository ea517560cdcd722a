"""Which licences a program can declare, and who holds them directly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..domain.model import ProductKey, Seat
from ..domain.progress import Progress
from ..domain.roster import fold
from ..domain.wording import counted
from .command_session import LicenseSession
from .existing_seats import Existing, ExistingSeats, LeftOut, ProductFilter, no_user_names
from .progress_bars import progress_bars
from .well_known_names import WELL_KNOWN


def existing_licenses(session: LicenseSession, wanted: ProductFilter) -> Existing:
    """Read who holds the licences that are wanted, many of them at a time.

    What groups give is no assignment's, so it is not declared.

    Raises:
        SignInError, ServiceError: the licences, or the holders of one, cannot be read.
    """
    products, others = session.seats.inventory.products, session.service.for_companies()
    existing = Existing(there=len(products) + len(others))
    chosen = [product for product in products if wanted.wants(product)]
    read = session.seats.executor.map(lambda it: list(session.service.holders(it)), chosen)
    with progress_bars() as report:
        for number, (product, seats) in enumerate(zip(chosen, read, strict=True), start=1):
            report(Progress("reading", number, len(chosen)))
            found = _existing(session, product, seats, products)
            if isinstance(found, LeftOut):
                existing.left_out.append(found)
            else:
                existing.seats.append(found)
    existing.left_out.extend(
        LeftOut(product, "it is for companies, and no user can be assigned it")
        for product in sorted(filter(wanted.wants, dict.fromkeys(others)), key=str)
    )
    return existing


def _existing(
    session: LicenseSession,
    product: ProductKey,
    seats: Sequence[Seat],
    products: Iterable[ProductKey],
) -> ExistingSeats | LeftOut:
    direct = sorted((seat for seat in seats if seat.is_direct), key=lambda seat: fold(seat.user))
    users = tuple(seat.user.strip() for seat in direct)
    reason = _reason(direct, seats) or no_user_names(users)
    if reason is not None:
        return LeftOut(product, reason)
    plans, remark = _plans(direct, session.service.service_plans(product))
    through_groups = len(seats) - len(direct)
    others = counted(through_groups, "more user has", "more users have")
    kept = f"{others} it through groups alone: what a group gives is not declared, and stays"
    remarks = [*filter(None, [remark]), *([kept] if through_groups else [])]
    return ExistingSeats(
        product,
        users,
        name=WELL_KNOWN.get(product.name.upper()),
        sku=_named(product, products),
        disabled_plans=plans,
        remarks=tuple(remarks),
    )


def _reason(direct: Sequence[Seat], seats: Sequence[Seat]) -> str | None:
    """Why a licence is not declared, None when it is."""
    if direct:
        return None
    if not seats:
        return "nobody holds it"
    has = counted(len(seats), "user has", "users have")
    return f"{has} it, through groups alone, which no assignment gives or takes"


def _plans(direct: Sequence[Seat], names: Mapping[str, str]) -> tuple[tuple[str, ...] | None, str]:
    """The plans that are off for everybody, by name; and why they are left as they are, if so."""
    sets = {seat.disabled_plans for seat in direct}
    if len(sets) > 1:
        return None, (
            "not all who hold it have the same service plans off, so plans are left as they are"
        )
    (off,) = sets
    if not off <= names.keys():
        return None, "a service plan is off that it does not list, so plans are left as they are"
    return tuple(sorted(names[plan] for plan in off)) or None, ""


def _named(product: ProductKey, products: Iterable[ProductKey]) -> str:
    """How a program names a SKU: by its part number, unless another one has the same."""
    alike = [each for each in products if each.name.lower() == product.name.lower()]
    return product.name if product.name and len(alike) == 1 else product.sku_id

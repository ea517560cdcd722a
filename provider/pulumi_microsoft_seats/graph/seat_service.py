"""Licences as the planning layers see any service that has seats."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

from ..domain.errors import AccessDenied, OutcomeUnknown, ProductNotFound, SeatsError, SignInError
from ..domain.model import BulkResult, Capacity, FailedSeat, Holding, ProductKey, Seat
from ..domain.roster import fold
from ..reconcile.reading_cost import is_list_cheaper
from .people import People
from .queries import LARGEST_PAGE, MOST_NAMED
from .refusals import QueryRefused, Refused, UserNotFound
from .turns import LARGEST_BATCH
from .values import AssignedLicense, DirectoryUser, added_up, ranges_between

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from .client import GraphClient
    from .license_writes import LicenseWrites
    from .values import LicenseState, SubscribedSku

NO_LOCATION = (
    "the user has no usage location, without which nothing can be assigned; have it set in the "
    "directory"
)
NO_SUCH_USER = "the tenant has no such user; check the name"

UNTOLD_PATH = "a path that the directory does not tell"
"""Where one list of a user's licences has the SKU and the other does not: nothing to reclaim."""

_MOST_RANGES = 16
"""Ranges of names that are listed side by side."""

_CONCERNS_EVERYBODY = (SignInError, ProductNotFound)


class GraphSeatService:
    """Implements `reconcile.SeatService` with licences of Microsoft Graph.

    Args:
        client: the service.
        writes: gives and takes licences.
    """

    named_by = "sku"
    batch_size = LARGEST_BATCH
    question_size = LARGEST_BATCH * MOST_NAMED
    is_list_exact = False
    """Lists are read from an index that lags behind the directory."""

    def __init__(self, client: GraphClient, writes: LicenseWrites) -> None:
        self._client = client
        self._writes = writes
        self._people: dict[ProductKey, People] = {}
        self._meeting = threading.Lock()
        self._reading = threading.Lock()
        self._skus: tuple[SubscribedSku, ...] | None = None

    def inventory(self) -> Mapping[ProductKey, Capacity]:
        """Every SKU that users can be assigned."""
        return {
            product_of(sku): Capacity(total=sku.enabled, available=sku.free, held=sku.consumed)
            for sku in self.skus()
            if sku.is_for_users
        }

    def for_companies(self) -> Collection[ProductKey]:
        """Every SKU that no user can be assigned."""
        return [product_of(sku) for sku in self.skus() if not sku.is_for_users]

    def service_plans(self, product: ProductKey) -> Mapping[str, str]:
        """The names of the plans of a SKU that can be switched for a user, by id."""
        return self._plans_of(product, for_users=True)

    def company_plans(self, product: ProductKey) -> Mapping[str, str]:
        """The names of its other plans."""
        return self._plans_of(product, for_users=False)

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        """Whether the list has no more pages than it takes batches to ask for some users."""
        return is_list_cheaper(
            capacity, users, page_size=LARGEST_PAGE, users_per_page=self.question_size
        )

    def expect(self, product: ProductKey, users: AbstractSet[str], ids: Mapping[str, str]) -> None:
        """Take note of the names that a program uses, and of whom they mean."""
        self._people_of(product).expect(users, ids)

    def ids(self, product: ProductKey, users: AbstractSet[str]) -> Mapping[str, str]:
        """The object ids of users that were met."""
        return self._people_of(product).ids(users)

    def renamed(self, product: ProductKey, users: AbstractSet[str]) -> Mapping[str, str]:
        """Users of the program who have another name in the directory by now."""
        return self._people_of(product).renamed(users)

    def holders(self, product: ProductKey) -> Iterator[Seat]:
        """Everybody who has the SKU by any path, as the index has it."""
        people = self._people_of(product)
        listed = self._listed(product, people)
        names = [people.called(user) for user in listed]
        if renamed := people.renamed({*map(fold, names)}):
            self._notice_reused_names(people, [*renamed])
            names = [people.called(user) for user in listed]
        for user, name in zip(listed, names, strict=True):
            seat = seat_of(user, product, name)
            if seat is not None:
                yield seat

    def ask(self, product: ProductKey, users: Sequence[str]) -> list[Holding]:
        """What each of some users holds, from the directory itself."""
        found = self._find(users, self._people_of(product))
        return [_holding(user, found[user], product) for user in users]

    def assign(
        self, product: ProductKey, users: Sequence[str], disabled_plans: AbstractSet[str] | None
    ) -> BulkResult:
        """Give users the SKU, or change its service plans, in place."""
        off = frozenset(disabled_plans or ())
        outcomes = self._writes.assign(
            self._ids_for(product, users), AssignedLicense(product.sku_id, off)
        )
        return _result(outcomes, lambda user: Seat(product, user, disabled_plans=off))

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take users' direct assignment of the SKU; what a group gives stays."""
        outcomes = self._writes.remove(self._ids_for(product, users), product.sku_id)
        return _result(outcomes, lambda user: Seat(product, user, active=False))

    def _people_of(self, product: ProductKey) -> People:
        with self._meeting:
            return self._people.setdefault(product, People())

    def _plans_of(self, product: ProductKey, *, for_users: bool) -> Mapping[str, str]:
        return {
            plan.id: plan.name
            for sku in self.skus()
            if sku.sku_id == product.sku_id
            for plan in sku.service_plans
            if plan.is_for_users == for_users
        }

    def skus(self) -> tuple[SubscribedSku, ...]:
        """What the tenant has bought, each SKU once, read once."""
        with self._reading:
            if self._skus is None:
                self._skus = added_up(self._client.list_skus())
            return self._skus

    def _listed(self, product: ProductKey, people: People) -> tuple[DirectoryUser, ...]:
        held = sum(sku.consumed for sku in self.skus() if sku.sku_id == product.sku_id)
        boundaries = people.boundaries(min(_MOST_RANGES, math.ceil(held / LARGEST_PAGE)))
        if boundaries:
            try:
                ranges = ranges_between(boundaries)
                return self._client.list_holders_side_by_side(product.sku_id, ranges)
            except QueryRefused:
                pass  # not every cloud may support it; one page after the other is
        return self._client.list_holders(product.sku_id)

    def _notice_reused_names(self, people: People, renamed: Sequence[str]) -> None:
        """Of users who seem renamed, find out who has the name by now: it means that one."""
        for name, user in zip(renamed, self._client.get_users(renamed), strict=True):
            if isinstance(user, DirectoryUser):
                people.has_name(name, user)

    def _find(
        self, users: Sequence[str], people: People
    ) -> dict[str, DirectoryUser | UserNotFound]:
        """Users by the id that state remembers, or else by their name.

        Raises:
            SeatsError: one of them cannot be read.
        """
        remembered = {user: people.id_of(fold(user)) or user for user in users}
        found = self._get(remembered)
        # Who was deleted, and made anew under the same name, has another id.
        lost = [u for u, said in found.items() if not isinstance(said, DirectoryUser)]
        found |= self._get({user: user for user in lost if remembered[user] != user})
        for user, person in found.items():
            if isinstance(person, DirectoryUser):
                people.called(person)
                people.notice(fold(user), person)
        renamed = [user for user in users if people.is_renamed(fold(user))]
        self._notice_reused_names(people, renamed)
        given_away = [user for user in renamed if not people.is_renamed(fold(user))]
        found |= self._get({user: user for user in given_away})
        for user, person in found.items():
            if isinstance(person, DirectoryUser):
                people.meet(fold(user), person)
        return found

    def _get(self, asked: Mapping[str, str]) -> dict[str, DirectoryUser | UserNotFound]:
        found: dict[str, DirectoryUser | UserNotFound] = {}
        answers = self._client.get_users(list(asked.values()))
        for user, answer in zip(asked, answers, strict=True):
            if isinstance(answer, SeatsError) and not isinstance(answer, UserNotFound):
                raise answer
            found[user] = answer
        return found

    def _ids_for(self, product: ProductKey, users: Sequence[str]) -> dict[str, str]:
        """The id of each user; of those who were not asked for yet, their name does as well."""
        people = self._people_of(product)
        return {user: people.id_of(fold(user)) or user for user in users}


def product_of(sku: SubscribedSku) -> ProductKey:
    """The key of a SKU, which people call by its part number."""
    return ProductKey(sku.sku_id, name=sku.part_number)


def _holding(user: str, found: DirectoryUser | UserNotFound, product: ProductKey) -> Holding:
    if isinstance(found, UserNotFound):
        return Holding(user, None, NO_SUCH_USER)
    seat = seat_of(found, product, user)
    return Holding(user, seat, "" if found.usage_location else NO_LOCATION)


def seat_of(user: DirectoryUser, product: ProductKey, name: str) -> Seat | None:
    """What a user holds of a SKU, by which paths; None where by none."""
    direct: LicenseState | None = None
    through: tuple[str, ...] = ()
    for path in user.paths(product.sku_id):  # a hundred thousand users have just one
        if path.assigned_by_group is not None:
            through += (path.assigned_by_group,)
        elif direct is None:
            direct = path
    if direct is None and not through:
        if product.sku_id not in user.unexplained:
            return None
        through = (UNTOLD_PATH,)
    return Seat(
        product,
        name,
        assigned_at=direct.updated_at if direct else None,
        through=through,
        is_direct=direct is not None,
        disabled_plans=direct.disabled_plans if direct else frozenset(),
    )


def _result(outcomes: Mapping[str, SeatsError | None], seat: Callable[[str], Seat]) -> BulkResult:
    """What became of each user.

    Raises:
        SeatsError: it concerns everybody, and nothing was done for anybody.
    """
    errors = {user: error for user, error in outcomes.items() if error is not None}
    if errors.keys() == outcomes.keys():
        _raise_if_of_everybody([*errors.values()])
    unknown = {user for user, error in errors.items() if isinstance(error, OutcomeUnknown)}
    said = {user: FailedSeat(user, _reason(error)) for user, error in errors.items()}
    return BulkResult(
        seats=tuple(seat(user) for user in outcomes if user not in errors),
        failed=tuple(each for user, each in said.items() if user not in unknown),
        unknown=tuple(each for user, each in said.items() if user in unknown),
    )


def _raise_if_of_everybody(errors: Sequence[SeatsError]) -> None:
    # Of one user alone it may be about that one: who administers a tenant is under other rules.
    denied = len(errors) > 1 and all(isinstance(error, AccessDenied) for error in errors)
    if denied or (errors and all(isinstance(error, _CONCERNS_EVERYBODY) for error in errors)):
        raise errors[0]


def _reason(error: SeatsError) -> str:
    return error.reason if isinstance(error, Refused) else str(error)

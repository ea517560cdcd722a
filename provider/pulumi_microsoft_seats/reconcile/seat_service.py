"""What planning needs of a service, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ..domain.model import BulkResult, Capacity, Holding, ProductKey, Seat


class SeatService(Protocol):
    """A service that has products, and seats of them.

    Each method raises `SignInError` or a `ServiceError`; `assign` and `reclaim` raise
    `OutcomeUnknown` when nobody can say whether they were carried out.
    """

    @property
    def named_by(self) -> str:
        """What a program names a product by, for a sentence."""
        ...

    @property
    def batch_size(self) -> int:
        """The most users that one `assign` or `reclaim` takes."""
        ...

    @property
    def question_size(self) -> int:
        """The most users that one `ask` takes."""
        ...

    @property
    def is_list_exact(self) -> bool:
        """Whether `holders` is as true as `ask`; if not, whom it concerns is asked for as well."""
        ...

    def inventory(self) -> Mapping[ProductKey, Capacity]:
        """Every product, with how many seats of it were bought, are held and are free."""
        ...

    def for_companies(self) -> Collection[ProductKey]:
        """Further products, which serve the organisation as a whole and are assigned to nobody."""
        ...

    def service_plans(self, product: ProductKey) -> Mapping[str, str]:
        """The names of a product's service plans by their ids; none where it has no such parts."""
        ...

    def company_plans(self, product: ProductKey) -> Mapping[str, str]:
        """The same of those that serve the organisation as a whole, and are nobody's to switch."""
        ...

    def is_listing_cheaper(self, capacity: Capacity | None, users: int) -> bool:
        """Whether to list all holders of a product, rather than to ask for some users.

        Args:
            capacity: of the product; None when it is not known.
            users: how many would be asked for, those included that were asked for before.
        """
        ...

    def expect(self, product: ProductKey, users: AbstractSet[str], ids: Mapping[str, str]) -> None:
        """Take note of the users that a resource names, and of the ids that state remembers.

        A user with an id is that person, whatever the person is called by now: from now on this
        service says the name that it is told here, wherever it speaks of this product.
        """
        ...

    def ids(self, product: ProductKey, users: AbstractSet[str]) -> Mapping[str, str]:
        """The ids of those of some users whom it has met; none where it knows nothing but names."""
        ...

    def renamed(self, product: ProductKey, users: AbstractSet[str]) -> Mapping[str, str]:
        """Those of some users who have another name by now, and which."""
        ...

    def holders(self, product: ProductKey) -> Iterable[Seat]:
        """Every seat that is held."""
        ...

    def ask(self, product: ProductKey, users: Sequence[str]) -> Iterable[Holding]:
        """What each of some users holds."""
        ...

    def assign(
        self, product: ProductKey, users: Sequence[str], disabled_plans: AbstractSet[str] | None
    ) -> BulkResult:
        """Give users a seat, or change its service plans; says who got one and who did not.

        Args:
            product: whose seats.
            users: at most `batch_size`.
            disabled_plans: which are off then, all others are on; None where nobody says.
        """
        ...

    def reclaim(self, product: ProductKey, users: Sequence[str]) -> BulkResult:
        """Take the seats of users; the result says whose was taken and whose was not."""
        ...


class NamesOnlyService:
    """What a service has in common that knows people by their names alone, and lists them truly."""

    named_by = "product_id and sku_id"
    question_size = 1
    is_list_exact = True

    def for_companies(self) -> Collection[ProductKey]:
        """None."""
        return ()

    def service_plans(self, _product: ProductKey) -> Mapping[str, str]:
        """None: its products have no parts."""
        return {}

    def company_plans(self, _product: ProductKey) -> Mapping[str, str]:
        """None, for the same reason."""
        return {}

    def expect(self, product: ProductKey, users: AbstractSet[str], ids: Mapping[str, str]) -> None:
        """Nothing has to be known beforehand."""

    def ids(self, _product: ProductKey, _users: AbstractSet[str]) -> Mapping[str, str]:
        """None: a name is all there is."""
        return {}

    def renamed(self, _product: ProductKey, _users: AbstractSet[str]) -> Mapping[str, str]:
        """Nobody, for the same reason."""
        return {}

"""`SeatAssignment`: what a program declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import pulumi
from pulumi.dynamic import Resource

from ..domain.errors import RosterError
from ..domain.roster import Roster, roster_from
from ..domain.secrecy import hide_users
from ..domain.wording import counted, describe_failures, listing, shortened
from ..plugin.properties import (
    ASSIGNED_COUNT,
    DEFAULT_RECLAIM_LIMIT,
    FAILURES,
    NAMING,
    OWNERSHIP,
    PRODUCT_ID,
    RECLAIM_LIMIT,
    REFUSAL,
    SEATS,
    SECRET,
    SKU_ID,
    URN,
    faults_of,
    refusal_in,
)
from ..provider import SeatAssignmentProvider
from .options import faults_of_options, keeps_users_secret, naming_properties
from .outcome import fail_program, fail_program_if

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULE, _NAME = "microsoft-seats", "SeatAssignment"
TYPE = f"pulumi-python:dynamic/{_MODULE}:{_NAME}"
"""The resource's type in URNs, and so in the state of every stack."""


class SeatAssignment(Resource, module=_MODULE, name=_NAME):
    """The users who hold a seat of one product.

    With `ownership="exclusive"` the resource decides every seat of the product: whoever holds one
    and is not declared loses it. With `"shared"` it answers only for the users it declares, or
    declared before, so that several programs can share one product.

    Attributes:
        product_id: the product.
        sku_id: its SKU.
        seats: the holders this resource answers for, a user a line, folded to lower case, sorted.
        ownership: `exclusive` or `shared`.
        reclaim_limit: the share of the held seats that one update may reclaim unapproved.
        assigned_count: how many holders there are.
        failures: the users whom the last update could not serve, and why.
    """

    product_id: pulumi.Output[str]
    sku_id: pulumi.Output[str]
    seats: pulumi.Output[str]
    ownership: pulumi.Output[str]
    reclaim_limit: pulumi.Output[float]
    assigned_count: pulumi.Output[int]
    failures: pulumi.Output[dict[str, str]]

    def __init__(
        self,
        resource_name: str,
        *,
        product_id: pulumi.Input[str],
        sku_id: pulumi.Input[str],
        users: pulumi.Input[Sequence[pulumi.Input[str]]],
        ownership: pulumi.Input[Literal["exclusive", "shared"]] = "exclusive",
        reclaim_limit: pulumi.Input[float] = DEFAULT_RECLAIM_LIMIT,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare who holds a seat.

        Args:
            resource_name: the resource's name in the program.
            product_id: the product in the organisation's inventory; a change replaces the resource.
            sku_id: its SKU; a change replaces the resource.
            users: user principal names, compared without regard to case.
            ownership: `exclusive` or `shared`, see the class.
            reclaim_limit: the largest share, 0 to 1, of the held seats that one update may reclaim
                without an approval; one seat is always allowed.
            opts: Pulumi's resource options.

        Raises:
            pulumi.RunError: values that cannot be, all of them listed.
        """
        opts = naming_properties(opts)
        faults = faults_of(
            *(_plain(value) for value in (product_id, sku_id, ownership, reclaim_limit))
        )
        faults += faults_of_options(opts, TYPE)
        roster = _roster_of(users, faults)
        if faults:
            fail_program(f"SeatAssignment {resource_name!r}: {'; '.join(faults)}.")
        if keeps_users_secret(opts):
            roster = pulumi.Output.secret(roster)
        secret: pulumi.Output[bool | None] = pulumi.Output.from_input(_is_secret(roster))
        self._register(
            resource_name,
            {
                PRODUCT_ID: product_id,
                SKU_ID: sku_id,
                SEATS: _text_of(roster),
                OWNERSHIP: ownership,
                RECLAIM_LIMIT: reclaim_limit,
                SECRET: secret,
                **_names_as_secret_as(roster),
            },
            opts,
        )
        pulumi.Output.all(roster, secret).apply(lambda known: self._warn_of_duplicates(*known))
        self._report_failures()

    @classmethod
    def get(
        cls,
        resource_name: str,
        *,
        product_id: pulumi.Input[str],
        sku_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> SeatAssignment:
        """Read the seats of a product without owning them.

        Args:
            resource_name: the resource's name in the program.
            product_id: the product in the organisation's inventory.
            sku_id: its SKU.
            opts: Pulumi's resource options.
        """
        existing = cls.__new__(cls)
        key = pulumi.Output.concat(product_id, "/", sku_id)
        existing._register(  # noqa: SLF001 - its own instance
            resource_name,
            {PRODUCT_ID: product_id, SKU_ID: sku_id, SEATS: None},
            pulumi.ResourceOptions.merge(naming_properties(opts), pulumi.ResourceOptions(id=key)),
        )
        return existing

    @property
    def users(self) -> pulumi.Output[list[str]]:
        """The holders this resource answers for, folded to lower case, sorted."""
        return self.seats.apply(lambda text: text.split("\n")[:-1])

    def _register(
        self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> None:
        # The engine does not tell a provider which resource it is called for. The name of this
        # input keeps it out of every display.
        # Awaited by itself, because an input that depends on the parent depends on its children.
        urn = pulumi.create_urn(name, TYPE, opts.parent if opts else None).future()
        computed = dict.fromkeys((ASSIGNED_COUNT, FAILURES, REFUSAL))
        properties = {**inputs, URN: urn, **computed}
        super().__init__(SeatAssignmentProvider(), name, properties, opts)

    def _report_failures(self) -> None:
        """Show what `check` refused, at a preview, or what an update could not do."""
        refusal: pulumi.Output[dict[str, str] | None] = getattr(self, REFUSAL)
        fail_program_if(refusal.apply(lambda value: self._show(refusal_in({REFUSAL: value}))))
        fail_program_if(self.failures.apply(self._show_failures))

    def _show_failures(self, failures: dict[str, str] | None) -> bool:
        # A preview that has nothing to do knows the failures of the last update.
        if not failures or pulumi.runtime.is_dry_run():
            return False
        return self._show(describe_failures(failures))

    def _show(self, sentence: object) -> bool:
        if sentence:
            pulumi.log.error(str(sentence), self)
        return bool(sentence)

    def _warn_of_duplicates(self, roster: Roster, is_secret: bool | None) -> None:  # noqa: FBT001 - of an apply
        if not roster.duplicates:
            return
        said = [" = ".join(spellings) for spellings in roster.duplicates]
        warning = (
            f"{counted(len(said), 'user is', 'users are')} declared more than once and "
            f"counted once: {listing(said)}."
        )
        pulumi.log.warn(hide_users(warning) if is_secret else warning, self)


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the program wrote
    """A plain value as it is, one that only a later moment knows as unknown."""
    from pulumi.runtime import rpc  # noqa: PLC0415 - already imported by then

    return rpc.UNKNOWN if _is_later(value) else value


def _is_later(value: object) -> bool:
    return isinstance(value, pulumi.Output) or hasattr(value, "__await__")


def _roster_of(
    users: pulumi.Input[Sequence[pulumi.Input[str]]], faults: list[str]
) -> Roster | pulumi.Output[Roster]:
    """The roster, now where all users are plain, else when they are known."""
    if _is_later(users) or (
        isinstance(users, Sequence)
        and not isinstance(users, str)
        and any(_is_later(user) for user in users)
    ):
        later = pulumi.Output.from_input(users)
        return pulumi.Output.all(later, later.is_secret()).apply(lambda known: _late_roster(*known))
    try:
        return _roster(users)
    except RosterError as error:
        faults.append(str(error).rstrip("."))
        return Roster("")


def _roster(users: object) -> Roster:
    if isinstance(users, str) or not isinstance(users, Sequence):
        raise RosterError(
            f"users is {shortened(users)}, not a list of user principal names; write users=[…]."
        )
    return roster_from(users)


def _late_roster(users: object, is_secret: bool) -> Roster:  # noqa: FBT001 - of an apply
    try:
        return _roster(users)
    except RosterError as error:
        if is_secret:
            fail_program(
                "users, which is a secret, is no list of user principal names; correct it."
            )
        fail_program(str(error))


def _text_of(roster: Roster | pulumi.Output[Roster]) -> pulumi.Input[str]:
    return roster.text if isinstance(roster, Roster) else roster.apply(lambda known: known.text)


async def _is_secret(roster: Roster | pulumi.Output[Roster]) -> bool | None:
    """Whether the program keeps the users secret; None where it does not, to be left out."""
    return (isinstance(roster, pulumi.Output) and await roster.is_secret()) or None


def _names_as_secret_as(roster: Roster | pulumi.Output[Roster]) -> dict[str, pulumi.Input[str]]:
    """The hidden properties that name users, empty: the engine keeps what is a secret here one."""
    if isinstance(roster, Roster):
        return {}
    return dict.fromkeys(NAMING, roster.apply(lambda _known: ""))

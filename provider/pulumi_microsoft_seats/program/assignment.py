"""What every kind of assignment declares: users, their ownership, a limit; and how it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pulumi
from pulumi.dynamic import Resource

from ..domain.roster import roster_users
from ..domain.secrecy import hide_users
from ..domain.wording import counted, describe_failures, listing
from ..plugin.faults import faults_of
from ..plugin.properties import (
    ALSO,
    ASSIGNED_COUNT,
    FAILURES,
    OWNERSHIP,
    RECLAIM_LIMIT,
    REFUSAL,
    SEATS,
    SECRET,
    URN,
    refusal_in,
)
from .declared_users import hidden, is_later, is_secret, roster_of, text_of
from .options import faults_of_options, ignores_users, keeps_users_secret, naming_properties
from .outcome import fail_program, fail_program_if
from .same_product import also_declared_by

if TYPE_CHECKING:
    from ..domain.roster import Roster
    from ..provider import AssignmentProvider

Users = pulumi.Input[Sequence[pulumi.Input[str]]]
Ownership = pulumi.Input[Literal["exclusive", "shared"]]

MODULE = "microsoft-seats"
"""The module of every resource's type."""


class Assignment(Resource):
    """The users who hold a seat of one product.

    With `ownership="exclusive"` the resource decides every seat of the product: whoever holds one
    and is not declared loses it. With `"shared"` it answers only for the users it declares, or
    declared before, so that several programs can share one product.

    Attributes:
        seats: the holders this resource answers for, a user a line, folded to lower case, sorted.
        ownership: `exclusive` or `shared`.
        reclaim_limit: the share of the held seats that one update may reclaim unapproved.
        assigned_count: how many holders there are.
        failures: the users whom the last update could not serve, and why.
    """

    seats: pulumi.Output[str]
    ownership: pulumi.Output[str]
    reclaim_limit: pulumi.Output[float]
    assigned_count: pulumi.Output[int]
    failures: pulumi.Output[dict[str, str]]

    _provider_class: ClassVar[type[AssignmentProvider]]
    _found_out: ClassVar[tuple[str, ...]] = ()
    """The outputs of a subclass that no program writes."""
    _declared: pulumi.Output[str] | None = None
    """The users that the program declares, as `seats` has them; None where it declares none."""

    @property
    def users(self) -> pulumi.Output[list[str]]:
        """The users it declares, folded to lower case, sorted; of one that declares none, `seats`.

        Whoever could not be served is among them: what is declared with them must not lose anybody
        because this failed. One that is read, or whose users are ignored, declares none.
        """
        if self._declared is None:
            return self.seats.apply(lambda text: sorted(roster_users(text)))
        # Known once the seats are, so that what depends on it waits for them.
        both = pulumi.Output.all(self.seats, self._declared)
        return both.apply(lambda known: sorted(roster_users(known[1])))

    @classmethod
    def type_of(cls) -> str:
        """The resource's type in URNs, and so in the state of every stack."""
        return f"pulumi-python:dynamic/{MODULE}:{cls._provider_class.kind.name}"

    def _declare(
        self,
        name: str,
        product: Mapping[str, pulumi.Input[str]],
        *,
        users: Users,
        ownership: Ownership,
        reclaim_limit: pulumi.Input[float],
        opts: pulumi.ResourceOptions | None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Register what a subclass's constructor was given.

        Raises:
            pulumi.RunError: values that cannot be, all of them listed.
        """
        opts, kind = naming_properties(opts), self._provider_class.kind
        named = {**product, **(options or {})}
        declared = {**named, OWNERSHIP: ownership, RECLAIM_LIMIT: reclaim_limit}
        faults = faults_of(kind, {name: _plain(value) for name, value in declared.items()})
        faults += faults_of_options(opts, self.type_of())
        roster = roster_of(users, faults)
        if faults:
            fail_program(f"{kind.name} {name!r}: {'; '.join(faults)}.")
        if keeps_users_secret(opts):
            roster = pulumi.Output.secret(roster)
        secret: pulumi.Output[bool | None] = pulumi.Output.from_input(is_secret(roster))
        text = pulumi.Output.from_input(text_of(roster))
        if not ignores_users(opts):
            self._declared = text
        seats = {SEATS: text, SECRET: secret, **hidden(roster, kind)}
        also = also_declared_by(kind.name, name, product)
        self._register(name, {**declared, **seats, ALSO: also}, opts)
        pulumi.Output.all(roster, secret).apply(lambda known: self._warn_of_duplicates(*known))
        self._report_failures()

    def _read(
        self,
        name: str,
        product: Mapping[str, pulumi.Input[str]],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """Read what exists, without owning it."""
        parts = pulumi.Output.all(*product.values())
        key = pulumi.ResourceOptions(id=parts.apply("/".join))
        options = pulumi.ResourceOptions.merge(naming_properties(opts), key)
        self._register(name, {**product, SEATS: None}, options)

    def _register(
        self, name: str, inputs: Mapping[str, Any], opts: pulumi.ResourceOptions | None
    ) -> None:
        # The engine does not tell a provider which resource it is called for. The name of this
        # input keeps it out of every display.
        # Awaited by itself, because an input that depends on the parent depends on its children.
        urn = pulumi.create_urn(name, self.type_of(), opts.parent if opts else None).future()
        computed = dict.fromkeys((ASSIGNED_COUNT, FAILURES, REFUSAL, *self._found_out))
        properties = {**inputs, URN: urn, **computed}
        super().__init__(self._provider_class(), name, properties, opts)

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
    """A plain value as it is, what only a later moment knows of it as unknown."""
    from pulumi.runtime import rpc  # noqa: PLC0415 - already imported by then

    if isinstance(value, (list, tuple)):
        return [*map(_plain, value)]
    return rpc.UNKNOWN if is_later(value) else value

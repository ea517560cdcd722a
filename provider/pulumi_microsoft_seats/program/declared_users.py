"""The users that a program declares: a list, or one that is known later, or secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pulumi

from ..domain.errors import RosterError
from ..domain.roster import Roster, roster_from
from ..domain.wording import shortened
from ..plugin.properties import hidden_names
from .outcome import fail_program

if TYPE_CHECKING:
    from ..plugin.kinds import ResourceKind


def is_later(value: object) -> bool:
    """Whether a value is known only at a later moment of the run."""
    return isinstance(value, pulumi.Output) or hasattr(value, "__await__")


def roster_of(
    users: pulumi.Input[Sequence[pulumi.Input[str]]], faults: list[str]
) -> Roster | pulumi.Output[Roster]:
    """The roster, now where all users are plain, else when they are known."""
    if is_later(users) or (
        isinstance(users, Sequence)
        and not isinstance(users, str)
        and any(is_later(user) for user in users)
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


def text_of(roster: Roster | pulumi.Output[Roster]) -> pulumi.Input[str]:
    """The roster as the property `seats` has it."""
    return roster.text if isinstance(roster, Roster) else roster.apply(lambda known: known.text)


async def is_secret(roster: Roster | pulumi.Output[Roster]) -> bool | None:
    """Whether the program keeps the users secret; None where it does not, to be left out."""
    return (isinstance(roster, pulumi.Output) and await roster.is_secret()) or None


def hidden(
    roster: Roster | pulumi.Output[Roster], kind: ResourceKind
) -> dict[str, pulumi.Input[str]]:
    """The hidden properties that name users, empty: the engine keeps what is a secret here one."""
    if isinstance(roster, Roster):
        return {}
    return dict.fromkeys(hidden_names(kind), roster.apply(lambda _known: ""))

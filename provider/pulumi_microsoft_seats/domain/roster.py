"""User principal names, and lists of them as one text.

A roster travels as text because that is what the engine's preview shows as a line diff: a user name
a line, folded, sorted, newline at the end.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .characters import fault_in
from .errors import RosterError
from .wording import counted, listing, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Looser than Entra on purpose: what Entra allows has changed over the years, and a name that is
# refused here could not be declared at all. What can never be part of a name is refused.
_USER_NAME = re.compile(
    r"""[^\s@<>()\[\]{}|\\/,;:"\x00-\x1f\x7f]{1,64}
        @
        (?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?""",
    re.VERBOSE,
)
_LONGEST = 113
_REMARK = " ("  # no user name holds a space


@dataclass(frozen=True, slots=True)
class Roster:
    """A set of users, as declared.

    Attributes:
        text: the users as one text, see the module.
        duplicates: for each user declared more than once, the spellings, in order of appearance.
    """

    text: str
    duplicates: tuple[tuple[str, ...], ...] = ()


def fold(user: str) -> str:
    """The spelling under which a user is compared: in lower case, and in Unicode's form NFC.

    Names are not case-sensitive in Entra. A letter with its accent is one character or two (NFD),
    as a file comes from one machine or another, and nobody sees which.
    """
    name = user.strip()
    if name.isascii():
        return name.lower()
    # Once more, because the small letters may be composed where the capitals were not.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def is_user_name(value: object) -> bool:
    """Whether a value has the form `user@domain` of a user principal name."""
    if not isinstance(value, str):
        return False
    name = unicodedata.normalize("NFC", value.strip())
    return (
        len(name) <= _LONGEST
        and _USER_NAME.fullmatch(name) is not None
        # Marks that nobody sees, left behind by a copy from a page, make two users of one.
        and fault_in(value.strip()) is None
    )


def shown_fault(value: object) -> str:
    """A value that is no user principal name, for a sentence that refuses it.

    A character that nobody can see is named: without it the name would look right.
    """
    fault = fault_in(value.strip()) if isinstance(value, str) else None
    return f"{shortened(value)}, {fault}" if fault else shortened(value)


def roster_text(users: Iterable[str]) -> str:
    """Users, already folded, as the text that is kept in state."""
    ordered = sorted(set(users))
    return "\n".join([*ordered, ""]) if ordered else ""


def seats_text(users: Iterable[str], remarks: Mapping[str, str]) -> str:
    """The same as the engine shows it, with a remark behind the name of some of them.

    Nobody is a line without a name: between two texts of which one has no line, the engine shows
    both whole, five thousand names on one line.
    """
    ordered = sorted(set(users))
    lines = [f"{user}{_REMARK}{remarks[user]})" if user in remarks else user for user in ordered]
    return "\n".join([*(lines or [""]), ""])


def remarks_in(text: str) -> dict[str, str]:
    """The remarks behind the names of a roster's text, by user."""
    if _REMARK not in text:
        return {}
    found = (line.partition(_REMARK) for line in text.split("\n"))
    return {fold(user): said.removesuffix(")") for user, remark, said in found if remark}


@lru_cache(maxsize=4)  # the engine's calls on a resource ask for the same large texts several times
def roster_users(text: str) -> frozenset[str]:
    """The users of a roster's text, folded."""
    users: Iterable[str] = filter(None, text.split("\n"))
    if _REMARK in text:
        users = (line.partition(_REMARK)[0] for line in users)
    # A text that an earlier version wrote is in lower case, but may not be in NFC.
    return frozenset(users if text.isascii() else map(fold, users))


def roster_from(values: Sequence[object]) -> Roster:
    """The roster that a program's list of users declares.

    Raises:
        RosterError: names every value that is no user principal name, with its position.
    """
    spellings: dict[str, str] = {}
    repeated: dict[str, list[str]] = {}
    faults: list[str] = []
    for position, value in enumerate(values):
        if not (isinstance(value, str) and is_user_name(value)):
            faults.append(f"users[{position}] is {shown_fault(value)}")
            continue
        user, said = fold(value), value.strip()
        if user in spellings:
            repeated.setdefault(user, [spellings[user]]).append(said)
        else:
            spellings[user] = said
    if faults:
        raise RosterError(
            f"{counted(len(faults), 'entry', 'entries')} of users "
            f"{'is' if len(faults) == 1 else 'are'} no user principal name (user@domain): "
            f"{listing(faults)}; correct or remove {'it' if len(faults) == 1 else 'them'}."
        )
    return Roster(text=seats_text(spellings, {}), duplicates=tuple(map(tuple, repeated.values())))

"""What is wrong with what a program declares: said by the program at once, by `check` at last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..domain.characters import fault_in
from ..domain.errors import InputError
from ..domain.model import OWNERSHIPS
from ..domain.wording import shortened
from .properties import OWNERSHIP, RECLAIM_LIMIT, SEATS, is_known, is_share

if TYPE_CHECKING:
    from .kinds import ResourceKind
    from .properties import SeatProperties

Properties = Mapping[str, Any]


def raise_faults(declared: SeatProperties) -> None:
    """Hold what a program declares against what can be.

    Raises:
        InputError: lists every value that cannot be.
    """
    faults = faults_of(declared.kind, declared.values)
    seats = declared.values.get(SEATS)
    if is_known(seats) and not isinstance(seats, str):
        faults.append(f"{SEATS} is {seats!r}, not a text with a user a line")
    if faults:
        raise InputError("; ".join(faults) + ".")


def faults_of(kind: ResourceKind, values: Properties) -> list[str]:
    """What is wrong with declared values, each as part of a sentence; unknown ones pass."""
    naming = [(each, values.get(each.name)) for each in kind.naming]
    faults = [
        f"{each.name} is {value!r}, not {each.what}, a text such as {each.example!r}"
        for each, value in naming
        if is_known(value) and not (isinstance(value, str) and value.strip())
    ]
    faults += [
        f"{each.name} is {shortened(value)}, {fault}"
        for each, value in naming
        if isinstance(value, str) and is_known(value) and (fault := fault_in(value.strip()))
    ]
    faults += _faults_of_lists(kind, values)
    ownership, limit = values.get(OWNERSHIP), values.get(RECLAIM_LIMIT)
    if is_known(ownership) and ownership not in OWNERSHIPS:
        faults.append(f"{OWNERSHIP} is {ownership!r}, not 'exclusive' or 'shared'")
    if is_known(limit) and not is_share(limit):
        faults.append(f"{RECLAIM_LIMIT} is {limit!r}, not a share from 0 to 1")
    return faults


def _faults_of_lists(kind: ResourceKind, values: Properties) -> list[str]:
    given = [(name, values.get(name)) for name in kind.options if values.get(name) is not None]
    faults = [
        f"{name} is {shortened(value)}, not a list of names of service plans"
        for name, value in given
        if is_known(value) and not _is_list_of_texts(value)
    ]
    if len(given) > 1:
        names = " and ".join(name for name, _ in given)
        faults.append(f"{names} are both given, and each says it all; keep one")
    return faults


def _is_list_of_texts(value: object) -> bool:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return False
    return all(not is_known(each) or isinstance(each, str) for each in value)

"""`$filter`: the part of OData's language that the reference says the directory understands.

    filter     = clause *( "or" clause )
    clause     = term *( "and" term )
    term       = "(" filter ")" / comparison / membership / any
    comparison = property ( "eq" / "ge" / "le" ) value
    membership = property "in" "(" value *( "," value ) ")"
    any        = "assignedLicenses/any(" x ":" x "/skuId eq" guid ")"

Everything else is refused with `Request_UnsupportedQuery`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..spelling import fold
from .graph_errors import bad_request, complex_query, too_many_clauses, unsupported_query
from .license_order import is_guid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MOST_CLAUSES = 15
"""How many clauses of `or`, or values of `in`, a default query may have."""

LICENSES = "assignedLicenses"

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<mark>[(),:])|(?P<word>[^\s(),:']+))", re.DOTALL
)
_DEEPEST = 50


class Filterable(Protocol):
    """Something that a filter may let through."""

    def value(self, name: str) -> str | None:
        """A property as text; None where there is none."""

    def held_skus(self) -> Collection[str]:
        """The SKUs in its `assignedLicenses`."""


class Filter(Protocol):
    """A filter, or a part of one."""

    def lets_through(self, item: Filterable) -> bool:
        """Whether an object is in the answer."""

    def parts(self) -> tuple[Filter, ...]:
        """What it is made of; nothing when it is a comparison."""
        return ()


@dataclass(frozen=True, slots=True)
class Comparison(Filter):
    """A property against values: one for `eq`, `ge` and `le`, several for `in`."""

    name: str
    operator: str
    values: tuple[str, ...]

    def lets_through(self, item: Filterable) -> bool:
        """Whether the object's property compares so, without regard to case."""
        found = item.value(self.name)
        if found is None or self.operator in ("eq", "in"):
            return ("null" if found is None else fold(found)) in self.values
        # Assumed: Names are ordered by the numbers of their characters, folded.
        if self.operator == "ge":
            return fold(found) >= self.values[0]
        return fold(found) <= self.values[0]


@dataclass(frozen=True, slots=True)
class HasLicense(Filter):
    """`assignedLicenses/any(x:x/skuId eq …)`."""

    sku_id: str

    def lets_through(self, item: Filterable) -> bool:
        """Whether the object has the SKU."""
        return self.sku_id in item.held_skus()


@dataclass(frozen=True, slots=True)
class _Joined(Filter):
    clauses: tuple[Filter, ...]

    def parts(self) -> tuple[Filter, ...]:
        """The clauses."""
        return self.clauses


@dataclass(frozen=True, slots=True)
class Both(_Joined):
    """Clauses joined with `and`."""

    def lets_through(self, item: Filterable) -> bool:
        """Whether every clause does."""
        return all(clause.lets_through(item) for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Either(_Joined):
    """Clauses joined with `or`."""

    def lets_through(self, item: Filterable) -> bool:
        """Whether one of the clauses does."""
        return any(clause.lets_through(item) for clause in self.clauses)


def names_licenses(filter_: Filter) -> bool:
    """Whether a filter asks for licences anywhere."""
    return isinstance(filter_, HasLicense) or any(map(names_licenses, filter_.parts()))


def has_ranges(filter_: Filter) -> bool:
    """Whether a filter asks for a range of names anywhere."""
    is_range = isinstance(filter_, Comparison) and filter_.operator in ("ge", "le")
    return is_range or any(map(has_ranges, filter_.parts()))


def narrowest(filter_: Filter | None, name: str) -> Comparison | tuple[str | None, str | None]:
    """What a filter says of a property for every object that it lets through.

    Returns:
        The comparison with its values, if there is one; else the lowest and the highest value.
    """
    clauses = [filter_] if not isinstance(filter_, Both) else filter_.clauses
    low: str | None = None
    high: str | None = None
    for clause in clauses:
        if not isinstance(clause, Comparison) or clause.name != name:
            continue
        if clause.operator in ("eq", "in"):
            return clause
        low = clause.values[0] if clause.operator == "ge" else low
        high = clause.values[0] if clause.operator == "le" else high
    return low, high


def read_filter(text: str, operators: Mapping[str, Collection[str]], *, advanced: bool) -> Filter:
    """Read a filter.

    Args:
        text: What `$filter` says.
        operators: The properties that can be filtered, each with its operators.
        advanced: Whether it is part of an advanced query.

    Raises:
        GraphError: 400, it is no filter, or one that the directory does not answer.
    """
    reader = _Reader(text, operators)
    found = reader.alternatives(0)
    reader.end()
    if not advanced:
        _check_default(found)
    return found


def _check_default(filter_: Filter) -> None:
    count = len(filter_.clauses) if isinstance(filter_, Either) else 0
    if isinstance(filter_, Comparison) and filter_.operator == "in":
        # Assumed: Too many values of `in` are refused as too many clauses are.
        count = len(filter_.values)
    if count > MOST_CLAUSES:
        raise too_many_clauses(count, MOST_CLAUSES)
    if isinstance(filter_, Either) and names_licenses(filter_):
        raise complex_query(LICENSES)
    for part in filter_.parts():
        _check_default(part)


class _Reader:
    def __init__(self, text: str, operators: Mapping[str, Collection[str]]) -> None:
        self._tokens = _tokens(text)
        self._operators = {fold(name): (name, known) for name, known in operators.items()}

    def alternatives(self, depth: int) -> Filter:
        if depth > _DEEPEST:
            raise _no_filter()
        clauses = [self._clause(depth)]
        while self._takes("or"):
            clauses.append(self._clause(depth))
        return clauses[0] if len(clauses) == 1 else Either(tuple(clauses))

    def end(self) -> None:
        if self._tokens:
            raise _no_filter()

    def _clause(self, depth: int) -> Filter:
        terms = [self._term(depth)]
        while self._takes("and"):
            terms.append(self._term(depth))
        return terms[0] if len(terms) == 1 else Both(tuple(terms))

    def _term(self, depth: int) -> Filter:
        if self._takes("("):
            inner = self.alternatives(depth + 1)
            self._need(")")
            return inner
        name = self._next()
        if fold(name) == fold(f"{LICENSES}/any"):
            return self._any()
        return self._comparison(name)

    def _any(self) -> Filter:
        self._need("(")
        variable = self._next()
        self._need(":")
        self._need(f"{variable}/skuId")
        operator, value = fold(self._next()), fold(self._next())
        self._need(")")
        if operator != "eq" or value.startswith("'"):
            raise complex_query(LICENSES)
        if not is_guid(value):
            raise _no_filter()
        return HasLicense(value)

    def _comparison(self, name: str) -> Filter:
        # Assumed: Of users can be compared, besides what the reference names: `displayName`,
        # `accountEnabled`, `userType` and `usageLocation`; of groups `id`, `displayName` and
        # `securityEnabled`. Anything else, and every other operator, is a
        # `Request_UnsupportedQuery`.
        property_, known = self._operators.get(fold(name), (name, ()))
        operator = fold(self._next())
        if operator not in known:
            raise unsupported_query(
                f"Unsupported or invalid query filter clause specified for property '{property_}' "
                "of resource."
            )
        if operator != "in":
            return Comparison(property_, operator, (_value(self._next()),))
        self._need("(")
        values = [_value(self._next())]
        while self._takes(","):
            values.append(_value(self._next()))
        self._need(")")
        return Comparison(property_, operator, tuple(values))

    def _next(self) -> str:
        if not self._tokens:
            raise _no_filter()
        return self._tokens.pop()

    def _takes(self, token: str) -> bool:
        if self._tokens and fold(self._tokens[-1]) == token:
            self._tokens.pop()
            return True
        return False

    def _need(self, token: str) -> None:
        if fold(self._next()) != fold(token):
            raise _no_filter()


def _tokens(text: str) -> list[str]:
    """The words of a filter, the last one first."""
    found: list[str] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise _no_filter()
        found.append(match.group().strip())
        place = match.end()
    return found[::-1]


def _value(token: str) -> str:
    if token.startswith("'"):
        return fold(token[1:-1].replace("''", "'"))
    return fold(token)


def _no_filter() -> Exception:
    # Assumed: Status, code and text, where the reference has none for it.
    return bad_request("Invalid filter clause")

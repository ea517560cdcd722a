"""Whom a preview names: read from its text alone, as a person reads it.

A preview names a user **as gaining a seat** when the row of the assignment has

- `+ user` in the line diff of `seats`, unless a line of the row takes that back ("of the + lines,
  2 users hold a seat already: …"), or
- the user after "not in the lines below, 2 users gain a seat: …";

and **as losing a seat** when it has

- `- user` in the line diff of `seats`, unless "of the - lines, 2 users hold none any more: …", or
- the user after "not in the lines below, 2 users lose a seat: …".

Nothing else names anybody: not a warning about what others did, not an error, not a count, and a
list that ends with "and 3 more" only those whom it spells out.

On a row that replaces the resource, because its product is another one, `+` lines are about the new
product and `-` lines about the old one; a list is about the product it begins with.

Two rows name honestly less, or more, than what will happen. Where `seats` is `[unknown]` the users
depend on a resource that is still to be made or changed, so nobody is named; such an assignment is
held to what it declares once that is known. And the row of a resource that goes, deleted or
replaced, names all of its users: some may hold no seat any more, or one that somebody else gave
them since, which is left to them. Nobody else may lose one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_ROW = re.compile(r"^ {2}(?P<mark>\S+) +(?P<type>\S+:SeatAssignment) (?P<name>\S+) \((?P<op>.*)\)$")
_SIGNED = re.compile(r"^ {10}(?P<sign>[+-]) (?P<user>\S+@\S+)$")
_LISTED = re.compile(
    r"^ {6}(?P<product>\S+): (?P<what>not in the lines below|of the [+-] lines), [\d,]+ users? "
    r"(?P<verb>gain|lose|hold)s? [a-z ]+: (?P<users>\S.*)$"
)
_ROW_INDENT = " " * 6
_NOBODY = frozenset[str]()


@dataclass(frozen=True)
class Named:
    """What the row of one assignment says.

    Attributes:
        name: the assignment's name in the program.
        op: what the row says will be done: `create`, `update`, `delete`, …
        refused: whether the row has an error.
        unknown: whether its users are not known yet.
        plus: the users on `+` lines.
        minus: the users on `-` lines.
        lists: the users of each list, by product in small letters, what it is about, and its verb.
    """

    name: str
    op: str
    refused: bool = False
    unknown: bool = False
    plus: frozenset[str] = _NOBODY
    minus: frozenset[str] = _NOBODY
    lists: Mapping[tuple[str, str, str], frozenset[str]] = field(default_factory=dict)

    def gaining(self, product: str, *, declared: bool = True) -> frozenset[str]:
        """Whom it names as gaining a seat of a product; `declared` unless it is the old one."""
        signed = self.plus if declared else _NOBODY
        signed -= self._listed(product, "of the + lines", "hold")
        return signed | self._listed(product, "not in the lines below", "gain")

    def losing(self, product: str, *, declared: bool = True) -> frozenset[str]:
        """Whom it names as losing a seat of a product."""
        signed = self.minus if declared != (self.op == "replace") else _NOBODY
        signed -= self._listed(product, "of the - lines", "hold")
        return signed | self._listed(product, "not in the lines below", "lose")

    def _listed(self, product: str, what: str, verb: str) -> frozenset[str]:
        return self.lists.get((product, what, verb), _NOBODY)


def named_in(text: str) -> dict[str, Named]:
    """What each assignment's row says, by the assignment's name."""
    return {name: _read(name, op, lines) for name, op, lines in _rows(text.splitlines())}


def _rows(lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Name, operation and lines of each assignment's row under `Resources:`."""
    row: tuple[str, str, list[str]] | None = None
    for line in _section(lines, "Resources:"):
        if line.startswith(_ROW_INDENT):
            if row is not None:
                row[2].append(line)
            continue
        if row is not None:
            yield row
        found = _ROW.match(line)
        row = (found["name"], found["op"], []) if found else None
    if row is not None:
        yield row


def _section(lines: list[str], title: str) -> Iterator[str]:
    inside = False
    for line in lines:
        if line and not line.startswith(" "):
            inside = line == title
        elif inside and line:
            yield line


def _read(name: str, op: str, lines: list[str]) -> Named:
    signed = [(found["sign"], found["user"]) for found in map(_SIGNED.match, lines) if found]
    listed = [found for found in map(_LISTED.match, lines) if found]
    return Named(
        name=name,
        op=op,
        refused=any(line.startswith(f"{_ROW_INDENT}error:") for line in lines),
        unknown=any("seats:" in line and "[unknown]" in line for line in lines),
        plus=frozenset(user for sign, user in signed if sign == "+"),
        minus=frozenset(user for sign, user in signed if sign == "-"),
        lists={
            (each["product"].lower(), each["what"], each["verb"]): frozenset(
                each["users"].split(", ")
            )
            for each in listed
        },
    )

"""A reader of CSDL, as far as it is needed to hold an answer against the types it declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

_EDM = "{http://docs.oasis-open.org/odata/ns/edm}"
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?Z")
_COLLECTION = re.compile(r"Collection\((.*)\)")

_PRIMITIVES: Mapping[str, Callable[[object], bool]] = {
    "Edm.String": lambda value: isinstance(value, str),
    "Edm.Boolean": lambda value: isinstance(value, bool),
    "Edm.Int32": lambda value: type(value) is int and -(2**31) <= value < 2**31,
    "Edm.Guid": lambda value: isinstance(value, str) and _GUID.fullmatch(value) is not None,
    "Edm.DateTimeOffset": lambda value: (
        isinstance(value, str) and _MOMENT.fullmatch(value) is not None
    ),
}
_ANNOTATIONS: Mapping[str, str] = {
    "@odata.context": "Edm.String",
    "@odata.nextLink": "Edm.String",
    "@odata.count": "Edm.Int32",
    "@odata.type": "Edm.String",
}


@dataclass(frozen=True)
class Property:
    """A property of a type."""

    type: str
    nullable: bool


class Types:
    """The types of a schema, by their names."""

    def __init__(self, file: Path) -> None:
        self._types: dict[str, dict[str, Property]] = {}
        # Our own file, not somebody's answer.
        for element in ET.parse(file).getroot():  # noqa: S314
            base = element.get("BaseType", "").removeprefix("graph.")
            own = {
                str(each.get("Name")): Property(
                    str(each.get("Type")), each.get("Nullable") != "false"
                )
                for each in element.iter(f"{_EDM}Property")
            }
            self._types[str(element.get("Name"))] = {**self._types.get(base, {}), **own}

    def problems(self, value: object, type_: str, place: str = "") -> Iterator[str]:
        """What of a value is not as its type says; annotations may stand beside properties."""
        collection = _COLLECTION.fullmatch(type_)
        if collection is not None:
            if not isinstance(value, list):
                yield f"{place} is {value!r}, which is no collection"
                return
            for number, item in enumerate(value):
                yield from self.problems(item, collection[1], f"{place}[{number}]")
        elif type_ in _PRIMITIVES:
            if not _PRIMITIVES[type_](value):
                yield f"{place} is {value!r}, which is no {type_}"
        elif not isinstance(value, dict):
            yield f"{place} is {value!r}, which is no {type_}"
        else:
            yield from self._of_object(value, type_, place)

    def _of_object(self, value: Mapping[str, object], type_: str, place: str) -> Iterator[str]:
        # Where a collection has objects of several types, each says of which one it is.
        type_ = str(value.get("@odata.type", f"#microsoft.{type_}")).removeprefix("#microsoft.")
        declared = self._types[type_.removeprefix("graph.")]
        for name, inner in value.items():
            where = f"{place}.{name}".removeprefix(".")
            if name in _ANNOTATIONS:
                yield from self.problems(inner, _ANNOTATIONS[name], where)
            elif name not in declared:
                yield f"{where} is not declared by {type_}"
            elif inner is not None:
                yield from self.problems(inner, declared[name].type, where)
            elif not declared[name].nullable or _COLLECTION.fullmatch(declared[name].type):
                yield f"{where} is null"

    def problems_of_answer(self, document: Mapping[str, object], type_: str) -> list[str]:
        """What of an answer, an object or a page of a collection, is not as its type says."""
        if "value" not in document:
            return list(self.problems(document, type_))
        around = {name: value for name, value in document.items() if name != "value"}
        return [
            *self.problems(document["value"], f"Collection({type_})", "value"),
            *(f"{name} beside a collection" for name in around if name not in _ANNOTATIONS),
            *self.problems({n: v for n, v in around.items() if n in _ANNOTATIONS}, type_),
        ]

"""Documents that people write, the seed and the fault rules: read, and held against their models.

Whatever a model does not allow is said in one sentence that names its place in the document.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import yaml
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic import ValidationError as Invalid
from pydantic_core import PydanticCustomError

from .emulator_error import EmulatorError
from .spelling import fold, is_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pydantic_core import ErrorDetails

_Document = TypeVar("_Document")
_Item = TypeVar("_Item")

# A hundred thousand seats are read in a second with libyaml and in ten without it.
_YAML_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
_DURATION = re.compile(r"(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,9})?)(?P<unit>ms|s)?")

STRICT = ConfigDict(extra="forbid")
"""The configuration of every model of such a document: what it does not know is refused."""


def _check_text(value: str) -> str:
    if not is_text(value):
        raise PydanticCustomError("blank", "must be text that is not blank")
    return value


def _seconds(value: object) -> float:
    match = None if isinstance(value, bool) else _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise PydanticCustomError("duration", "must be a duration such as 50ms or 1.5s")
    amount = float(match["amount"])
    return amount / 1000 if match["unit"] == "ms" else amount


Text = Annotated[str, AfterValidator(_check_text)]
"""Text that is not blank, such as a user's name."""

Whole = Annotated[int, Field(strict=True, ge=0)]
"""A whole number from 0 up."""

Duration = Annotated[float, BeforeValidator(_seconds)]
"""Seconds, which people write as `50ms`, `1.5s`, or a number of seconds."""

# Null is as if the list were left out.
ListOf = Annotated[tuple[_Item, ...], BeforeValidator(lambda given: () if given is None else given)]

_LONGEST_SHOWN = 100

# By the kind of pydantic's error, `…` for what it says of it; others are said in its own words.
_PROBLEMS = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not known; remove it or correct its name",
    "unexpected_keyword_argument": "is not known; remove it or correct its name",
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "dataclass_type": "must be an object",
    "string_too_long": "must have at most … characters",
    "too_short": "must not be empty",
    "literal_error": "must be …",
    "greater_than": "must be above …",
    "greater_than_equal": "must be … at least",
    "less_than_equal": "must be … at most",
    "union_tag_invalid": "needs a fault, which is one of …",
    "union_tag_not_found": "needs a fault",
}


def parse(kind: TypeAdapter[_Document], document: object, what: str) -> _Document:
    """Hold a document against its model.

    Args:
        kind: The model.
        document: What was written.
        what: What the document as a whole is called.

    Raises:
        EmulatorError: The model does not allow it.
    """
    try:
        return kind.validate_python(document)
    except Invalid as error:
        raise EmulatorError(_sentence(error.errors()[0], what)) from error


def check_once(names: Iterable[str], what: str) -> None:
    """Hold a list to naming nobody and nothing twice.

    Raises:
        EmulatorError: A name is there more than once, in whatever capitals.
    """
    for name, times in Counter(map(fold, names)).most_common(1):
        if times > 1:
            raise EmulatorError(f"{what} lists {name} more than once; remove the repetition.")


def load(path: Path, read: Callable[[object], _Document]) -> _Document:
    """Read a YAML or JSON file, and what it has in it by `read`.

    Raises:
        EmulatorError: The file cannot be read, is neither, or says what it may not.
    """
    try:
        text = path.read_text(encoding="utf-8")
        is_json = path.suffix.lower() == ".json"
        document = json.loads(text) if is_json else yaml.load(text, Loader=_YAML_LOADER)  # noqa: S506 - safe loaders
    except OSError as error:
        raise EmulatorError(f"{path} cannot be read: {error.strerror}; check the path.") from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise EmulatorError(f"{path} is neither YAML nor JSON, correct it: {reason}.") from error
    try:
        return read(document)
    except EmulatorError as error:
        raise EmulatorError(f"{path}: {error}") from error


def parse_json(text: bytes) -> object:
    """Parse JSON strictly: NaN and its like, which Python reads, are no JSON.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    return cast("object", json.loads(text, parse_constant=_refuse_constant))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _sentence(error: ErrorDetails, what: str) -> str:
    place, value = _place(error["loc"]) or what, error["input"]
    problem = _PROBLEMS.get(error["type"], error["msg"])
    for detail in list(error.get("ctx", {}).values())[-1:]:
        problem = problem.replace("…", str(detail))
    is_shown = (
        isinstance(value, str | int | float)
        and len(str(value)) <= _LONGEST_SHOWN
        and error["type"]
        not in (
            "missing",
            "extra_forbidden",
            "unexpected_keyword_argument",
        )
    )
    return f"{place} is {value!r}; it {problem}." if is_shown else f"{place} {problem}."


def _place(steps: tuple[int | str, ...]) -> str:
    # pydantic puts in which of the rules it read this one as, after the rule's number.
    if steps[:1] == ("rules",):
        steps = (*steps[:2], *steps[3:])
    # And a mark of ours, in which of its forms it read what can be said by a name alone.
    steps = tuple(step for step in steps if not str(step).startswith("<"))
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return place.removeprefix(".")

"""The few expressions that the example pipelines use, of GitHub Actions and of Azure Pipelines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Function = Callable[..., object]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<operator>\|\||&&|==|!=|[!(),\[\]])|(?P<name>[\w.-]+))"
)
_LITERALS = {"true": True, "false": False}
_PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Scope:
    """What an expression can name.

    Attributes:
        contexts: values by name, nested; what is not there is an empty text.
        functions: by name.
    """

    contexts: Mapping[str, object]
    functions: Mapping[str, Function] = field(default_factory=dict)

    def value(self, path: list[str]) -> object:
        """What a name with its parts means.

        Raises:
            ValueError: there is no context of that name.
        """
        if path[0] in _LITERALS:
            return _LITERALS[path[0]]
        if path[0] not in self.contexts:
            raise ValueError(f"not understood: {path[0]!r}")
        found: object = self.contexts
        for part in path:
            found = found.get(part, "") if isinstance(found, Mapping) else ""
        return found


def evaluate(expression: str, scope: Scope) -> object:
    """The value of an expression."""
    parser = _Parser(expression, scope)
    value = parser.either()
    parser.expect("")
    return value


def filled_in(value: object, scope: Scope) -> str:
    """A value of the YAML as text, with each `${{ … }}` replaced by its value."""
    return _PLACE.sub(lambda found: as_text(evaluate(found[1], scope)), as_text(value))


def holds(condition: str, scope: Scope) -> bool:
    """Whether a condition is met, written with `${{ }}` around it or without."""
    whole = _PLACE.fullmatch(condition.strip())
    return bool(evaluate(whole[1] if whole else condition, scope))


def as_text(value: object) -> str:
    """A value as pipelines write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Parser:
    """By recursive descent: `||`, `&&`, `==` and `!=`, `!`, and what stands alone."""

    def __init__(self, expression: str, scope: Scope) -> None:
        self._rest = expression.strip()
        self._scope = scope

    def either(self) -> object:
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> object:
        value = self._compared()
        while self._take("&&"):
            other = self._compared()
            value = value and other
        return value

    def _compared(self) -> object:
        value = self._alone()
        if self._take("=="):
            return same(value, self._alone())
        if self._take("!="):
            return not same(value, self._alone())
        return value

    def _alone(self) -> object:
        if self._take("!"):
            return not self._alone()
        if self._take("("):
            value = self.either()
            self.expect(")")
            return value
        token = self._next()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self._take("("):
            return self._scope.functions[token](*self._arguments())
        if self._take("["):
            path = [token, str(self._alone())]
            self.expect("]")
            return self._scope.value(path)
        return self._scope.value(token.split("."))

    def _arguments(self) -> list[object]:
        found: list[object] = []
        while not self._take(")"):
            found.append(self.either())
            self._take(",")
        return found

    def _next(self) -> str:
        found = _TOKEN.match(self._rest)
        if found is None:
            raise ValueError(f"not understood: {self._rest!r}")
        self._rest = self._rest[found.end() :].strip()
        return found[0].strip()

    def _take(self, token: str) -> bool:
        found = _TOKEN.match(self._rest)
        if found is None or found["operator"] != token:
            return False
        self._next()
        return True

    def expect(self, token: str) -> None:
        if token == "" and self._rest == "":
            return
        if not self._take(token):
            raise ValueError(f"{token!r} is missing before {self._rest!r}")


def same(one: object, other: object) -> bool:
    """Whether two values are equal, texts without regard to case."""
    return as_text(one).lower() == as_text(other).lower()

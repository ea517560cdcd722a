"""The service's error answers as this package's errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..domain.errors import (
    AccessDenied,
    InvalidRequest,
    NotFound,
    NotOnline,
    ProductNotFound,
    ServiceError,
)
from ..domain.wording import one_line
from ..transport.bodies import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from ..domain.errors import Correlation
    from ..transport.request import Subject

_LONGEST_DETAIL = 200
# A whole word among the texts of the body, not a part of a product's or a user's name.
_ITEM_TYPE = re.compile(r"(?:^|, |\b(?:the|no) )(inventory|user|seat)(?![\w@./-])")
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _CONFLICT = 400, 401, 403, 404, 409

_HINTS = {
    "seat": "it may be gone already",
    "user": "check the user name",
    "text in this language": "choose one of the product's supported languages",
}


def error_of(
    response: requests.Response, subject: Subject, correlation: Correlation
) -> ServiceError:
    """The error that an answer with a status of 400 or above stands for."""
    status = response.status_code
    sentence, kind = _sentence(status, subject, _words_of(response))
    return kind(sentence, status=status, correlation=correlation)


def _sentence(status: int, subject: Subject, words: str) -> tuple[str, type[ServiceError]]:
    said = f" ({words[:_LONGEST_DETAIL]})" if words else ""
    if status == _BAD_REQUEST:
        what = f"The service calls the request invalid when {subject}{said}"
        return f"{what}; check the names in it.", InvalidRequest
    if status in {_UNAUTHORIZED, _FORBIDDEN}:
        what = f"The service refuses access when {subject}{said}"
        hint = "activate the application as a management tool in the store's settings"
        return f"{what}; {hint} and check tenantId and clientId.", AccessDenied
    if status == _NOT_FOUND:
        return _not_found(subject, words, said)
    if status == _CONFLICT and subject.missing != "licence":
        what = f"The product is not online-licensed, so {subject} is not possible{said}"
        return f"{what}; only products with online licences have seats to assign.", NotOnline
    what = f"The service answered {status} when {subject}{said}"
    return f"{what}; run again later, and contact Microsoft if it stays.", ServiceError


def _not_found(subject: Subject, words: str, said: str) -> tuple[str, type[ServiceError]]:
    """A 404, whose body the reference does not spell: told apart by the item type it names."""
    named = _ITEM_TYPE.findall(words.lower())
    missing = named[0] if named else subject.missing or "inventory"
    if missing == "inventory":
        what = f"The service does not find the product: 404 when {subject}{said}"
        return f"{what}; check product_id, sku_id and baseUrl.", ProductNotFound
    if missing == "service":
        return f"There is no such service: 404 when {subject}{said}; check baseUrl.", NotFound
    hint = _HINTS.get(missing, "check its id")
    return f"There is no such {missing} when {subject}{said}; {hint}.", NotFound


def _words_of(response: requests.Response) -> str:
    """The words of an error body, whose exact spelling is not published."""
    try:
        body = read_json(response.content)
    except ValueError:
        return ""
    return ", ".join(dict.fromkeys(_words(body)))


def _words(body: object) -> Iterator[str]:
    """Every text of a JSON value, in order; not by recursion, which a deep one would exhaust."""
    left = [body]
    while left:
        value = left.pop()
        if isinstance(value, str) and (said := one_line(value)):
            yield said
        elif isinstance(value, dict):
            left.extend(reversed(value.values()))
        elif isinstance(value, list):
            left.extend(reversed(value))

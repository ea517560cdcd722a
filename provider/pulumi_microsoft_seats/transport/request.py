"""One request to a service, and what it is about: values."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ..domain.errors import Correlation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Method = Literal["GET", "POST", "DELETE"]

_CORRELATION_BYTES = 12  # 16 characters of base64, as was seen on the wire


@dataclass(frozen=True, slots=True)
class Subject:
    """What a request is about, for the sentence that says it failed.

    Attributes:
        action: what was being done, `reading the seats of`.
        item: the product or user it was done to.
        missing: what a 404 is about when its body does not say, in a word; empty for the product.
        permission: what an administrator has to grant for it, where a service has such.
    """

    action: str
    item: str
    missing: str = ""
    permission: str = ""

    def __str__(self) -> str:
        return f"{self.action} {self.item}"


def _correlation_vector() -> Correlation:
    return Correlation("MS-CV", base64.b64encode(os.urandom(_CORRELATION_BYTES)).decode())


@dataclass(frozen=True, slots=True)
class Request:
    """One request to the service.

    Attributes:
        path: below the base URI, already percent-encoded.
        subject: what it is about, for error messages.
        query: parameters in order; a name may repeat.
        body: sent as JSON.
        headers: sent besides, or in place of, those that every request has.
        only_reads: whether it changes nothing although it is no GET, so that it may be repeated.
        answered_by: further statuses whose body is an answer to read, and no error.
    """

    method: Method
    path: str
    subject: Subject
    query: Sequence[tuple[str, str]] = ()
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    only_reads: bool = False
    answered_by: frozenset[int] = frozenset()
    correlation: Correlation = field(default_factory=_correlation_vector)

    @property
    def changes_something(self) -> bool:
        """Whether repeating it blindly could do something twice."""
        return self.method != "GET" and not self.only_reads

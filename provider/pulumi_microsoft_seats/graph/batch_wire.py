"""JSON of a batch: requests in one, and the answers to each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..transport.fields import field_of, object_of, required_items
from ..transport.http import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..transport.request import Method, Subject

_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch.

    Attributes:
        path: below the base URI, already percent-encoded.
        subject: what it is about, for error messages.
        headers: its own; those of the batch do not count for it.
        body: sent as JSON.
        alone: of parts with the same one, only one is under way at a time; empty for any number.
    """

    method: Method
    path: str
    subject: Subject
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    alone: str = ""

    @property
    def changes_something(self) -> bool:
        """Whether repeating it blindly could do something twice."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What a part was answered.

    Attributes:
        retry_after: the seconds it asks to wait, if it does.
        body: its JSON; None where there is none.
    """

    status: int
    retry_after: float | None
    body: object


def batch_request(parts: Sequence[Part]) -> dict[str, object]:
    """The body of a batch; the position of a part is its id."""
    return {"requests": [_request(str(at), part) for at, part in enumerate(parts)]}


def read_batch(answer: object, count: int) -> list[PartAnswer | None]:
    """The answers to a batch of so many parts, in their order; None where a part has none.

    They come in any order. One that is no answer, or whose id is not that of a part or of several
    answers, tells nothing.
    """
    fields = object_of(answer, "batch")
    found = [_answer(item) for item in required_items(fields, "responses", "batch")]
    times = Counter(part_id for part_id, _ in found)
    by_id = {part_id: said for part_id, said in found if times[part_id] == 1}
    return [by_id.get(str(at)) for at in range(count)]


def _request(part_id: str, part: Part) -> dict[str, object]:
    request: dict[str, object] = {"id": part_id, "method": part.method, "url": part.path}
    if headers := {**part.headers, **(_JSON if part.body is not None else {})}:
        request["headers"] = headers
    if part.body is not None:
        request["body"] = part.body
    return request


def _answer(item: object) -> tuple[str, PartAnswer | None]:
    if not isinstance(item, dict):
        return "", None
    part_id, status = field_of(item, "id"), field_of(item, "status")
    if isinstance(status, bool) or not isinstance(status, int):
        return str(part_id), None
    headers = field_of(item, "headers")
    asked = field_of(headers, "Retry-After") if isinstance(headers, dict) else None
    return str(part_id), PartAnswer(
        status=status,
        retry_after=None if asked is None else seconds_of(str(asked)),
        body=field_of(item, "body"),
    )

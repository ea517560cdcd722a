"""`$batch`: up to twenty requests in one, each judged by itself."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ..fault_rules import Status
from .graph_call import GraphAnswer
from .graph_errors import GraphError, bad_request, failed_dependency, injected
from .switches import BatchAnswers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from ..rules import Rule
    from .graph_call import GraphCall

    _Run = Callable[[GraphCall], Awaitable[GraphAnswer]]

MOST_PARTS = 20

_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Part:
    """A request in a batch.

    Attributes:
        id: Its id, as it was sent.
        call: The request.
        depends_on: The folded ids of those that have to succeed before it.
    """

    id: str
    call: GraphCall
    depends_on: frozenset[str]


async def answer_batch(call: GraphCall, run: _Run) -> GraphAnswer:
    """Answer a batch.

    Args:
        call: The batch.
        run: What answers a request that is on its own, an error included.

    Raises:
        GraphError: 400, it is no batch; no part was worked on.
    """
    document = call.json_object()
    parts = _parts(document.get("requests"), call)
    tasks: dict[str, asyncio.Task[GraphAnswer]] = {}
    # Whoever waits for another one looks it up when it runs, which none does before all are there.
    for key, part in parts.items():
        tasks[key] = asyncio.create_task(_answer_part(part, tasks, run))
    answers = list(zip(parts.values(), await asyncio.gather(*tasks.values()), strict=True))
    return _as_switched(answers, list(call.switches(BatchAnswers)))


async def _answer_part(
    part: Part, tasks: Mapping[str, asyncio.Task[GraphAnswer]], run: _Run
) -> GraphAnswer:
    before = [await tasks[key] for key in part.depends_on]
    if any(answer.status >= _FIRST_ERROR for answer in before):
        return await run(replace(part.call, refused=failed_dependency()))
    faults = part.call.faults
    injection = faults.draw(part.call.method, part.call.full_path)
    # The batch itself took what every request takes.
    await asyncio.sleep(max(0.0, injection.delay - faults.latency))
    if injection.before is not None:
        return await run(replace(part.call, refused=_failure(injection.before)))
    answer = await run(part.call)
    if injection.after is not None:
        return await run(replace(part.call, refused=_failure(injection.after)))
    return answer


def _failure(rule: Rule) -> GraphError:
    if isinstance(rule, Status):
        retry_after = None if rule.retry_after is None else str(rule.retry_after)
        return injected(rule.status, retry_after=retry_after)
    # Assumed: A part has no connection to be reset: it answers 504 for a reset behind the gateway,
    # and 502 for an answer that the gateway cannot read.
    is_cut = rule.fault in ("reset_before", "reset_after")
    return injected(HTTPStatus.GATEWAY_TIMEOUT if is_cut else HTTPStatus.BAD_GATEWAY)


def _parts(requests: object, call: GraphCall) -> dict[str, Part]:
    # Assumed: Status, code and text, where the reference has none for it.
    if not isinstance(requests, list) or not requests:
        raise bad_request("Invalid batch payload format.")
    if len(requests) > MOST_PARTS:
        raise bad_request(
            f"Number of batch request steps exceeds the maximum value of {MOST_PARTS}."
        )
    parts: dict[str, Part] = {}
    for request in requests:
        part = _part(request, call)
        if part.id.lower() in parts:
            raise bad_request("Request Id has to be unique in the batch.")
        parts[part.id.lower()] = part
    _check_order(parts)
    return parts


def _check_order(parts: Mapping[str, Part]) -> None:
    order = TopologicalSorter({key: part.depends_on for key, part in parts.items()})
    try:
        order.prepare()
    except CycleError as error:
        raise bad_request("The dependencies of the batch's requests are circular.") from error
    for part in parts.values():
        if not part.depends_on <= parts.keys():
            raise bad_request(f"Request '{part.id}' depends on one that is not in the batch.")


def _part(request: object, call: GraphCall) -> Part:
    if not isinstance(request, dict):
        raise bad_request("Invalid batch payload format.")
    id_, method, url = (request.get(name) for name in ("id", "method", "url"))
    if not all(isinstance(value, str) and value for value in (id_, method, url)):
        raise bad_request("A request of a batch needs an id, a method and a url.")
    headers = request.get("headers") or {}
    after = request.get("dependsOn") or []
    if not isinstance(headers, dict) or not isinstance(after, list):
        raise bad_request("Invalid batch payload format.")
    path, query = _address(str(url))
    part = replace(
        call,
        method=str(method).upper(),
        path=path,
        full_path=f"{urlsplit(call.base).path}/{unquote(path)}",
        query=query,
        headers={str(name).lower(): str(value) for name, value in headers.items()},
        body=request.get("body"),
        is_part=True,
    )
    return Part(str(id_), part, frozenset(str(each).lower() for each in after))


def _address(url: str) -> tuple[str, str]:
    """The path below the version, and the query.

    Relative is documented; Microsoft's own clients send absolute ones and such with the version.
    """
    split = urlsplit(url)
    path = split.path.lstrip("/")
    version, _, rest = path.partition("/")
    return (rest if version.lower() == "v1.0" else path), split.query


def _as_switched(
    answers: list[tuple[Part, GraphAnswer]], switches: Iterable[BatchAnswers]
) -> GraphAnswer:
    # Assumed: The answers of a batch come in the order of its requests.
    documents = [_document(part, answer) for part, answer in answers]
    status: int = HTTPStatus.OK
    for switch in switches:
        if any(answer.status == HTTPStatus.TOO_MANY_REQUESTS for _, answer in answers):
            status = switch.status
        if switch.shuffle:
            # The same order for the same requests, and never the one in which they came.
            random.Random(len(documents)).shuffle(documents)  # noqa: S311 - repeatable on purpose
            documents = documents[1:] + documents[:1]
        documents = documents[: max(0, len(documents) - switch.omit)]
        if switch.capitals:
            for document in documents:
                document["headers"] = _in_odd_capitals(document["headers"])
    return GraphAnswer(status, {"responses": documents})


def _document(part: Part, answer: GraphAnswer) -> dict[str, Any]:
    document: dict[str, Any] = {"id": part.id, "status": int(answer.status)}
    document["headers"] = dict(answer.headers)
    if answer.body is not None:
        # Assumed: A count, which is text in an answer of its own, is a number in a batch.
        kind = "text/plain" if isinstance(answer.body, int) else "application/json"
        document["headers"]["Content-Type"] = kind
        document["body"] = answer.body
    return document


def _in_odd_capitals(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        "".join(
            letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(name)
        ): value
        for name, value in headers.items()
    }

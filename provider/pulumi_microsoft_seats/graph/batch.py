"""Requests in batches, each of which ends with an answer or an error of its own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..domain.errors import (
    Correlation,
    OutcomeUnknown,
    SeatsError,
    ServiceUnavailable,
    UnreadableAnswer,
)
from ..domain.wording import counted
from ..transport.admission import GivenUp
from ..transport.request import Request, Subject
from .batch_wire import Part, PartAnswer, batch_request, read_batch
from .refusals import Throttled, Unavailable
from .turns import TurnedAway, Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..domain.errors import ServiceError
    from ..transport.transport import Transport
    from .failures import Failures
    from .turns import Turn, Turns, Verdict

_MOST_BROKEN = 6
"""How often a read is sent that is not answered, or with trouble of the service's own."""

_GIVEN_UP = "it turns requests away"

_OK, _REDIRECT, _FIRST_ERROR, _FIRST_OF_SERVER = 200, 300, 400, 500
_TURNED_AWAY = 503
_BROKEN = frozenset({500, 502, _TURNED_AWAY, 504})

# Two pages of the reference differ on what a batch answers of which a part was throttled.
_ANSWERED_BY = frozenset({424})


@dataclass(eq=False)
class _Pending(Waiting):
    """A part that is not settled, or how it ended.

    Attributes:
        error: what it met last.
        troubles: how often no telling answer came.
    """

    part: Part = field(kw_only=True)
    outcome: object = None
    error: SeatsError | None = None
    is_settled: bool = False
    troubles: int = 0

    def settle(self, outcome: object) -> None:
        self.outcome = outcome
        self.is_settled = True

    def meet_trouble(self, error: ServiceError) -> None:
        """No telling answer came: a write ends here, a read is sent some times."""
        self.error = error
        self.troubles += 1
        if self.part.changes_something or self.troubles >= _MOST_BROKEN:
            self.settle(error)


def correlation() -> Correlation:
    """A new id for a request, in the header that Graph writes down."""
    return Correlation("client-request-id", str(uuid.uuid4()))


class Batches:
    """Sends parts in batches of at most 20. Safe to use from several threads.

    A write is repeated only where the service cannot have carried it out: it was throttled (429),
    refused for others that were under way, or asked to come again (503 with a `Retry-After`). Only
    that part is, after the wait that it was asked for. A write of which no answer tells whether it
    was carried out ends as `OutcomeUnknown`, whatever became of the other parts. A read is repeated
    after any passing trouble.

    Args:
        transport: sends each batch.
        turns: when which part may go.
        failures: makes errors of the parts' error answers.
    """

    def __init__(self, transport: Transport, turns: Turns, failures: Failures) -> None:
        self._transport = transport
        self._turns = turns
        self._failures = failures

    def stop_waiting(self) -> None:
        """From now on, give up parts that the service lets wait."""
        self._turns.stop_waiting()

    def run(self, parts: Sequence[Part]) -> list[object]:
        """Send parts, all of which read or all of which write, and return how each one ended.

        Returns:
            In the order of the parts, the JSON that a part was answered with, None where it was
            answered without any, or a `SeatsError`. Nothing is raised for what the service does,
            because an error of one batch must not hide what was done by others.
        """
        pending = [_Pending(alone=part.alone, part=part) for part in parts]
        while left := [each for each in pending if not each.is_settled]:
            self._take_turn(left)
        return [each.outcome for each in pending]

    def _take_turn(self, left: Sequence[_Pending]) -> None:
        try:
            turn = self._turns.take(left)
        except GivenUp:
            for each in left:
                each.settle(each.error or _unavailable(each.part.subject, _GIVEN_UP))
        else:
            self._carry_out(turn)

    def _carry_out(self, turn: Turn[_Pending]) -> None:
        request = _request(turn.chosen)
        verdicts: Sequence[Verdict] = ["unanswered"] * len(turn.chosen)
        try:
            answers = self._answers(request, len(turn.chosen))
            verdicts = [
                self._judge(each, answer, request.correlation)
                for each, answer in zip(turn.chosen, answers, strict=True)
            ]
        except SeatsError as error:
            for each in turn.chosen:
                each.settle(error)
        finally:
            self._turns.ended(turn, verdicts)

    def _answers(self, request: Request, count: int) -> list[PartAnswer | None]:
        answer = self._transport.send(request)
        try:
            return read_batch(answer, count)
        except UnreadableAnswer as error:
            if request.changes_something:
                raise _unknown(request.subject, str(error), request.correlation) from error
            raise

    def _judge(self, each: _Pending, answer: PartAnswer | None, sent: Correlation) -> Verdict:
        if answer is None:
            each.meet_trouble(_trouble(each.part, "its answer lacks this one", None, sent))
            return "unanswered"
        is_broken = answer.status in _BROKEN or (
            each.part.changes_something and answer.status >= _FIRST_OF_SERVER
        )
        if is_broken and not _comes_again(answer):
            said = f"it answered {answer.status}"
            each.meet_trouble(_trouble(each.part, said, answer.status, sent))
            return "unanswered"
        error = self._error_in(each.part, answer, sent)
        if isinstance(error, Unavailable):
            each.error = error
            return TurnedAway(answer.retry_after, too_many=isinstance(error, Throttled))
        each.settle(answer.body if error is None else error)
        return "served"

    def _error_in(self, part: Part, answer: PartAnswer, sent: Correlation) -> ServiceError | None:
        """The error that a part's answer is, if it is one."""
        if answer.status >= _FIRST_ERROR:
            return self._failures.error(answer.status, answer.body, part.subject, sent)
        if _OK <= answer.status < _REDIRECT:
            return None
        return _trouble(part, f"it answered {answer.status}", answer.status, sent)


def _request(chosen: Sequence[_Pending]) -> Request:
    parts = [each.part for each in chosen]
    reads = not any(part.changes_something for part in parts)
    first = parts[0].subject
    what = f"a batch of {counted(len(parts), 'read' if reads else 'change')}"
    return Request(
        "POST",
        "/$batch",
        replace(first, missing="")
        if len(parts) == 1
        else Subject("sending", what, permission=first.permission),
        body=batch_request(parts),
        only_reads=reads,
        answered_by=_ANSWERED_BY,
        correlation=correlation(),
    )


def _comes_again(answer: PartAnswer) -> bool:
    """Whether the service asks for a part again that it did not take.

    Without a wait that it asks for, a 503 may be a gateway's, behind which the work was done.
    """
    return answer.status == _TURNED_AWAY and answer.retry_after is not None


def _trouble(part: Part, reason: str, status: int | None, sent: Correlation) -> ServiceError:
    if part.changes_something:
        return _unknown(part.subject, reason, sent, status=status)
    return _unavailable(part.subject, reason, sent, status=status)


def _unknown(
    subject: Subject, reason: str, sent: Correlation, *, status: int | None = None
) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"No answer says whether {subject} was carried out: {reason.rstrip('.')}.",
        status=status,
        correlation=sent,
    )


def _unavailable(
    subject: Subject, reason: str, sent: Correlation | None = None, *, status: int | None = None
) -> ServiceUnavailable:
    return ServiceUnavailable(
        f"The service stays unavailable when {subject}: {reason}; run again later.",
        status=status,
        correlation=sent,
    )

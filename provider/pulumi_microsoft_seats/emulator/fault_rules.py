"""The document that says which faults to inject.

    {"seed": 7, "latency": "50ms", "rules": [
        {"fault": "status", "status": 429, "retry_after": 2, "rate": 0.1,
         "match": {"method": "POST", "path": "*/Seats"}, "count": 3}]}

A fault is a model here; docs/emulator.md has a table of them for readers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, StrictBool, TypeAdapter
from pydantic_core import PydanticCustomError

from .documents import Duration, ListOf, Text, Whole, parse
from .graph.switches import GraphSwitch
from .rules import Model, Positive, Rule, Switch


def _check_wait(value: object) -> object:
    is_text = isinstance(value, str) and value.isascii() and value.isprintable()
    if value is None or is_text or (type(value) is int and value >= 0):
        return value
    raise PydanticCustomError("wait", "must be seconds or an HTTP date")


class Status(Rule):
    """Answers a status in place of the work, or of the answer to work that was done."""

    fault: Literal["status"] = "status"
    status: Literal[403, 429, 500, 502, 503, 504]
    retry_after: Annotated[int | str | None, PlainValidator(_check_wait)] = None
    after: StrictBool = False


class Cut(Rule):
    """Resets the connection before or after the work, cuts the answer, or makes it no JSON."""

    fault: Literal["reset_before", "reset_after", "truncate", "malformed"]


class RefuseUsers(Switch):
    """Refuses users in a bulk call, and goes on with the others."""

    fault: Literal["refuse_users"] = "refuse_users"
    users: Annotated[tuple[Text, ...], Field(min_length=1)]
    reason: Text = "Refused by the emulator"


class ExpireTokens(Rule):
    """Makes every token issued so far invalid, and goes on."""

    fault: Literal["expire_tokens"] = "expire_tokens"


class Latency(Rule):
    """Takes longer, and goes on."""

    fault: Literal["latency"] = "latency"
    latency: Duration


class RateLimit(Rule):
    """Serves so many requests in any such time, and answers 429 beyond that."""

    fault: Literal["rate_limit"] = "rate_limit"
    requests: Positive
    per: Annotated[Duration, Field(gt=0)] = 1.0


class FaultPlan(Model):
    """The faults document.

    Attributes:
        seed: Of the chance that decides where a rate is below 1.
        latency: What every request takes at least; None leaves what the emulator started with.
        rules: The rules, the first that fires goes first.
    """

    seed: Whole = 0
    latency: Duration | None = None
    rules: ListOf[
        Annotated[
            Status | Cut | RefuseUsers | ExpireTokens | Latency | RateLimit | GraphSwitch,
            Field(discriminator="fault"),
        ]
    ] = ()


_PLAN = TypeAdapter(FaultPlan)


def parse_faults(document: object) -> FaultPlan:
    """Read a faults document.

    Raises:
        EmulatorError: It has another shape, or a value is out of range.
    """
    return parse(_PLAN, document, "the faults document")

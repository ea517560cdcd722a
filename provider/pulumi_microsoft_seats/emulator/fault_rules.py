"""The document that says which faults to inject, and the rules it is read into.

    {"seed": 7, "latency": "50ms", "rules": [
        {"fault": "status", "status": 429, "retry_after": 2, "rate": 0.1,
         "match": {"method": "POST", "path": "*/Seats"}, "count": 3}]}

Every rule may have a `match` (globs without regard to case; a `*` matches slashes too; left out,
every request to the service but not to the authority), a `rate` (0 to 1, default 1) and a `count`
(how often at most). The faults:

- `status`: answer `status` (429, 500, 502, 503, 504), with `retry_after` if given, in place of the
  work; with `after: true` in place of the answer to work that was done.
- `reset_before`, `reset_after`: reset the TCP connection before or after the work was done.
- `truncate`: do the work, and end the connection in the middle of the answer.
- `malformed`: do the work, and answer what is not JSON.
- `refuse_users`: in a bulk call, refuse `users` for `reason` and go on with the others.
- `expire_tokens`: make every token issued so far invalid, then go on.
- `latency`: take `latency` longer, then go on.
- `rate_limit`: serve `requests` in any `per` (a second unless said otherwise), and answer 429
  beyond that, with a `Retry-After` of the whole seconds until the next would be served.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .durations import parse_duration
from .errors import EmulatorError
from .seed import check_fields, check_list
from .world import fold, is_text

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = (429, 500, 502, 503, 504)

_DOCUMENT_FIELDS = ("seed", "latency", "rules")
COMMON_FIELDS = ("fault", "match", "rate", "count")
FAULT_FIELDS: dict[str, tuple[str, ...]] = {
    "status": ("status", "retry_after", "after"),
    "reset_before": (),
    "reset_after": (),
    "truncate": (),
    "malformed": (),
    "refuse_users": ("users", "reason"),
    "expire_tokens": (),
    "latency": ("latency",),
    "rate_limit": ("requests", "per"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault, and which requests it is injected into.

    Attributes:
        fault: Which fault; a key of `FAULT_FIELDS`.
        document: The rule as it was written.
        method: A glob of HTTP methods, in capitals.
        path: A glob of folded paths; a `*` matches slashes too.
        rate: The share of matching requests, 0 to 1.
        count: How many requests at most; None for no limit.
        status: The HTTP status that `status` answers.
        retry_after: What the header Retry-After says: whole seconds or an HTTP date.
        after: Whether `status` is answered after the work was done, rather than instead of it.
        delay: The seconds that `latency` adds.
        users: The folded names that `refuse_users` refuses.
        reason: The failure reason they are refused with.
        requests: How many requests `rate_limit` serves.
        per: The seconds in which it serves them.
    """

    fault: str
    document: Mapping[str, Any]
    method: str = "*"
    # The service alone: who wants sign-in to fail says so with a path of its own.
    path: str = "/v1/*"
    rate: float = 1.0
    count: int | None = None
    status: int = 503
    retry_after: str | None = None
    after: bool = False
    delay: float = 0.0
    users: frozenset[str] = frozenset()
    reason: str = ""
    requests: int = 0
    per: float = 1.0


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """A whole document: the rules in order, the seed of chance, and the general latency.

    `latency` is in seconds; None leaves the one given at start.
    """

    seed: int = 0
    latency: float | None = None
    rules: tuple[Rule, ...] = field(default=())


def parse_faults(document: object) -> FaultPlan:
    """Read a faults document.

    Raises:
        EmulatorError: It has another shape, or a value is out of range.
    """
    fields = check_fields(document, _DOCUMENT_FIELDS, "the faults document")
    rules = check_list(fields, "rules", "the faults document")
    latency = fields.get("latency")
    return FaultPlan(
        seed=_whole(fields.get("seed", 0), "seed of the faults document"),
        latency=None if latency is None else parse_duration(latency),
        rules=tuple(_rule(rule, f"fault rule {place}") for place, rule in enumerate(rules, 1)),
    )


def _rule(document: object, what: str) -> Rule:
    fault = document.get("fault") if isinstance(document, dict) else None
    if not isinstance(fault, str) or fault not in FAULT_FIELDS:
        raise EmulatorError(f"{what} needs a fault, which is one of {', '.join(FAULT_FIELDS)}.")
    what = f"{what} ({fault})"
    fields = check_fields(document, (*COMMON_FIELDS, *FAULT_FIELDS[fault]), what)
    values = {**_match(fields, what), **_chance(fields, what), **_details(fault, fields, what)}
    return Rule(fault=fault, document=fields, **values)


def _match(fields: Mapping[str, object], what: str) -> dict[str, Any]:
    match = check_fields(fields.get("match", {}), ("method", "path"), f"match of {what}")
    for name, value in match.items():
        if not is_text(value):
            raise EmulatorError(f"{name} of {what} is {value!r}; it must be text such as */Seats.")
    values: dict[str, Any] = {}
    if "method" in match:
        values["method"] = str(match["method"]).upper()
    if "path" in match:
        values["path"] = fold(str(match["path"]))
    return values


def _chance(fields: Mapping[str, object], what: str) -> dict[str, Any]:
    rate, count = fields.get("rate", 1.0), fields.get("count")
    if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
        raise EmulatorError(f"rate of {what} is {rate!r}; it must be a number from 0 to 1.")
    return {"rate": rate, "count": None if count is None else _whole(count, f"count of {what}")}


def _details(fault: str, fields: Mapping[str, object], what: str) -> dict[str, Any]:
    if fault == "status":
        return _status(fields, what)
    if fault == "latency":
        return {"delay": parse_duration(fields.get("latency"), f"latency of {what}")}
    if fault == "rate_limit":
        return _rate_limit(fields, what)
    if fault == "refuse_users":
        users = check_list(fields, "users", what)
        reason = fields.get("reason", "Refused by the emulator")
        if not users or not all(is_text(user) for user in (*users, reason)):
            raise EmulatorError(f"{what} needs users, a list of names, and a reason that is text.")
        return {"users": frozenset(fold(str(user)) for user in users), "reason": reason}
    return {}


def _rate_limit(fields: Mapping[str, object], what: str) -> dict[str, Any]:
    requests = _whole(fields.get("requests"), f"requests of {what}")
    per = parse_duration(fields.get("per", "1s"), f"per of {what}")
    if not requests or not per:
        raise EmulatorError(f"{what} needs requests and per above 0.")
    return {"requests": requests, "per": per}


def _status(fields: Mapping[str, object], what: str) -> dict[str, Any]:
    status, after = fields.get("status"), fields.get("after", False)
    if status not in STATUSES:
        known = ", ".join(map(str, STATUSES))
        raise EmulatorError(f"status of {what} is {status!r}; it must be one of {known}.")
    if not isinstance(after, bool):
        raise EmulatorError(f"after of {what} is {after!r}; it must be true or false.")
    wait = fields.get("retry_after")
    if wait is None:
        return {"status": status, "after": after}
    if not isinstance(wait, str):
        wait = str(_whole(wait, f"retry_after of {what}"))
    if not wait.isascii() or not wait.isprintable():
        raise EmulatorError(f"retry_after of {what} is {wait!r}; write seconds or an HTTP date.")
    return {"status": status, "after": after, "retry_after": wait}


def _whole(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise EmulatorError(f"{what} is {value!r}; it must be a whole number from 0 up.")
    return value

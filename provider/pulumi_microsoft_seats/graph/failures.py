"""The service's error answers as this package's errors: one table of all that is known of them.

Nearly all that can go wrong with a licence has one code, so that only the words tell it apart. They
are Microsoft's and in English, and may change; what is not in the table is shown as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..domain.errors import Correlation
from ..domain.wording import listing, one_line
from ..transport.bodies import read_json
from . import refusals

if TYPE_CHECKING:
    import requests

    from ..transport.request import Subject
    from .license_names import LicenseNames

_LONGEST_WORDS = 300
_BAD_REQUEST, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 400, 401, 403, 404
_CONFLICT, _DEPENDENCY, _TOO_MANY, _UNAVAILABLE = 409, 424, 429, 503
_ANY_CAPITALS = re.IGNORECASE
_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True)
class _Row:
    """One known error.

    Attributes:
        kind: the error it becomes.
        reason: why, and what to do; `{sku}` and `{plan}` are the first that the words name,
            `{others}` those behind it, `{plans}` all of them.
        statuses: the statuses it comes with.
        words: a pattern of its message.
        codes: its codes. Either is enough; a row that has neither is every answer of its status.
        names: how many of them the words have to name; with fewer they are shown as they are.
    """

    kind: type[refusals.Refused]
    reason: str
    statuses: tuple[int, ...] = (_BAD_REQUEST,)
    words: re.Pattern[str] | None = None
    codes: tuple[str, ...] = ()
    names: int = 0

    def is_it(self, status: int, code: str, words: str) -> bool:
        """Whether an answer is this error."""
        if status not in self.statuses:
            return False
        said = self.words is not None and self.words.search(words) is not None
        coded = code.lower() in (known.lower() for known in self.codes)
        return said or coded or not (self.words or self.codes)


_TABLE = (
    _Row(
        refusals.NoUsageLocation,
        "the user has no usage location, or one that the service does not know yet; have it set in "
        "the directory, and run again some minutes later",
        words=re.compile("invalid usage location", _ANY_CAPITALS),
    ),
    _Row(
        refusals.NoLicensesLeft,
        "no licence of {sku} is left; buy more, or take one from somebody else",
        words=re.compile("does not have any available licenses", _ANY_CAPITALS),
        names=1,
    ),
    _Row(
        refusals.PlanDependency,
        "the service plan {plan} depends on {others}; switch them on and off together, or change "
        "the products that bring them in one update",
        words=re.compile(r"service plan \S+ depends on the service plan", _ANY_CAPITALS),
        names=2,
    ),
    _Row(
        refusals.PlanConflict,
        "the service plans {plans} exclude one another; switch all but one of them off",
        words=re.compile("are mutually exclusive", _ANY_CAPITALS),
        names=2,
    ),
    _Row(
        refusals.SkuNotFound,
        "the tenant has no licences of {sku}; check sku and tenantId",
        words=re.compile("does not correspond to a valid company license", _ANY_CAPITALS),
        names=1,
    ),
    _Row(
        refusals.NotHeld,
        "the user does not hold the licence; there is nothing to remove",
        words=re.compile("does not have a corresponding license", _ANY_CAPITALS),
    ),
    _Row(
        refusals.InheritedOnly,
        "the licence comes through a group; take the user out of the group, or the licence from it",
        words=re.compile("inherited from a group", _ANY_CAPITALS),
    ),
    _Row(
        refusals.RequestRefused,
        "a list in the request holds nothing where an id belongs; report this as a bug",
        words=re.compile("a null value was found", _ANY_CAPITALS),
    ),
    _Row(
        refusals.RequestRefused,
        "an id in the request is no GUID; check the ids of the SKU and its plans",
        words=re.compile(
            r"cannot convert a primitive value to the expected type 'edm\.guid'", _ANY_CAPITALS
        ),
    ),
    _Row(
        refusals.RequestRefused,
        "a mail address of the user belongs to somebody else as well; have it corrected in the "
        "directory, and run again",
        words=re.compile("proxy address .* is already being used", _ANY_CAPITALS),
    ),
    _Row(
        refusals.RequestRefused,
        "a service of the product is not offered at the user's usage location; switch its plan off "
        "or leave the user out",
        words=re.compile("ProhibitedInUsageLocation|prohibited .*usage location", _ANY_CAPITALS),
    ),
    _Row(
        refusals.PageExpired,
        "its list ended before it was read to its end; run again",
        codes=("Directory_ExpiredPageToken",),
        words=re.compile("page token value has expired", _ANY_CAPITALS),
    ),
    _Row(
        refusals.QueryRefused,
        "the service does not support the query; report this as a bug",
        codes=("Request_UnsupportedQuery",),
        words=re.compile(r"\$count is not currently supported", _ANY_CAPITALS),
    ),
    _Row(
        refusals.ConcurrencyRefused,
        "other licences of the tenant are being changed at the same time; run again later",
        statuses=(_BAD_REQUEST, _CONFLICT),
        codes=("Directory_ConcurrencyViolation",),
        words=re.compile("concurrent requests being made to the tenant", _ANY_CAPITALS),
    ),
    _Row(
        refusals.NotPermitted,
        "the token is for another service or another cloud; check cloud and graphUrl",
        statuses=(_UNAUTHORIZED,),
        words=re.compile("audience", _ANY_CAPITALS),
    ),
    _Row(
        refusals.NotPermitted,
        "the token is not accepted; check tenantId, clientId and cloud",
        statuses=(_UNAUTHORIZED,),
    ),
    _Row(
        refusals.NotPermitted,
        "the application lacks a permission; have an administrator grant it {permission} of "
        "Microsoft Graph with consent, and run again with a new token, an hour later at most",
        statuses=(_FORBIDDEN,),
    ),
    _Row(
        refusals.UserNotFound,
        "there is no such user; check the name, or wait some minutes for a new one",
        statuses=(_NOT_FOUND,),
        codes=("Request_ResourceNotFound",),
    ),
    _Row(
        refusals.ResourceNotFound,
        "there is no such service; check graphUrl",
        statuses=(_NOT_FOUND,),
    ),
    _Row(
        refusals.Throttled,
        "the service is asked for too much at present; run again later",
        statuses=(_TOO_MANY,),
    ),
    _Row(
        refusals.Unavailable,
        "the service is not available at present; run again later",
        statuses=(_UNAVAILABLE,),
    ),
    _Row(
        refusals.Refused,
        "another request that it depends on failed; run again",
        statuses=(_DEPENDENCY,),
    ),
)

_NO_GROUP = "there is no such group; run again, and check the group in the directory if it stays"


class Failures:
    """Makes errors of error answers.

    Args:
        names: what SKUs and plans are called in the sentences.
    """

    def __init__(self, names: LicenseNames) -> None:
        self._names = names

    def error_of(
        self, response: requests.Response, subject: Subject, correlation: Correlation
    ) -> refusals.Refused:
        """The error that an answer with a status of 400 or above stands for."""
        try:
            body = read_json(response.content)
        except ValueError:
            body = None
        return self.error(response.status_code, body, subject, correlation)

    def error(
        self, status: int, body: object, subject: Subject, correlation: Correlation
    ) -> refusals.Refused:
        """The error that a status of 400 or above, and the JSON that came with it, stand for."""
        fault = _folded(_folded(body).get("error"))
        code, words = _text(fault.get("code")), one_line(_text(fault.get("message")))
        row = next((row for row in _TABLE if row.is_it(status, code, words)), None)
        reason, kind = self._judged(row, status, words, subject)
        return kind(
            f"The service refuses the request when {subject}: {reason}.",
            reason=reason,
            code=code,
            status=status,
            correlation=_with_request_id(correlation, fault),
        )

    def _judged(
        self, row: _Row | None, status: int, words: str, subject: Subject
    ) -> tuple[str, type[refusals.Refused]]:
        if row is None:
            return self._unknown(status, words)
        if row.kind is refusals.UserNotFound and subject.missing != "user":
            return _NO_GROUP, refusals.ResourceNotFound
        named = self._names.names_in(words)
        if len(named) < row.names:
            return self._unknown(status, words)[0], row.kind
        reason = row.reason.format(
            sku=listing(named[:1]),
            plan=listing(named[:1]),
            others=listing(named[1:]),
            plans=listing(named),
            permission=subject.permission,
        )
        return reason, row.kind

    def _unknown(self, status: int, words: str) -> tuple[str, type[refusals.Refused]]:
        kind = refusals.RequestRefused if status == _BAD_REQUEST else refusals.Refused
        if not words:
            said = f"it answered {status}; run again later, and contact Microsoft if it stays"
            return said, kind
        said = self._names.translated(words)[:_LONGEST_WORDS].rstrip(".")
        return f"{said} ({status}); correct the cause and run again", kind


def _folded(value: object) -> dict[str, object]:
    """An object by its properties in lower case: `innerError` comes in any capitals."""
    return {key.lower(): item for key, item in value.items()} if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _with_request_id(correlation: Correlation, fault: dict[str, object]) -> Correlation:
    """Both ids that Microsoft's support wants to see, where the service has one as well."""
    answered = _text(_folded(fault.get("innererror")).get("request-id"))
    if not _REQUEST_ID.fullmatch(answered):
        return correlation
    return Correlation(correlation.header, f"{correlation.value}, request-id {answered}")

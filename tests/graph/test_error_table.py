"""Every known error of the service: which error of ours it becomes, and what that says."""

from __future__ import annotations

import json

import pytest
import requests

from pulumi_microsoft_seats.domain.errors import (
    AccessDenied,
    Correlation,
    InvalidRequest,
    NotFound,
    ProductNotFound,
    ServiceUnavailable,
)
from pulumi_microsoft_seats.domain.wording import describe_failures
from pulumi_microsoft_seats.graph import refusals
from pulumi_microsoft_seats.graph.failures import Failures
from pulumi_microsoft_seats.graph.license_names import LicenseNames
from pulumi_microsoft_seats.graph.wire import read_sku
from pulumi_microsoft_seats.transport.request import Subject
from tests.support.graph_client import E3, EXCHANGE, SKU_E3, TEAMS, fault

WRITE = Subject(
    "assigning SPE_E3 to",
    "ada@contoso.com",
    missing="user",
    permission="LicenseAssignment.ReadWrite.All",
)
SENT = Correlation("client-request-id", "66666666-7777-8888-9999-000000000000")
QUOTED = (
    "(client-request-id 66666666-7777-8888-9999-000000000000, "
    "request-id 11111111-2222-3333-4444-555555555555)"
)
BAD = "Request_BadRequest"


def _error(
    status: int, body: object, subject: Subject = WRITE, *, known: bool = True
) -> refusals.Refused:
    response = requests.Response()
    response.status_code = status
    response._content = (body if isinstance(body, str) else json.dumps(body)).encode()
    names = LicenseNames()
    if known:
        names.learn([read_sku(SKU_E3)])
    return Failures(names).error_of(response, subject, SENT)


TABLE = [
    (
        400,
        BAD,
        "License assignment cannot be done for user with invalid usage location.",
        refusals.NoUsageLocation,
        (
            "the user has no usage location, or one that the service does not know yet; have it "
            "set in the directory, and run again some minutes later"
        ),
    ),
    (
        400,
        BAD,
        f"Subscription with SKU {E3} does not have any available licenses.",
        refusals.NoLicensesLeft,
        "no licence of SPE_E3 is left; buy more, or take one from somebody else",
    ),
    (
        400,
        BAD,
        (
            f"License assignment failed because service plan {TEAMS} depends on the service "
            f"plan(s) {EXCHANGE}"
        ),
        refusals.PlanDependency,
        (
            "the service plan TEAMS1 depends on EXCHANGE_S_ENTERPRISE; switch them on and off "
            "together, or change the products that bring them in one update"
        ),
    ),
    (
        400,
        BAD,
        (
            f"License assignment failed because service plans {EXCHANGE}, {TEAMS} are mutually "
            "exclusive."
        ),
        refusals.PlanConflict,
        (
            "the service plans EXCHANGE_S_ENTERPRISE, TEAMS1 exclude one another; switch all but "
            "one of them off"
        ),
    ),
    (
        400,
        BAD,
        f"License {E3} does not correspond to a valid company License.",
        refusals.SkuNotFound,
        "the tenant has no licences of SPE_E3; check sku and tenantId",
    ),
    (
        400,
        BAD,
        "User does not have a corresponding license.",
        refusals.NotHeld,
        "the user does not hold the licence; there is nothing to remove",
    ),
    (
        400,
        BAD,
        (
            "User license is inherited from a group membership and it cannot be removed directly "
            "from the user."
        ),
        refusals.InheritedOnly,
        "the licence comes through a group; take the user out of the group, or the licence from it",
    ),
    (
        400,
        BAD,
        (
            "A null value was found with the expected type 'Edm.Guid[Nullable=False]'. The "
            "expected type 'Edm.Guid[Nullable=False]' does not allow null values."
        ),
        refusals.RequestRefused,
        "a list in the request holds nothing where an id belongs; report this as a bug",
    ),
    (
        400,
        BAD,
        (
            "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner "
            "exception for more details."
        ),
        refusals.RequestRefused,
        "an id in the request is no GUID; check the ids of the SKU and its plans",
    ),
    (
        400,
        BAD,
        "Proxy address 'SMTP:ada@contoso.com' is already being used by the proxy addresses.",
        refusals.RequestRefused,
        (
            "a mail address of the user belongs to somebody else as well; have it corrected in the "
            "directory, and run again"
        ),
    ),
    (
        400,
        BAD,
        "ProhibitedInUsageLocationViolation",
        refusals.RequestRefused,
        (
            "a service of the product is not offered at the user's usage location; switch its plan "
            "off or leave the user out"
        ),
    ),
    (
        400,
        "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request.",
        refusals.PageExpired,
        "its list ended before it was read to its end; run again",
    ),
    (
        400,
        "Request_UnsupportedQuery",
        "Complex query on property assignedLicenses is not supported.",
        refusals.QueryRefused,
        "the service does not support the query; report this as a bug",
    ),
    (
        400,
        "Request_UnsupportedQuery",
        (
            "Too many child clauses specified in search filter expression containing 'OR' "
            "operators: 18. Max allowed: 15."
        ),
        refusals.QueryRefused,
        "the service does not support the query; report this as a bug",
    ),
    (
        400,
        BAD,
        "$count is not currently supported.",
        refusals.QueryRefused,
        "the service does not support the query; report this as a bug",
    ),
    *(
        (
            status,
            code,
            (
                "Error due to concurrent requests being made to the tenant. Please wait briefly "
                "and retry."
            ),
            refusals.ConcurrencyRefused,
            "other licences of the tenant are being changed at the same time; run again later",
        )
        for status, code in [
            (409, "Directory_ConcurrencyViolation"),
            (400, "Directory_ConcurrencyViolation"),
            (400, BAD),
        ]
    ),
    (
        401,
        "InvalidAuthenticationToken",
        "Access token validation failure. Invalid audience.",
        refusals.NotPermitted,
        "the token is for another service or another cloud; check cloud and graphUrl",
    ),
    (
        401,
        "InvalidAuthenticationToken",
        "Access token has expired or is not yet valid.",
        refusals.NotPermitted,
        "the token is not accepted; check tenantId, clientId and cloud",
    ),
    (
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.",
        refusals.NotPermitted,
        (
            "the application lacks a permission; have an administrator grant it "
            "LicenseAssignment.ReadWrite.All of Microsoft Graph with consent, and run again with a "
            "new token, an hour later at most"
        ),
    ),
    (
        404,
        "Request_ResourceNotFound",
        (
            "Resource 'ada@contoso.com' does not exist or one of its queried reference-property "
            "objects are not present."
        ),
        refusals.UserNotFound,
        "there is no such user; check the name, or wait some minutes for a new one",
    ),
    (
        405,
        BAD,
        "Specified HTTP method is not allowed for the request target.",
        refusals.Refused,
        (
            "Specified HTTP method is not allowed for the request target (405); correct the cause "
            "and run again"
        ),
    ),
    (
        424,
        "",
        "",
        refusals.Refused,
        "another request that it depends on failed; run again",
    ),
    *(
        (
            429,
            code,
            "Please retry again later.",
            refusals.Throttled,
            "the service is asked for too much at present; run again later",
        )
        for code in ("TooManyRequests", "activityLimitReached")
    ),
    (
        503,
        "Directory_ReplicaUnavailable",
        "",
        refusals.Unavailable,
        "the service is not available at present; run again later",
    ),
    (
        500,
        "Service_InternalServerError",
        "",
        refusals.Refused,
        "it answered 500; run again later, and contact Microsoft if it stays",
    ),
]


@pytest.mark.parametrize(("status", "code", "message", "kind", "reason"), TABLE)
def test_a_known_error_becomes_a_sentence(
    status: int, code: str, message: str, kind: type[refusals.Refused], reason: str
) -> None:
    """With names in place of GUIDs, and both ids that Microsoft's support wants to see."""
    error = _error(status, fault(code, message))
    assert type(error) is kind
    assert (error.reason, error.code, error.status) == (reason, code, status)
    assert str(error) == (
        "The service refuses the request when assigning SPE_E3 to ada@contoso.com: "
        f"{reason}. {QUOTED}"
    )


@pytest.mark.parametrize(
    ("kind", "known_as"),
    [
        (refusals.NoLicensesLeft, InvalidRequest),
        (refusals.QueryRefused, InvalidRequest),
        (refusals.SkuNotFound, ProductNotFound),
        (refusals.NotHeld, NotFound),
        (refusals.UserNotFound, NotFound),
        (refusals.NotPermitted, AccessDenied),
        (refusals.Throttled, ServiceUnavailable),
        (refusals.ConcurrencyRefused, ServiceUnavailable),
    ],
)
def test_the_layers_above_know_an_error_by_its_family(
    kind: type[refusals.Refused], known_as: type[Exception]
) -> None:
    """What concerns every user, and what may pass, is told by the classes of the domain."""
    assert issubclass(kind, known_as)


def test_a_guid_without_a_name_stays_one() -> None:
    """Of another tenant's SKU, or before the tenant's own were listed."""
    said = f"Subscription with SKU {E3.upper()} does not have any available licenses."
    error = _error(400, fault(BAD, said), known=False)
    assert error.reason.startswith(f"no licence of {E3.upper()} is left; ")


def test_a_known_text_that_names_nothing_is_shown_as_it_is() -> None:
    """And stays the error that it is."""
    error = _error(400, fault(BAD, "SKU does not have any available licenses."))
    assert type(error) is refusals.NoLicensesLeft
    assert error.reason == (
        "SKU does not have any available licenses (400); correct the cause and run again"
    )


def test_an_unknown_text_is_shown_as_it_is() -> None:
    """But for names, and for what a terminal or a pipeline would take for a command."""
    said = f"Something new about {E3}.\n##vso[task.complete]\x1b[2J"
    error = _error(400, fault(BAD, said))
    assert type(error) is refusals.RequestRefused
    assert error.reason == (
        "Something new about SPE_E3. # #vso[task.complete] [2J (400); correct the cause and run "
        "again"
    )
    assert f": {error.reason}. (client-request-id" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html></html>",
        "[" * 100_000,
        [],
        {"error": "no object"},
        {"error": {"code": 7, "message": ["x"], "innerError": "x"}},
    ],
    ids=lambda body: repr(body)[:20],
)
def test_an_error_without_readable_words_tells_its_status(body: object) -> None:
    error = _error(418, body)
    assert error.reason == "it answered 418; run again later, and contact Microsoft if it stays"
    assert str(error).endswith(f" ({SENT})")


def test_an_inner_error_in_any_capitals_is_read() -> None:
    body = {"Error": {"Code": "x", "innererror": {"Request-ID": "abc-1"}}}
    assert str(_error(418, body)).endswith(", request-id abc-1)")


def test_a_404_of_something_else_says_nothing_of_a_user() -> None:
    """A gateway's, or a wrong address: nobody is taken for gone because of it."""
    for body in ("<html>Not Found</html>", fault("BadRequest", "Invalid version: v1.1")):
        error = _error(404, body)
        assert type(error) is refusals.ResourceNotFound
        assert error.reason == "there is no such service; check graphUrl"
    group = Subject("reading the licences of group", "abc", missing="group")
    error = _error(404, fault("Request_ResourceNotFound", "Resource 'abc' does not exist"), group)
    assert type(error) is refusals.ResourceNotFound
    assert error.reason.startswith("there is no such group; ")


def test_a_text_counts_with_its_status_only() -> None:
    """A name in the words of another error is no error of licences."""
    error = _error(500, fault("x", "does not have any available licenses"))
    assert type(error) is refusals.Refused


def test_users_are_told_by_reason() -> None:
    """A reason names no user, so that a thousand of them are one line."""
    errors = {
        name: _error(400, fault(BAD, "User license is inherited from a group membership"))
        for name in ("ada@contoso.com", "bob@contoso.com")
    }
    said = describe_failures({user: error.reason for user, error in errors.items()})
    assert "from it (ada@contoso.com, bob@contoso.com); correct the cause" in said

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
from pulumi_microsoft_seats.graph import refusals
from pulumi_microsoft_seats.graph.failures import Failures
from pulumi_microsoft_seats.graph.license_names import LicenseNames
from pulumi_microsoft_seats.graph.wire import read_sku
from pulumi_microsoft_seats.transport.request import Subject
from tests.support.graph_client import E3, SKU_E3, fault

from .known_errors import BAD, KNOWN

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


@pytest.mark.parametrize(
    ("status", "code", "message", "kind", "reason"),
    [
        (*answer, message, *becomes)
        for answer, messages in KNOWN.items()
        for message, becomes in messages.items()
    ],
)
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

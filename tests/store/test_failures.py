"""Which error an error answer becomes, and what it says.

The spelling of the service's error body is not published, so several are tried.
"""

from __future__ import annotations

import json

import pytest
import requests

from pulumi_microsoft_seats.domain.errors import (
    AccessDenied,
    InvalidRequest,
    InventoryNotFound,
    NotFound,
    NotOnline,
    ServiceError,
)
from pulumi_microsoft_seats.store.failures import Subject, error_of

SEATS = Subject("reading the seats of", "9NBLGGH4R2R6/0016")
CORRELATION = "AbCdEfGhIjKlMnOp"


def _response(status: int, body: object = None) -> requests.Response:
    """An answer; a text is sent as it is, anything else as JSON."""
    response = requests.Response()
    response.status_code = status
    text = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
    response._content = text.encode()
    return response


def _error(status: int, body: object = None) -> ServiceError:
    return error_of(_response(status, body), SEATS, CORRELATION)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidRequest),
        (401, AccessDenied),
        (403, AccessDenied),
        (404, InventoryNotFound),
        (409, NotOnline),
        (405, ServiceError),
        (418, ServiceError),
        (501, ServiceError),
    ],
)
def test_each_status_is_an_error_of_its_own_kind(status: int, kind: type[ServiceError]) -> None:
    """Which carries the status, and the correlation to quote to Microsoft."""
    error = _error(status)
    assert type(error) is kind
    assert (error.status, error.correlation) == (status, CORRELATION)
    assert str(error).endswith(f"(MS-CV {CORRELATION})")


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (
            400,
            {"parameterName": "maxResults", "reason": "Invalid", "details": "1 to 100"},
            (
                "The service calls the request invalid when reading the seats of 9NBLGGH4R2R6/0016 "
                "(maxResults, Invalid, 1 to 100); check the names in it."
            ),
        ),
        (
            403,
            None,
            (
                "The service refuses access when reading the seats of 9NBLGGH4R2R6/0016; activate "
                "the application as a management tool in the store's settings and check tenantId "
                "and clientId."
            ),
        ),
        (
            404,
            {"itemType": "Inventory", "value": "9NBLGGH4R2R6/0016"},
            (
                "The product is not in the organisation's inventory: 404 when reading the seats of "
                "9NBLGGH4R2R6/0016 (Inventory, 9NBLGGH4R2R6/0016); check product_id and sku_id."
            ),
        ),
        (
            409,
            {"reason": "Not online"},
            (
                "The product is not online-licensed, so reading the seats of 9NBLGGH4R2R6/0016 is "
                "not possible (Not online); only products with online licences have seats to "
                "assign."
            ),
        ),
        (
            418,
            None,
            (
                "The service answered 418 when reading the seats of 9NBLGGH4R2R6/0016; run again "
                "later, and contact Microsoft if it stays."
            ),
        ),
    ],
)
def test_an_error_says_what_happened_to_what_and_what_to_do(
    status: int, body: object, sentence: str
) -> None:
    """The whole sentence, with the service's own words in it."""
    assert str(_error(status, body)) == f"{sentence} (MS-CV {CORRELATION})"


@pytest.mark.parametrize(
    "body",
    [
        {"itemType": "User", "value": "ada@contoso.com"},
        {"ItemType": "user", "Value": "ada@contoso.com"},
        {"error": {"code": "NotFound", "details": [{"type": "Seat"}]}},
        {"message": "User not found"},
        "\"The user 'ada@contoso.com' was not found\"",
    ],
)
def test_a_404_that_speaks_of_a_user_or_seat_does_not_blame_the_product(body: object) -> None:
    """However the body is spelled."""
    error = _error(404, body)
    assert type(error) is NotFound
    assert "There is no such user or seat" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        "<html><body>user not found</body></html>",
        {"itemType": "Inventory"},
        {"ITEMTYPE": "INVENTORY"},
        {"message": "No inventory for this user"},
    ],
)
def test_any_other_404_is_about_the_product(body: object) -> None:
    """That is the only one the reference knows for the bulk call and the list of seats."""
    assert type(_error(404, body)) is InventoryNotFound


@pytest.mark.parametrize("body", ["", "<html>Bad</html>", "{", None, {}, [], 7, {"code": 7}])
def test_a_body_without_words_leaves_no_empty_parentheses(body: object) -> None:
    """Whatever it is instead."""
    said = str(_error(400, body))
    assert "9NBLGGH4R2R6/0016; check the names in it." in said


def test_the_words_of_a_body_are_collected_from_any_depth_and_said_once() -> None:
    """Numbers, empty texts and repetitions say nothing."""
    body = {"code": 4, "error": {"m": " Bad ", "inner": [{"m": "Worse"}, "", "Bad"]}, "x": None}
    assert "(Bad, Worse);" in str(_error(400, body))


def test_a_long_body_is_cut() -> None:
    """An error stays readable."""
    said = str(_error(400, {"message": "x" * 5000}))
    assert "x" * 200 in said
    assert "x" * 201 not in said

"""Which error an error answer becomes, and what it says.

The spelling of the service's error body is not published, so several are tried.
"""

from __future__ import annotations

import json

import pytest
import requests

from pulumi_microsoft_seats.domain.errors import (
    AccessDenied,
    Correlation,
    InvalidRequest,
    NotFound,
    NotOnline,
    ProductNotFound,
    ServiceError,
)
from pulumi_microsoft_seats.store.failures import error_of
from pulumi_microsoft_seats.transport.request import Subject

SEATS = Subject("reading the seats of", "9NBLGGH4R2R6/0016")
USER = Subject("reading the seats of", "ada@contoso.com", missing="user")
INVENTORY = Subject("reading", "the inventory", missing="service")
SUBJECTS = [SEATS, USER, INVENTORY]
CORRELATION = Correlation("MS-CV", "AbCdEfGhIjKlMnOp")


def _response(status: int, body: object = None) -> requests.Response:
    """An answer; a text is sent as it is, anything else as JSON."""
    response = requests.Response()
    response.status_code = status
    text = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
    response._content = text.encode()
    return response


def _error(status: int, body: object = None, subject: Subject = SEATS) -> ServiceError:
    return error_of(_response(status, body), subject, CORRELATION)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, InvalidRequest),
        (401, AccessDenied),
        (403, AccessDenied),
        (404, ProductNotFound),
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
    assert str(error).endswith(f"({CORRELATION})")


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
    assert str(_error(status, body)) == f"{sentence} ({CORRELATION})"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({"itemType": "User", "value": "ada@contoso.com"}, "user"),
        ({"ItemType": "user", "Value": "ada@contoso.com"}, "user"),
        ({"ITEMTYPE": "USER"}, "user"),
        ({"message": "User not found"}, "user"),
        ({"message": "The user was not found"}, "user"),
        ({"error": {"code": "NotFound", "details": [{"type": "Seat"}]}}, "seat"),
        ({"itemType": "Seat", "value": "9NBLGGH4R2R6/0016/ada@contoso.com"}, "seat"),
        ({"value": "9NBLGGH4R2R6/0016/ada@contoso.com", "itemType": "Seat"}, "seat"),
        ('"Seat not found"', "seat"),
    ],
)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.missing)
def test_a_404_that_names_a_user_or_seat_does_not_blame_the_product(
    body: object, missing: str, subject: Subject
) -> None:
    """However the body is spelled, and whatever was asked for."""
    error = _error(404, body, subject)
    assert type(error) is NotFound
    assert str(error).startswith(f"There is no such {missing} when {subject} (")
    hint = "it may be gone already" if "no such seat" in str(error) else "check the user name"
    assert f"; {hint}. (MS-CV " in str(error)


@pytest.mark.parametrize(
    "body",
    [
        {"itemType": "Inventory", "value": "9NBLGGH4R2R6/0016"},
        {"ITEMTYPE": "INVENTORY"},
        {"message": "Inventory not found"},
        {"error": {"details": [{"value": "9NBLGGH4R2R6/0016"}, {"itemType": "inventory"}]}},
    ],
)
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.missing)
def test_a_404_that_names_the_inventory_is_about_the_product(
    body: object, subject: Subject
) -> None:
    """However the body is spelled, and whatever was asked for."""
    error = _error(404, body, subject)
    assert type(error) is ProductNotFound
    assert "; check product_id, sku_id and baseUrl. (MS-CV " in str(error)


@pytest.mark.parametrize(
    ("item_type", "value", "kind"),
    [
        ("User", "inventory@contoso.com", NotFound),
        ("User", "the.inventory@contoso.com", NotFound),
        ("Seat", "9NBLGGH4R2R6/0016/inventory@contoso.com", NotFound),
        ("Seat", "inventory/0016/ada@contoso.com", NotFound),
        ("Inventory", "user/0016", ProductNotFound),
        ("Inventory", "9NUSER/seat", ProductNotFound),
    ],
)
def test_an_items_name_is_not_taken_for_its_type(
    item_type: str, value: str, kind: type[ServiceError]
) -> None:
    """Whichever of the two comes first in the body, a user may be called Inventory."""
    assert type(_error(404, {"itemType": item_type, "value": value})) is kind
    assert type(_error(404, {"value": value, "itemType": item_type})) is kind


@pytest.mark.parametrize(
    "body", [None, {}, [], "<html><body>user not found</body></html>", {"message": "Not found"}]
)
@pytest.mark.parametrize(
    ("subject", "kind", "said"),
    [
        (
            INVENTORY,
            NotFound,
            "There is no such service: 404 when reading the inventory{}; check baseUrl.",
        ),
        (
            USER,
            NotFound,
            (
                "There is no such user when reading the seats of ada@contoso.com{}; check the user "
                "name."
            ),
        ),
        (
            SEATS,
            ProductNotFound,
            (
                "The service does not find the product: 404 when reading the seats of "
                "9NBLGGH4R2R6/0016{}; check product_id, sku_id and baseUrl."
            ),
        ),
    ],
    ids=["inventory", "user seats", "any other"],
)
def test_a_404_that_names_nothing_is_about_what_the_operation_asks_for(
    body: object, subject: Subject, kind: type[ServiceError], said: str
) -> None:
    """The whole inventory cannot be missing: then the address is wrong."""
    error = _error(404, body, subject)
    detail = " (Not found)" if isinstance(body, dict) and body else ""
    assert type(error) is kind
    assert str(error) == f"{said.format(detail)} ({CORRELATION})"


@pytest.mark.parametrize(
    ("said", "subject", "kind"),
    [
        ("The user 'ada@contoso.com' was not found", SEATS, NotFound),
        ("User ada@contoso.com not found", SEATS, NotFound),
        ("User does not exist", SEATS, NotFound),
        ("The user is not found", SEATS, NotFound),
        ("No seat for this user", SEATS, NotFound),
        ("No inventory for this user", USER, ProductNotFound),
        ("Inventory '9NBLGGH4R2R6/0016' was not found", USER, ProductNotFound),
    ],
)
def test_a_sentence_that_names_the_item_type_is_about_it(
    said: str, subject: Subject, kind: type[ServiceError]
) -> None:
    """A user taken for the product would end the run, and a refresh would forget the resource."""
    assert type(_error(404, {"message": said}, subject)) is kind


def test_an_item_type_after_a_long_text_is_found() -> None:
    """What is cut is only what is shown."""
    assert type(_error(404, {"message": "x" * 5000, "itemType": "User"})) is NotFound


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

"""JSON as the reference describes it, and as other clients spelled it, to values.

The samples are written by hand from the reference, not by this package.
"""

from __future__ import annotations

import json

import pytest

from pulumi_microsoft_seats.domain.errors import UnreadableAnswer
from pulumi_microsoft_seats.domain.inventory_entry import InventoryEntry
from pulumi_microsoft_seats.domain.model import BulkResult, FailedSeat, Seat
from pulumi_microsoft_seats.store import wire
from tests.support.store_client import MINECRAFT, OFFICE

from .spellings import Spell, spelled, spellings

MONDAY = "2017-04-24T09:30:00.1234567Z"

BULK_RESULT = """
{
  "seatDetails": [
    {
      "assignedTo": "Ada@contoso.com",
      "dateAssigned": "2017-04-24T09:30:00.1234567Z",
      "state": "active",
      "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
    }
  ],
  "failedSeatOperations": [
    {
      "failureReason": "User not found",
      "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
      "userName": "bob@contoso.com"
    }
  ]
}
"""

SEAT_PAGE = """
{
  "seats": [
    {
      "assignedTo": "ada@contoso.com",
      "dateAssigned": "2017-04-24T09:30:00.1234567Z",
      "state": "active",
      "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"}
    },
    {
      "assignedTo": "bob@contoso.com",
      "dateAssigned": "2017-04-24T09:30:00.1234567Z",
      "state": "revoked",
      "productKey": {"productId": "CFQ7TTC0K5DR", "skuId": "0002"}
    }
  ],
  "continuationToken": "bmV4dA=="
}
"""

INVENTORY_PAGE = """
{
  "continuationToken": "bmV4dA==",
  "inventoryEntries": [
    {
      "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
      "seatCapacity": 100,
      "availableSeats": 97,
      "lastModified": "2017-04-24T09:30:00.1234567Z",
      "licenseType": "online",
      "distributionPolicy": "restricted",
      "status": "active"
    }
  ]
}
"""


def test_a_bulk_request_is_one_action_for_a_list_of_users() -> None:
    """The body that was seen on the wire, to the letter."""
    assert json.dumps(wire.bulk_request(["ada@contoso.com", "grace@contoso.com"], "assign")) == (
        '{"usernames": ["ada@contoso.com", "grace@contoso.com"], "seatAction": "assign"}'
    )
    assert json.dumps(wire.bulk_request(("bob@contoso.com",), "reclaim")) == (
        '{"usernames": ["bob@contoso.com"], "seatAction": "reclaim"}'
    )


@spellings
def test_a_bulk_result_says_who_was_served_and_who_was_not(spell: Spell) -> None:
    """In any capitals of the property names."""
    assert wire.read_bulk_result(spelled(BULK_RESULT, spell), OFFICE) == BulkResult(
        seats=(Seat(OFFICE, "Ada@contoso.com", active=True, assigned_at=MONDAY),),
        failed=(FailedSeat("bob@contoso.com", "User not found"),),
    )


@spellings
def test_a_page_of_seats_says_who_holds_which_and_whether_there_is_more(spell: Spell) -> None:
    """Each seat of the product that it names."""
    assert wire.read_seat_page(spelled(SEAT_PAGE, spell), None) == wire.SeatPage(
        items=(
            Seat(OFFICE, "ada@contoso.com", active=True, assigned_at=MONDAY),
            Seat(MINECRAFT, "bob@contoso.com", active=False, assigned_at=MONDAY),
        ),
        continuation_token="bmV4dA==",
    )


@spellings
def test_a_page_of_the_inventory_says_what_was_bought_and_is_free(spell: Spell) -> None:
    """Every field of the reference."""
    assert wire.read_inventory_page(spelled(INVENTORY_PAGE, spell)) == wire.InventoryPage(
        items=(
            InventoryEntry(
                product=OFFICE,
                capacity=100,
                available=97,
                license_type="online",
                distribution_policy="restricted",
                status="active",
                last_modified=MONDAY,
            ),
        ),
        continuation_token="bmV4dA==",
    )


def test_enumeration_values_of_an_inventory_entry_are_read_in_any_capitals() -> None:
    """`Online`, `OPEN` and `Removed` mean what the reference writes in lower case."""
    answer = json.loads(INVENTORY_PAGE)
    values = {"licenseType": "Online", "distributionPolicy": "OPEN", "status": "Removed"}
    answer["inventoryEntries"][0] |= values | {"lastModified": None}
    [entry] = wire.read_inventory_page(answer).items
    assert (entry.license_type, entry.distribution_policy) == ("online", "open")
    assert (entry.status, entry.last_modified) == ("removed", None)


@pytest.mark.parametrize(
    ("state", "held"),
    [
        ("active", True),
        ("revoked", False),
        ("REVOKED", False),
        ("unheard of", True),
        ("", True),
        (None, True),
    ],
)
def test_only_a_revoked_seat_is_not_held(*, state: str | None, held: bool) -> None:
    """A state nobody has seen counts as held: taking it for free would assign it again."""
    seat = wire.read_seat({"assignedTo": "ada@contoso.com", "state": state}, OFFICE)
    assert seat.active is held


def test_a_seat_that_names_no_product_is_of_the_one_that_was_asked_about() -> None:
    """And one that names no date has none."""
    assert wire.read_seat({"assignedTo": "ada@contoso.com"}, OFFICE) == Seat(
        OFFICE, "ada@contoso.com"
    )


def test_a_seat_of_another_product_is_an_error_where_one_was_asked_about() -> None:
    """Taken for a seat of this one, it would be reclaimed; passed over, it would be assigned."""
    key = {"productId": "9NBLGGH4R2R6", "skuId": "16"}
    page = {"seats": [{"assignedTo": "ada@contoso.com", "productKey": key}]}
    said = r"^The service's answer has a seat of '9NBLGGH4R2R6/16' in place of 9NBLGGH4R2R6/0016"
    with pytest.raises(UnreadableAnswer, match=said):
        wire.read_seat_page(page, OFFICE)


def test_a_products_name_in_other_capitals_is_the_same_product() -> None:
    """The service was seen to take any."""
    key = {"productId": "9nblggh4r2r6", "skuId": "0016"}
    assert wire.read_seat({"assignedTo": "ada@contoso.com", "productKey": key}, OFFICE) == Seat(
        OFFICE, "ada@contoso.com"
    )


def test_a_users_seats_have_to_name_their_products() -> None:
    """They may be of any."""
    with pytest.raises(
        UnreadableAnswer, match=r"^The service's answer lacks productKey in SeatDetails[.]$"
    ):
        wire.read_seat_page({"seats": [{"assignedTo": "ada@contoso.com"}]}, None)


@pytest.mark.parametrize("answer", [{}, {"seatDetails": None, "failedSeatOperations": None}])
def test_a_bulk_result_with_nothing_in_it_serves_nobody(answer: object) -> None:
    """Missing lists and null are empty ones."""
    assert wire.read_bulk_result(answer, OFFICE) == BulkResult(seats=(), failed=())


@pytest.mark.parametrize("token", [{}, {"continuationToken": None}, {"continuationToken": ""}])
def test_no_continuation_token_means_the_last_page(token: dict[str, object]) -> None:
    """Whether it is missing, null or empty."""
    assert wire.read_seat_page({"seats": [], **token}, OFFICE).continuation_token is None
    assert wire.read_inventory_page({"inventoryEntries": [], **token}).continuation_token is None


@pytest.mark.parametrize("said", [{}, {"failureReason": None}, {"failureReason": ""}])
def test_a_failure_without_a_reason_says_that_there_is_none(said: dict[str, object]) -> None:
    """Rather than nothing."""
    answer = {"failedSeatOperations": [{"userName": "bob@contoso.com", **said}]}
    [failed] = wire.read_bulk_result(answer, OFFICE).failed
    assert failed.reason == "the service gives no reason"


def test_properties_the_reference_does_not_list_are_passed_over() -> None:
    """A service may grow."""
    answer = {"assignedTo": "ada@contoso.com", "deviceId": 7, "odata.type": {"x": []}}
    assert wire.read_seat(answer, OFFICE).user == "ada@contoso.com"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "BulkSeatOperationResultSet"),
        ([], "BulkSeatOperationResultSet"),
        ("done", "BulkSeatOperationResultSet"),
        ({"seatDetails": {}}, "seatDetails"),
        ({"seatDetails": ["ada@contoso.com"]}, "SeatDetails"),
        ({"seatDetails": [{"state": "active"}]}, "lacks assignedTo in SeatDetails"),
        ({"seatDetails": [{"assignedTo": ""}]}, "lacks assignedTo in SeatDetails"),
        ({"seatDetails": [{"assignedTo": "a@b.c\nd@e.f"}]}, "which is no name"),
        ({"seatDetails": [{"assignedTo": ["ada@contoso.com"]}]}, "assignedTo"),
        (
            {"seatDetails": [{"assignedTo": "ada@contoso.com", "productKey": "9N/0016"}]},
            "ProductKey",
        ),
        (
            {"seatDetails": [{"assignedTo": "a@b.c", "productKey": {"productId": "9N"}}]},
            "lacks skuId in ProductKey",
        ),
        ({"failedSeatOperations": [{}]}, "lacks userName in FailedSeatRequest"),
    ],
)
def test_an_answer_that_is_not_what_the_reference_describes_is_an_error(
    answer: object, said: str
) -> None:
    """It names the structure or property that cannot be read."""
    with pytest.raises(UnreadableAnswer, match=f"^The service's answer .*{said}.*[.]$"):
        wire.read_bulk_result(answer, OFFICE)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (None, "nothing as availableSeats, not a whole number"),
        ("100", "a text as availableSeats, not a whole number"),
        (True, "true or false as availableSeats, not a whole number"),
        (1.5, "a number as availableSeats, not a whole number"),
        (2**63, "too large a number as availableSeats"),
        (-(2**63) - 1, "too large a number as availableSeats"),
    ],
)
def test_counts_of_seats_have_to_be_whole_numbers_of_64_bits(count: object, said: str) -> None:
    """A guess at how many are free could take the last one from somebody."""
    entry = {
        "productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"},
        "seatCapacity": 100,
        "availableSeats": count,
    }
    with pytest.raises(UnreadableAnswer, match=f"^The service's answer has {said}"):
        wire.read_inventory_page({"inventoryEntries": [entry]})

"""What is wrong with what a program declares: every value that cannot be, in one sentence."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError
from pulumi_microsoft_seats.plugin.faults import faults_of, raise_faults
from pulumi_microsoft_seats.plugin.kinds import SEAT_ASSIGNMENT
from pulumi_microsoft_seats.plugin.properties import parse
from tests.plugin.world import ADA, exclusive, shared, unknowns


def _faults(**values: object) -> list[str]:
    return faults_of(SEAT_ASSIGNMENT, {**exclusive(ADA), **values})


@unknowns
def test_a_declaration_that_can_be_has_no_faults(unknown: object) -> None:
    """Nor one that is not known in any part: it is judged when it is known."""
    raise_faults(parse(exclusive(ADA)))
    raise_faults(parse(shared(ADA)))
    raise_faults(parse(dict.fromkeys(exclusive(), unknown)))


@pytest.mark.parametrize("name", ["product_id", "sku_id"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("9N\ud800", r"'9N\ud800', which holds U+D800, half of a character"),
        ("9N\u200b", r"'9N\u200b', which holds U+200B, a character that nobody can see"),
    ],
)
def test_ids_hold_no_character_that_is_none_or_does_not_show(
    name: str, value: str, said: str
) -> None:
    """The one could not be sent, the other would not be found."""
    assert _faults(**{name: value}) == [f"{name} is {said}"]


@pytest.mark.parametrize("value", [None, "  ", 16, ["0016"]])
@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("product_id", "the id of a product, a text such as '9NBLGGH4R2R6'"),
        ("sku_id", "the SKU of a product, a text such as '0016'"),
    ],
)
def test_a_products_ids_are_texts(name: str, what: str, value: object) -> None:
    """A SKU written as a number has lost its zeros."""
    assert _faults(**{name: value}) == [f"{name} is {value!r}, not {what}"]


@pytest.mark.parametrize("limit", [0, 1, 0.5])
def test_a_reclaim_limit_may_be_anything_from_0_to_1(limit: float) -> None:
    """Both included."""
    assert _faults(reclaim_limit=limit) == []


@pytest.mark.parametrize("limit", [-0.1, 1.01, 30, "0.3", None, True, float("nan"), [0.3]])
def test_a_reclaim_limit_that_is_no_share_is_a_fault(limit: object) -> None:
    """A percentage is not one, and neither is True."""
    assert _faults(reclaim_limit=limit) == [f"reclaim_limit is {limit!r}, not a share from 0 to 1"]


@pytest.mark.parametrize("ownership", ["Exclusive", "", None, "all", ["shared"]])
def test_ownership_is_one_of_two_words(ownership: object) -> None:
    """In lower case, as the type says."""
    assert _faults(ownership=ownership) == [
        f"ownership is {ownership!r}, not 'exclusive' or 'shared'"
    ]


def test_all_faults_are_listed_at_once() -> None:
    """One sentence for five mistakes; None is one, and not the default."""
    with pytest.raises(InputError) as refused:
        raise_faults(parse({"product_id": "", "ownership": None, "seats": None}))
    said = str(refused.value)
    names = ["product_id", "sku_id", "ownership", "reclaim_limit", "seats"]
    assert [part.split(" is ")[0] for part in said.split("; ")] == names
    assert said.endswith(
        "reclaim_limit is None, not a share from 0 to 1; "
        "seats is None, not a text with a user a line."
    )

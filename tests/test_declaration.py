"""A resource's properties, as the engine hands them over, to values."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import UNKNOWN
from pulumi.runtime import rpc

from pulumi_microsoft_seats import declaration
from pulumi_microsoft_seats.declaration import (
    Declaration,
    declaration_from,
    failures_in,
    faults_of,
    is_known,
    product_in,
    refusal_in,
    urn_in,
    users_in,
)
from pulumi_microsoft_seats.domain.errors import InputError
from pulumi_microsoft_seats.domain.model import ProductKey

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
UNKNOWNS = [pytest.param(UNKNOWN, id="object"), pytest.param(rpc.UNKNOWN, id="text")]
"""How an unknown value reaches a provider: from this SDK, and from older ones."""

_unknowns = pytest.mark.parametrize("unknown", UNKNOWNS)

FULL: dict[str, Any] = {
    "product_id": "9NBLGGH4R2R6",
    "sku_id": "0016",
    "seats": "ada@contoso.com\ngrace@contoso.com\n",
    "ownership": "shared",
    "reclaim_limit": 0.5,
    "__urn": "urn:pulumi:dev::office::t::office",
}


def test_the_property_names_are_a_promise_to_every_stack() -> None:
    """They stand in its state; a release that renames one breaks it."""
    names = {
        name: value
        for name, value in vars(declaration).items()
        if name.isupper() and isinstance(value, str)
    }
    assert names == {
        "PRODUCT_ID": "product_id",
        "SKU_ID": "sku_id",
        "SEATS": "seats",
        "OWNERSHIP": "ownership",
        "RECLAIM_LIMIT": "reclaim_limit",
        "PLAN": "plan",
        "ASSIGNED_COUNT": "assigned_count",
        "FAILURES": "failures",
        "URN": "__urn",
        "RECLAIMING": "__reclaiming",
        "REFUSAL": "__refusal",
        "STRANGERS": "__strangers",
    }


def test_a_declaration_is_read_from_the_engines_properties() -> None:
    """All of them given."""
    assert declaration_from(FULL) == Declaration(
        product=OFFICE,
        users=frozenset({"ada@contoso.com", "grace@contoso.com"}),
        ownership="shared",
        reclaim_limit=0.5,
        urn="urn:pulumi:dev::office::t::office",
    )


def test_ownership_is_exclusive_and_the_limit_three_in_ten_unless_said_otherwise() -> None:
    """The documented defaults."""
    given = declaration_from({"product_id": "9NBLGGH4R2R6", "sku_id": "0016", "seats": ""})
    assert given == Declaration(OFFICE, frozenset(), "exclusive", 0.3, "")


@_unknowns
def test_a_value_is_known_or_not(unknown: object) -> None:
    """Nothing, an empty text and other objects are known."""
    assert not is_known(unknown)
    assert all(is_known(value) for value in (None, "", 0, "unknown", [], object()))


@_unknowns
@pytest.mark.parametrize("name", ["product_id", "sku_id"])
def test_a_product_is_not_known_while_half_of_it_is_not(name: str, unknown: object) -> None:
    """At a preview it may depend on something that is not created yet."""
    assert declaration_from({**FULL, name: unknown}).product is None
    assert product_in({**FULL, name: unknown}) is None
    assert product_in({}) is None


@_unknowns
def test_ownership_and_limit_that_are_not_known_have_no_default(unknown: object) -> None:
    """The default is for those that are not given; guessing one could take seats."""
    given = declaration_from({**FULL, "ownership": unknown, "reclaim_limit": unknown})
    assert (given.ownership, given.reclaim_limit) == (None, None)
    assert given.product == OFFICE


@_unknowns
def test_users_that_are_not_known_are_not_nobody(unknown: object) -> None:
    """An unknown roster must never read as an empty one, which would take every seat."""
    assert users_in({"seats": unknown}) is None
    assert users_in({"seats": None}) is None
    assert users_in({}) is None
    assert users_in({"seats": ""}) == frozenset()


def test_spaces_around_a_products_ids_do_not_matter() -> None:
    """They come with ids that are pasted."""
    assert product_in({"product_id": " 9NBLGGH4R2R6 ", "sku_id": "0016\n"}) == OFFICE


@_unknowns
def test_values_that_are_not_known_yet_have_no_faults(unknown: object) -> None:
    """They are judged when they are known."""
    assert faults_of(unknown, unknown, unknown, unknown) == []
    assert faults_of("9NBLGGH4R2R6", "0016", "exclusive", 0.3) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("9N\ud800", r"'9N\ud800', which holds U+D800, half of a character"),
        ("9N\u200b", r"'9N\u200b', which holds U+200B, a character that nobody can see"),
    ],
)
def test_ids_hold_no_character_that_is_none_or_does_not_show(value: str, said: str) -> None:
    """The one could not be sent, the other would not be found."""
    assert faults_of(value, "0016", "shared", 0.3) == [f"product_id is {said}"]
    assert faults_of("9N", value, "shared", 0.3) == [f"sku_id is {said}"]


@pytest.mark.parametrize("limit", [0, 1, 0.0, 1.0, 0.5])
def test_a_reclaim_limit_may_be_anything_from_0_to_1(limit: float) -> None:
    """Both included."""
    assert faults_of("9N", "1", "shared", limit) == []


@pytest.mark.parametrize("limit", [-0.1, 1.01, 30, "0.3", None, True, float("nan"), [0.3]])
def test_a_reclaim_limit_that_is_no_share_is_a_fault(limit: object) -> None:
    """A percentage is not one, and neither is True."""
    assert faults_of("9N", "1", "shared", limit) == [
        f"reclaim_limit is {limit!r}, not a share from 0 to 1"
    ]


@pytest.mark.parametrize("ownership", ["Exclusive", "", None, "all", ["shared"]])
def test_ownership_is_one_of_two_words(ownership: object) -> None:
    """In lower case, as the type says."""
    assert faults_of("9N", "1", ownership, 0.3) == [
        f"ownership is {ownership!r}, not 'exclusive' or 'shared'"
    ]


@pytest.mark.parametrize("value", [None, "", "  ", 16, ["0016"]])
def test_a_products_ids_are_texts(value: object) -> None:
    """A SKU written as a number has lost its zeros."""
    [product_fault] = faults_of(value, "0016", "shared", 0.3)
    [sku_fault] = faults_of("9N", value, "shared", 0.3)
    assert product_fault.startswith(f"product_id is {value!r}, not ")
    assert sku_fault.startswith(f"sku_id is {value!r}, not ")
    assert "9NBLGGH4R2R6" in product_fault
    assert "0016" in sku_fault


def test_all_faults_are_listed_at_once() -> None:
    """One sentence for four mistakes."""
    with pytest.raises(InputError) as refused:
        declaration_from({"product_id": "", "ownership": "all", "reclaim_limit": 30})
    said = str(refused.value)
    assert [part.split(" is ")[0] for part in said.split("; ")] == [
        "product_id",
        "sku_id",
        "ownership",
        "reclaim_limit",
    ]
    assert said.endswith("not a share from 0 to 1.")


def test_failures_are_read_as_none_where_there_are_none() -> None:
    """An older state, a null and an empty map alike."""
    assert failures_in({}) == failures_in({"failures": None}) == failures_in({"failures": {}}) == {}
    assert failures_in({"failures": {"ada@contoso.com": "why"}}) == {"ada@contoso.com": "why"}


@pytest.mark.parametrize("value", [None, *UNKNOWNS, 7])
def test_a_resource_whose_row_is_not_known_has_an_empty_urn(value: object) -> None:
    """Its lines then appear at the stack."""
    assert urn_in({"__urn": value}) == ""


def test_a_refusal_is_a_sentence_or_nothing() -> None:
    """Nothing means that `check` had no objection."""
    assert refusal_in({}) == refusal_in({"__refusal": None}) == ""
    assert refusal_in({"__refusal": "Too few seats."}) == "Too few seats."

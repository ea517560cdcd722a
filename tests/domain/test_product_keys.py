"""When two spellings of an inventory entry are the same product."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.model import ProductKey

OFFICE = ProductKey("9NBLGGH4R2R6", "00AB")


@pytest.mark.parametrize(
    ("product_id", "sku_id"),
    [("9nblggh4r2r6", "00AB"), ("9NBLGGH4R2R6", "00ab"), ("9nBLggh4R2r6", "00aB")],
)
def test_capitals_do_not_tell_products_apart(product_id: str, sku_id: str) -> None:
    """As keys of a dictionary neither, which is how seats are kept by product."""
    same = ProductKey(product_id, sku_id)
    assert same == OFFICE
    assert {OFFICE: "seats"}[same] == "seats"


@pytest.mark.parametrize(
    "other",
    [
        ProductKey("9NBLGGH4R2R7", "00AB"),
        ProductKey("9NBLGGH4R2R6", "0AB"),
        ProductKey("00AB", "9NBLGGH4R2R6"),
        ("9nblggh4r2r6", "00ab"),
        "9NBLGGH4R2R6/00AB",
        None,
    ],
)
def test_anything_else_does(other: object) -> None:
    """Either id is enough, and what is no product is none."""
    assert other != OFFICE


def test_a_slash_in_an_id_does_not_make_two_products_one() -> None:
    """Although both are written alike."""
    one, other = ProductKey("9N/1", "0016"), ProductKey("9N", "1/0016")
    assert str(one) == str(other)
    assert one != other


def test_a_product_is_written_as_it_was_spelled() -> None:
    """What the program or the service said can be found again."""
    assert str(ProductKey("9nBLggh4R2r6", "00aB")) == "9nBLggh4R2r6/00aB"

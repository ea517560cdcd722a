"""The properties that a licence has beside those of a seat of the Store."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.plugin.faults import faults_of
from pulumi_microsoft_seats.plugin.kinds import LICENSE_ASSIGNMENT
from pulumi_microsoft_seats.plugin.naming import as_before
from pulumi_microsoft_seats.plugin.properties import SeatProperties, hidden_names, parse
from tests.plugin.licences.directory import E3, EXCHANGE, licence
from tests.plugin.world import ADA, BOB, unknowns


def _parsed(**values: object) -> SeatProperties:
    return parse({**licence(ADA, BOB), **values}, LICENSE_ASSIGNMENT)


def _faults(**values: object) -> list[str]:
    return faults_of(LICENSE_ASSIGNMENT, {**licence(ADA), **values})


def test_the_property_names_are_a_promise_to_every_stack() -> None:
    """What a program writes, what is found out for it, and what the people are called by id."""
    kind = LICENSE_ASSIGNMENT
    assert (kind.names, kind.key, kind.found_out) == (("sku",), ("sku_id",), ("sku_id",))
    assert kind.options == ("disabled_plans", "enabled_plans")
    assert "__ids" in hidden_names(kind)


def test_a_licence_is_known_by_its_id_and_called_as_the_program_does() -> None:
    """Until it was looked up, a word for it is no product."""
    assert _parsed().product is None
    product = _parsed(sku_id=E3).product
    assert (product, str(product)) == (ProductKey(E3), "SPE_E3")


def test_what_state_knows_of_people_is_read_with_their_names() -> None:
    """A remark behind a name is not a part of it."""
    ids = "bxwMni8KSmCaUT1_XBsAAQ" + "." * 22
    read = _parsed(seats=f"{ADA}\n{BOB} (TEAMS1 on)\n", inherited=[ADA], __ids=ids)
    assert read.users == frozenset({ADA, BOB})
    assert read.remarks == {BOB: "TEAMS1 on"}
    assert read.inherited == {ADA}
    assert read.ids == {ADA: "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001"}


@unknowns
def test_plans_that_are_not_known_yet_are_neither_none_nor_all(unknown: object) -> None:
    """Nothing is planned until they are; nor is anything wrong with them."""
    for value in (unknown, ["TEAMS1", unknown]):
        assert not _parsed(disabled_plans=value).plans_known
        assert _faults(disabled_plans=value) == []
    assert _parsed(disabled_plans=["TEAMS1"]).plans_known


def test_a_list_that_is_left_out_is_no_empty_one() -> None:
    assert _parsed().option("disabled_plans") is None
    assert _parsed(disabled_plans=[]).option("disabled_plans") == ()


@pytest.mark.parametrize("value", ["TEAMS1", 4, {"TEAMS1": True}, ["TEAMS1", None]])
@pytest.mark.parametrize("name", ["disabled_plans", "enabled_plans"])
def test_plans_are_a_list_of_texts(name: str, value: object) -> None:
    """One name alone would be read as a list of its letters."""
    assert _faults(**{name: value}) == [
        f"{name} is {value!r}, not a list of names of service plans"
    ]


def test_what_is_off_and_what_is_on_is_not_said_twice() -> None:
    """Also where one of them is empty."""
    assert _faults(disabled_plans=[], enabled_plans=[EXCHANGE]) == [
        "disabled_plans and enabled_plans are both given, and each says it all; keep one"
    ]


@pytest.mark.parametrize("value", [None, "", "  ", 42])
def test_a_sku_is_a_text(value: object) -> None:
    assert _faults(sku=value) == [
        f"sku is {value!r}, not the part number or the id of a SKU, a text such as 'SPE_E3'"
    ]


@pytest.mark.parametrize(("word", "kept"), [("spe_e3 ", {"sku_id": E3}), ("SPE_E5", {})])
def test_where_nothing_can_be_looked_up_the_same_word_means_the_same_licence(
    word: str, kept: dict[str, str]
) -> None:
    """Otherwise a service that does not answer would replace it."""
    assert as_before(_parsed(sku_id=E3), _parsed(sku=word)) == kept

"""Any JSON whatever is either read into values of the right types, or refused in one sentence."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain import inventory_entry, model, product
from pulumi_microsoft_seats.domain.errors import UnreadableAnswer
from pulumi_microsoft_seats.store import product_wire, wire
from pulumi_microsoft_seats.transport.bodies import read_json
from tests.support import product_samples as samples
from tests.support.altered_json import altered
from tests.support.store_client import ADA, OFFICE

from .test_wire import BULK_RESULT, INVENTORY_PAGE, SEAT_PAGE

SEAT = json.loads(SEAT_PAGE)["seats"][0]
SEATS = {"seats": [SEAT], "continuationToken": "next"}
READERS: dict[str, tuple[object, Callable[[object], object]]] = {
    "bulk result": (json.loads(BULK_RESULT), lambda it: wire.read_bulk_result(it, OFFICE)),
    "seat": (SEAT, lambda it: wire.read_seat(it, OFFICE)),
    "seats of a product": (SEATS, lambda it: wire.read_seat_page(it, OFFICE)),
    "seats of a user": (SEATS, lambda it: wire.read_user_seat_page(it, ADA)),
    "inventory": (json.loads(INVENTORY_PAGE), wire.read_inventory_page),
    "details": (
        json.loads(samples.DETAILS),
        lambda it: product_wire.read_product_details(it, OFFICE),
    ),
    "texts": (json.loads(samples.LOCALIZED), product_wire.read_localized_detail),
    "licence": (
        json.loads(samples.LICENSE),
        lambda it: product_wire.read_offline_license(it, OFFICE),
    ),
    "packages": (json.loads(samples.PACKAGES), product_wire.read_package_set),
}


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_json_is_read_into_the_right_types_or_refused(reader: str, data: st.DataObject) -> None:
    """There is no third way: no other error, no other type."""
    sample, read_of = READERS[reader]
    try:
        read = read_of(read_json(json.dumps(data.draw(altered(sample))).encode()))
    except UnreadableAnswer as refused:
        said = str(refused)
        assert said.startswith("The service's answer ")
        assert said.isprintable()
        said.encode()
    else:
        assert not list(faults(read, type(read)))
        hash(read)
        fields = dataclasses.asdict(read)  # type: ignore[call-overload] # all are dataclasses
        json.dumps(fields, default=sorted).encode()


@given(st.binary())
def test_bytes_are_json_or_a_value_error(body: bytes) -> None:
    """Nothing else is raised for what a server sends."""
    try:
        read_json(body)
    except ValueError:
        return


def faults(value: object, kind: object) -> list[str]:
    """Where a value is not of the type its annotation says, all the way down."""
    if typing.get_origin(kind) is types.UnionType:
        return min((faults(value, one) for one in typing.get_args(kind)), key=len)
    if typing.get_origin(kind) in {tuple, frozenset}:
        assert isinstance(value, (tuple, frozenset))
        return [fault for item in value for fault in faults(item, typing.get_args(kind)[0])]
    assert isinstance(kind, type)
    if type(value) is not kind:
        return [f"{value!r} is no {kind.__name__}"]
    if not dataclasses.is_dataclass(value):
        return []
    spaces = vars(model) | vars(inventory_entry) | vars(product)
    hints = typing.get_type_hints(kind, spaces)
    return [fault for name, of in hints.items() for fault in faults(getattr(value, name), of)]


def test_the_check_of_types_sees_a_wrong_one() -> None:
    """So that its silence means something."""
    wrong = wire.SeatPage(items=(model.Seat(OFFICE, 7),), continuation_token=None)  # type: ignore[arg-type]
    assert faults(wrong, wire.SeatPage) == ["7 is no str"]

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
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.store import product_wire, wire
from pulumi_microsoft_seats.transport.bodies import read_json

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")

READERS: dict[str, Callable[[object], object]] = {
    "bulk result": lambda it: wire.read_bulk_result(it, OFFICE),
    "seat": lambda it: wire.read_seat(it, OFFICE),
    "seats of a product": lambda it: wire.read_seat_page(it, OFFICE),
    "seats of a user": lambda it: wire.read_user_seat_page(it, "ada@contoso.com"),
    "inventory": wire.read_inventory_page,
    "details": lambda it: product_wire.read_product_details(it, OFFICE),
    "texts": product_wire.read_localized_detail,
    "licence": lambda it: product_wire.read_offline_license(it, OFFICE),
    "packages": product_wire.read_package_set,
    "package": product_wire.read_package,
}

NAMES = [
    *("productKey", "productId", "skuId", "assignedTo", "dateAssigned", "state", "seats"),
    *("seatDetails", "continuationToken", "failedSeatOperations", "failureReason", "userName"),
    *("inventoryEntries", "seatCapacity", "availableSeats", "lastModified", "licenseType"),
    *("distributionPolicy", "status", "productType", "supportedLanguages", "publisherId"),
    *("category", "alternateIds", "type", "value", "packageFamilyName", "supportedPlatforms"),
    *("language", "displayName", "description", "images", "location", "purpose", "height"),
    *("width", "caption", "backgroundColor", "foregroundColor", "fileSize", "publisher"),
    *("publisherName", "publisherWebsite", "licenseBlob", "licenseInstanceId", "requestorId"),
    *("contentId", "packageSetId", "productPackages", "frameworkDependencyPackages"),
    *("packageId", "packageFullName", "packageIdentityName", "architectures", "packageFormat"),
    *("platforms", "packageRank", "url", "platformName", "minVersion", "maxTestedVersion"),
    *("major", "minor", "build", "revision"),
]

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec=None)),
    st.sampled_from(
        ["ada@contoso.com", "9NBLGGH4R2R6", "0016", "Revoked", "ONLINE", "bGljZW5jZQ=="]
    ),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.sampled_from(NAMES), st.sampled_from(NAMES).map(str.upper), st.text()),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=30,
)


def structured(names: dict[str, object]) -> st.SearchStrategy[object]:
    """An object with these properties, each of them right, wrong or missing."""
    fields = {
        name: st.one_of(of, plain) if isinstance(of, st.SearchStrategy) else plain
        for name, of in names.items()
    }
    return st.fixed_dictionaries({}, optional=fields)


key = structured({"productId": st.just("9NBLGGH4R2R6"), "skuId": st.just("0016")})
seat = structured(
    {
        "assignedTo": st.just("ada@contoso.com"),
        "productKey": key,
        "state": None,
        "dateAssigned": None,
    }
)
package = structured(
    {
        "packageId": st.just("p"),
        "location": structured({"url": None}),
        "architectures": st.lists(plain, max_size=2),
        "platforms": st.lists(
            structured({"platformName": None, "minVersion": structured({"major": None})}),
            max_size=2,
        ),
        "fileSize": st.integers(),
    }
)
answers = st.one_of(
    values,
    seat,
    package,
    structured({"seats": st.lists(seat, max_size=3), "continuationToken": None}),
    structured({"seatDetails": st.lists(seat, max_size=3), "failedSeatOperations": None}),
    structured({"productPackages": st.lists(package, max_size=3), "packageSetId": None}),
    structured(dict.fromkeys(NAMES, values)),
)


@pytest.mark.parametrize("reader", READERS)
@given(answer=answers)
def test_json_is_read_into_the_right_types_or_refused(reader: str, answer: object) -> None:
    """There is no third way: no other error, no other type."""
    answer = read_json(json.dumps(answer).encode())
    try:
        read = READERS[reader](answer)
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

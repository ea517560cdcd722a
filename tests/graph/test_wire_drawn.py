"""Any JSON whatever in place of any part of an answer: it is read, or refused in one sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import Correlation, UnreadableAnswer
from pulumi_microsoft_seats.graph import batch_wire, wire
from pulumi_microsoft_seats.graph.failures import Failures
from pulumi_microsoft_seats.graph.license_names import LicenseNames
from pulumi_microsoft_seats.transport.request import Subject
from tests.support.altered_json import altered
from tests.support.graph_client import ADA, SKU_E3, STAFF, fault

GROUP = {"id": STAFF, "displayName": "Staff", "assignedLicenses": ADA["assignedLicenses"]}
BATCH = {
    "responses": [
        {"id": "0", "status": 429, "headers": {"Retry-After": "10"}, "body": fault("x", "y")},
        {"id": "1", "status": 200, "headers": {}, "body": ADA},
    ]
}
READERS: dict[str, tuple[object, Callable[[object], object]]] = {
    "user": (ADA, wire.read_user),
    "SKU": (SKU_E3, wire.read_sku),
    "group": (GROUP, wire.read_group),
    "page": ({"value": [ADA], "@odata.nextLink": "x"}, lambda it: wire.page_of(it, wire.read_user)),
    "batch": (BATCH, lambda it: batch_wire.read_batch(it, 2)),
}


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_a_part_that_is_something_else_is_read_or_refused(reader: str, data: st.DataObject) -> None:
    """There is no third way; what was read can be compared, and what was refused be shown."""
    sample, read = READERS[reader]
    try:
        found = read(data.draw(altered(sample)))
    except UnreadableAnswer as refused:
        said = str(refused)
        assert said.startswith("The service's answer ")
        assert said.isprintable()
    else:
        if not isinstance(found, list):
            hash(found)  # fails for what holds something that can change


@given(status=st.integers(400, 599), body=altered(fault("Request_BadRequest", "x")))
def test_any_error_answer_is_an_error_of_ours(status: int, body: object) -> None:
    """In one line, whatever stands where its words do."""
    subject, sent = Subject("reading", "it"), Correlation("client-request-id", "1")
    error = Failures(LicenseNames()).error(status, body, subject, sent)
    assert "\n" not in str(error)
    assert error.status == status

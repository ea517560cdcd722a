"""The names that stand in every stack's state: a rename would lose, or replace, what is there."""

from __future__ import annotations

import base64
import json
import pickle
import re
from importlib.metadata import version

import pytest

from pulumi_microsoft_seats.plugin import properties
from pulumi_microsoft_seats.provider import SeatAssignmentProvider
from tests.upgrades.stored import STATES, Stored, stored_by

VERSIONS = sorted(folder.name for folder in STATES.iterdir() if folder.is_dir())

KEPT = {
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
    "_UNMANAGED_BEFORE": "__strangers",
}
"""The names that 0.1.0 stored."""

ADDED = {
    "SECRET": "__secret",
    "GAINS": "__gains",
    "LOSSES": "__losses",
    "REPLACED": "__replaced",
    "UNMANAGED": "__unmanaged",
}
"""Since then; no release has stored them yet."""

NEVER_KEPT = {"REFUSAL": "__refusal"}
"""An update with a refusal does not begin, so no state has it."""


@pytest.fixture(params=VERSIONS)
def stored(request: pytest.FixtureRequest) -> Stored:
    """The state of each version in turn."""
    return stored_by(request.param)


def _names(stored: Stored) -> set[str]:
    return {
        name
        for resource in stored.assignments
        for name in {*resource["inputs"], *resource["outputs"]}
    }


def test_the_property_names_are_these() -> None:
    """All of them, so that a new one is decided on here, and comes with a state that has it."""
    found = {name: value for name, value in vars(properties).items() if _is_property(name, value)}
    assert found == KEPT | ADDED | NEVER_KEPT


def test_what_is_stored_has_these_names_and_no_others(stored: Stored) -> None:
    """Whatever version wrote it."""
    assert _names(stored) <= {*KEPT.values(), *ADDED.values(), "__provider"}


def test_the_first_state_has_every_name() -> None:
    """So that what follows reads each of them."""
    assert _names(stored_by("0.1.0")) == {*KEPT.values(), "__provider"}


def test_the_provider_is_read_back_to_the_class_of_today(stored: Stored) -> None:
    """By its path, which is frozen; there is nothing else in it."""
    for resource in stored.assignments:
        for side in (resource["inputs"], resource["outputs"]):
            pickled = base64.b64decode(side["__provider"])
            assert b"pulumi_microsoft_seats.provider" in pickled
            assert b"SeatAssignmentProvider" in pickled
            read = pickle.loads(pickled)  # noqa: S301 - a file of this repository
            assert type(read) is SeatAssignmentProvider
            assert vars(read) == {}


def test_nothing_of_whoever_wrote_it_is_stored(stored: Stored) -> None:
    """No secrets, no salt, no paths of a machine."""
    text = json.dumps(stored.deployment)
    assert not re.search(
        r"secret|salt|sourcePosition|stackTrace|/home/|/root/|/tmp/|site-pack", text
    )
    assert len(stored.assignments) == 5


def test_the_version_of_today_has_a_state() -> None:
    """A release that changes what is stored adds one; see README.md beside this test."""
    released = version("pulumi-microsoft-seats")
    assert VERSIONS[-1] <= released


def _is_property(name: str, value: object) -> bool:
    return name.isupper() and isinstance(value, str)

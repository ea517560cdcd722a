"""The names that stand in every stack's state: a rename would lose, or replace, what is there."""

from __future__ import annotations

import base64
import json
import pickle
import re
from importlib.metadata import version

import pytest

from pulumi_microsoft_seats import provider
from pulumi_microsoft_seats.plugin import kinds, properties
from tests.upgrades.stored import LICENSE_STATES, STATES, Stored, stored_by

VERSIONS = sorted(folder.name for folder in STATES.iterdir() if folder.is_dir())
LICENSE_VERSIONS = sorted(folder.name for folder in LICENSE_STATES.iterdir() if folder.is_dir())

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
    "ALSO": "__also",
    "SECRET": "__secret",
    "GAINS": "__gains",
    "LOSSES": "__losses",
    "REPLACED": "__replaced",
    "UNMANAGED": "__unmanaged",
}
"""Since then; no release has stored them yet."""

OF_LICENSES = {
    "SKU": "sku",
    "DISABLED_PLANS": "disabled_plans",
    "ENABLED_PLANS": "enabled_plans",
    "INHERITED": "inherited",
    "IDS": "__ids",
}
"""What only a licence has."""

NEVER_KEPT = {"REFUSAL": "__refusal"}
"""An update with a refusal does not begin, so no state has it."""

NEVER_READ = {"TOLD": "__told"}
"""What a preview tells its review of the plan; a state may have it, and nobody asks it for that."""


@pytest.fixture(
    params=[
        *((STATES, version) for version in VERSIONS),
        *((LICENSE_STATES, version) for version in LICENSE_VERSIONS),
    ],
    ids=lambda param: "-".join((param[0].name, param[1])),
)
def stored(request: pytest.FixtureRequest) -> Stored:
    """Each state in turn, of seats and of licences."""
    states, version = request.param
    return stored_by(version, states)


def _names(stored: Stored) -> set[str]:
    return {
        name
        for resource in stored.assignments
        for name in {*resource["inputs"], *resource["outputs"]}
    }


def test_the_property_names_are_these() -> None:
    """All of them, so that a new one is decided on here, and comes with a state that has it."""
    named = {**vars(kinds), **vars(properties)}
    found = {name: value for name, value in named.items() if _is_property(name, value)}
    assert found == KEPT | ADDED | OF_LICENSES | NEVER_KEPT | NEVER_READ


def test_what_is_stored_has_these_names_and_no_others(stored: Stored) -> None:
    """Whatever version wrote it."""
    known = KEPT | ADDED | OF_LICENSES | NEVER_READ
    assert _names(stored) <= {*known.values(), "__provider"}


def test_the_first_state_has_every_name() -> None:
    """So that what follows reads each of them."""
    assert _names(stored_by("0.1.0")) == {*KEPT.values(), "__provider"}


def test_the_first_state_of_licences_has_every_name_of_theirs() -> None:
    assert _names(stored_by("0.2.0", LICENSE_STATES)) >= {*OF_LICENSES.values(), "__unmanaged"}


def test_the_provider_is_read_back_to_the_class_of_today(stored: Stored) -> None:
    """By its path, which is frozen; there is nothing else in it."""
    for resource in stored.assignments:
        for side in (resource["inputs"], resource["outputs"]):
            pickled = base64.b64decode(side["__provider"])
            assert b"pulumi_microsoft_seats.provider" in pickled
            name = f"{resource['type'].rpartition(':')[2]}Provider"
            assert name.encode() in pickled
            read = pickle.loads(pickled)  # noqa: S301 - a file of this repository
            assert type(read) is getattr(provider, name)
            assert vars(read) == {}


def test_nothing_of_whoever_wrote_it_is_stored(stored: Stored) -> None:
    """No secrets, no salt, no paths of a machine."""
    text = json.dumps(stored.deployment)
    assert not re.search(
        r"secret|salt|sourcePosition|stackTrace|/home/|/root/|/tmp/|site-pack", text
    )
    assert stored.assignments


def test_the_version_of_today_has_a_state() -> None:
    """A release that changes what is stored adds one; see README.md beside this test."""
    released = version("pulumi-microsoft-seats")
    assert VERSIONS[-1] <= released


def _is_property(name: str, value: object) -> bool:
    return name.isupper() and isinstance(value, str)

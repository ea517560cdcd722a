"""The tenant as a seed, as the world of a moment, and as a data file keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from pulumi_microsoft_seats.emulator import Emulator, EmulatorError, parse_world, world_document

from .caller import E3, EVENTUAL, GRACE, WORLD, Caller

DESIGNED = """
users:
  - ada@contoso.com
  - bob@contoso.com
  - edith@contoso.com
  - {user: grace@contoso.com, usage_location: DE, id: 6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001}
groups:
  - {name: Licensed staff, members: [grace@contoso.com]}
inventory:
  - {product_id: 9NBLGGH4R2R6, sku_id: "0016", seat_capacity: 100, seats: [ada@contoso.com]}
licenses:
  - sku_part_number: SPE_E3
    sku_id: 1b7a8c40-5a11-4d0e-8a10-00000000e3e3
    enabled: 25
    service_plans:
      - EXCHANGE_S_ENTERPRISE
      - {name: TEAMS1, depends_on: [EXCHANGE_S_ENTERPRISE]}
      - {name: EXCHANGE_S_STANDARD, excludes: [EXCHANGE_S_ENTERPRISE]}
    direct: [ada@contoso.com, {user: bob@contoso.com, disabled_plans: [TEAMS1]}]
    groups: [Licensed staff]
"""


def _signed_in(emulator: Emulator, session: requests.Session) -> Caller:
    session.trust_env = False
    caller = Caller(emulator, session)
    caller.renew()
    return caller


def test_a_seed_with_short_forms_serves_both_services(graph: Caller) -> None:
    emulator = graph.emulator
    emulator.replace_world(parse_world(yaml.safe_load(DESIGNED)))
    assert emulator.holders("9NBLGGH4R2R6/0016") == {"ada@contoso.com"}
    assert emulator.license_holders("SPE_E3") == {"ada@contoso.com", "bob@contoso.com"}
    assert emulator.license_holders("SPE_E3", through="licensed staff") == {"grace@contoso.com"}
    assert emulator.plans_off("SPE_E3", "bob@contoso.com") == {"TEAMS1"}
    assert graph.get("/users/ada@contoso.com?$select=usageLocation")["usageLocation"] == "US"
    assert graph.get(f"/users/{GRACE}?$select=usageLocation")["usageLocation"] == "DE"
    # What one SKU gives does not exclude itself.
    answer = graph.assign("edith@contoso.com", E3)
    assert answer.status_code == 200, answer.text


def test_ids_that_are_left_out_are_the_same_at_every_start(graph: Caller) -> None:
    graph.emulator.replace_world(parse_world(yaml.safe_load(DESIGNED)))
    ada, bob = (graph.emulator.user_id(f"{name}@contoso.com") for name in ("ADA", "bob"))
    with Emulator(parse_world(yaml.safe_load(DESIGNED))) as emulator:
        assert emulator.user_id("ada@contoso.com") == ada != bob


def test_the_world_of_a_moment_is_a_seed_of_the_same_world(graph: Caller) -> None:
    graph.assign("edith@contoso.com", E3)
    graph.emulator.rename_user("ada@contoso.com", "ada.l@contoso.com")
    graph.emulator.take_units("SPE_E3", 3)
    graph.emulator.add_plan("SPE_E3", "COPILOT")
    graph.emulator.set_usage_location("bob@contoso.com", None)
    before = world_document(graph.emulator.world())
    graph.emulator.replace_world(parse_world(before))
    assert world_document(graph.emulator.world()) == before
    users = before["users"]
    assert {"user": "Bob@contoso.com", "usage_location": None} in users
    assert "edith@contoso.com" in users
    assert graph.emulator.license_holders("SPE_E3") == {
        "ada.l@contoso.com",
        "bob@contoso.com",
        "edith@contoso.com",
    }


def test_without_a_directory_everybody_who_is_named_is_in_it(graph: Caller) -> None:
    """And the Store still knows any name."""
    licenses = [{"sku_part_number": "SPE_E3", "direct": ["ada@contoso.com"], "groups": ["All"]}]
    groups = [{"name": "All", "members": ["grace@contoso.com"]}]
    graph.emulator.replace_world(parse_world({"groups": groups, "licenses": licenses}))
    assert graph.get("/users?$count=true", EVENTUAL)["@odata.count"] == 2
    assert "users" not in world_document(graph.emulator.world())


def test_the_directory_is_the_store_s_as_well(graph: Caller) -> None:
    emulator = graph.emulator
    emulator.replace_world(
        parse_world({**WORLD, "inventory": [{"product_id": "p", "sku_id": "s"}]})
    )
    emulator.rename_user("ada@contoso.com", "ada.l@contoso.com")
    emulator.add_user("new@contoso.com")
    emulator.delete_user("edith@contoso.com")
    emulator.assign("p/s", "ada.l@contoso.com", "new@contoso.com")
    for gone in ("ada@contoso.com", "edith@contoso.com"):
        with pytest.raises(EmulatorError, match="User not found"):
            emulator.assign("p/s", gone)


def test_licenses_survive_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "store.db"
    with Emulator(parse_world(WORLD), data=data) as emulator, requests.Session() as session:
        graph = _signed_in(emulator, session)
        graph.assign("edith@contoso.com", E3)
        graph.assign("ada@contoso.com", remove=(E3,))
        emulator.delete_user("bob@contoso.com")
        before = graph.states("edith@contoso.com")
    with Emulator(data=data) as emulator, requests.Session() as session:
        assert emulator.kept_data
        graph = _signed_in(emulator, session)
        assert graph.states("edith@contoso.com") == before
        assert emulator.license_holders("SPE_E3") == {"edith@contoso.com"}
        assert graph.get("/subscribedSkus")["value"][0]["consumedUnits"] == 2


def _e3(**fields: object) -> dict[str, Any]:
    """What a seed says of one SKU."""
    return {"licenses": [{"sku_part_number": "E3", **fields}]}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            _e3(direct=["who@contoso.com"]),
            (
                "who@contoso.com is a holder of E3 but is not among users; add the name there or "
                "leave users out."
            ),
        ),
        (
            {"groups": [{"name": "G", "members": ["who@contoso.com"]}]},
            "who@contoso.com is a member of G but is not among users",
        ),
        (_e3(groups=["Nobody"]), "Nobody gives E3 but is not among groups; add it there."),
        (
            _e3(direct=[{"user": "ada@contoso.com", "disabled_plans": ["X"]}]),
            "X is no service plan of E3; add it there or correct it.",
        ),
        (_e3(sku_id="E3"), "licenses[0].sku_id is 'E3'; it must be a GUID."),
        (
            {"licenses": [{"sku_part_number": name, "sku_id": E3} for name in ("E3", "E5")]},
            "E3 and E5 have one sku_id; correct it.",
        ),
        (
            {"users": ["ada@contoso.com", {"user": "ADA@contoso.com"}]},
            "users lists ada@contoso.com more than once; remove the repetition.",
        ),
        (
            {"users": [{"user": name, "id": GRACE} for name in ("ada@contoso.com", "b")]},
            f"the ids of users lists {GRACE} more than once; remove the repetition.",
        ),
        (
            {"users": [{"user": "ada@contoso.com", "location": "DE"}]},
            "users[0].location is not known; remove it or correct its name.",
        ),
        (
            _e3(direct=[{"user": 7}]),
            "licenses[0].direct[0].user is 7; it must be text; put it in quotes.",
        ),
    ],
)
def test_what_is_wrong_with_a_seed_is_said_in_a_sentence(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(EmulatorError) as raised:
        parse_world({"users": ["ada@contoso.com"], **changes})
    assert sentence in str(raised.value)


def test_somebody_else_s_changes_need_names_that_there_are(graph: Caller) -> None:
    emulator = graph.emulator
    emulator.give_license("SPE_E3", "edith@contoso.com", ["TEAMS1"])
    assert emulator.plans_off("SPE_E3", "edith@contoso.com") == {"TEAMS1"}
    emulator.take_license("SPE_E3", "edith@contoso.com")
    with pytest.raises(EmulatorError, match="does not have SPE_E3 directly"):
        emulator.take_license("SPE_E3", "edith@contoso.com")
    with pytest.raises(EmulatorError, match="SPE_E7 is not among the emulator's licenses"):
        emulator.give_license("SPE_E7", "edith@contoso.com")
    with pytest.raises(EmulatorError, match="nobody is not in the emulator's directory"):
        emulator.rename_user("nobody", "who@contoso.com")
    with pytest.raises(EmulatorError, match="Nobody is no group"):
        emulator.change_members("Nobody", add=["edith@contoso.com"])

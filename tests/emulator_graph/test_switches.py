"""What Graph can be made to get wrong in what it answers: stale reads, pages, licence states."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_microsoft_seats.emulator import parse_world

from .caller import ADA, E3, EDITH, EVENTUAL, F1, GRACE, GRACE_NAME, STAFF, WORLD, Caller, refusal

HOLDERS = f"/users?$filter=assignedLicenses/any(x:x/skuId eq {E3})&$count=true&$select=id"


def _count(graph: Caller) -> int:
    return len(graph.get(HOLDERS, EVENTUAL)["value"])


class TestStaleReads:
    """Delays are long here, so that a test decides when they end: by taking the rule away."""

    def test_a_read_after_a_write_shows_the_old_licenses(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "replica_delay", "delay": "1000s"})
        written = graph.assign(EDITH, E3)
        assert [license_["skuId"] for license_ in written.json()["assignedLicenses"]] == [E3]
        assert graph.skus(EDITH) == []
        graph.emulator.inject()
        assert graph.skus(EDITH) == [E3]

    def test_of_some_users_or_some_reads_alone(self, graph: Caller) -> None:
        rule = {"fault": "replica_delay", "delay": "1000s", "users": [EDITH], "count": 1}
        graph.emulator.inject(rule)
        graph.assign(EDITH, E3)
        assert [graph.skus(EDITH) for _ in range(2)] == [[], [E3]]
        graph.emulator.inject({**rule, "users": [ADA], "count": 10})
        graph.assign(EDITH, remove=(E3,))
        assert graph.skus(EDITH) == []

    def test_the_index_lags_behind_the_default_read(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "index_delay", "delay": "1000s"})
        graph.assign(EDITH, E3)
        assert graph.skus(EDITH) == [E3]
        assert _count(graph) == 3
        graph.emulator.inject()
        assert _count(graph) == 4

    def test_people_who_came_went_or_were_renamed_are_seen_late_too(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "replica_delay", "delay": "1000s"})
        graph.emulator.add_user("new@contoso.com")
        graph.emulator.delete_user(ADA)
        graph.emulator.rename_user(EDITH, "edith.c@contoso.com")
        statuses = {
            name: graph.send("GET", f"/users/{name}@contoso.com").status_code
            for name in ("new", "ada", "edith", "edith.c")
        }
        assert statuses == {"new": 404, "ada": 200, "edith": 200, "edith.c": 404}
        listed = {user["userPrincipalName"] for user in graph.get("/users")["value"]}
        assert {ADA, EDITH} <= listed
        assert len(listed) == 6
        graph.emulator.inject()
        assert graph.send("GET", "/users/new@contoso.com").status_code == 200
        assert graph.send("GET", f"/users/{ADA}").status_code == 404

    def test_a_usage_location_takes_effect_late(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "late_usage_location", "delay": "1000s"})
        graph.emulator.set_usage_location("mary@contoso.com", "DE")
        assert graph.get("/users/mary@contoso.com?$select=usageLocation")["usageLocation"] == "DE"
        assert "invalid usage location" in refusal(graph.assign("mary@contoso.com", E3))[2]
        graph.emulator.inject()
        assert graph.assign("mary@contoso.com", E3).status_code == 200

    def test_a_pool_is_slow_to_notice_a_unit_that_was_freed(self, graph: Caller) -> None:
        graph.emulator.take_units("SPE_E3", 1)
        graph.emulator.inject({"fault": "slow_pool", "delay": "1000s"})
        graph.assign(ADA, remove=(E3,))
        assert graph.get("/subscribedSkus")["value"][0]["consumedUnits"] == 4
        assert "does not have any available" in refusal(graph.assign(EDITH, E3))[2]
        graph.emulator.inject()
        assert graph.assign(EDITH, E3).status_code == 200


class TestPages:
    """Pages that expire, are empty, or are refused."""

    def test_the_trap_of_the_header_can_be_switched_off(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "pages_without_header"})
        assert len(list(graph.pages(f"{HOLDERS}&$top=1"))) == 3

    def test_a_page_token_expires(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "expired_pages", "count": 1})
        following = graph.get("/users?$top=3")["@odata.nextLink"]
        assert refusal(graph.send("GET", following))[1] == "Directory_ExpiredPageToken"
        assert graph.send("GET", following).status_code == 200

    def test_a_page_is_empty_and_has_a_next_one(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "empty_pages"})
        pages = [len(page["value"]) for page in graph.pages("/users?$top=3")]
        assert pages == [0, 3, 0, 3]

    def test_licenses_and_a_range_of_names_together_are_refused(self, graph: Caller) -> None:
        ranged = HOLDERS.replace("&$count", " and userPrincipalName ge 'a'&$count")
        assert graph.send("GET", ranged, headers=EVENTUAL).status_code == 200
        graph.emulator.inject({"fault": "refused_ranges"})
        answer = graph.send("GET", ranged, headers=EVENTUAL)
        assert refusal(answer)[:2] == (400, "Request_UnsupportedQuery")
        assert graph.send("GET", HOLDERS, headers=EVENTUAL).status_code == 200


class TestPaths:
    """Licence states in every form."""

    @pytest.mark.parametrize(
        "error",
        [
            "CountViolation",
            "MutuallyExclusiveViolation",
            "DependencyViolation",
            "ProhibitedInUsageLocationViolation",
            "UniquenessViolation",
            "Other",
        ],
    )
    def test_every_error_direct_and_by_a_group(self, graph: Caller, error: str) -> None:
        """In `Error` it is no licence, in `ActiveWithError` it is one."""
        license_: dict[str, Any] = {
            **WORLD["licenses"][1],
            "direct": [
                {"user": ADA, "state": "ActiveWithError", "error": error},
                {"user": EDITH, "state": "Error", "error": error},
            ],
            "groups": [
                {"group": "Licensed staff", "errors": [{"user": GRACE_NAME, "error": error}]}
            ],
        }
        world = {"users": WORLD["users"], "groups": WORLD["groups"], "licenses": [license_]}
        graph.emulator.replace_world(parse_world(world))
        found = {
            user: (state["state"], state["error"], state["assignedByGroup"])
            for user in (ADA, EDITH, GRACE_NAME)
            for state in graph.states(user)
        }
        assert found == {
            ADA: ("ActiveWithError", error, None),
            EDITH: ("Error", error, None),
            GRACE_NAME: ("Error", error, STAFF),
        }
        assert [graph.skus(user) for user in (ADA, EDITH, GRACE_NAME)] == [[F1], [], []]

    def test_no_error_is_null_as_documented(self, graph: Caller) -> None:
        assert [state["error"] for state in graph.states(ADA)] == ["None"]
        graph.emulator.inject({"fault": "null_errors"})
        assert [state["error"] for state in graph.states(ADA)] == [None]

    def test_states_lack_a_license_that_the_user_has(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "hidden_states", "users": [ADA], "sku": "SPE_E3"})
        assert graph.states(ADA) == []
        assert graph.skus(ADA) == [E3]
        assert len(graph.states("bob@contoso.com")) == 1

    def test_taking_what_is_inherited_may_do_nothing(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "silent_removals"})
        assert graph.assign(GRACE, remove=(E3,)).status_code == 200
        assert graph.skus(GRACE) == [E3]

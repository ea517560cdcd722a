"""What Graph can be made to get wrong: the reference's last table, a switch each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator, parse_world

from .caller import (
    CALLING,
    E3,
    EVENTUAL,
    F1,
    GRACE,
    STAFF,
    TEAMS,
    WORLD,
    Caller,
    assigning,
    refusal,
)

EDITH = "edith@contoso.com"
ADA = "ada@contoso.com"
BUSY = "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."
HOLDERS = f"/users?$filter=assignedLicenses/any(x:x/skuId eq {E3})&$count=true&$select=id"
WRITES = {"match": {"path": "*/assignLicense"}}


def _skus(graph: Caller, user: str) -> list[str]:
    return sorted(license_["skuId"] for license_ in graph.held(user))


def _count(graph: Caller) -> int:
    return len(graph.get(HOLDERS, EVENTUAL)["value"])


class TestStaleReads:
    """Delays are long here, so that a test decides when they end: by taking the rule away."""

    def test_a_read_after_a_write_shows_the_old_licenses(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "replica_delay", "delay": "1000s"})
        written = graph.assign(EDITH, E3)
        assert [license_["skuId"] for license_ in written.json()["assignedLicenses"]] == [E3]
        assert _skus(graph, EDITH) == []
        graph.emulator.inject()
        assert _skus(graph, EDITH) == [E3]

    def test_of_some_users_or_some_reads_alone(self, graph: Caller) -> None:
        rule = {"fault": "replica_delay", "delay": "1000s", "users": [EDITH], "count": 1}
        graph.emulator.inject(rule)
        graph.assign(EDITH, E3)
        assert [_skus(graph, EDITH) for _ in range(2)] == [[], [E3]]
        graph.emulator.inject({**rule, "users": [ADA], "count": 10})
        graph.assign(EDITH, remove=(E3,))
        assert _skus(graph, EDITH) == []

    def test_the_index_lags_behind_the_default_read(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "index_delay", "delay": "1000s"})
        graph.assign(EDITH, E3)
        assert _skus(graph, EDITH) == [E3]
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


class TestWrites:
    """Limits of writes and of reads."""

    @pytest.mark.parametrize(
        ("rule", "status", "code"),
        [
            ({}, 409, "Directory_ConcurrencyViolation"),
            ({"status": 400}, 400, "Directory_ConcurrencyViolation"),
            ({"status": 400, "text_only": True}, 400, "Request_BadRequest"),
        ],
    )
    def test_a_tenant_allows_one_license_write_at_a_time(
        self, graph: Caller, rule: Mapping[str, object], status: int, code: str
    ) -> None:
        """Parts of a batch are in flight together; reads are not writes."""
        graph.emulator.inject({"fault": "write_lock", "takes": "10ms", **rule})
        answers = graph.batch(
            assigning("0", EDITH),
            assigning("1", GRACE),
            {"id": "2", "method": "GET", "url": "/users"},
        )
        assert [answers[id_]["status"] for id_ in "012"] == [200, status, 200]
        error = answers["1"]["body"]["error"]
        assert (error["code"], error["message"]) == (code, BUSY)
        assert [state["assignedByGroup"] for state in graph.states(GRACE)] == [STAFF]
        assert graph.assign(GRACE, E3).status_code == 200

    def test_or_as_many_as_a_rule_says(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "write_lock", "takes": "10ms", "writes": 2})
        parts = [assigning(str(n), user) for n, user in enumerate((ADA, "bob@contoso.com", GRACE))]
        for _ in range(2):
            statuses = [part["status"] for part in graph.batch(*parts).values()]
            assert statuses == [200, 200, 409]

    def test_parts_in_order_are_never_in_flight_together(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "write_lock", "takes": "1ms"})
        answers = graph.batch(assigning("0", EDITH), assigning("1", GRACE, dependsOn=["0"]))
        assert [answers[id_]["status"] for id_ in "01"] == [200, 200]

    def test_writes_beyond_the_limit_are_throttled_part_by_part(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "throttle", "writes": 2, "per": "1000s"})
        answers = graph.batch(
            assigning("0", EDITH),
            assigning("1", GRACE),
            assigning("2", ADA),
            {"id": "3", "method": "GET", "url": "/users"},
        )
        assert [answers[id_]["status"] for id_ in "0123"] == [200, 200, 429, 200]
        part = answers["2"]
        assert part["headers"]["Retry-After"] == "500"
        assert part["headers"]["x-ms-throttle-information"] == "WriteLimitExceeded"
        assert part["body"]["error"]["code"] == "TooManyRequests"
        assert part["body"]["error"]["message"] == "Please retry again later."
        assert answers["1"]["headers"]["x-ms-throttle-limit-percentage"] == "1.0"

    def test_a_429_may_lack_the_time_to_wait(self, graph: Caller) -> None:
        rule = {"fault": "throttle", "writes": 1, "per": "1000s", "retry_after": False}
        graph.emulator.inject(rule)
        graph.assign(EDITH, E3)
        answer = graph.assign(GRACE, E3)
        assert answer.status_code == 429
        assert "Retry-After" not in answer.headers

    def test_reads_cost_resource_units(self, graph: Caller) -> None:
        """A small page of selected properties is cheap, a list of SKUs is not."""
        graph.emulator.inject({"fault": "throttle", "units": 6, "units_per": "1000s"})
        costs = [
            graph.send("GET", path).headers["x-ms-resource-unit"]
            for path in ("/users?$select=id&$top=5", "/subscribedSkus", "/users")
        ]
        assert costs == ["1", "3", "2"]
        answer = graph.send("GET", "/users")
        assert answer.status_code == 429
        assert answer.headers["x-ms-throttle-information"] == "ResourceUnitLimitExceeded"

    def test_what_is_refused_does_not_count(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "throttle", "writes": 1, "per": "1000s", "count": 1})
        graph.assign(EDITH, E3)
        assert graph.assign(GRACE, E3).status_code == 429
        assert graph.assign(GRACE, E3).status_code == 200


class TestBatches:
    """Batches and parts that fail, and answers that come oddly."""

    @pytest.mark.parametrize("status", [429, 503])
    def test_the_outer_call_fails(self, graph: Caller, status: int) -> None:
        match = {"path": "*/$batch"}
        graph.emulator.inject(
            {"fault": "status", "status": status, "retry_after": 3, "match": match}
        )
        answer = graph.send("POST", "/$batch", {"requests": [assigning("0", EDITH)]})
        assert (answer.status_code, answer.headers["Retry-After"]) == (status, "3")
        assert answer.json()["error"]["code"]
        assert _skus(graph, EDITH) == []

    @pytest.mark.parametrize(("after", "held"), [(False, []), (True, [E3])])
    def test_a_part_fails_before_or_after_its_work(
        self, graph: Caller, *, after: bool, held: list[str]
    ) -> None:
        match = {"path": f"*/{EDITH}/assignLicense"}
        graph.emulator.inject({"fault": "status", "status": 504, "after": after, "match": match})
        answers = graph.batch(assigning("0", EDITH), assigning("1", GRACE))
        assert [answers[id_]["status"] for id_ in "01"] == [504, 200]
        assert answers["0"]["body"]["error"]["code"] == "UnknownError"
        assert _skus(graph, EDITH) == held

    @pytest.mark.parametrize(("fault", "held"), [("reset_before", []), ("reset_after", [E3])])
    def test_a_part_that_is_cut_off_answers_as_a_gateway_does(
        self, graph: Caller, fault: str, held: list[str]
    ) -> None:
        graph.emulator.inject({"fault": fault, **WRITES})
        assert graph.batch(assigning("0", EDITH))["0"]["status"] == 504
        assert _skus(graph, EDITH) == held

    def test_the_answer_to_a_whole_batch_is_lost(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "reset_after", "match": {"path": "*/$batch"}})
        with pytest.raises(requests.ConnectionError):
            graph.batch(assigning("0", EDITH))
        assert _skus(graph, EDITH) == [E3]

    def test_answers_come_in_another_order_with_odd_capitals_and_one_missing(
        self, graph: Caller
    ) -> None:
        rule = {"fault": "batch_answers", "shuffle": True, "capitals": True, "omit": 1}
        graph.emulator.inject(rule)
        parts = [{"id": str(n), "method": "GET", "url": "/users"} for n in range(4)]
        body = graph.send("POST", "/$batch", {"requests": parts}).json()
        order = [part["id"] for part in body["responses"]]
        assert len(order) == 3
        assert order != sorted(order)
        headers = body["responses"][0]["headers"]
        assert "Content-Type" not in headers
        assert {name.lower() for name in headers} >= {"content-type", "x-ms-resource-unit"}

    def test_a_batch_with_a_throttled_part_is_itself_424(self, graph: Caller) -> None:
        """As one of two pages has it."""
        throttled = {"fault": "status", "status": 429, **WRITES}
        graph.emulator.inject(throttled, {"fault": "batch_answers", "status": 424})
        answers = graph.batch(assigning("0", EDITH), status=424)
        assert answers["0"]["status"] == 429
        graph.batch({"id": "0", "method": "GET", "url": "/users"})

    def test_parts_do_not_take_the_general_latency_again(self) -> None:
        """Five in a row would take more than a second of it."""
        with Emulator(latency="250ms") as emulator, requests.Session() as session:
            session.trust_env = False
            caller = Caller(emulator, session)
            caller.renew()
            parts = [
                {"id": str(n), "method": "GET", "url": "/users", "dependsOn": [str(n - 1)][:n]}
                for n in range(5)
            ]
            answer = caller.send("POST", "/$batch", {"requests": parts})
            assert [part["status"] for part in answer.json()["responses"]] == [200] * 5
            assert 0.25 <= answer.elapsed.total_seconds() < 1


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
        assert [_skus(graph, user) for user in (ADA, EDITH, GRACE_NAME)] == [[F1], [], []]

    def test_no_error_is_null_as_documented(self, graph: Caller) -> None:
        assert [state["error"] for state in graph.states(ADA)] == ["None"]
        graph.emulator.inject({"fault": "null_errors"})
        assert [state["error"] for state in graph.states(ADA)] == [None]

    def test_states_lack_a_license_that_the_user_has(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "hidden_states", "users": [ADA], "sku": "SPE_E3"})
        assert graph.states(ADA) == []
        assert _skus(graph, ADA) == [E3]
        assert len(graph.states("bob@contoso.com")) == 1

    def test_taking_what_is_inherited_may_do_nothing(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "silent_removals"})
        assert graph.assign(GRACE, remove=(E3,)).status_code == 200
        assert _skus(graph, GRACE) == [E3]


class TestMeanwhile:
    """Somebody else does something, before the request is worked on."""

    def test_somebody_takes_the_last_unit(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "take_units", "sku": "SPE_E3", "count": 1, **WRITES})
        assert "does not have any available" in refusal(graph.assign(EDITH, E3))[2]
        assert graph.get("/subscribedSkus")["value"][0]["consumedUnits"] == 4

    def test_a_user_is_renamed_and_keeps_id_and_licenses(self, graph: Caller) -> None:
        id_ = graph.emulator.user_id(ADA)
        graph.emulator.inject({"fault": "rename_user", "user": ADA, "to": "ada.l@contoso.com"})
        assert graph.send("GET", f"/users/{ADA}").status_code == 404
        assert graph.get("/users/ada.l@contoso.com")["id"] == id_
        assert _skus(graph, id_) == [E3]

    def test_a_user_is_deleted(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "delete_user", "user": GRACE, **WRITES})
        assert graph.send("GET", f"/users/{GRACE}").status_code == 200
        assert graph.assign(GRACE, E3).status_code == 404
        assert graph.send("GET", f"/users/{GRACE}").status_code == 404
        assert graph.emulator.world().groups[0].members == ()

    def test_a_user_who_was_created_a_moment_ago_is_not_found(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "hidden_users", "users": [EDITH], "count": 1})
        assert graph.assign(ADA, E3).status_code == 200
        assert [graph.assign(EDITH, E3).status_code for _ in range(2)] == [404, 200]

    def test_a_service_is_added_to_a_sku_and_is_on(self, graph: Caller) -> None:
        rule = {"fault": "add_plan", "sku": "SPE_E3", "plan": "COPILOT", "match": {"path": "*Skus"}}
        graph.emulator.inject(rule)
        names = [
            plan["servicePlanName"]
            for plan in graph.get("/subscribedSkus")["value"][0]["servicePlans"]
        ]
        assert names == ["EXCHANGE_S_ENTERPRISE", "TEAMS1", "COPILOT"]
        (details,) = graph.get("/users/bob@contoso.com/licenseDetails")["value"]
        statuses = [plan["provisioningStatus"] for plan in details["servicePlans"]]
        assert statuses == ["Success", "Disabled", "Success"]

    def test_members_of_a_group_change(self, graph: Caller) -> None:
        change = {"add": [EDITH], "remove": ["grace@contoso.com"]}
        graph.emulator.inject({"fault": "change_members", "group": "Licensed staff", **change})
        assert _skus(graph, EDITH) == [E3]
        assert _skus(graph, GRACE) == []

    def test_somebody_switches_a_plan_off_or_on(self, graph: Caller) -> None:
        rule = {"fault": "change_plans", "user": ADA, "sku": "SPE_E3", "disabled_plans": ["TEAMS1"]}
        graph.emulator.inject({**rule, "count": 1})
        assert graph.held(ADA) == [{"skuId": E3, "disabledPlans": [TEAMS]}]

    def test_a_name_that_there_is_not_is_told(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "take_units", "sku": "SPE_E7"})
        status, _, message = refusal(graph.send("GET", "/users"))
        assert status == 500
        assert message == "SPE_E7 is not among the emulator's licenses; name one of them."


GRACE_NAME = "grace@contoso.com"


def test_a_status_is_answered_in_graph_s_own_words(graph: Caller) -> None:
    graph.emulator.inject({"fault": "status", "status": 503, "retry_after": 2})
    answer = graph.send("GET", "/users")
    assert refusal(answer)[:2] == (503, "Directory_ReplicaUnavailable")
    assert answer.headers["Retry-After"] == "2"


def test_what_depends_on_a_plan_cannot_be_given_before_it(graph: Caller) -> None:
    """Both in one call can."""
    assert graph.assign(EDITH, CALLING).status_code == 400
    assert graph.assign(EDITH, CALLING, E3).status_code == 200

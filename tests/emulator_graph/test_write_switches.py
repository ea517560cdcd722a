"""What can be made to go wrong with writes: limits, batches and parts that fail, lost answers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import requests

from pulumi_microsoft_seats.emulator import Emulator

from .caller import ADA, ASSIGNING, E3, EDITH, GRACE, STAFF, Caller, assigning, refusal

BUSY = "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."


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
        application = "5ea75ea7-0000-4000-8000-000000000002/5ea75ea7-0000-4000-8000-000000000001"
        scope = part["headers"]["x-ms-throttle-scope"]
        assert scope == f"Tenant_Application/Write/{application}"
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
        assert graph.skus(EDITH) == []

    @pytest.mark.parametrize(("after", "held"), [(False, []), (True, [E3])])
    def test_a_part_fails_before_or_after_its_work(
        self, graph: Caller, *, after: bool, held: list[str]
    ) -> None:
        match = {"path": f"*/{EDITH}/assignLicense"}
        graph.emulator.inject({"fault": "status", "status": 504, "after": after, "match": match})
        answers = graph.batch(assigning("0", EDITH), assigning("1", GRACE))
        assert [answers[id_]["status"] for id_ in "01"] == [504, 200]
        assert answers["0"]["body"]["error"]["code"] == "UnknownError"
        assert graph.skus(EDITH) == held

    @pytest.mark.parametrize(("fault", "held"), [("reset_before", []), ("reset_after", [E3])])
    def test_a_part_that_is_cut_off_answers_as_a_gateway_does(
        self, graph: Caller, fault: str, held: list[str]
    ) -> None:
        graph.emulator.inject({"fault": fault, **ASSIGNING})
        assert graph.batch(assigning("0", EDITH))["0"]["status"] == 504
        assert graph.skus(EDITH) == held

    def test_the_answer_to_a_whole_batch_is_lost(self, graph: Caller) -> None:
        graph.emulator.inject({"fault": "reset_after", "match": {"path": "*/$batch"}})
        with pytest.raises(requests.ConnectionError):
            graph.batch(assigning("0", EDITH))
        assert graph.skus(EDITH) == [E3]

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
        throttled = {"fault": "status", "status": 429, **ASSIGNING}
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


def test_a_status_is_answered_in_graph_s_own_words(graph: Caller) -> None:
    graph.emulator.inject({"fault": "status", "status": 503, "retry_after": 2})
    answer = graph.send("GET", "/users")
    assert refusal(answer)[:2] == (503, "Directory_ReplicaUnavailable")
    assert answer.headers["Retry-After"] == "2"

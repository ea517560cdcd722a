"""The rows there are, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.laboratory import Laboratory
from tests.bench.results import Finding
from tests.bench.rows.directory_limit import directory_limit
from tests.bench.rows.first_up import first_up
from tests.bench.rows.growth import growth
from tests.bench.rows.licence_pages import licences_no_change
from tests.bench.rows.licences import licences_against_azuread, licences_first_up
from tests.bench.rows.many_assignments import many_assignments
from tests.bench.rows.million import million
from tests.bench.rows.no_change import large_no_change, no_change
from tests.bench.rows.rate_limit import rate_limit
from tests.bench.rows.reading_cost import reading_cost
from tests.bench.rows.resource_per_user import resource_per_user
from tests.bench.rows.shared import few_of_many
from tests.bench.rows.ten_users import ten_users


@dataclass(frozen=True, slots=True)
class Row:
    """Something that can be measured by itself.

    Attributes:
        name: what selects it on the command line.
        title: what it is about.
        measure: measures it; one row may fill several lines of the table.
        needs_engine: whether it is about the engine's own time, so that a rehearsal says nothing.
    """

    name: str
    title: str
    measure: Callable[[Laboratory], list[Finding]]
    needs_engine: bool = True


ROWS = (
    Row("first-up", "first `up` of 10,000 users, 50 ms, against (a) and (c)", first_up),
    Row(
        "resource-per-user",
        "first `up` of 1,000 users, no latency, against (b)",
        resource_per_user,
    ),
    Row("no-change", "no-change preview of 10,000 users, no latency and 50 ms", no_change),
    Row(
        "large-no-change",
        "no-change preview of 100,000 users, no latency: time and memory",
        large_no_change,
    ),
    Row("few-of-many", "20 declared users, shared, of 50,000 holders, 50 ms", few_of_many),
    Row(
        "rate-limit",
        "10,000 users at a service that allows 40 requests a second",
        rate_limit,
        needs_engine=False,
    ),
    Row("growth", "first `up` of 1,000, 10,000, 100,000 users", growth, needs_engine=False),
    Row("ten-users", "first preview of one assignment of ten users, no latency", ten_users),
    Row(
        "licences",
        "first `up` of 10,000 licences, 50 ms, against (d), (e) and (c)",
        licences_first_up,
    ),
    Row(
        "licences-azuread",
        "first `up` of 1,000 licences, 50 ms, against (f)",
        licences_against_azuread,
    ),
    Row(
        "licences-no-change",
        "no-change preview of 100,000 licences, 50 ms, against pages one after the other",
        licences_no_change,
    ),
    Row(
        "directory-limit",
        "6,000 licences in a directory of 3,000 writes in 150 s",
        directory_limit,
        needs_engine=False,
    ),
    Row("many-assignments", "200 assignments in a tenant of 1,000 SKUs", many_assignments),
    Row("million", "no-change preview of 1,000,000 users: time, memory, state", million),
    Row(
        "reading-cost",
        "users who can be asked for in the time of a page",
        reading_cost,
        needs_engine=False,
    ),
)

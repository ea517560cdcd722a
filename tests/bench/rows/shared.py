"""Shared assignments: a few users of a large product, and several of one product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.bench.laboratory import Laboratory
from tests.bench.programs import ours, ours_in_teams
from tests.bench.results import Finding, Target, ratio
from tests.bench.sampling import Series, Subject
from tests.bench.stack import Stack
from tests.end_to_end.programs import people

FEW_TARGET = Target("at most", 1.8, "times the empty program")
LISTING_TARGET = Target("exactly", 1, "listing for the phase")


def few_of_many(
    lab: Laboratory, *, users: int = 20, holders: int = 50_000, latency: float = 0.05
) -> list[Finding]:
    """The preview of a new program, and of one with nothing to do, against the empty program."""
    mine = [f"mine{number:02}@contoso.com" for number in range(users)]
    others = people(holders)
    lab.store.set_faults(latency=latency)
    new, settled = lab.stack(ours(mine, "shared")), lab.stack(ours(mine, "shared"))
    lab.store.set_world(others, capacity=holders + users)
    settled.up()
    what = f"{users} declared users, shared, of {holders:,} holders, {latency * 1000:.0f} ms"
    return [
        _few(lab, f"{what}: first preview", new, others),
        _few(lab, f"{what}: no-change preview", settled, [*others, *mine]),
    ]


def _few(lab: Laboratory, what: str, stack: Stack, held: Sequence[str]) -> Finding:
    empty = lab.empty()

    def again(more: Mapping[str, str]) -> None:
        # Free seats for everybody.
        lab.store.set_world(held, capacity=2 * len(held))
        with stack.variables(more):
            stack.preview()

    lab.store.forget_requests()
    again({})
    seen = lab.store.traffic()
    series = lab.alternate(Subject("ours", stack.preview), Subject("empty program", empty.preview))
    return Finding(
        what,
        FEW_TARGET,
        ratio(series["ours"], series["empty program"]),
        series,
        notes=(f"{seen.users} users asked for side by side, {seen.pages} pages",),
        again=again,
    )


def one_listing(lab: Laboratory, *, holders: int = 10_000, teams: int = 5) -> list[Finding]:
    """Who asks first reads the list for all."""
    everybody = people(holders)
    lab.store.set_faults()
    lab.store.set_world(everybody, capacity=holders)
    stack = lab.stack(ours_in_teams(everybody, teams))
    listings, pages = [], []
    stack.up()  # adopts, so that every resource is in state and asks for its holders
    for _ in range(lab.repeats):
        lab.store.forget_requests()
        stack.preview()
        seen = lab.store.traffic()
        listings.append(float(seen.listings))
        pages.append(float(seen.pages))
        lab.say(f"    listings: {seen.listings}, pages: {seen.pages}, users: {seen.users}")
    series = {
        "ours": Series(tuple(listings), "listings"),
        "pages of them": Series(tuple(pages), "pages"),
    }
    what = f"{teams} shared assignments of one product, {holders:,} holders"
    return [
        Finding(
            f"{what}: listings in a preview",
            LISTING_TARGET,
            max(listings),
            series,
            notes=() if lab.on_engine else ("in rehearsal",),
        )
    ]

"""An empty pool that this run has freed units of is tried again, and no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pulumi_microsoft_seats.domain.errors import Interrupted, SeatsError
from pulumi_microsoft_seats.graph.client import GraphClient
from pulumi_microsoft_seats.graph.license_writes import LicenseWrites
from pulumi_microsoft_seats.graph.refusals import NoLicensesLeft, NotHeld
from pulumi_microsoft_seats.graph.values import AssignedLicense, LicenseChange
from tests.support.graph_client import E3, E5

IDS = {"ada@contoso.com": "id-1", "bob@contoso.com": "id-2"}
LICENCE = AssignedLicense(E3)
EMPTY = NoLicensesLeft("No.", reason="none is left")


class FullPool(GraphClient):
    """A service that notices freed units after some tries.

    Attributes:
        short: for how many tries it has none for a user, by id.
        tries: the users of each call.
    """

    def __init__(self, **short: int) -> None:
        self.short = {name.replace("_", "-"): count for name, count in short.items()}
        self.tries: list[list[str]] = []
        self.removal: SeatsError | None = None
        self.waits: list[float] = []
        self.patience = 99

    def change_licenses(self, changes: Sequence[LicenseChange]) -> list[SeatsError | None]:
        self.tries.append([change.user_id for change in changes])
        return [self.removal if change.remove else self._assign(change) for change in changes]

    def stop_waiting(self) -> None:
        self.patience = 0

    def wait(self, seconds: float) -> bool:
        """Time passes at once; tells when nobody wants to wait any more."""
        self.waits.append(seconds)
        return len(self.waits) > self.patience

    def _assign(self, change: LicenseChange) -> SeatsError | None:
        left = self.short.get(change.user_id, 0)
        self.short[change.user_id] = left - 1
        return EMPTY if left > 0 else None


def _after_a_removal(pool: FullPool, sku: str = E3) -> LicenseWrites:
    writes = LicenseWrites(pool, wait=pool.wait)
    writes.remove({"cy@contoso.com": "id-3"}, sku)
    pool.tries.clear()
    return writes


def test_only_those_who_went_without_are_tried_again() -> None:
    """With growing waits, until the service has noticed."""
    pool = FullPool(id_1=3)
    assert _after_a_removal(pool).assign(IDS, LICENCE) == dict.fromkeys(IDS)
    assert pool.tries == [["id-1", "id-2"], ["id-1"], ["id-1"], ["id-1"]]
    assert pool.waits == sorted(pool.waits) != []


def test_a_pool_that_stays_empty_is_given_up_after_a_minute() -> None:
    pool = FullPool(id_1=99)
    outcomes = _after_a_removal(pool).assign(IDS, LICENCE)
    assert outcomes == {"ada@contoso.com": EMPTY, "bob@contoso.com": None}
    assert sum(pool.waits) == 60


def test_a_pool_of_which_nothing_was_freed_is_not_waited_for() -> None:
    """Not where another SKU was freed, nor where there was nothing to take."""
    pools = [FullPool(id_1=1), FullPool(id_1=1), FullPool(id_1=1)]
    pools[2].removal = NotHeld("No.", reason="not held")
    writes = [
        LicenseWrites(pools[0], wait=pools[0].wait),
        _after_a_removal(pools[1], E5),
        _after_a_removal(pools[2]),
    ]
    for pool, each in zip(pools, writes, strict=True):
        assert each.assign(IDS, LICENCE)["ada@contoso.com"] is EMPTY
        assert (pool.waits, len(pool.tries)) == ([], 1)


def test_nobody_waits_after_an_interruption() -> None:
    """Whoever went without ends with the reason."""
    pool = FullPool(id_1=99)
    pool.patience = 1
    assert _after_a_removal(pool).assign(IDS, LICENCE)["ada@contoso.com"] is EMPTY
    assert len(pool.tries) == 2
    stopped = LicenseWrites(pool)
    stopped.stop_waiting()
    stopped.remove({"cy@contoso.com": "id-3"}, E3)
    assert stopped.assign(IDS, LICENCE)["ada@contoso.com"] is EMPTY


def test_nothing_is_written_once_the_run_was_interrupted() -> None:
    pool = FullPool()

    def interrupted() -> None:
        raise Interrupted("Interrupted.")

    writes = LicenseWrites(pool, interrupted)
    with pytest.raises(Interrupted):
        writes.assign(IDS, LICENCE)
    with pytest.raises(Interrupted):
        writes.remove(IDS, E3)
    assert pool.tries == []


def test_what_was_done_is_told_although_another_try_is_interrupted() -> None:
    """Bob has the licence by then, and whoever went without ends with the reason for that."""
    pool = FullPool(id_1=99)

    def interrupted_while_waiting() -> None:
        if pool.waits:
            raise Interrupted("Interrupted.")

    writes = LicenseWrites(pool, interrupted_while_waiting, pool.wait)
    writes.remove({"cy@contoso.com": "id-3"}, E3)
    outcomes = writes.assign(IDS, LICENCE)
    assert outcomes == {"ada@contoso.com": EMPTY, "bob@contoso.com": None}
    assert len(pool.tries) == 2

"""What licences are measured against: the calls that people use instead, and bare loops.

Nothing here is shared with the client. Each is written in its favour: it runs in this process, so
that neither an interpreter's start nor any import counts; it keeps one token and its connections;
it knows the tenant's ids; it plans nothing, judges nothing and records nothing.

- **(d)** one `assignLicense` a user, in sequence, as scripts around `Set-MgUserLicense` do.
- **(e)** the same in batches of 20, in sequence, as CIPP does. It asks for nobody first.
- **(f)** azuread's `UserLicense`, ten resources at a time: a user is read twice, is given the
  licence and read again; in between five reads five seconds apart have to agree. The waits are
  counted and not waited for, and neither Pulumi nor Terraform takes any time.
- **the bare loop of pages**: every page of the list, one after the other, of which nothing is
  looked at but where the next one is.
- **the bare loop of batches**: the very batches that our run was seen to send, as many side by side
  as it has connections.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from tests.bench.graph_tenant import EmulatedTenant, GraphTraffic
from tests.bench.store import PATIENCE
from tests.end_to_end.licences import E3

AT_A_TIME = 10
"""Resources that Terraform works on side by side; Pulumi has them in its plugin's threads."""

_BATCH = 20
_CONFIRMING_READS, _SECONDS_APART = 5, 5
_SELECT = "id,userPrincipalName,usageLocation,assignedLicenses,licenseAssignmentStates"
_NEXT = re.compile(rb'"@odata.nextLink"\s*:\s*"([^"]+)"')
_GIVE = {"addLicenses": [{"skuId": E3, "disabledPlans": []}], "removeLicenses": []}


def assign_one_by_one(tenant: EmulatedTenant, users: Sequence[str]) -> float:
    """Reference (d): seconds until all users hold a licence."""
    started = time.perf_counter()
    with tenant.new_session() as session:
        for user in users:
            _give(tenant, session, user)
    return time.perf_counter() - started


def assign_in_batches(tenant: EmulatedTenant, users: Sequence[str]) -> float:
    """Reference (e): the same."""
    started = time.perf_counter()
    with tenant.new_session() as session:
        for first in range(0, len(users), _BATCH):
            parts = [_part(str(at), user) for at, user in enumerate(users[first : first + _BATCH])]
            _post(session, f"{tenant.url}/$batch", {"requests": parts})
    return time.perf_counter() - started


def assign_with_reads(tenant: EmulatedTenant, users: Sequence[str], *, of: int) -> float:
    """Reference (f): seconds until so many users hold one, measured on these users.

    Args:
        tenant: the service.
        users: on whom it is measured; a multiple of those who are worked on at a time.
        of: how many users the time is for.
    """
    sessions = _PerThread(tenant.new_session)

    def one(user: str) -> None:
        session = sessions.get()
        _read(tenant, session, user)
        _read(tenant, session, user)
        _give(tenant, session, user)
        for _ in range(_CONFIRMING_READS):
            _read(tenant, session, user)
        _read(tenant, session, user)

    started = time.perf_counter()
    _side_by_side(one, users, AT_A_TIME)
    seconds = (time.perf_counter() - started) * of / len(users)
    return seconds + math.ceil(of / AT_A_TIME) * (_CONFIRMING_READS - 1) * _SECONDS_APART


def read_pages(tenant: EmulatedTenant) -> float:
    """The bare loop of pages: seconds until all holders were fetched."""
    started = time.perf_counter()
    link = (
        f"{tenant.url}/users?$filter=assignedLicenses/any(x:x/skuId eq {E3})"
        f"&$select={_SELECT}&$top=999&$count=true"
    )
    with tenant.new_session() as session:
        while link:
            answer = session.get(link, headers={"ConsistencyLevel": "eventual"}, timeout=PATIENCE)
            answer.raise_for_status()
            found = _NEXT.search(answer.content)
            link = found[1].decode() if found else ""
    return time.perf_counter() - started


def send_batches(tenant: EmulatedTenant, seen: GraphTraffic, side_by_side: int) -> float:
    """The bare loop of batches: seconds until all were answered, the reads before the writes."""
    sessions = _PerThread(tenant.new_session)
    started = time.perf_counter()
    for batches in (seen.reads, seen.writes):
        _side_by_side(
            lambda batch: _post(sessions.get(), f"{tenant.url}/$batch", batch),
            batches,
            side_by_side,
        )
    return time.perf_counter() - started


class _PerThread:
    """A session for each thread: connections are not shared."""

    def __init__(self, new: Callable[[], requests.Session]) -> None:
        self._new = new
        self._local = threading.local()

    def get(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new()
        return session


def _side_by_side(do: Callable[[Any], object], items: Sequence[Any], most: int) -> None:
    with ThreadPoolExecutor(most) as threads:
        list(threads.map(do, items))


def _read(tenant: EmulatedTenant, session: requests.Session, user: str) -> None:
    answer = session.get(f"{tenant.url}/users/{user}?$select={_SELECT}", timeout=PATIENCE)
    answer.raise_for_status()


def _give(tenant: EmulatedTenant, session: requests.Session, user: str) -> None:
    _post(session, f"{tenant.url}/users/{user}/assignLicense", _GIVE)


def _part(part_id: str, user: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    url = f"/users/{user}/assignLicense"
    return {"id": part_id, "method": "POST", "url": url, "headers": headers, "body": _GIVE}


def _post(session: requests.Session, url: str, body: object) -> None:
    answer = session.post(url, json=body, timeout=PATIENCE)
    answer.raise_for_status()

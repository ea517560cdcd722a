"""What the provider is measured against, besides other Pulumi programs.

Pattern (a) is how the vendor's own PowerShell module worked, written in its favour:

- it runs in this process, so neither an interpreter's start nor any import counts;
- one session is kept alive for everything, sign-in included: one TLS handshake in all;
- a token is one request, without discovery;
- it lists the seats that exist, as its users did to know whom to assign, and assigns the others;
- it has no retries, no checks and no record of what it did.

What makes it slow is what it was: pages of 25, batches of 25 one after another, and a new token for
each batch.

The bare loop is the least that reading a list of seats can cost: one token, one session kept alive,
pages of 100, and nothing looked at but where the next page is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import requests

from tests.bench.store import PATIENCE, EmulatedStore

_PAGE_OF_PATTERN = 25
_BATCH = 25
_LARGEST_PAGE = 100
_TOKEN = re.compile(rb'"continuationToken"\s*:\s*"([^"]+)"')


def assign_as_the_pattern(store: EmulatedStore, users: Sequence[str]) -> float:
    """Pattern (a): seconds until all users hold a seat."""
    started = time.perf_counter()
    with store.new_session() as session:
        store.sign_in(session)
        held = _holders(store, session)
        missing = [user for user in users if user not in held]
        for first in range(0, len(missing), _BATCH):
            store.sign_in(session)
            body = {"usernames": missing[first : first + _BATCH], "seatAction": "assign"}
            answer = session.post(store.seats_url, json=body, timeout=PATIENCE)
            answer.raise_for_status()
    return time.perf_counter() - started


def _holders(store: EmulatedStore, session: requests.Session) -> set[str]:
    held: set[str] = set()
    query = {"maxResults": str(_PAGE_OF_PATTERN)}
    while True:
        answer = session.get(store.seats_url, params=query, timeout=PATIENCE)
        answer.raise_for_status()
        page = answer.json()
        held.update(seat["assignedTo"] for seat in page["seats"])
        if not page.get("continuationToken"):
            return held
        query["continuationToken"] = page["continuationToken"]


def fetch_pages(store: EmulatedStore, pages: int) -> float:
    """The bare loop: seconds until so many pages were fetched, from the start again at the end."""
    started = time.perf_counter()
    with store.new_session() as session:
        store.sign_in(session)
        token = ""
        for _ in range(pages):
            query = {"maxResults": str(_LARGEST_PAGE)}
            if token:
                query["continuationToken"] = token
            answer = session.get(store.seats_url, params=query, timeout=PATIENCE)
            answer.raise_for_status()
            found = _TOKEN.search(answer.content)
            token = found[1].decode() if found else ""
    return time.perf_counter() - started

"""Graph's worlds: what is seeded, what is true at a moment and what is seen, what can go wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from pulumi_microsoft_seats.emulator.fault_rules import Status
from pulumi_microsoft_seats.emulator.graph.switches import BatchAnswers, IndexDelay, ReplicaDelay
from pulumi_microsoft_seats.emulator.graph.tenant import Staleness
from pulumi_microsoft_seats.emulator.rules import Match, Rule
from tests.drawn.expected import World
from tests.drawn.history import Action, Write
from tests.drawn.license_books import GROUP, LicenseBooks
from tests.drawn.values import PLANS, Case, Directory, Entry, Move, key_of

_ASSIGN = re.compile(r"(?:/v1\.0)?/users/([^/]+)/assignLicense", re.IGNORECASE)
_WITHIN_A_RUN = 0.5


class GraphWorld:
    """A tenant with people, groups and licences."""

    address = ("MICROSOFT_SEATS_GRAPH_URL", "/nowhere/v1.0")
    """The setting of its address, and a path where there is nothing."""

    def __init__(self) -> None:
        self.books = LicenseBooks()
        self._directory = Directory(())

    def seed(self, case: Case) -> dict[str, object]:
        """A case's world as the emulator reads it."""
        self._directory = directory = case.directory or Directory(())
        people = [
            {"user": user, "usage_location": None if user in directory.unplaced else "DE"}
            for user in directory.people
        ]
        groups = [
            {"name": GROUP.format(key_of(each.product)), "members": [*each.members]}
            for each in case.inventory
        ]
        return {
            "users": people,
            "groups": groups,
            "licenses": [_license(each) for each in case.inventory],
        }

    def world(self, case: Case) -> World:
        """The world of this moment, and what the index shows of it."""
        books = self.books
        entries = {key_of(each.product): each for each in case.inventory}
        through: dict[str, set[str]] = {key: set() for key in entries}
        since: dict[str, dict[str, str]] = {key: {} for key in entries}
        off: dict[str, dict[str, frozenset[str]]] = {key: {} for key in entries}
        for person, path in books.paths():
            if path.group is None:
                since[path.sku_id][person] = path.updated
                off[path.sku_id][person] = books.plan_names(path)
            else:
                through[path.sku_id].add(person)
        skus = books.content().skus
        stale = Staleness(self._index_delay)
        return World(
            entries=entries,
            seats=since,
            through={key: frozenset(people) for key, people in through.items()},
            off=off,
            listed={key: books.seen(books.users_after("", stale), key) for key in entries},
            plans={sku.id: frozenset(plan.name for plan in sku.plans) for sku in skus},
            taken={sku.id: sku.taken for sku in skus},
            names=books.names(),
            people=dict(books.people),
            unplaced=books.unplaced(),
            lags=stale.seconds > 0,
        )

    def pass_time(self) -> None:
        """Let another run begin."""
        self.books.pass_time()

    def move(self, move: Move) -> bool:
        """Let somebody else do something, as far as it is possible; whether any licence moved."""
        noted = len(self.books.history)
        self.books.happens(move)
        return len(self.books.history) > noted

    def rules(self, users: tuple[str, ...], *, answers_404: bool) -> list[Rule]:
        """What lags, refuses some users, and does not find the list of users."""
        rules: list[Rule] = []
        if self._directory.index:
            rules.append(IndexDelay(delay=self._index_delay))
        if self._directory.replica:
            rules.append(ReplicaDelay(delay=_WITHIN_A_RUN))
        if self._directory.shuffled:
            rules.append(BatchAnswers(shuffle=True, capitals=True))
        if answers_404:
            rules.append(Status.model_construct(status=404, match=Match(path="/v1.0/users")))
        found = (self.books.user_of(user) for user in users)
        ids = sorted(user.id for user in found if user)
        paths = [Match(method="POST", path=f"/v1.0/users/{id_}/assignlicense") for id_ in ids]
        return [*rules, *(Status.model_construct(status=400, match=path) for path in paths)]

    def writes(self, method: str, path: str, body: bytes) -> Sequence[Write]:
        """What a request is to write; of a batch, what all of its parts are to."""
        if method != "POST":
            return []
        parts: list[Any] = [{"url": path, "body": None}]
        if path.lower().endswith("$batch"):
            parts = json.loads(body)["requests"]
        elif _ASSIGN.fullmatch(path):
            parts = [{"url": path, "body": json.loads(body)}]
        users: dict[tuple[str, Action], set[str]] = {}
        for part in parts:
            found = _ASSIGN.fullmatch(part["url"])
            if found:
                person = self.books.person(unquote(found[1]))
                for order in self._asked(person, part["body"]):
                    users.setdefault(order, set()).add(person)
        return [Write(*key, frozenset(some)) for key, some in users.items()]

    def person(self, name: str) -> str:
        """Who is called so, or was once."""
        return self.books.person(name)

    @property
    def _index_delay(self) -> float:
        index = self._directory.index
        delay = index + _WITHIN_A_RUN if index else 0.0
        return max(delay, _WITHIN_A_RUN if self._directory.replica else 0.0)

    def _asked(self, person: str, order: Mapping[str, Any]) -> Iterator[tuple[str, Action]]:
        """What an order means for somebody as things are: a plan that is switched is no licence."""
        known = self.books.user_of(person)
        for sku_id in order["removeLicenses"]:
            yield sku_id.lower(), "reclaim"
        for added in order["addLicenses"]:
            sku_id = added["skuId"].lower()
            path = known.direct(sku_id) if known else None
            off = {plan.lower() for plan in added["disabledPlans"]}
            if path is None:
                yield sku_id, "assign"
            else:
                yield sku_id, "repeat" if off == set(path.disabled) else "change"


def _license(entry: Entry) -> dict[str, object]:
    key = key_of(entry.product)
    return {
        "sku_part_number": entry.product,
        "sku_id": key,
        "enabled": entry.capacity,
        "service_plans": list(PLANS),
        "direct": [
            {"user": user, "disabled_plans": [] if at % 3 else list(entry.off)}
            for at, user in enumerate(entry.holders)
        ],
        "groups": [GROUP.format(key)],
    }

"""The emulator's tenant under watch: who gave and took which licence, of whom, and what was asked.

People are called by the name that they had when the case began, whatever they are called by now.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote

from pulumi_microsoft_seats.emulator.fault_injection import Faults
from pulumi_microsoft_seats.emulator.graph.graph_call import GraphAnswer, GraphCall
from pulumi_microsoft_seats.emulator.graph.graph_errors import GraphError
from pulumi_microsoft_seats.emulator.graph.graph_service import Graph
from pulumi_microsoft_seats.emulator.graph.objects import Path, Sku, User
from pulumi_microsoft_seats.emulator.graph.tenant import FRESH, Staleness, Tenant
from pulumi_microsoft_seats.emulator.services_state import State
from pulumi_microsoft_seats.emulator.spelling import fold
from tests.drawn.books import Action, Movement
from tests.drawn.tenants import Event, group_of, key_of
from tests.drawn.wire import Wire, Write

FOREVER = 3600.0
"""Seconds; longer than any case takes."""

_INDEX = Staleness(FOREVER)


class GraphBooks:
    """A history of a tenant's direct licences, and its state of this moment."""

    def __init__(self, graph: Graph) -> None:
        self._tenant: Tenant = graph.tenant
        self._meanwhile = graph.meanwhile
        self._another = False
        self._first: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.vanished: set[str] = set()
        self.history: list[Movement] = []
        self.overdrawn: list[str] = []
        self._put, self._remove = self._tenant.put_user, self._tenant.remove_user
        vars(self._tenant).update(put_user=self._put_user, remove_user=self._remove_user)

    def begin(self) -> None:
        """Know everybody by the name of this moment."""
        self._first = {user.id: fold(user.name) for user in self._meanwhile.users()}
        self.names.clear()

    def called(self, key: str) -> str:
        """What somebody was called in the beginning, by id or by the name of today."""
        key = unquote(key)
        user = self._tenant.user(key)
        return fold(key) if user is None else self._first.get(user.id, fold(user.name))

    def move(self, product: str, action: Action, users: Sequence[str]) -> int:
        """Give or take licences as somebody else than the program; how many were moved."""
        moved = 0
        for name in users:
            user = self._now(name)
            if user is None:
                continue
            held = user.direct(self._sku(product).id)
            if action == "reclaim" and held:
                self._as_another(self._meanwhile.take, product, user.name)
            elif action == "assign" and not held and self._may_have(user, product):
                self._as_another(self._meanwhile.give, product, user.name)
            else:
                continue
            moved += 1
        return moved

    def happen(self, event: Event) -> bool:
        """Do what somebody else does to the tenant; whether it could be done."""
        if event.what == "add plan":
            self._meanwhile.add_plan(event.product, event.names[0])
            return True
        user = self._now(event.user)
        if user is None:
            return False
        if event.what == "rename":
            self.names[fold(event.names[0])] = self._first[user.id]
            self._meanwhile.rename_user(user.name, event.names[0])
        elif event.what == "delete":
            self._as_another(self._meanwhile.delete_user, user.name)
        elif event.what == "unplace":
            self._meanwhile.set_usage_location(user.name, None)
        elif event.what == "leave":
            self._meanwhile.change_members(group_of(event.product), [], [user.name])
        elif event.what == "join" and self._may_have(user, event.product):
            self._meanwhile.change_members(group_of(event.product), [user.name], [])
        elif event.what == "switch" and user.direct(self._sku(event.product).id):
            self._as_another(self._meanwhile.give, event.product, user.name, event.names)
        return True

    def run_out(self, product: str) -> bool:
        """Take all that is free, as somebody outside the directory; whether anything was."""
        sku = self._sku(product)
        free = self._tenant.free(sku.id)
        self._tenant.put_sku(replace(sku, taken=sku.taken + max(free, 0)))
        return free > 0

    def restore(self) -> None:
        """Give back what `run_out` took."""
        for sku in list(self._tenant.skus.values()):
            self._tenant.put_sku(replace(sku, taken=0))

    def holders(self) -> dict[str, frozenset[str]]:
        """Everybody who has a SKU directly, by its part number in small letters."""
        return {product: frozenset(held) for product, held in self.dates().items()}

    def dates(self) -> dict[str, dict[str, str]]:
        """Everybody who has a SKU directly, since when, by its part number in small letters."""
        return {
            _key(sku): {self.called(user.id): path.updated for user, path in self._direct(sku)}
            for sku in self._tenant.skus.values()
        }

    def off(self) -> dict[str, dict[str, frozenset[str]]]:
        """The plans that are off in what people have directly, by SKU."""
        return {
            _key(sku): {
                self.called(user.id): frozenset(
                    plan.name for plan in sku.plans if plan.id in path.disabled
                )
                for user, path in self._direct(sku)
            }
            for sku in self._tenant.skus.values()
        }

    def plans(self) -> dict[str, frozenset[str]]:
        """The plans of each SKU."""
        skus = self._tenant.skus.values()
        return {_key(sku): frozenset(plan.name for plan in sku.plans) for sku in skus}

    def through(self) -> dict[str, frozenset[str]]:
        """Who has a SKU through a group, whether directly as well or not."""
        return {
            _key(sku): frozenset(
                self.called(user.id)
                for user in self._meanwhile.users()
                if any(path.sku_id == sku.id and path.group and path.gives for path in user.paths)
            )
            for sku in self._tenant.skus.values()
        }

    def people(self) -> frozenset[str]:
        """Everybody there is who could be given a licence."""
        users = self._meanwhile.users()
        return frozenset(self.called(user.id) for user in users if user.usage_location)

    def unseen(self) -> dict[str, frozenset[str]]:
        """Of whom a stale index has something else than is so, by SKU."""
        now = {user.id: user for user in self._tenant.users_after("", FRESH)}
        seen = {user.id: user for user in self._tenant.users_after("", _INDEX)}
        return {
            _key(sku): frozenset(
                self._first.get(id_, "")
                for id_ in now.keys() | seen.keys()
                if _view(now.get(id_), sku) != _view(seen.get(id_), sku)
            )
            for sku in self._tenant.skus.values()
        }

    def _direct(self, sku: Sku) -> list[tuple[User, Path]]:
        found = ((user, user.direct(sku.id)) for user in self._meanwhile.users())
        return [(user, path) for user, path in found if path is not None]

    def _sku(self, product: str) -> Sku:
        return self._meanwhile.sku(key_of(product))

    def _now(self, name: str) -> User | None:
        """Somebody by the first name or the name of today."""
        first = self.names.get(fold(name), fold(name))
        ids = (id_ for id_, known in self._first.items() if known == first)
        return self._tenant.user(next(ids, ""))

    def _may_have(self, user: User, product: str) -> bool:
        sku = self._sku(product)
        return bool(user.usage_location) and (sku.id in user.held or self._tenant.free(sku.id) > 0)

    def _as_another(self, work: object, *arguments: object) -> None:
        self._another = True
        try:
            work(*arguments)  # type: ignore[operator]
        finally:
            self._another = False

    def _put_user(self, user: User) -> None:
        before = self._tenant.user(user.id)
        self._put(user)
        self._note(before, user)

    def _remove_user(self, user: User) -> None:
        self._remove(user)
        self._note(user, None)

    def _note(self, before: User | None, after: User | None) -> None:
        id_ = (before or after or _NOBODY).id
        for sku in self._tenant.skus.values():
            was, is_now = (each and each.direct(sku.id) for each in (before, after))
            action: Action = "change" if was and is_now else "assign" if is_now else "reclaim"
            if was == is_now or (was and is_now and was.disabled == is_now.disabled):
                continue
            movement = Movement(_key(sku), action, self._first.get(id_, ""), self._another)
            self.history.append(movement)
            if self._tenant.free(sku.id) < 0 and action == "assign" and not self._another:
                self.overdrawn.append(f"{_key(sku)}: more than {sku.assignable} units are used")


_NOBODY = User("", "", "")


class WatchedGraph(Graph):
    """A Graph that notes what is asked of it, and refuses some users as a campaign says."""

    def __init__(self, state: State, faults: Faults, wire: Wire) -> None:
        super().__init__(state.graph.tenant, state.directory, faults)
        self._wire = wire
        wire.read_batch = self._write_in
        self.books = GraphBooks(self)
        self.refused: frozenset[str] = frozenset()

    async def _run(self, call: GraphCall) -> GraphAnswer:
        head, _, verb = call.path.rpartition("/")
        if call.method == "POST" and verb.lower() == "assignlicense":
            user = self.books.called(head.rpartition("/")[2])
            self._wire.writes += self._writes(user, json.loads(call.body))
            if user in self.refused and call.refused is None:
                error = GraphError(HTTPStatus.BAD_REQUEST, "Request_BadRequest", "Not this one")
                call = replace(call, refused=error)
        return await super()._run(call)

    def _write_in(self, body: bytes) -> Write | None:
        """All that a batch asks for, as one write; None where it asks for none."""
        parts = [part for part in json.loads(body)["requests"] if part["method"] == "POST"]
        writes = [
            write
            for part in parts
            for write in self._writes(self.books.called(part["url"].split("/")[-2]), part["body"])
        ]
        if not writes:
            return None
        users = frozenset[str]().union(*(write.users for write in writes))
        return replace(writes[0], users=users)

    def _writes(self, user: str, order: dict[str, list[object]]) -> list[Write]:
        held = {product for product, users in self.books.holders().items() if user in users}
        keys = {sku.id: _key(sku) for sku in self.tenant.skus.values()}
        given = [keys[str(dict(each)["skuId"]).lower()] for each in order["addLicenses"]]  # type: ignore[call-overload]
        taken = [keys[str(id_).lower()] for id_ in order["removeLicenses"]]
        asked = [(each, "change" if each in held else "assign") for each in given]
        asked += [(each, "reclaim") for each in taken]
        return [Write(product, action, frozenset({user})) for product, action in asked]


def _key(sku: Sku) -> str:
    return sku.part_number.lower()


def _view(user: User | None, sku: Sku) -> object:
    """What somebody sees of a user who looks for a SKU."""
    if user is None:
        return None
    return (user.name, frozenset(path for path in user.paths if path.sku_id == sku.id))

"""A request to Graph as an operation sees it, be it one of its own or a part of a batch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from ..rules import Switch
from ..spelling import fold
from .graph_errors import bad_request, not_found
from .shapes import Manner
from .switches import (
    HiddenStates,
    HiddenUsers,
    IndexDelay,
    NullErrors,
    ReplicaDelay,
    SlowPool,
)
from .tenant import FRESH, Staleness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ..fault_injection import Faults
    from .graph_errors import GraphError
    from .objects import User
    from .tenant import Tenant
    from .throttling import Limits

_Switch = TypeVar("_Switch", bound=Switch)


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """What a request is answered with.

    Attributes:
        status: The HTTP status.
        body: A JSON object, a number that is sent as text, or nothing.
        headers: Headers besides the usual ones.
    """

    status: int = HTTPStatus.OK
    body: dict[str, Any] | int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GraphCall:
    """A request.

    Attributes:
        tenant: The state.
        faults: The rules in force.
        limits: What it counts against.
        granted: The permissions of its token.
        caller: Whose token it is, as `application/tenant`.
        base: `https://host:port/v1.0`, as the client addressed it.
        method: The HTTP method.
        path: The path below, percent-encoded as it was sent, without a slash before it.
        full_path: The whole path, percent-decoded, as fault rules match it.
        query: The query as it was sent.
        headers: The headers by their names in small letters.
        body: The body as it was sent; of a part, what its JSON stands for.
        parts: The path's variable segments, percent-decoded.
        is_part: Whether it is a part of a batch.
        refused: What it is refused with, whatever it asks.
    """

    tenant: Tenant
    faults: Faults
    limits: Limits
    granted: Collection[str]
    caller: str
    base: str
    method: str
    path: str
    full_path: str
    query: str
    headers: Mapping[str, str]
    body: object = b""
    parts: Mapping[str, str] = field(default_factory=dict)
    is_part: bool = False
    refused: GraphError | None = None

    @property
    def eventual(self) -> bool:
        """Whether the header `ConsistencyLevel: eventual` was sent."""
        return fold(self.headers.get("consistencylevel", "")).strip() == "eventual"

    @property
    def length(self) -> int:
        """How long the URL is."""
        return len(f"{self.base}/{self.path}?{self.query}")

    @property
    def prefers_minimal(self) -> bool:
        """Whether the object that was changed need not be answered."""
        return "return=minimal" in self.headers.get("prefer", "").replace(" ", "").lower()

    def json_object(self) -> Mapping[str, object]:
        """The JSON object of the body.

        Raises:
            GraphError: 400, it is something else.
        """
        # Assumed: Status, code and text, where the reference has none for it.
        if "json" not in self.headers.get("content-type", "").lower():
            raise bad_request(
                "The content type header is required, and has to be application/json."
            )
        try:
            document = json.loads(self.body) if isinstance(self.body, bytes) else self.body
        except (ValueError, RecursionError) as error:
            raise bad_request("Unable to read JSON request payload.") from error
        if not isinstance(document, dict):
            raise bad_request("Unable to read JSON request payload.")
        return document

    def switches(self, kind: type[_Switch]) -> Iterator[_Switch]:
        """The switches of a kind that are on for this request; those that are taken count."""
        for state in self.faults.matching(kind, self.method, self.full_path):
            if state.fires():
                yield state.rule

    def switch(self, kind: type[_Switch]) -> _Switch | None:
        """The first of the switches of a kind that are on for this request, if any."""
        return next(self.switches(kind), None)

    def staleness(self) -> Staleness:
        """How old what this request sees may be."""
        delays: list[ReplicaDelay | IndexDelay] = list(self.switches(ReplicaDelay))
        if self.eventual:
            delays += self.switches(IndexDelay)
        if not delays:
            return FRESH
        longest = max(delays, key=lambda delay: delay.delay)
        return Staleness(longest.delay, frozenset(map(fold, longest.users)) or None)

    def user(self, staleness: Staleness = FRESH) -> User:
        """The user of the path.

        Raises:
            GraphError: 404, there is none.
        """
        key = self.parts["key"]
        user = self.tenant.user(key, staleness)
        if user is None or self._is_hidden(user):
            raise not_found(key)
        return user

    def manner(self) -> Manner:
        """In what manner states are written."""
        hidden = list(self.switches(HiddenStates))

        def hides(user: User, sku_id: str) -> bool:
            sku = self.tenant.skus.get(sku_id)
            skus = {None, sku_id, *([fold(sku.part_number)] if sku else [])}
            return any(
                (not rule.users or _names(rule.users, user))
                and (None if rule.sku is None else fold(rule.sku)) in skus
                for rule in hidden
            )

        return Manner(self.switch(NullErrors) is not None, hides)

    def held_back_for(self) -> float:
        """The seconds for which a unit that was freed is no use."""
        return max((switch.delay for switch in self.switches(SlowPool)), default=0.0)

    def _is_hidden(self, user: User) -> bool:
        return any(
            _names(state.rule.users, user) and state.fires()
            for state in self.faults.matching(HiddenUsers, self.method, self.full_path)
        )


def _names(users: Collection[str], user: User) -> bool:
    return not {user.id, fold(user.name)}.isdisjoint(map(fold, users))

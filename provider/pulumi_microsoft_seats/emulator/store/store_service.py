"""The Store as a service of the emulator's server."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from ..services import Answer, ServiceRequest, TokenProblem, json_answer
from .calls import Call
from .inventory_overview import shown
from .operations import find_operation
from .request_parsing import Query
from .seat_moves import give, take
from .structures import BulkSeatOperationResultSet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ..directory import Directory
    from ..fault_injection import Faults
    from ..services import Shown
    from ..world import World
    from .seat_table import Ledger

PREFIX = "/V1"
AUDIENCE = "https://onestore.microsoft.com"


class Store:
    """Operations 1 to 12 on a ledger."""

    prefix = PREFIX
    audience = AUDIENCE
    other_audiences = ()
    # Assumed: the vector comes back as it was sent; the reference has it in requests alone.
    correlation = "MS-CV"
    # Assumed: how large. Twenty-five of the longest user names, several times over.
    largest_body = 64 * 1024

    def __init__(self, ledger: Ledger, directory: Directory) -> None:
        self._ledger = ledger
        self._directory = directory

    async def answer(self, request: ServiceRequest) -> Answer:
        """Answer by the operation of the path."""
        operation, parts = find_operation(request.method, request.path)
        call = Call(
            ledger=self._ledger,
            directory=self._directory,
            parts=parts,
            query=Query(request.query),
            body=request.body,
            content_type=request.headers.get("content-type", ""),
            refusals=lambda users: request.faults.refusals(
                request.method, request.full_path, users
            ),
        )
        result = operation.run(call)
        if isinstance(result, BulkSeatOperationResultSet):
            return json_answer(result.write(), failed=len(result.failed_seat_operations))
        return json_answer(result.write())

    def failure(self, status: int, message: str, _sent: str | None) -> Answer:
        """What is answered for an error of which the reference lists no data."""
        return json_answer({"message": message}, status)

    def refusal(self, problem: TokenProblem, _sent: str | None) -> Answer:
        """Status 401."""
        # Assumed: the body and the header of a 401, which the reference does not list.
        reason = "" if problem == "missing" else ', error="invalid_token"'
        message = "The access token is missing, invalid or expired; sign in and send a new one."
        headers = {"WWW-Authenticate": f'Bearer realm="onestore"{reason}'}
        return json_answer({"message": message}, HTTPStatus.UNAUTHORIZED, headers)

    def roles(self, _faults: Faults) -> Collection[str]:
        """None: whoever signs in may do everything."""
        return ()

    def is_empty(self) -> bool:
        """Whether there is no inventory."""
        return not self._ledger.all_entries()

    def replace(self, world: World) -> None:
        """Start from the inventory, its seats assigned now."""
        self._ledger.replace(world.inventory)

    def part(self) -> Mapping[str, Any]:
        """The inventory and its seats."""
        return {"inventory": self._ledger.listing()}

    def shown(self, wanted: str, most: int) -> Shown:
        """The inventory, and who holds what."""
        return shown(self._ledger, wanted, most)

    def give(self, product: str, user: str) -> None:
        """Give a user a seat."""
        give(self._ledger, self._directory, product, [user])

    def take(self, product: str, user: str) -> None:
        """Take a user's seat."""
        take(self._ledger, self._directory, product, [user])

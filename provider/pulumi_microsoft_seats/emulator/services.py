"""What a service is to the server, which serves any number of them beside the authority.

To add one: a folder with a class that is a `Service`, its tables and its part of the world (a field
of `world.World`), and a line in `state.State`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, Protocol

from .request_bodies import write_body

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from starlette.datastructures import Headers

    from .fault_injection import Faults
    from .world import World

TokenProblem = Literal["missing", "expired", "audience"]
"""Why a token does not open a service: none was sent; it is none of ours that is still valid; it is
for another service."""


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """A request to a service, whose token was accepted.

    Attributes:
        method: The HTTP method.
        path: The path below the service's prefix, percent-encoded as it was sent, with its slash.
        full_path: The whole path, percent-decoded, as fault rules match it.
        query: The query string as it was sent.
        headers: The headers, their names in any capitals.
        body: The body.
        origin: `https://host:port` as the client addressed it.
        faults: The rules in force, for what they do within the work.
        granted: The permissions that its token has.
    """

    method: str
    path: str
    full_path: str
    query: str
    headers: Headers
    body: bytes
    origin: str
    faults: Faults
    granted: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(
    document: object, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Answer:
    """An answer in JSON."""
    return Answer(status, write_body(document), headers or {})


class Service(Protocol):
    """A service: everything below a path, opened by the tokens of one audience.

    All of it is called in the server's thread, and nothing but `answer` may wait.
    """

    @property
    def prefix(self) -> str:
        """The path below which it is, such as `/V1`; read in any capitals."""

    @property
    def audience(self) -> str:
        """Whom its tokens are for; a scope is the audience and `/.default`."""

    @property
    def other_audiences(self) -> Collection[str]:
        """Whom tokens are issued for as well, which do not open it."""

    @property
    def largest_body(self) -> int:
        """How many bytes a body may have."""

    @property
    def correlation(self) -> str:
        """The header that comes back as it was sent."""

    async def answer(self, request: ServiceRequest) -> Answer:
        """Do the work of a request.

        Raises:
            ServiceError: It is refused.
        """

    def failure(self, status: int, message: str) -> Mapping[str, Any]:
        """The body of an error that befalls any request, such as an injected one."""

    def refusal(self, problem: TokenProblem) -> Answer:
        """What is answered to a request whose token does not open it."""

    def roles(self, faults: Faults) -> Collection[str]:
        """The permissions that a token for it has that is issued now."""

    def is_empty(self) -> bool:
        """Whether it knows nothing yet, so that a seed may fill it."""

    def replace(self, world: World) -> None:
        """Forget everything and start from its part of `world`, within a transaction."""

    def part(self) -> Mapping[str, Any]:
        """Its part of the world of this moment: its fields of `World`, by name."""

    def overview(self, wanted: str, most: int) -> dict[str, Any]:
        """Its sections of the emulator's page.

        Args:
            wanted: The folded text of which what is listed has to be a part; empty for all.
            most: How much is listed.
        """

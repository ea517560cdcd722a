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
        caller: Whose token it is: the ids of an application and its tenant, with a slash between.
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
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with.

    Attributes:
        failed: How many of the things it was to do were not done, where the status does not say it.
    """

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    failed: int = 0


def json_answer(
    document: object,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    failed: int = 0,
) -> Answer:
    """An answer in JSON."""
    return Answer(status, write_body(document), headers or {}, failed)


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product on the emulator's page.

    Attributes:
        key: How it is named when a seat of it is given or taken.
        service: Whose it is.
        name: What people call it; empty when the key is all there is.
        total: How many can hold it.
        held: How many do.
        inherited: How many of them by way of a group alone.
        notes: What is special about it.
        has_seats: Whether anybody can hold it.
    """

    key: str
    service: str
    name: str
    total: int
    held: int
    inherited: int = 0
    notes: tuple[str, ...] = ()
    has_seats: bool = True


@dataclass(frozen=True, slots=True)
class ShownHolder:
    """Somebody who holds a product, on the emulator's page.

    Attributes:
        product: The product's key.
        user: The user name.
        since: When it was assigned, as the service writes moments.
        through: The group that gives it; empty when it is held directly.
        plans_off: The service plans that are off.
    """

    product: str
    user: str
    since: str
    through: str = ""
    plans_off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A service on the emulator's page.

    Attributes:
        products: All that it has.
        holders: Those of the holders that are listed.
        found: How many holders match what is searched for.
    """

    products: tuple[ShownProduct, ...]
    holders: tuple[ShownHolder, ...]
    found: int


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

    def failure(self, status: int, message: str, sent: str | None) -> Answer:
        """What is answered for an error that befalls any request, such as an injected one.

        Args:
            status: The HTTP status.
            message: What is said of it where the service has no words of its own.
            sent: What the request had in the header that comes back.
        """

    def refusal(self, problem: TokenProblem, sent: str | None) -> Answer:
        """What is answered to a request whose token does not open it."""

    def roles(self, faults: Faults) -> Collection[str]:
        """The permissions that a token for it has that is issued now."""

    def is_empty(self) -> bool:
        """Whether it knows nothing yet, so that a seed may fill it."""

    def replace(self, world: World) -> None:
        """Forget everything and start from its part of `world`, within a transaction."""

    def part(self) -> Mapping[str, Any]:
        """Its part of the world of this moment: its fields of `World`, by name."""

    def shown(self, wanted: str, most: int) -> Shown:
        """What the emulator's page shows of it.

        Args:
            wanted: The folded text that has to be a part of a listed holder's name or product;
                empty for all.
            most: How many holders are listed.
        """

    def give(self, product: str, user: str) -> None:
        """Give a user a product, as somebody else would.

        Raises:
            EmulatorError: There is no such product or user, or it cannot be given.
        """

    def take(self, product: str, user: str) -> None:
        """Take a product from a user, as somebody else would.

        Raises:
            EmulatorError: There is no such product or user, or the user does not have it.
        """

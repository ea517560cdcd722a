"""The emulator as a server on TLS, in a thread of the program that starts it."""

from __future__ import annotations

import shutil
import socket
import tempfile
from contextlib import ExitStack
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from .authority import (
    DEFAULT_CLIENT_ID,
    DEFAULT_TENANT,
    TOKEN_LIFETIME,
    Application,
    Authority,
    new_secret,
)
from .client_assertions import load_certificate
from .control import PATH as CONTROL_PATH
from .control import Control
from .direct_access import Serving
from .documents import Duration, parse
from .emulator_error import EmulatorError
from .environment import variables
from .fault_injection import Faults
from .gateway import Gateway
from .graph.graph_service import PREFIX as GRAPH_PREFIX
from .graph.license_access import LicenseAccess
from .request_log import RequestLog
from .server_certificate import Certificates
from .server_thread import ServerThread
from .services_state import State
from .store.seat_access import SeatAccess
from .store.store_service import PREFIX as STORE_PREFIX
from .world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from types import TracebackType

    from starlette.types import ASGIApp, Receive, Scope, Send

    from .fault_rules import FaultPlan
    from .federated_tokens import FederatedCredential

_LARGEST_PORT = 65535
_DURATION: TypeAdapter[float] = TypeAdapter(Duration)


class Emulator(SeatAccess, LicenseAccess):
    """The services, the Store for Business among them, and their Entra authority, on this machine.

    Use it as a context manager, or call `start` and `stop`; while it runs, `DirectAccess` is what
    its own program sees of the store and does to it. With a data file the inventory, its
    seats and the directory survive a restart; tokens, the certificate authority, the request log
    and the faults do not.

    Args:
        world: What the service knows at first; ignored when the data file has a world already.
        latency: What every request takes at least: text such as `50ms`, or seconds.
        faults: The fault rules in force at start.
        tenant: The tenant's id.
        client_id: The id of the application that signs in.
        client_secret: Its secret; None makes one up.
        client_certificate: The PEM of the certificate it may sign in with instead.
        federated_credentials: The tokens of other issuers that it may sign in with instead.
        token_lifetime: Seconds until a token expires.
        data: The SQLite file of its state; None keeps it in memory.
        host: The address to listen on.
        port: The port; 0 takes one that is free.

    Raises:
        EmulatorError: An option is invalid.
    """

    def __init__(  # noqa: PLR0913 - each is an option of its own, named where it is given
        self,
        world: World | None = None,
        *,
        latency: str | float = 0,
        faults: FaultPlan | None = None,
        tenant: str = DEFAULT_TENANT,
        client_id: str = DEFAULT_CLIENT_ID,
        client_secret: str | None = None,
        client_certificate: str | None = None,
        federated_credentials: Sequence[FederatedCredential] = (),
        token_lifetime: float = TOKEN_LIFETIME,
        data: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        if client_certificate is not None:
            load_certificate(client_certificate)
        self._world = world or World()
        self._faults = Faults(parse(_DURATION, latency, "latency"), faults)
        self._application = Application(
            tenant,
            client_id,
            new_secret() if client_secret is None else client_secret,
            client_certificate,
            tuple(federated_credentials),
        )
        self._token_lifetime = token_lifetime
        self._data = data
        self._host = host
        self._port = port
        self._resources = ExitStack()
        self._origin = ""
        self._ca_file = Path()
        self._log = RequestLog()
        self.kept_data = False
        """Whether the data file had a world already, so that the one given was ignored."""

    @property
    def origin(self) -> str:
        """`https://host:port`, where the authority and the control interface are."""
        return self._origin

    @property
    def base_url(self) -> str:
        """Where the Store is: the origin and `/V1`."""
        return f"{self._origin}{STORE_PREFIX}"

    @property
    def graph_url(self) -> str:
        """Where Graph is: the origin and `/v1.0`."""
        return f"{self._origin}{GRAPH_PREFIX}"

    @property
    def ca_file(self) -> Path:
        """The PEM file of the certificate authority a client has to trust."""
        return self._ca_file

    @property
    def environment(self) -> dict[str, str]:
        """The variables a program needs to use the emulator."""
        return variables(self._origin, self._application, self._ca_file)

    def start(self) -> None:
        """Start to serve, and return when requests are answered.

        Raises:
            EmulatorError: The data file or the port cannot be used.
        """
        with ExitStack() as resources:
            state = State(self._data, self._faults)
            resources.callback(state.close)
            self.kept_data = not state.is_empty()
            if not self.kept_data:
                state.replace(self._world)
            listener = resources.enter_context(_listen(self._host, self._port))
            self._origin = f"https://{_reachable(self._host)}:{listener.getsockname()[1]}"
            certificates = Certificates(self._host)
            folder = Path(tempfile.mkdtemp(prefix="microsoft-seats-emulator-"))
            resources.callback(shutil.rmtree, folder, ignore_errors=True)
            self._ca_file = folder / "ca.pem"
            self._ca_file.write_bytes(certificates.authority_pem)
            self._log = RequestLog()
            server = ServerThread(self._application_for(state), certificates)
            resources.callback(server.stop)
            server.start(listener)
            self._serving = Serving(server.call, state, self._faults, self._log)
            self._resources = resources.pop_all()

    def stop(self) -> None:
        """Stop to serve, and return when the thread has ended and the data file is closed."""
        self._serving = None
        self._resources.close()

    def __enter__(self) -> Emulator:  # noqa: PYI034 - typing.Self is newer than Python 3.10
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _application_for(self, state: State) -> ASGIApp:
        audiences: dict[str, Callable[[], Collection[str]]] = {}
        for service in state.services:
            audiences |= dict.fromkeys(service.other_audiences, frozenset)
            audiences[service.audience] = partial(service.roles, self._faults)
        authority = Authority(self._application, audiences, self._token_lifetime)
        return _Application(
            Control(state, self._faults, self._log),
            Gateway(state.services, authority, self._faults, self._log),
        )


class _Application:
    """The control interface and the services, each with its own paths (ASGI)."""

    def __init__(self, control: Control, gateway: Gateway) -> None:
        self._control = control
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        is_control = path == "/" or path.startswith(f"{CONTROL_PATH}/")
        await (self._control if is_control else self._gateway)(scope, receive, send)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= _LARGEST_PORT:
        raise EmulatorError(f"port is {port}; it must be from 0, any that is free, to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise EmulatorError(
            f"The emulator cannot listen on {host}, port {port}: {error.strerror}; choose another "
            "port, or 0 for any that is free.",
        ) from error


def _reachable(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host or "127.0.0.1"
    if address.is_unspecified:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host

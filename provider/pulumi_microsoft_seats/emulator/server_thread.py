"""The web server of the emulator, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

import uvicorn

from .client_connection import ConnectionProtocol
from .emulator_error import EmulatorError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from starlette.types import ASGIApp

    from .server_certificate import Certificates

# Long enough that a client's pooled connections outlive its pauses.
_KEEP_ALIVE_SECONDS = 75

_GRACE_SECONDS = 1
"""For requests that are under way when it stops."""

_Result = TypeVar("_Result")


class ServerThread(uvicorn.Server):
    """uvicorn in a thread, which tells when it is ready."""

    def __init__(self, application: ASGIApp, certificates: Certificates) -> None:
        config = uvicorn.Config(
            application,
            http=ConnectionProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            # The peer's own address decides who may use the control interface.
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            # uvicorn would log an error, where a client that is cut off at the end is none.
            timeout_graceful_shutdown=2 * _GRACE_SECONDS,
        )
        config.load()
        config.ssl = certificates.server_context()
        super().__init__(config)
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, and say so (uvicorn's own hook)."""
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self._ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to listen, and cut off who still waits after a moment (uvicorn's own hook)."""
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._cut_off)
        await super().shutdown(sockets)

    def _cut_off(self) -> None:
        for task in self.server_state.tasks:
            task.cancel()

    def start(self, listener: socket.socket) -> None:
        """Serve on a socket, and return when requests are answered.

        Raises:
            EmulatorError: The server ended before that.
        """

        def serve() -> None:
            try:
                asyncio.run(self.serve(sockets=[listener]))
            finally:
                self._ready.set()

        self._thread = threading.Thread(target=serve, name="emulator", daemon=True)
        self._thread.start()
        self._ready.wait()
        if not self.started:
            raise EmulatorError("The server ended before it was ready; see the error above.")

    def call(self, function: Callable[[], _Result]) -> _Result:
        """Run a function in the server's thread, and return or raise what it does."""
        outcome: Future[_Result] = Future()

        # No coroutine: one whose caller is interrupted before it runs would be warned of.
        def run() -> None:
            try:
                outcome.set_result(function())
            except Exception as error:  # noqa: BLE001 - it is raised in the thread that waits
                outcome.set_exception(error)

        if self._loop is None:
            raise EmulatorError("The server is not ready.")
        self._loop.call_soon_threadsafe(run)
        return outcome.result()

    def stop(self) -> None:
        """Stop to serve, and return when the thread has ended."""
        self.should_exit = True
        if self._thread is not None:
            self._thread.join()

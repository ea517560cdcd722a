"""The process that hosts dynamic providers: started at first need, one a phase."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from .engine_server import CHANNEL_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_PATIENCE_SECONDS = 5.0


class ProviderStartError(Exception):
    """The process did not come up."""


class ProviderProcess:
    """The SDK's own host of dynamic providers, run as the engine runs it.

    What it prints is handed to `printed` line by line.
    """

    def __init__(self, engine_address: str, project: str, printed: Callable[[str], None]) -> None:
        self._command = [sys.executable, "-u", "-m", "pulumi.dynamic", engine_address]
        self._environment = {**os.environ, "PULUMI_PROJECT": project, "PULUMI_CONFIG": "{}"}
        self._environment.pop("PULUMI_CONFIG_SECRET_KEYS", None)
        # Where and as what the program began, whatever it changes before its first resource.
        self._folder = Path.cwd()
        self._printed = printed
        self._process: subprocess.Popen[str] | None = None
        self._channel: grpc.Channel | None = None
        self._readers: list[threading.Thread] = []

    def start(self) -> provider_pb2_grpc.ResourceProviderStub:
        """Start the process and connect to it.

        Raises:
            ProviderStartError: it ended before it told its port.
        """
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, a fixed module
            self._command,
            env=self._environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._process = process
        self._read(process.stderr)
        port = process.stdout.readline().strip() if process.stdout else ""
        if not port.isdigit():
            raise ProviderStartError("The provider's process did not start: see what it printed.")
        self._read(process.stdout)
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS)
        return provider_pb2_grpc.ResourceProviderStub(self._channel)

    def exit_code(self) -> int | None:
        """The code with which it ended; None as long as it runs."""
        if self._process is None:
            return None
        try:
            return self._process.wait(timeout=_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> None:
        """End the process, if it was started, and take what it printed last."""
        if self._channel is not None:
            self._channel.close()
        if self._process is None:
            return
        self._process.terminate()
        if self.exit_code() is None:
            self._process.kill()
            self._process.wait()
        for reader in self._readers:
            reader.join(timeout=_PATIENCE_SECONDS)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _read(self, stream: IO[str] | None) -> None:
        if stream is not None:
            reader = threading.Thread(target=self._hand_over, args=(stream,), daemon=True)
            reader.start()
            self._readers.append(reader)

    def _hand_over(self, stream: IO[str]) -> None:
        for line in stream:
            if line.strip():
                self._printed(line.rstrip())

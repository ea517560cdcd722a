"""The calls a phase makes to its dynamic providers, all to one process."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

import grpc
from pulumi.runtime.proto import provider_pb2

from .process import ProviderStartError
from .property_values import plain, properties_of, struct_of
from .rehearsal_error import StepError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi.runtime.proto import provider_pb2_grpc

    from .process import ProviderProcess
    from .property_values import Properties, Wire

_FRAME = re.compile(r'^  File ".*", line \d+', re.MULTILINE)
_RAISED = re.compile(r"^(?:[\w.]*\.)?(?P<kind>\w+)(?:: (?P<message>.*))?$", re.DOTALL)
# These say nothing that their message does not.
_PLAIN_KINDS = frozenset({"Exception", "RunError", "RuntimeError"})


class Addressed(Protocol):
    """What every call says about its resource."""

    @property
    def urn(self) -> str:
        """The resource's URN."""

    @property
    def type(self) -> str:
        """The resource's type."""

    @property
    def name(self) -> str:
        """The resource's name."""


@dataclass(frozen=True)
class Held:
    """A resource as the provider holds it: its id, and the properties last seen."""

    id: str
    inputs: Properties
    outputs: Properties


@dataclass(frozen=True)
class Checked:
    """The inputs as the provider wants them, and what is wrong with them."""

    inputs: Properties
    failures: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What an update would mean; `changes` is None when the provider does not say."""

    changes: bool | None
    replaces: tuple[str, ...]
    delete_before_replace: bool


class Plugin:
    """Speaks to the provider's process, starting it at the first call.

    Secrets go to the provider as plain values, as the engine sends them. Every call raises
    `StepError` when the provider fails or its process ends.
    """

    def __init__(self, process: ProviderProcess, configuration: Mapping[str, Wire]) -> None:
        self._process = process
        self._configuration = configuration
        self._lock = threading.Lock()
        self._connected: provider_pb2_grpc.ResourceProviderStub | None = None

    def configure(self, configuration: Mapping[str, Wire]) -> None:
        """From now on have a process with this configuration."""
        with self._lock:
            if configuration != self._configuration:
                self._process.stop()
                self._connected = None
                self._configuration = configuration

    def check(self, resource: Addressed, olds: Properties, news: Properties) -> Checked:
        """Have the new inputs checked against the old ones."""
        response = self._call("Check", resource, olds=olds, news=news)
        failures = (
            f"{failure.property}: {failure.reason}" if failure.property else failure.reason
            for failure in response.failures
        )
        return Checked(properties_of(response.inputs), tuple(failures))

    def diff(self, resource: Addressed, old: Held, news: Properties) -> Difference:
        """Ask what the new inputs mean for the resource that exists."""
        response = self._call(
            "Diff", resource, old.id, olds=old.outputs, old_inputs=old.inputs, news=news
        )
        changes = {
            provider_pb2.DiffResponse.DIFF_SOME: True,
            provider_pb2.DiffResponse.DIFF_NONE: False,
        }
        return Difference(
            changes=changes.get(response.changes),
            replaces=tuple(response.replaces),
            delete_before_replace=response.deleteBeforeReplace,
        )

    def create(self, resource: Addressed, inputs: Properties) -> Held:
        """Create the resource."""
        response = self._call("Create", resource, properties=inputs)
        return Held(response.id, inputs, properties_of(response.properties))

    def update(self, resource: Addressed, old: Held, news: Properties) -> Held:
        """Update the resource in place."""
        response = self._call(
            "Update", resource, old.id, olds=old.outputs, old_inputs=old.inputs, news=news
        )
        return Held(old.id, news, properties_of(response.properties))

    def delete(self, resource: Addressed, old: Held) -> None:
        """Delete the resource."""
        self._call("Delete", resource, old.id, properties=old.outputs, old_inputs=old.inputs)

    def read(self, resource: Addressed, old: Held) -> Held:
        """Read the resource as it is; an empty id says that there is none."""
        response = self._call("Read", resource, old.id, properties=old.outputs, inputs=old.inputs)
        told = response.HasField("inputs")
        inputs = properties_of(response.inputs) if told else old.inputs
        return Held(response.id, inputs, properties_of(response.properties))

    def stop(self) -> None:
        """End the process, if any call started it."""
        self._process.stop()

    def _stub(self) -> provider_pb2_grpc.ResourceProviderStub:
        with self._lock:
            if self._connected is None:
                self._connected = self._start()
            return self._connected

    def _start(self) -> provider_pb2_grpc.ResourceProviderStub:
        try:
            stub = self._process.start()
        except ProviderStartError as error:
            raise StepError(str(error)) from None
        request = provider_pb2.ConfigureRequest(
            acceptSecrets=True,
            acceptResources=True,
            sends_old_inputs=True,
            args=struct_of(self._configuration),
        )
        self._send(stub.Configure, request)
        return stub

    def _call(self, method: str, resource: Addressed, id_: str = "", **about: Properties) -> Any:  # noqa: ANN401 - each has its own
        """Call a method; its request has the properties by the protocol's names, in plain."""
        request = getattr(provider_pb2, f"{method}Request")(
            urn=resource.urn,
            type=resource.type,
            name=resource.name,
            **({"id": id_} if id_ else {}),
            **{name: struct_of(plain(properties)) for name, properties in about.items()},
        )
        return self._send(getattr(self._stub(), method), request)

    def _send(self, method: Callable[[object], object], request: object) -> object:
        try:
            return method(request)
        except grpc.RpcError as error:
            # What is raised is a call too, which the base class does not tell.
            raise self._failure(cast("grpc.Call", error)) from None

    def _failure(self, failed: grpc.Call) -> StepError:
        if failed.code() != grpc.StatusCode.UNAVAILABLE:
            details = str(failed.details())
            return StepError(last_words(details), details)
        code = self._process.exit_code()
        ending = "" if code is None else f" (exit code {code})"
        return StepError(
            f"The provider's process ended in the middle of the call{ending}: see what it "
            "printed, and run again."
        )


def last_words(traceback: str) -> str:
    """Find what was raised in a traceback's text; any other text comes back as it is."""
    frames = list(_FRAME.finditer(traceback))
    if not frames:
        return traceback.strip()
    lines = traceback[frames[-1].start() :].splitlines()[1:]
    start = next((at for at, line in enumerate(lines) if line and not line[0].isspace()), 0)
    raised = "\n".join(lines[start:]).strip()
    match = _RAISED.match(raised)
    if match is None:
        return raised
    message, kind = match["message"], match["kind"]
    if not message:
        return kind
    return message if kind in _PLAIN_KINDS else f"{kind}: {message}"

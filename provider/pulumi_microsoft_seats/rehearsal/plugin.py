"""The calls a phase makes to its dynamic providers, all to one process."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import grpc
from pulumi.runtime.proto import provider_pb2

from .failures import StepError
from .process import ProviderStartError
from .structs import fill, properties_of
from .tracebacks import last_words
from .values import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi.runtime.proto import provider_pb2_grpc

    from .process import ProviderProcess
    from .values import Properties, Wire

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")


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
        request = provider_pb2.CheckRequest(
            urn=resource.urn, type=resource.type, name=resource.name
        )
        fill(request.olds, plain(olds))
        fill(request.news, plain(news))
        response = self._call(self._stub().Check, request)
        failures = (
            f"{failure.property}: {failure.reason}" if failure.property else failure.reason
            for failure in response.failures
        )
        return Checked(properties_of(response.inputs), tuple(failures))

    def diff(self, resource: Addressed, old: Held, news: Properties) -> Difference:
        """Ask what the new inputs mean for the resource that exists."""
        request = provider_pb2.DiffRequest(
            id=old.id, urn=resource.urn, type=resource.type, name=resource.name
        )
        fill(request.olds, plain(old.outputs))
        fill(request.news, plain(news))
        fill(request.old_inputs, plain(old.inputs))
        response = self._call(self._stub().Diff, request)
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
        request = provider_pb2.CreateRequest(
            urn=resource.urn, type=resource.type, name=resource.name
        )
        fill(request.properties, plain(inputs))
        response = self._call(self._stub().Create, request)
        return Held(response.id, inputs, properties_of(response.properties))

    def update(self, resource: Addressed, old: Held, news: Properties) -> Held:
        """Update the resource in place."""
        request = provider_pb2.UpdateRequest(
            id=old.id, urn=resource.urn, type=resource.type, name=resource.name
        )
        fill(request.olds, plain(old.outputs))
        fill(request.news, plain(news))
        fill(request.old_inputs, plain(old.inputs))
        response = self._call(self._stub().Update, request)
        return Held(old.id, news, properties_of(response.properties))

    def delete(self, resource: Addressed, old: Held) -> None:
        """Delete the resource."""
        request = provider_pb2.DeleteRequest(
            id=old.id, urn=resource.urn, type=resource.type, name=resource.name
        )
        fill(request.properties, plain(old.outputs))
        fill(request.old_inputs, plain(old.inputs))
        self._call(self._stub().Delete, request)

    def read(self, resource: Addressed, old: Held) -> Held:
        """Read the resource as it is; an empty id says that there is none."""
        request = provider_pb2.ReadRequest(
            id=old.id, urn=resource.urn, type=resource.type, name=resource.name
        )
        fill(request.properties, plain(old.outputs))
        fill(request.inputs, plain(old.inputs))
        response = self._call(self._stub().Read, request)
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
            acceptSecrets=True, acceptResources=True, sends_old_inputs=True
        )
        fill(request.args, self._configuration)
        self._call(stub.Configure, request)
        return stub

    def _call(self, method: Callable[[_Request], _Response], request: _Request) -> _Response:
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

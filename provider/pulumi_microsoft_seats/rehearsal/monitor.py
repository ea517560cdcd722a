"""The SDK's stand-in for the engine, given a real plugin and a memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import resource_pb2

from .errors import RehearsalError
from .failures import PhaseStoppedError, StepError
from .naming import STACK_TYPE, urn_of
from .registration import declared, looked_up
from .structs import fill, properties_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .deployment import Deployment
    from .lifecycle import Lifecycle


_ENGINE = "run this program with the Pulumi CLI"


def _no_function(token: str) -> str:
    return f"The rehearsal answers no provider functions; {token} is one: {_ENGINE}."


class _NoMocks(Mocks):
    """The stand-in asks for mocks; nothing is mocked here, so nothing ever calls them."""

    def call(self, args: MockCallArgs) -> NoReturn:
        """Refuse."""
        raise StepError(_no_function(args.token))

    def new_resource(self, args: MockResourceArgs) -> NoReturn:
        """Refuse."""
        raise StepError(f"The rehearsal mocks no resources; {args.name} would be one: {_ENGINE}.")


class RehearsalMonitor(MockMonitor):
    """Takes what the SDK sends to the engine's monitor, and works on it.

    The SDK calls it from many threads. A failure is reported on its resource's row; the
    program then gets a `PhaseStoppedError`, as it does for whatever it declares afterwards.
    """

    def __init__(self, deployment: Deployment, lifecycle: Lifecycle) -> None:
        super().__init__(_NoMocks())
        self._deployment = deployment
        self._lifecycle = lifecycle

    def RegisterResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Bring a declared resource about."""
        urn = self.make_urn(request.parent, request.type, request.name)
        with self._reported(urn):
            registration = declared(urn, request)
            self._deployment.begin(registration)
            work = self._lifecycle.declare if request.custom else self._lifecycle.component
            if not self._deployment.is_target(urn):
                work = self._lifecycle.leave
            new = work(registration)
        response = resource_pb2.RegisterResourceResponse(urn=urn, id=new.id)
        if urn in self._deployment.skipped:
            response.unknown = True
        fill(response.object, new.outputs)
        return response

    def ReadResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Look a resource up by its id."""
        urn = self.make_urn(request.parent, request.type, request.name)
        with self._reported(urn):
            registration = looked_up(urn, request)
            self._deployment.begin(registration)
            found = self._lifecycle.look_up(registration)
        response = resource_pb2.ReadResourceResponse(urn=urn, id=found.id)
        fill(response.properties, found.outputs)
        return response

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep the outputs of the stack or of a component."""
        outputs = properties_of(request.outputs)
        with self._reported(request.urn):
            self._deployment.complete(request.urn, outputs)
            if f"::{STACK_TYPE}::" in request.urn:
                self._deployment.planning.export(self._deployment.state.outputs, outputs)
                self._deployment.export(outputs)
        return empty_pb2.Empty()

    def Invoke(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> NoReturn:
        """Refuse: there is no provider of functions here."""
        self._refuse(_no_function(request.tok))

    def RegisterStackTransform(self, request: object) -> NoReturn:  # noqa: ARG002, N802 - the protocol's
        """Refuse: a transform that is not run would change what the program means."""
        self._refuse(f"The rehearsal runs no transforms: {_ENGINE}.")

    def RegisterStackInvokeTransform(self, request: object) -> NoReturn:  # noqa: ARG002, N802 - as above
        """Refuse."""
        self._refuse(f"The rehearsal runs no transforms: {_ENGINE}.")

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Name a resource as the engine does."""
        state = self._deployment.state
        return urn_of(state.stack, state.project, parent, type_, name)

    def _refuse(self, message: str) -> NoReturn:
        self._deployment.fail("", StepError(message))
        raise PhaseStoppedError(message)

    @contextmanager
    def _reported(self, urn: str) -> Iterator[None]:
        try:
            yield
        except StepError as error:
            self._deployment.fail(urn, error)
            raise PhaseStoppedError(error.message) from None
        except RehearsalError as error:
            self._refuse(str(error))

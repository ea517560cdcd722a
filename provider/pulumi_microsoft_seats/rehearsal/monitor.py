"""The SDK's stand-in for the engine, given a real plugin and a memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from google.protobuf import empty_pb2
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import resource_pb2

from .property_values import properties_of, struct_of
from .registration import declared, looked_up
from .rehearsal_error import PhaseStoppedError, RehearsalError, StepError
from .urns import STACK_TYPE, urn_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .deployment import Deployment
    from .resource_steps import Lifecycle


_ENGINE = "run this program with the Pulumi CLI"


class RehearsalMonitor(MockMonitor):
    """Takes what the SDK sends to the engine's monitor, and works on it.

    The SDK calls it from many threads. A failure is reported on its resource's row; the
    program then gets a `PhaseStoppedError`, as it does for whatever it declares afterwards.
    """

    def __init__(self, deployment: Deployment, lifecycle: Lifecycle) -> None:
        # Whatever would ask for a mock is overridden below.
        super().__init__(mocks=None)  # type: ignore[arg-type]
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
        return resource_pb2.RegisterResourceResponse(
            urn=urn,
            id=new.id,
            object=struct_of(new.outputs),
            unknown=urn in self._deployment.skipped,
        )

    def ReadResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Look a resource up by its id."""
        urn = self.make_urn(request.parent, request.type, request.name)
        with self._reported(urn):
            registration = looked_up(urn, request)
            self._deployment.begin(registration)
            found = self._lifecycle.look_up(registration)
        return resource_pb2.ReadResourceResponse(
            urn=urn, id=found.id, properties=struct_of(found.outputs)
        )

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep the outputs of the stack; those of a component are the program's own affair."""
        with self._reported(request.urn):
            if f"::{STACK_TYPE}::" in request.urn:
                self._deployment.export(properties_of(request.outputs))
        return empty_pb2.Empty()

    def Invoke(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> NoReturn:
        """Refuse: there is no provider of functions here."""
        self._refuse(
            f"The rehearsal answers no provider functions; {request.tok} is one: {_ENGINE}."
        )

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

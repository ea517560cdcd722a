"""What one command reads and writes through: the same session that the provider has."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..domain.model import ProductKey
from ..graph.client import GraphClient
from ..graph.license_writes import LicenseWrites
from ..graph.seat_service import GraphSeatService
from ..plugin.backends import open_graph, open_store
from ..plugin.session import PluginSession, session_of
from ..settings.stack_settings import Settings, load_settings
from ..store.client import StoreClient
from ..store.seat_service import StoreSeatService
from ..transport.waiting import hear_of_waits
from .exit_codes import say
from .product_keys import is_of_the_store, product_key


@dataclass(frozen=True, slots=True)
class CommandSession:
    """A command's view of the Store for Business.

    Attributes:
        client: the service's operations, for what needs no planning.
        seats: live seats, free seats and workers, as the provider has them.
    """

    client: StoreClient
    seats: PluginSession


@dataclass(frozen=True, slots=True)
class LicenseSession:
    """A command's view of Microsoft 365 and Entra licences.

    Attributes:
        client: the service's operations, for what needs no planning.
        service: SKUs, and who holds them.
        seats: live seats, free seats and workers, as the provider has them.
    """

    client: GraphClient
    service: GraphSeatService
    seats: PluginSession

    def product(self, named: str) -> ProductKey:
        """The SKU that an argument names, by its part number or its GUID, in any capitals.

        Raises:
            InputError: the tenant has none that can be assigned to users; says the nearest.
            SignInError, ServiceError: the SKUs cannot be read.
        """
        inventory = self.seats.inventory
        product = inventory.find(named)
        if product is None:
            from ..plugin.naming import no_product  # noqa: PLC0415 - imports Pulumi's SDK

            there = [str(each) for each in inventory.products]
            is_for_companies = inventory.is_for_companies(named)
            raise no_product("PRODUCT", named, there, is_for_companies=is_for_companies)
        return product


@dataclass(frozen=True, slots=True)
class ProductSession:
    """A command's view of one product, of whichever service.

    Attributes:
        licenses: its service, where it is a SKU; None where it is a product of the Store.
    """

    product: ProductKey
    seats: PluginSession
    licenses: LicenseSession | None = None


@contextmanager
def command_session() -> Iterator[CommandSession]:
    """A session by the environment's settings, which signs in when it is first asked for something.

    Raises:
        SettingsError: the settings are incomplete or wrong.
    """
    settings = _settings()
    client = open_store(settings)
    session = CommandSession(client, session_of(settings, StoreSeatService(client)))
    with _ending(session.seats, client.stop_waiting):
        yield session


@contextmanager
def license_session() -> Iterator[LicenseSession]:
    """The same of licences.

    Raises:
        SettingsError: the settings are incomplete or wrong.
    """
    settings = _settings()
    client = open_graph(settings)
    writes = LicenseWrites(client)
    service = GraphSeatService(client, writes)
    session = LicenseSession(client, service, session_of(settings, service))
    with _ending(session.seats, writes.stop_waiting):
        yield session


@contextmanager
def product_session(named: str) -> Iterator[ProductSession]:
    """A session with the service of the product that an argument names.

    Raises:
        typer.BadParameter: it names none.
        SettingsError: the settings are incomplete or wrong.
        InputError: the tenant has no such SKU.
        SignInError, ServiceError: the SKUs cannot be read.
    """
    if is_of_the_store(named):
        key = product_key(named)
        with command_session() as store:
            yield ProductSession(key, store.seats)
    else:
        with license_session() as licenses:
            yield ProductSession(licenses.product(named), licenses.seats, licenses)


def _settings() -> Settings:
    hear_of_waits(say)
    return load_settings(None, os.environ)


@contextmanager
def _ending(seats: PluginSession, stop_waiting: Callable[[], None]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        stop_waiting()  # for what nobody waits for any more
        raise
    finally:
        # What is under way is waited for, what has not begun is not begun.
        seats.executor.shutdown(cancel_futures=True)

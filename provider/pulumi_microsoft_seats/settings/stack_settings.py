"""Configuration: a stack's `microsoft-seats:…` keys first, then environment variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..graph.clouds import CLOUDS, Cloud
from ..transport.connection import Connection
from .configured_values import VARIABLES, ConfiguredValues
from .identity import identity_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..entra.credentials import Identity

DEFAULT_BASE_URL = "https://bspmts.mp.microsoft.com/V1"
DEFAULT_CLOUD = "global"
DEFAULT_CONCURRENCY = 16
DEFAULT_TIMEOUT = 60.0

_LONGEST_TIMEOUT = 86_400  # a socket's clock overflows where it is set for centuries


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run is configured with.

    Attributes:
        identity: whom to sign in as, and how.
        base_url: the Store, with `/V1`.
        graph_url: Microsoft Graph, with its version.
        graph_audience: Microsoft Graph of the cloud, as Entra calls it.
        connection: certificate authority and time limit, for the services and the authority.
        concurrency: requests in flight at most.
        approved: digests of plans that a person has approved.
        tenant: the Entra tenant as configured, a part of what is approved; empty where a managed
            identity signs in, and none is configured.
    """

    identity: Identity
    base_url: str
    graph_url: str
    graph_audience: str
    connection: Connection
    concurrency: int
    approved: frozenset[str]
    tenant: str = ""


def load_settings(
    configured: Callable[[str], str | None] | None, environ: Mapping[str, str]
) -> Settings:
    """Read the settings.

    Args:
        configured: the stack's value of a key such as `microsoft-seats:tenantId`, or None; None
            where there is no stack.
        environ: environment variables.

    Raises:
        SettingsError: lists everything that is missing, malformed or contradictory.
    """
    values = ConfiguredValues(configured, environ)
    cloud = _cloud(values)
    settings = Settings(
        identity=identity_in(values, cloud.authority),
        base_url=values.address("baseUrl", values.text("baseUrl") or DEFAULT_BASE_URL),
        graph_url=values.address("graphUrl", values.text("graphUrl") or cloud.graph_url),
        graph_audience=cloud.audience,
        connection=Connection(ca_bundle=_ca_bundle(values), timeout=_timeout(values)),
        concurrency=_concurrency(values),
        approved=_approved(values),
        tenant=values.text("tenantId") or "",
    )
    values.raise_faults()
    return settings


def _cloud(values: ConfiguredValues) -> Cloud:
    name = values.text("cloud") or DEFAULT_CLOUD
    if name.lower() not in CLOUDS:
        values.fault(f"{values.place('cloud')} is {name!r}, not one of {', '.join(CLOUDS)}")
    return CLOUDS.get(name.lower(), CLOUDS[DEFAULT_CLOUD])


def _approved(values: ConfiguredValues) -> frozenset[str]:
    # From both places, because what a stack was configured with last may reach a delete late.
    said = f"{values.in_stack('approve') or ''},{values.variable(*VARIABLES['approve'])}"
    return frozenset(filter(None, re.split(r"[,\s]+", said)))


def _ca_bundle(values: ConfiguredValues) -> str | None:
    value = values.text("caBundle")
    if value is not None and not Path(value).is_file():
        values.fault(f"{values.place('caBundle')} is {value!r}, which is no file")
    return value


def _timeout(values: ConfiguredValues) -> float:
    value = values.text("timeout")
    try:
        timeout = float(value) if value is not None else DEFAULT_TIMEOUT
    except ValueError:
        timeout = 0
    if not 0 < timeout <= _LONGEST_TIMEOUT:
        values.fault(
            f"{values.place('timeout')} is {value!r}, not a number of seconds above 0, "
            "86,400 at most"
        )
    return timeout


def _concurrency(values: ConfiguredValues) -> int:
    value = values.text("concurrency")
    if value is None:
        return DEFAULT_CONCURRENCY
    # Pulumi hands a configured number over as it was written in YAML, 16 or 16.0.
    if not re.fullmatch(r"0*[1-9]\d{0,2}(\.0+)?", value):
        values.fault(
            f"{values.place('concurrency')} is {value!r}, not a whole number from 1 to 999"
        )
        return DEFAULT_CONCURRENCY
    return int(float(value))

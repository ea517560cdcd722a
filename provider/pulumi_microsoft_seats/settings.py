"""Configuration: a stack's `microsoft-seats:…` keys first, then environment variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .domain.errors import SettingsError
from .store.connection import Connection, is_loopback
from .store.credentials import Application, ClientCertificate, ClientSecret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAMESPACE = "microsoft-seats"

DEFAULT_AUTHORITY = "https://login.microsoftonline.com"
DEFAULT_BASE_URL = "https://bspmts.mp.microsoft.com/V1"
DEFAULT_CONCURRENCY = 16
DEFAULT_TIMEOUT = 60.0

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "tenantId": ("AZURE_TENANT_ID", "ARM_TENANT_ID"),
    "clientId": ("AZURE_CLIENT_ID", "ARM_CLIENT_ID"),
    "clientSecret": ("AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET"),
    "clientCertificatePath": ("AZURE_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PATH"),
    "clientCertificatePassword": (
        "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "ARM_CLIENT_CERTIFICATE_PASSWORD",
    ),
    "authority": ("AZURE_AUTHORITY_HOST",),
    "baseUrl": ("MICROSOFT_SEATS_BASE_URL",),
    "caBundle": ("MICROSOFT_SEATS_CA_BUNDLE",),
    "concurrency": ("MICROSOFT_SEATS_CONCURRENCY",),
    "timeout": ("MICROSOFT_SEATS_TIMEOUT",),
    "approve": ("MICROSOFT_SEATS_APPROVE",),
}
"""Each configuration key and the environment variables that are asked next, in this order."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run is configured with.

    Attributes:
        application: whom to sign in as, and where.
        base_url: the service, with `/V1`.
        connection: certificate authority and time limit, for the service and the authority.
        concurrency: requests in flight at most.
        approved: digests of plans that a person has approved.
    """

    application: Application
    base_url: str
    connection: Connection
    concurrency: int
    approved: frozenset[str]


def load_settings(configured: Callable[[str], str | None], environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    Args:
        configured: the stack's value of a key such as `microsoft-seats:tenantId`, or None.
        environ: environment variables.

    Raises:
        SettingsError: lists everything that is missing or malformed.
    """
    return _Reader(configured, environ).settings()


class _Reader:
    """Collects faults, so that somebody who sets this up sees all of them at once."""

    def __init__(self, configured: Callable[[str], str | None], environ: Mapping[str, str]) -> None:
        self._configured = configured
        self._environ = environ
        self._faults: list[str] = []

    def settings(self) -> Settings:
        application = Application(
            tenant_id=self._required("tenantId"),
            client_id=self._required("clientId"),
            authority=self._url("authority", DEFAULT_AUTHORITY),
            credential=self._credential(),
        )
        settings = Settings(
            application=application,
            base_url=self._url("baseUrl", DEFAULT_BASE_URL),
            connection=Connection(ca_bundle=self._ca_bundle(), timeout=self._timeout()),
            concurrency=self._concurrency(),
            approved=frozenset(filter(None, re.split(r"[,\s]+", self._text("approve") or ""))),
        )
        if self._faults:
            raise SettingsError("; ".join(self._faults) + ".")
        return settings

    def _text(self, key: str) -> str | None:
        value = self._configured(f"{NAMESPACE}:{key}")
        if value is not None and str(value).strip():
            return str(value).strip()
        values = (self._environ.get(name, "").strip() for name in VARIABLES[key])
        return next(filter(None, values), None)

    def _required(self, key: str) -> str:
        value = self._text(key)
        if value is None:
            self._faults.append(f"{key} is not set: {_how_to_set(key)}")
        return value or ""

    def _credential(self) -> ClientSecret | ClientCertificate:
        secret, path = self._text("clientSecret"), self._text("clientCertificatePath")
        if secret and path and not self._one_is_configured("clientSecret", "clientCertificatePath"):
            self._faults.append(
                "both clientSecret and clientCertificatePath are set: remove the one that is not "
                "to be used"
            )
        if path and (self._configures("clientCertificatePath") or not secret):
            return ClientCertificate(path, self._text("clientCertificatePassword"))
        if not secret:
            self._faults.append(
                f"there is nothing to sign in with: {_how_to_set('clientSecret', secret=True)}, or "
                f"set clientCertificatePath"
            )
        return ClientSecret(secret or "")

    def _one_is_configured(self, first: str, second: str) -> bool:
        """Whether the stack decides between two keys, so that the environment's is not meant."""
        return self._configures(first) != self._configures(second)

    def _configures(self, key: str) -> bool:
        return bool(self._configured(f"{NAMESPACE}:{key}"))

    def _url(self, key: str, default: str) -> str:
        value = (self._text(key) or default).rstrip("/")
        try:
            parts = urlsplit(value)
            usable = bool(parts.hostname) and parts.scheme in {"https", "http"}
        except ValueError:
            usable = False
        if not usable:
            self._faults.append(f"{key} is {value!r}, which is no https address")
        elif parts.scheme == "http" and not is_loopback(value):
            self._faults.append(f"{key} is {value!r}: a token is only sent over https")
        return value

    def _ca_bundle(self) -> str | None:
        value = self._text("caBundle")
        if value is not None and not Path(value).is_file():
            self._faults.append(f"caBundle is {value!r}, which is no file")
        return value

    def _timeout(self) -> float:
        value = self._text("timeout")
        try:
            timeout = float(value) if value is not None else DEFAULT_TIMEOUT
        except ValueError:
            timeout = 0
        if not 0 < timeout < float("inf"):
            self._faults.append(f"timeout is {value!r}, not a number of seconds above 0")
        return timeout

    def _concurrency(self) -> int:
        value = self._text("concurrency")
        if value is None:
            return DEFAULT_CONCURRENCY
        # Pulumi hands a configured number over as it was written in YAML, 16 or 16.0.
        if not re.fullmatch(r"0*[1-9]\d{0,2}(\.0+)?", value):
            self._faults.append(f"concurrency is {value!r}, not a whole number from 1 to 999")
            return DEFAULT_CONCURRENCY
        return int(float(value))


def _how_to_set(key: str, *, secret: bool = False) -> str:
    option = "--secret " if secret else ""
    return f"pulumi config set {option}{NAMESPACE}:{key} …, or set {VARIABLES[key][0]}"

"""Where a setting's value comes from: the stack's configuration first, then the environment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..domain.errors import SettingsError
from ..transport.connection import can_be_asked, is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAMESPACE = "microsoft-seats"

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "tenantId": ("AZURE_TENANT_ID", "ARM_TENANT_ID"),
    "clientId": ("AZURE_CLIENT_ID", "ARM_CLIENT_ID"),
    "clientSecret": ("AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET"),
    "clientCertificatePath": ("AZURE_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PATH"),
    "clientCertificatePassword": (
        "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "ARM_CLIENT_CERTIFICATE_PASSWORD",
    ),
    "useOidc": ("ARM_USE_OIDC",),
    "useManagedIdentity": ("ARM_USE_MSI",),
    "authority": ("AZURE_AUTHORITY_HOST",),
    "cloud": ("MICROSOFT_SEATS_CLOUD",),
    "baseUrl": ("MICROSOFT_SEATS_BASE_URL",),
    "graphUrl": ("MICROSOFT_SEATS_GRAPH_URL",),
    "caBundle": ("MICROSOFT_SEATS_CA_BUNDLE",),
    "concurrency": ("MICROSOFT_SEATS_CONCURRENCY",),
    "timeout": ("MICROSOFT_SEATS_TIMEOUT",),
    "approve": ("MICROSOFT_SEATS_APPROVE",),
}
"""Each configuration key and the environment variables that are asked next, in this order."""

_TRUE = frozenset({"true", "1", "t", "yes"})
_FALSE = frozenset({"false", "0", "f", "no"})
_AMBIGUOUS = re.compile(r"[\s\\@#]")
"""What one library takes for the end of a host name, and another does not."""
_USER = re.compile(r"(?:(?<=//)|^(?!.*//)).*@")
"""A name and a password in an address, with a scheme or without, which are not to be shown."""


class ConfiguredValues:
    """Reads values and collects faults, so that somebody who sets this up sees all of them at once.

    Args:
        configured: the stack's value of a key such as `microsoft-seats:tenantId`, or None; None
            where there is no stack, and the environment says it all.
        environ: environment variables.
    """

    def __init__(
        self, configured: Callable[[str], str | None] | None, environ: Mapping[str, str]
    ) -> None:
        self._configured = configured
        self._environ = environ
        self._faults: list[str] = []

    def raise_faults(self) -> None:
        """Raise what was found to be missing or wrong.

        Raises:
            SettingsError: lists all of it.
        """
        if self._faults:
            raise SettingsError("; ".join(self._faults) + ".")

    def fault(self, sentence: str) -> None:
        """Note something that is missing or wrong, without a full stop."""
        self._faults.append(sentence)

    def in_stack(self, key: str) -> str | None:
        """What the stack's configuration says; blank is not set."""
        value = self._configured(f"{NAMESPACE}:{key}") if self._configured else None
        return (str(value).strip() or None) if value is not None else None

    def set_variable(self, *names: str) -> str | None:
        """The first of these environment variables that is set; blank is not set."""
        return next((name for name in names if self.variable(name)), None)

    def variable(self, name: str | None) -> str:
        """The value of an environment variable, or nothing."""
        return self._environ.get(name, "").strip() if name else ""

    def text(self, key: str) -> str | None:
        """The value of a key."""
        return self.in_stack(key) or self.variable(self.set_variable(*VARIABLES[key])) or None

    def required(self, key: str) -> str:
        """The value of a key that has to be set."""
        value = self.text(key)
        if value is None:
            how = f": {self.how_to_set(key)}" if self.has_stack else ""
            self.fault(f"{self.name(key)} is not set{how}")
        return value or ""

    def flag(self, key: str) -> bool | None:
        """The value of a key that is true or false."""
        value = self.text(key)
        if value is None:
            return None
        if value.lower() not in _TRUE | _FALSE:
            self.fault(f"{self.place(key)} is {value!r}, neither true nor false")
        return value.lower() in _TRUE

    @property
    def has_stack(self) -> bool:
        """Whether there is a stack that can be configured, beside the environment."""
        return self._configured is not None

    def name(self, key: str) -> str:
        """What a key is called where it can be set: without a stack, an environment variable."""
        return key if self.has_stack else VARIABLES[key][0]

    def place(self, key: str) -> str:
        """Where the value of a key that is set is: the key itself, or an environment variable."""
        if self.in_stack(key):
            return key
        return self.set_variable(*VARIABLES[key]) or self.name(key)

    def how_to_set(self, key: str, *, secret: bool = False) -> str:
        """What to do for a key to be set."""
        variable = f"set {VARIABLES[key][0]}"
        option = "--secret " if secret else ""
        if not self.has_stack:
            return variable
        return f"pulumi config set {option}{NAMESPACE}:{key} …, or {variable}"

    def address(self, name: str, value: str, *, tls: bool = False, with_query: bool = False) -> str:
        """An address that a secret or token is sent to.

        Args:
            name: the key, or the environment variable of a pipeline, it was set with.
            value: the address.
            tls: whether it has to be https even on this machine.
            with_query: whether it may come with parameters.
        """
        address, mark, query = value.rstrip("/").partition("?")
        name = self.place(name) if name in VARIABLES else name
        shown = repr(_USER.sub("…@", address))
        if _AMBIGUOUS.search(address) or (mark and not with_query) or not can_be_asked(address):
            self.fault(f"{name} is {shown}, which is no https address")
        elif urlsplit(address).scheme == "http" and (tls or not is_loopback(address)):
            self.fault(f"{name} is {shown}: a token is only sent over https")
        return address + mark + query


_NO_WORDS = "|".join(key for key in VARIABLES if not key.islower())
_TOLD = "(?:(?<=check )|(?<=and )|(?<=or set ))"
_KEYS = re.compile(rf"(?<!:)\b(?:{_NO_WORDS})\b|{_TOLD}(?:authority|cloud)\b(?= and|[.;,])")
"""Keys in a sentence; those that are words of the language, where one is told to check them."""


def in_variables(sentence: str) -> str:
    """A sentence that names keys, with environment variables in their place.

    For whoever has no stack that could be configured, whichever layer the sentence came from.
    """
    return _KEYS.sub(lambda key: VARIABLES[key[0]][0], sentence)

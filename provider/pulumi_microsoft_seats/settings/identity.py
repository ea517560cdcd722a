"""Which of the ways to sign in is meant, and with what.

What the stack's configuration says wins over the environment. Within one place two ways contradict
each other, whichever they are: nobody should have to guess which one was taken. Where neither place
says anything, a token that the environment offers is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..entra.credentials import Application, ClientCertificate, ClientSecret, ManagedIdentity
from .federated_sign_in import federated_credential_in, what_would_do

if TYPE_CHECKING:
    from ..entra.credentials import Credential, Identity
    from .configured_values import ConfiguredValues

_WITH_VALUES = ("clientSecret", "clientCertificatePath")
_FLAGS = ("useOidc", "useManagedIdentity")


def identity_in(values: ConfiguredValues, default_authority: str) -> Identity:
    """Whom to sign in as, and how; what is missing or contradictory is noted as faults."""
    flags = {key: values.flag(key) for key in _FLAGS}
    way = _way(values, flags)
    if way == "useManagedIdentity":
        return ManagedIdentity(values.text("clientId"))
    # MSAL signs in over https only, also on this machine.
    authority = values.address("authority", values.text("authority") or default_authority, tls=True)
    return Application(
        tenant_id=values.required("tenantId"),
        client_id=values.required("clientId"),
        authority=authority,
        credential=_credential(values, way, offered=flags["useOidc"] is not False),
    )


def _way(values: ConfiguredValues, flags: dict[str, bool | None]) -> str | None:
    """The key of the way to take; None when neither place says."""
    said = [key for key in _WITH_VALUES if values.text(key)]
    said += [key for key in _FLAGS if flags[key]]
    in_stack = [key for key in said if values.in_stack(key)]
    meant = in_stack or said
    if len(meant) > 1:
        values.fault(
            f"{' and '.join(values.place(key) for key in meant)} contradict each other: "
            + (_DECIDE if values.has_stack and not in_stack else "keep the one to sign in with")
        )
    return meant[0] if meant else None


_WITHOUT_A_TENANT = (
    "without a tenant, microsoft-seats emulator --env-file emulator.env serves one to try"
)
_DECIDE = "keep the one to sign in with, or say in the stack's configuration which it is"


def _credential(values: ConfiguredValues, way: str | None, *, offered: bool) -> Credential:
    if way == "clientSecret":
        return ClientSecret(values.text(way) or "")
    if way == "clientCertificatePath":
        return ClientCertificate(values.text(way) or "", values.text("clientCertificatePassword"))
    federated = federated_credential_in(values) if way == "useOidc" or offered else None
    if federated is None:
        values.fault(
            f"{values.place('useOidc')} is set, and there is no token to sign in with: "
            f"{what_would_do(values)}"
            if way == "useOidc"
            else "there is nothing to sign in with: "
            f"{values.how_to_set('clientSecret', secret=True)}, or set "
            f"{values.name('clientCertificatePath')}, {values.name('useOidc')} or "
            f"{values.name('useManagedIdentity')}"
        )
        if values.text("tenantId") is values.text("clientId") is None:
            values.fault(_WITHOUT_A_TENANT)
    return federated or ClientSecret("")

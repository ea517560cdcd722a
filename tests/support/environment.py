"""What this machine is configured for, which no test and no measurement may see."""

from __future__ import annotations

from collections.abc import MutableMapping

OURS = (
    *("AZURE_", "ARM_", "MICROSOFT_SEATS_", "PULUMI_"),
    *("ACTIONS_ID_TOKEN_", "SYSTEM_", "AZURESUBSCRIPTION_", "IDENTITY_", "IMDS_", "MSI_"),
)
"""What the names of variables begin with that the provider or the engine reads."""


def forget_configuration(environ: MutableMapping[str, str]) -> None:
    """Remove every variable that the provider or the engine reads."""
    for name in [name for name in environ if name.startswith(OURS)]:
        del environ[name]

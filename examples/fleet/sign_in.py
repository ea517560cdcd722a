"""What a stack signs in with: tenant, application, and a secret if the data file names one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from .data_file import Fleet, StackEntry

_CONFIGURED = {"microsoft-seats:tenantId": "tenant", "microsoft-seats:clientId": "client"}
_PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def variables_of(stack: StackEntry, environ: Mapping[str, str]) -> dict[str, str]:
    """What is added to the environment of one stack alone.

    Args:
        stack: its entry.
        environ: where the application's secret is looked up.
    """
    variables = {"AZURE_TENANT_ID": stack.tenant, "AZURE_CLIENT_ID": stack.client}
    if stack.client_secret_variable is not None:
        variables["AZURE_CLIENT_SECRET"] = environ.get(stack.client_secret_variable, "")
    return variables


def faults_of_sign_in(
    stacks: Mapping[str, StackEntry], program: Path, environ: Mapping[str, str]
) -> Iterator[str]:
    """What keeps stacks from signing in that can be known beforehand, a sentence each.

    Args:
        stacks: by name.
        program: the folder with the configuration of each stack, if it has any.
        environ: the runner's environment.
    """
    for name, stack in stacks.items():
        variable = stack.client_secret_variable
        if variable is not None and not environ.get(variable):
            yield f"{name}: {variable} is not set, which is to hold its application's secret."
        configured = _configuration(program / f"Pulumi.{name}.yaml")
        for key, attribute in _CONFIGURED.items():
            other, ours = configured.get(key), str(getattr(stack, attribute))
            if other is not None and str(other).lower() != ours.lower():
                yield (
                    f"{name}: its configuration has {key} {other}, which would win over the "
                    f"{attribute} of the data file, {ours}: remove it with pulumi config rm."
                )


def faults_of_backend(fleet: Fleet, backend: str, environ: Mapping[str, str]) -> Iterator[str]:
    """What keeps every stack from being opened.

    Args:
        fleet: the data file.
        backend: its URL; empty when it is the one that somebody has logged in to.
        environ: the runner's environment.
    """
    keeps_its_own = backend == "" or backend.startswith("http")
    if not (
        keeps_its_own or fleet.secrets_provider or any(map(environ.__contains__, _PASSPHRASES))
    ):
        yield (
            f"neither {' nor '.join(_PASSPHRASES)} is set, and this backend encrypts with a "
            "passphrase: set one, or a secrets_provider in the data file."
        )


def _configuration(path: Path) -> Mapping[str, object]:
    """A stack's configuration as it is stored, secrets unread; nothing where there is none."""
    if not path.exists():
        return {}
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = document.get("config") if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}

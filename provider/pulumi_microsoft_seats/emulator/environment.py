"""The variables a program needs to use the emulator, and the file they are written to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .emulator_error import EmulatorError
from .graph.graph_service import PREFIX as GRAPH_PREFIX
from .store.store_service import PREFIX as STORE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .authority import Application


def variables(origin: str, application: Application, ca: Path) -> dict[str, str]:
    """The environment of a program that uses the emulator.

    Args:
        origin: `https://host:port`.
        application: Who signs in.
        ca: The PEM file of the certificate authority to trust.
    """
    return {
        "MICROSOFT_SEATS_BASE_URL": f"{origin}{STORE_PREFIX}",
        "MICROSOFT_SEATS_GRAPH_URL": f"{origin}{GRAPH_PREFIX}",
        "AZURE_AUTHORITY_HOST": origin,
        "AZURE_TENANT_ID": application.tenant,
        "AZURE_CLIENT_ID": application.client_id,
        "AZURE_CLIENT_SECRET": application.client_secret,
        "MICROSOFT_SEATS_CA_BUNDLE": str(ca),
    }


def remove_env_file(path: Path) -> None:
    """Remove an environment file, if there is one.

    Raises:
        EmulatorError: It cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise EmulatorError(
            f"The environment file {path} cannot be removed: {error.strerror}; name another one.",
        ) from error


def write_env_file(path: Path, environment: Mapping[str, str]) -> None:
    """Write `KEY=value` lines, for their owner's eyes alone: one of them is a secret.

    Whoever sees the file sees all of it: it appears under its name when it is complete.

    Raises:
        EmulatorError: The file cannot be written.
    """
    text = "".join(f"{name}={value}\n" for name, value in environment.items())
    try:
        # mkstemp creates its file with mode 0600.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError as error:
        raise EmulatorError(
            f"The environment file {path} cannot be written: {error.strerror}; name another one.",
        ) from error

"""An emulated store that trusts the pipelines, and every secret that anybody made up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from pulumi_microsoft_seats.emulator import Emulator

UNUSED = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
"""What the emulator offers and a machine of a pipeline does not have."""


@pytest.fixture(scope="module")
def made_up() -> Iterator[list[str]]:
    """Every random text the emulator makes up, its access tokens among them."""
    made: list[str] = []
    make = secrets.token_urlsafe

    def making(length: int | None = None) -> str:
        made.append(make(length))
        return made[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_urlsafe", making)
        yield made


def addresses(emulator: Emulator) -> dict[str, str]:
    """What leads a program to the emulator, without what signs in."""
    return {name: it for name, it in emulator.environment.items() if name not in UNUSED}

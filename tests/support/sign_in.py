"""Signing in to an emulator without the client."""

from __future__ import annotations

import requests

from pulumi_microsoft_seats.emulator import Emulator


def token_of_the_store(emulator: Emulator) -> str:
    """A token that the emulated Store accepts."""
    environment = emulator.environment
    answer = requests.post(
        f"{emulator.origin}/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/token",
        data={
            "grant_type": "client_credentials",
            "client_id": environment["AZURE_CLIENT_ID"],
            "client_secret": environment["AZURE_CLIENT_SECRET"],
            "scope": "https://onestore.microsoft.com/.default",
        },
        verify=str(emulator.ca_file),
        timeout=30,
    )
    answer.raise_for_status()
    return str(answer.json()["access_token"])

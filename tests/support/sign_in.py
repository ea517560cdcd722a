"""Signing in to an emulator without the client."""

from __future__ import annotations

import requests

from pulumi_microsoft_seats.emulator import Emulator


def sign_in(emulator: Emulator, session: requests.Session, **fields: str) -> requests.Response:
    """Ask for a token as MSAL does; a field is added to the form, or replaces one."""
    environment = emulator.environment
    form = {
        "grant_type": "client_credentials",
        "client_id": environment["AZURE_CLIENT_ID"],
        "client_secret": environment["AZURE_CLIENT_SECRET"],
        **fields,
    }
    return session.post(
        f"{emulator.origin}/{environment['AZURE_TENANT_ID']}/oauth2/v2.0/token",
        data=form,
        verify=str(emulator.ca_file),
        timeout=10,
    )

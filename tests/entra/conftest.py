"""What the tests of signing in need."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.entra import token_source


@pytest.fixture
def _asks_msal_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No token is handed out without asking MSAL whether it still lasts."""
    monkeypatch.setattr(token_source, "_SECONDS_KEPT", 0.0)

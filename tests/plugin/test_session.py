"""One plugin process has one session, whatever the engine asks it in which order."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import SettingsError
from pulumi_microsoft_seats.plugin import session
from pulumi_microsoft_seats.plugin.kinds import SEAT_ASSIGNMENT

COMPLETE = {
    "microsoft-seats:tenantId": "a-tenant",
    "microsoft-seats:clientId": "a-client",
    "microsoft-seats:clientSecret": "a-secret",
}


@pytest.fixture(autouse=True)
def _process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that was not configured yet, and signs in nowhere."""
    monkeypatch.setattr(session, "_process", None)


def test_a_provider_that_is_configured_later_keeps_the_session() -> None:
    """The engine configures once for each provider that the state holds; what was read stays."""
    session.process().configure(COMPLETE.get)
    first = session.process().session(SEAT_ASSIGNMENT)
    session.process().configure({**COMPLETE, "microsoft-seats:tenantId": "another"}.get)
    assert session.process().session(SEAT_ASSIGNMENT) is first
    assert "a-tenant" in first.settings.identity.sign_in


def test_a_configuration_that_cannot_be_used_gives_way_to_the_next() -> None:
    session.process().configure(lambda _key: None)
    with pytest.raises(SettingsError):
        session.process().session(SEAT_ASSIGNMENT)
    session.process().configure(COMPLETE.get)
    assert "a-tenant" in session.process().session(SEAT_ASSIGNMENT).settings.identity.sign_in

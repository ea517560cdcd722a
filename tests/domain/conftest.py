"""How hypothesis runs here."""

from __future__ import annotations

from hypothesis import settings

# A slow moment of a shared machine is no failure.
settings.register_profile("seats", deadline=None)
settings.load_profile("seats")

"""Settings of a stack with some keys and an environment with some variables, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pulumi_microsoft_seats.domain.errors import SettingsError
from pulumi_microsoft_seats.entra.credentials import Application, ClientCertificate, ClientSecret
from pulumi_microsoft_seats.settings.stack_settings import Settings, load_settings

MINIMUM = {"tenantId": "a-tenant", "clientId": "a-client", "clientSecret": "a-secret"}


def load(
    config: Mapping[str, str] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings."""
    keys = {f"microsoft-seats:{key}": value for key, value in (config or {}).items()}
    return load_settings(keys.get, environ or {})


def without(*keys: str) -> dict[str, str]:
    """The minimum, but for these keys."""
    return {key: value for key, value in MINIMUM.items() if key not in keys}


def refusal(config: Mapping[str, str], environ: Mapping[str, str] | None = None) -> str:
    """What is said of settings that cannot be used."""
    with pytest.raises(SettingsError) as refused:
        load(config, environ)
    return str(refused.value)


def application_of(settings: Settings) -> Application:
    """The application to sign in as."""
    assert isinstance(settings.identity, Application)
    return settings.identity


def certificate_of(settings: Settings) -> ClientCertificate:
    """The certificate to sign in with."""
    credential = application_of(settings).credential
    assert isinstance(credential, ClientCertificate)
    return credential


def secret_of(settings: Settings) -> str:
    """The secret to sign in with."""
    credential = application_of(settings).credential
    assert isinstance(credential, ClientSecret)
    return credential.secret


def password_of(settings: Settings) -> str:
    """The password of the certificate to sign in with."""
    return certificate_of(settings).password or ""

"""Where each setting comes from: the stack's configuration, then the environment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pulumi_microsoft_seats.entra.credentials import ClientSecret
from pulumi_microsoft_seats.settings.stack_settings import Settings

from .reading import MINIMUM, application_of, certificate_of, load, password_of, secret_of, without


def test_three_settings_are_enough() -> None:
    """The rest has the documented defaults."""
    settings = load(MINIMUM)
    assert application_of(settings).tenant_id == "a-tenant"
    assert application_of(settings).client_id == "a-client"
    assert application_of(settings).credential == ClientSecret("a-secret")
    assert application_of(settings).authority == "https://login.microsoftonline.com"
    assert settings.base_url == "https://bspmts.mp.microsoft.com/V1"
    assert settings.graph_url == "https://graph.microsoft.com/v1.0"
    assert settings.graph_audience == "https://graph.microsoft.com"
    assert settings.connection.ca_bundle is None
    assert settings.concurrency == 16
    assert settings.connection.timeout == 60
    assert settings.approved == frozenset()


Read = Callable[[Settings], object]

PLACES: list[tuple[str, str, Read]] = [
    ("tenantId", "AZURE_TENANT_ID ARM_TENANT_ID", lambda it: application_of(it).tenant_id),
    ("tenantId", "AZURE_TENANT_ID ARM_TENANT_ID", lambda it: it.tenant),
    ("clientId", "AZURE_CLIENT_ID ARM_CLIENT_ID", lambda it: application_of(it).client_id),
    ("clientSecret", "AZURE_CLIENT_SECRET ARM_CLIENT_SECRET", secret_of),
    (
        "clientCertificatePath",
        "AZURE_CLIENT_CERTIFICATE_PATH ARM_CLIENT_CERTIFICATE_PATH",
        lambda it: certificate_of(it).path,
    ),
    (
        "clientCertificatePassword",
        "AZURE_CLIENT_CERTIFICATE_PASSWORD ARM_CLIENT_CERTIFICATE_PASSWORD",
        password_of,
    ),
    ("authority", "AZURE_AUTHORITY_HOST", lambda it: application_of(it).authority),
    ("baseUrl", "MICROSOFT_SEATS_BASE_URL", lambda it: it.base_url),
    ("graphUrl", "MICROSOFT_SEATS_GRAPH_URL", lambda it: it.graph_url),
    ("concurrency", "MICROSOFT_SEATS_CONCURRENCY", lambda it: str(it.concurrency)),
    ("timeout", "MICROSOFT_SEATS_TIMEOUT", lambda it: f"{it.connection.timeout:g}"),
]
"""Each key, its variables in their order, and where the setting is then read."""


@pytest.mark.parametrize(("key", "variables", "read"), PLACES, ids=[case[0] for case in PLACES])
def test_configuration_wins_over_the_environment_variables_in_their_order(
    key: str, variables: str, read: Read
) -> None:
    """Each place in turn: the stack's key, then each variable once those before it are gone."""
    prefix = "https://" if key in {"authority", "baseUrl", "graphUrl"} else ""
    rest = without(key, *(["clientSecret"] if key.startswith("clientCertificate") else []))
    if key == "clientCertificatePassword":
        rest["clientCertificatePath"] = "cert.pem"
    environ = {name: f"{prefix}{place + 7}" for place, name in enumerate(variables.split())}
    assert read(load({**rest, key: f"{prefix}5"}, environ)) == f"{prefix}5"
    for name, value in list(environ.items()):
        assert read(load(rest, environ)) == value
        assert read(load({**rest, key: "  "}, environ)) == value, "blank is not set"
        environ[name] = ""


def test_the_private_authority_can_come_from_either_place(bundle: str) -> None:
    """It has to be a file, so it is tried on its own."""
    variable = {"MICROSOFT_SEATS_CA_BUNDLE": bundle}
    assert load(MINIMUM, variable).connection.ca_bundle == bundle
    assert load({**MINIMUM, "caBundle": bundle}).connection.ca_bundle == bundle
    wrong = {"MICROSOFT_SEATS_CA_BUNDLE": "/nowhere.pem"}
    assert load({**MINIMUM, "caBundle": bundle}, wrong).connection.ca_bundle == bundle


def test_the_bundle_that_requests_would_use_is_no_setting_of_ours(bundle: str) -> None:
    """Many machines set it for something else."""
    assert load(MINIMUM, {"REQUESTS_CA_BUNDLE": bundle}).connection.ca_bundle is None


def test_surrounding_spaces_and_a_final_slash_do_not_matter() -> None:
    """They come with values that are pasted."""
    settings = load(
        {
            "tenantId": " a-tenant\n",
            "clientId": "a-client ",
            "clientSecret": " a-secret ",
            "authority": "https://login.microsoftonline.us/",
            "baseUrl": " https://store.example/V1/ ",
        }
    )
    assert application_of(settings).tenant_id == "a-tenant"
    assert application_of(settings).credential == ClientSecret("a-secret")
    assert application_of(settings).authority == "https://login.microsoftonline.us"
    assert settings.base_url == "https://store.example/V1"
    environ = {"AZURE_TENANT_ID": " a-tenant\n", "ARM_CLIENT_ID": "a-client "}
    assert application_of(load({"clientSecret": "s"}, environ)).tenant_id == "a-tenant"

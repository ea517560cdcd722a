"""Everything that is missing or wrong is said at once, and no secret with it."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import SettingsError
from pulumi_microsoft_seats.settings.configured_values import in_variables
from pulumi_microsoft_seats.settings.stack_settings import load_settings

from .reading import MINIMUM, load, password_of, refusal, secret_of, without


def test_what_is_missing_is_listed_at_once_with_how_to_set_it() -> None:
    """Somebody who sets this up needs one round, not three."""
    assert refusal({}).startswith(
        "tenantId is not set: pulumi config set microsoft-seats:tenantId …, or set "
        "AZURE_TENANT_ID; clientId is not set: pulumi config set microsoft-seats:clientId …, or "
        "set AZURE_CLIENT_ID; there is nothing to sign in with: pulumi config set --secret "
        "microsoft-seats:clientSecret …, or set AZURE_CLIENT_SECRET"
    )


def test_whoever_has_neither_tenant_nor_application_hears_of_the_emulator() -> None:
    """And of it no longer once one of the two is set."""
    assert "microsoft-seats emulator" in refusal({})
    assert "microsoft-seats emulator" not in refusal({"tenantId": "a-tenant"})


def test_where_there_is_no_stack_only_variables_are_named() -> None:
    """On the command line nobody is sent to `pulumi config`."""
    environ = {
        "MICROSOFT_SEATS_TIMEOUT": "soon",
        "MICROSOFT_SEATS_GRAPH_URL": "ftp://graph.example",
    }
    with pytest.raises(SettingsError) as refused:
        load_settings(None, environ)
    assert str(refused.value) == (
        "AZURE_TENANT_ID is not set; AZURE_CLIENT_ID is not set; there is nothing to sign in with: "
        "set AZURE_CLIENT_SECRET, or set AZURE_CLIENT_CERTIFICATE_PATH, ARM_USE_OIDC or "
        "ARM_USE_MSI; without a tenant, microsoft-seats emulator --env-file emulator.env serves "
        "one to try; MICROSOFT_SEATS_GRAPH_URL is 'ftp://graph.example', which is no https "
        "address; MICROSOFT_SEATS_TIMEOUT is 'soon', not a number of seconds above 0, 86,400 at "
        "most."
    )


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("give microsoft-seats:tenantId a value", "give microsoft-seats:tenantId a value"),
        ("check tenantId and authority.", "check AZURE_TENANT_ID and AZURE_AUTHORITY_HOST."),
        ("check authority and the network", "check AZURE_AUTHORITY_HOST and the network"),
        (
            "set caBundle if a private authority",
            "set MICROSOFT_SEATS_CA_BUNDLE if a private authority",
        ),
        (
            "another cloud; check cloud and graphUrl.",
            "another cloud; check MICROSOFT_SEATS_CLOUD and MICROSOFT_SEATS_GRAPH_URL.",
        ),
    ],
)
def test_a_sentence_of_any_layer_can_be_said_with_variables(sentence: str, said: str) -> None:
    """Its keys alone: a certificate's authority is no setting."""
    assert in_variables(sentence) == said


def test_what_is_missing_and_what_is_wrong_are_listed_together() -> None:
    """Every fault there can be, in one sentence."""
    said = refusal(
        {
            "authority": "login.microsoftonline.com",
            "baseUrl": "http://store.example/V1",
            "caBundle": "/nowhere.pem",
            "timeout": "soon",
            "concurrency": "many",
        }
    )
    for fault in (
        "tenantId is not set",
        "clientId is not set",
        "there is nothing to sign in with",
        "authority is 'login.microsoftonline.com', which is no https address",
        "baseUrl is 'http://store.example/V1': a token is only sent over https",
        "caBundle is '/nowhere.pem', which is no file",
        "timeout is 'soon', not a number of seconds above 0, 86,400 at most",
        "concurrency is 'many', not a whole number from 1 to 999",
    ):
        assert said.count(fault) == 1


def test_secrets_are_never_in_the_text_of_the_settings() -> None:
    """A log or a traceback that shows settings shows none."""
    secret = load({**MINIMUM, "clientSecret": "hunter2"})
    password = load(
        {
            **without("clientSecret"),
            "clientCertificatePath": "cert.pem",
            "clientCertificatePassword": "hunter2",
        }
    )
    assert secret_of(secret) == password_of(password) == "hunter2"
    for settings in (secret, password):
        assert "a-tenant" in repr(settings)
        assert "hunter2" not in repr(settings)
        assert "hunter2" not in str(settings)


def test_secrets_are_never_in_an_error() -> None:
    """Whatever else is wrong."""
    said = refusal({"clientSecret": "hunter2", "clientCertificatePassword": "hunter3"})
    assert "hunter" not in said

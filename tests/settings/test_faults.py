"""Everything that is missing or wrong is said at once, and no secret with it."""

from __future__ import annotations

from .reading import MINIMUM, load, password_of, refusal, secret_of, without


def test_what_is_missing_is_listed_at_once_with_how_to_set_it() -> None:
    """Somebody who sets this up needs one round, not three."""
    assert refusal({}).startswith(
        "tenantId is not set: pulumi config set microsoft-seats:tenantId …, or set "
        "AZURE_TENANT_ID; clientId is not set: pulumi config set microsoft-seats:clientId …, or "
        "set AZURE_CLIENT_ID; there is nothing to sign in with: pulumi config set --secret "
        "microsoft-seats:clientSecret …, or set AZURE_CLIENT_SECRET"
    )


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
        "timeout is 'soon', not a number of seconds above 0",
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

"""Where each setting comes from, and what is said of those that are missing or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pulumi_microsoft_seats.domain.errors import SettingsError
from pulumi_microsoft_seats.settings import Settings, load_settings
from pulumi_microsoft_seats.store.credentials import ClientCertificate, ClientSecret

MINIMUM = {"tenantId": "a-tenant", "clientId": "a-client", "clientSecret": "a-secret"}


def _load(
    config: Mapping[str, str] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings of a stack with these keys; nothing but these variables is set."""
    keys = {f"microsoft-seats:{key}": value for key, value in (config or {}).items()}
    return load_settings(keys.get, environ or {})


def _without(*keys: str) -> dict[str, str]:
    return {key: value for key, value in MINIMUM.items() if key not in keys}


def _refusal(config: Mapping[str, str], environ: Mapping[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as refused:
        _load(config, environ)
    return str(refused.value)


def _certificate(settings: Settings) -> ClientCertificate:
    credential = settings.application.credential
    assert isinstance(credential, ClientCertificate)
    return credential


def _secret(settings: Settings) -> str:
    credential = settings.application.credential
    assert isinstance(credential, ClientSecret)
    return credential.secret


def _password(settings: Settings) -> str:
    return _certificate(settings).password or ""


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    """A file that can stand for a certificate authority."""
    file = tmp_path / "ca.pem"
    file.write_text("-----BEGIN CERTIFICATE-----\n", encoding="ascii")
    return str(file)


def test_three_settings_are_enough() -> None:
    """The rest has the documented defaults."""
    settings = _load(MINIMUM)
    assert settings.application.tenant_id == "a-tenant"
    assert settings.application.client_id == "a-client"
    assert settings.application.credential == ClientSecret("a-secret")
    assert settings.application.authority == "https://login.microsoftonline.com"
    assert settings.base_url == "https://bspmts.mp.microsoft.com/V1"
    assert settings.connection.ca_bundle is None
    assert settings.concurrency == 16
    assert settings.connection.timeout == 60
    assert settings.approved == frozenset()


Case = tuple[str, tuple[str, ...], Callable[[Settings], object], tuple[str, ...]]

PLACES: list[Case] = [
    (
        "tenantId",
        ("AZURE_TENANT_ID", "ARM_TENANT_ID"),
        lambda settings: settings.application.tenant_id,
        (),
    ),
    (
        "clientId",
        ("AZURE_CLIENT_ID", "ARM_CLIENT_ID"),
        lambda settings: settings.application.client_id,
        (),
    ),
    ("clientSecret", ("AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET"), _secret, ()),
    (
        "clientCertificatePath",
        ("AZURE_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PATH"),
        lambda settings: _certificate(settings).path,
        ("clientSecret",),
    ),
    (
        "clientCertificatePassword",
        ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "ARM_CLIENT_CERTIFICATE_PASSWORD"),
        _password,
        ("clientSecret",),
    ),
    (
        "authority",
        ("AZURE_AUTHORITY_HOST",),
        lambda settings: settings.application.authority.removeprefix("https://"),
        (),
    ),
    (
        "baseUrl",
        ("MICROSOFT_SEATS_BASE_URL",),
        lambda settings: settings.base_url.removeprefix("https://"),
        (),
    ),
    (
        "concurrency",
        ("MICROSOFT_SEATS_CONCURRENCY",),
        lambda settings: str(settings.concurrency),
        (),
    ),
    (
        "timeout",
        ("MICROSOFT_SEATS_TIMEOUT",),
        lambda settings: f"{settings.connection.timeout:g}",
        (),
    ),
    (
        "approve",
        ("MICROSOFT_SEATS_APPROVE",),
        lambda settings: ",".join(settings.approved),
        (),
    ),
]


@pytest.mark.parametrize(
    ("key", "variables", "read", "without"), PLACES, ids=[case[0] for case in PLACES]
)
def test_configuration_wins_over_the_environment_variables_in_their_order(
    key: str,
    variables: tuple[str, ...],
    read: Callable[[Settings], object],
    without: tuple[str, ...],
) -> None:
    """Each place in turn: the stack's key, then each variable once those before it are gone."""
    prefix = "https://" if key in {"authority", "baseUrl"} else ""
    rest = {name: value for name, value in MINIMUM.items() if name not in (*without, key)}
    if key == "clientCertificatePassword":
        rest["clientCertificatePath"] = "cert.pem"
    values = [str(number) for number in range(7, 7 + len(variables))]
    environ = {name: prefix + value for name, value in zip(variables, values, strict=True)}
    assert read(_load({**rest, key: f"{prefix}5"}, environ)) == "5"
    for name, value in zip(variables, values, strict=True):
        assert read(_load(rest, environ)) == value
        assert read(_load({**rest, key: "  "}, environ)) == value, "blank is not set"
        environ[name] = ""


def test_the_private_authority_can_come_from_either_place(bundle: str) -> None:
    """It has to be a file, so it is tried on its own."""
    variable = {"MICROSOFT_SEATS_CA_BUNDLE": bundle}
    assert _load(MINIMUM, variable).connection.ca_bundle == bundle
    assert _load({**MINIMUM, "caBundle": bundle}).connection.ca_bundle == bundle
    wrong = {"MICROSOFT_SEATS_CA_BUNDLE": "/nowhere.pem"}
    assert _load({**MINIMUM, "caBundle": bundle}, wrong).connection.ca_bundle == bundle


def test_the_bundle_that_requests_would_use_is_no_setting_of_ours(bundle: str) -> None:
    """Many machines set it for something else."""
    assert _load(MINIMUM, {"REQUESTS_CA_BUNDLE": bundle}).connection.ca_bundle is None


def test_surrounding_spaces_and_a_final_slash_do_not_matter() -> None:
    """They come with values that are pasted."""
    settings = _load(
        {
            "tenantId": " a-tenant\n",
            "clientId": "a-client ",
            "clientSecret": " a-secret ",
            "authority": "https://login.microsoftonline.us/",
            "baseUrl": " https://store.example/V1/ ",
        }
    )
    assert settings.application.tenant_id == "a-tenant"
    assert settings.application.credential == ClientSecret("a-secret")
    assert settings.application.authority == "https://login.microsoftonline.us"
    assert settings.base_url == "https://store.example/V1"
    environ = {"AZURE_TENANT_ID": " a-tenant\n", "ARM_CLIENT_ID": "a-client "}
    assert _load({"clientSecret": "s"}, environ).application.tenant_id == "a-tenant"


@pytest.mark.parametrize(
    "text",
    ["9f7f985efe07,04a01864e816", " 9f7f985efe07 , 04a01864e816 ,", "9f7f985efe07 04a01864e816\n"],
)
def test_approvals_are_digests_separated_by_commas_or_spaces(text: str) -> None:
    """Several plans can be approved at once, one for each product."""
    assert _load({**MINIMUM, "approve": text}).approved == {"9f7f985efe07", "04a01864e816"}


def test_what_is_missing_is_listed_at_once_with_how_to_set_it() -> None:
    """Somebody who sets this up needs one round, not three."""
    assert _refusal({}).startswith(
        "tenantId is not set: pulumi config set microsoft-seats:tenantId …, or set "
        "AZURE_TENANT_ID; clientId is not set: pulumi config set microsoft-seats:clientId …, or "
        "set AZURE_CLIENT_ID; there is nothing to sign in with: pulumi config set --secret "
        "microsoft-seats:clientSecret …, or set AZURE_CLIENT_SECRET"
    )


def test_what_is_missing_and_what_is_wrong_are_listed_together() -> None:
    """Every fault there can be, in one sentence."""
    said = _refusal(
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


@pytest.mark.parametrize(
    ("config", "environ"),
    [
        ({"clientSecret": "s", "clientCertificatePath": "c.pem"}, {}),
        ({}, {"AZURE_CLIENT_SECRET": "s", "AZURE_CLIENT_CERTIFICATE_PATH": "c.pem"}),
        ({}, {"ARM_CLIENT_SECRET": "s", "AZURE_CLIENT_CERTIFICATE_PATH": "c.pem"}),
    ],
)
def test_a_secret_and_a_certificate_in_the_same_place_are_a_fault(
    config: dict[str, str], environ: dict[str, str]
) -> None:
    """Which of them is meant has to be said."""
    said = _refusal({**_without("clientSecret"), **config}, environ)
    assert said == (
        "both clientSecret and clientCertificatePath are set: remove the one that is not to be "
        "used."
    )


def test_the_stack_decides_between_a_secret_and_a_certificate() -> None:
    """What a machine's environment holds besides is not meant for it."""
    with_secret = _load(MINIMUM, {"AZURE_CLIENT_CERTIFICATE_PATH": "c.pem"})
    assert _secret(with_secret) == "a-secret"
    with_certificate = _load(
        {**_without("clientSecret"), "clientCertificatePath": "c.pem"},
        {"AZURE_CLIENT_SECRET": "s"},
    )
    assert _certificate(with_certificate) == ClientCertificate("c.pem", None)


@pytest.mark.parametrize("key", ["authority", "baseUrl"])
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080/V1", "http://localhost:8080/V1", "http://[::1]:8080/V1"]
)
def test_an_address_of_this_machine_may_be_without_encryption(key: str, address: str) -> None:
    """Nobody else can listen there."""
    settings = _load({**MINIMUM, key: address})
    assert address in {settings.application.authority, settings.base_url}


@pytest.mark.parametrize("key", ["authority", "baseUrl"])
@pytest.mark.parametrize(
    "address",
    [
        "http://store.example",
        "http://127.0.0.1.store.example",
        "http://localhost@store.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
    ],
)
def test_a_secret_or_token_never_leaves_this_machine_without_encryption(
    key: str, address: str
) -> None:
    """Nor to a host that only looks like this machine."""
    said = _refusal({**MINIMUM, key: address})
    assert said == f"{key} is {address!r}: a token is only sent over https."


@pytest.mark.parametrize("key", ["authority", "baseUrl"])
@pytest.mark.parametrize(
    "address",
    [
        "store.example/V1",
        "ftp://store.example",
        "https://",
        "https:///V1",
        "V1",
        "https://[::1",
        "https://[::1/V1",
        "http://::1]/V1",
    ],
)
def test_an_address_has_a_scheme_and_a_host(key: str, address: str) -> None:
    """Anything else is named."""
    said = _refusal({**MINIMUM, key: address})
    assert said == f"{key} is {address.rstrip('/')!r}, which is no https address."


@pytest.mark.parametrize(("text", "seconds"), [("1", 1), ("0.5", 0.5), ("120", 120), ("1e2", 100)])
def test_a_timeout_is_a_number_of_seconds(text: str, seconds: float) -> None:
    """Parts of a second included."""
    assert _load({**MINIMUM, "timeout": text}).connection.timeout == seconds


@pytest.mark.parametrize("text", ["0", "-1", "60s", "soon", "nan", "inf", "1,5"])
def test_a_timeout_that_is_no_time_is_a_fault(text: str) -> None:
    """Zero and for ever are none."""
    said = _refusal({**MINIMUM, "timeout": text})
    assert said == f"timeout is {text!r}, not a number of seconds above 0."


@pytest.mark.parametrize(
    ("text", "requests_in_flight"), [("1", 1), ("16", 16), ("16.0", 16), ("007", 7), ("999", 999)]
)
def test_concurrency_is_a_whole_number(text: str, requests_in_flight: int) -> None:
    """Also as YAML may hand it over."""
    assert _load({**MINIMUM, "concurrency": text}).concurrency == requests_in_flight


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1000", "many", "1e2", "16 20"])
def test_a_concurrency_that_is_none_is_a_fault(text: str) -> None:
    """Nothing at a time gets nothing done; thousands get turned away."""
    said = _refusal({**MINIMUM, "concurrency": text})
    assert said == f"concurrency is {text!r}, not a whole number from 1 to 999."


def test_a_private_authority_has_to_be_a_file(tmp_path: Path) -> None:
    """Found out before anything is sent."""
    said = _refusal({**MINIMUM, "caBundle": str(tmp_path)})
    assert said == f"caBundle is {str(tmp_path)!r}, which is no file."


def test_secrets_are_never_in_the_text_of_the_settings() -> None:
    """A log or a traceback that shows settings shows none."""
    secret = _load({**MINIMUM, "clientSecret": "hunter2"})
    password = _load(
        {
            **_without("clientSecret"),
            "clientCertificatePath": "cert.pem",
            "clientCertificatePassword": "hunter2",
        }
    )
    assert _secret(secret) == _password(password) == "hunter2"
    for settings in (secret, password):
        assert "a-tenant" in repr(settings)
        assert "hunter2" not in repr(settings)
        assert "hunter2" not in str(settings)


def test_secrets_are_never_in_an_error() -> None:
    """Whatever else is wrong."""
    said = _refusal({"clientSecret": "hunter2", "clientCertificatePassword": "hunter3"})
    assert "hunter" not in said

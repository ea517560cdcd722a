"""Which way to sign in is meant: what the stack says, then the environment, then what is offered.

Two ways in one place contradict each other, and nobody has to guess which one was taken.
"""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

from pulumi_microsoft_seats.entra.credentials import (
    ClientCertificate,
    ClientSecret,
    Credential,
    ManagedIdentity,
    TokenFile,
)

from .reading import (
    MINIMUM,
    load,
    refusal,
    secret_of,
)

APPLICATION = {"tenantId": "a-tenant", "clientId": "a-client"}
OFFERED = {"AZURE_FEDERATED_TOKEN_FILE": "/var/run/token"}

Values = dict[str, str]

IN_STACK: dict[str, tuple[Values, Credential | ManagedIdentity]] = {
    "secret": ({"clientSecret": "s"}, ClientSecret("s")),
    "certificate": ({"clientCertificatePath": "c.pem"}, ClientCertificate("c.pem")),
    "oidc": ({"useOidc": "true"}, TokenFile("/var/run/token")),
    "machine": ({"useManagedIdentity": "true"}, ManagedIdentity("a-client")),
}
"""Each way as the stack says it, and what is then signed in with."""

IN_ENVIRONMENT: dict[str, Values] = {
    "secret": {"AZURE_CLIENT_SECRET": "s"},
    "certificate": {"AZURE_CLIENT_CERTIFICATE_PATH": "c.pem"},
    "oidc": {"ARM_USE_OIDC": "true"},
    "machine": {"ARM_USE_MSI": "true"},
}
"""Each way as the environment says it."""

PAIRS = list(combinations(IN_STACK, 2))


def way(config: Values, environ: Values) -> Credential | ManagedIdentity:
    """What is signed in with."""
    settings = load({**APPLICATION, **config}, {**OFFERED, **environ})
    if isinstance(settings.identity, ManagedIdentity):
        return settings.identity
    return settings.identity.credential


@pytest.mark.parametrize("name", IN_STACK)
def test_each_place_says_how(name: str) -> None:
    """The environment where the stack says nothing."""
    config, expected = IN_STACK[name]
    assert way(config, {}) == way({}, IN_ENVIRONMENT[name]) == expected


@pytest.mark.parametrize(("meant", "other"), list(permutations(IN_STACK, 2)))
def test_what_the_stack_says_wins_over_the_environment(meant: str, other: str) -> None:
    """What a machine's environment holds besides is not meant for it."""
    config, expected = IN_STACK[meant]
    assert way(config, IN_ENVIRONMENT[other]) == expected


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_ways_in_the_stack_contradict_each_other(one: str, other: str) -> None:
    config = {**IN_STACK[one][0], **IN_STACK[other][0]}
    said = refusal({**APPLICATION, **config}, OFFERED)
    assert said.endswith("contradict each other: keep the one to sign in with.")
    assert all(key in said for key in config)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_ways_in_the_environment_contradict_each_other(one: str, other: str) -> None:
    """The variables are named, and that the stack can decide."""
    environ = {**IN_ENVIRONMENT[one], **IN_ENVIRONMENT[other]}
    said = refusal(APPLICATION, {**OFFERED, **environ})
    assert said.endswith(
        "contradict each other: keep the one to sign in with, or say in the stack's configuration "
        "which it is."
    )
    assert all(name in said for name in environ)


def test_a_contradiction_is_one_sentence() -> None:
    """All of them are named, by where they were set."""
    said = refusal(
        APPLICATION,
        {"ARM_CLIENT_SECRET": "s", "AZURE_CLIENT_CERTIFICATE_PATH": "c.pem", "ARM_USE_MSI": "1"},
    )
    assert said == (
        "ARM_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH and ARM_USE_MSI contradict each "
        "other: keep the one to sign in with, or say in the stack's configuration which it is."
    )


@pytest.mark.parametrize("text", ["true", "True", "1"])
def test_a_switch_is_on(text: str) -> None:
    """As Pulumi writes it, and as other tools read it."""
    assert way({"useManagedIdentity": text}, {}) == ManagedIdentity("a-client")
    assert way({}, {"ARM_USE_MSI": text}) == ManagedIdentity("a-client")


@pytest.mark.parametrize("text", ["false", "0", " "])
def test_a_switch_that_is_off_says_nothing_of_the_way(text: str) -> None:
    assert way({"clientSecret": "s", "useManagedIdentity": text, "useOidc": text}, {}) == (
        ClientSecret("s")
    )
    environ = {"ARM_USE_MSI": text, "ARM_USE_OIDC": text, "AZURE_CLIENT_SECRET": "s"}
    assert way({}, environ) == ClientSecret("s")


def test_the_stack_can_switch_off_what_the_environment_switches_on() -> None:
    environ = {**IN_ENVIRONMENT["machine"], **IN_ENVIRONMENT["secret"]}
    assert way({"useManagedIdentity": "false"}, environ) == ClientSecret("s")


def test_a_token_that_is_offered_is_taken_where_nothing_is_said() -> None:
    """A cluster's workload gets the file and needs no configuration of ours."""
    assert way({}, {}) == TokenFile("/var/run/token")


@pytest.mark.parametrize(
    "off", [{"config": {"useOidc": "false"}}, {"environ": {"ARM_USE_OIDC": "false"}}]
)
def test_a_token_that_is_offered_can_be_refused(off: dict[str, Values]) -> None:
    said = refusal({**APPLICATION, **off.get("config", {})}, {**OFFERED, **off.get("environ", {})})
    assert said.startswith("there is nothing to sign in with")


def test_nothing_to_sign_in_with_names_every_way() -> None:
    assert refusal(APPLICATION) == (
        "there is nothing to sign in with: pulumi config set --secret "
        "microsoft-seats:clientSecret …, or set AZURE_CLIENT_SECRET, or set clientCertificatePath, "
        "useOidc or useManagedIdentity."
    )


def test_a_machine_signs_in_without_tenant_and_application() -> None:
    """Its own identity needs no configuration but the switch."""
    assert load({"useManagedIdentity": "true"}).identity == ManagedIdentity(None)


def test_a_client_id_chooses_among_the_identities_of_a_machine() -> None:
    chosen = load({"useManagedIdentity": "true"}, {"AZURE_CLIENT_ID": "one"})
    assert chosen.identity == ManagedIdentity("one")


def test_a_password_alone_is_no_way_to_sign_in() -> None:
    """It may be left over from a certificate."""
    assert secret_of(load({**MINIMUM, "clientCertificatePassword": "p"})) == "a-secret"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("secret", "signing in to tenant a-tenant as application a-client with a client secret"),
        ("certificate", "signing in to tenant a-tenant as application a-client with a certificate"),
        (
            "oidc",
            "signing in to tenant a-tenant as application a-client with a federated token file",
        ),
        ("machine", "signing in as this machine's managed identity a-client"),
    ],
)
def test_what_a_user_is_told_of_the_way(name: str, says: str) -> None:
    """Never what was used."""
    settings = load({**APPLICATION, **IN_STACK[name][0]}, OFFERED)
    assert settings.identity.sign_in == says


def test_what_a_user_is_told_of_the_machines_own_identity() -> None:
    """Its tenant is not known where none is configured."""
    settings = load({"useManagedIdentity": "true"})
    assert settings.identity.sign_in == "signing in as this machine's own managed identity"
    assert settings.tenant == ""


def test_what_is_wrong_besides_is_said_too() -> None:
    """A contradiction does not hide what is missing."""
    said = refusal({"clientSecret": "s", "useOidc": "true", "timeout": "soon"})
    for fault in ("contradict each other", "tenantId is not set", "clientId is", "timeout is"):
        assert said.count(fault) == 1

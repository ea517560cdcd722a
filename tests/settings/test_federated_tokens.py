"""Where the token of another issuer comes from, by the variables that the field knows."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.entra.credentials import (
    AzureDevOpsToken,
    FederatedCredential,
    GitHubToken,
    GivenToken,
    TokenFile,
)

from .reading import application_of, load, refusal

OIDC = {"tenantId": "a-tenant", "clientId": "a-client", "useOidc": "true"}

GIVEN = {"ARM_OIDC_TOKEN": "a.given.token"}
FILE = {"AZURE_FEDERATED_TOKEN_FILE": "/var/run/token"}
AZURE_DEVOPS = {
    "SYSTEM_OIDCREQUESTURI": "https://vstoken.dev.azure.com/contoso",
    "SYSTEM_ACCESSTOKEN": "a-job's",
    "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID": "a-connection",
}
GITHUB = {
    "ACTIONS_ID_TOKEN_REQUEST_URL": "https://pipelines.actions.githubusercontent.com/1?api-version=2.0",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "a-job's",
}
GENERIC = {
    "ARM_OIDC_REQUEST_URL": "https://token.example/request",
    "ARM_OIDC_REQUEST_TOKEN": "another",
}


def credential(environ: dict[str, str]) -> FederatedCredential:
    """What an environment offers."""
    found = application_of(load(OIDC, environ)).credential
    assert isinstance(found, GivenToken | TokenFile | AzureDevOpsToken | GitHubToken)
    return found


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (GIVEN, GivenToken("a.given.token", "ARM_OIDC_TOKEN")),
        (FILE, TokenFile("/var/run/token", "AZURE_FEDERATED_TOKEN_FILE")),
        (
            {"ARM_OIDC_TOKEN_FILE_PATH": "/run/other"},
            TokenFile("/run/other", "ARM_OIDC_TOKEN_FILE_PATH"),
        ),
        (
            AZURE_DEVOPS,
            AzureDevOpsToken("https://vstoken.dev.azure.com/contoso", "a-connection", "a-job's"),
        ),
        (
            GITHUB,
            GitHubToken(
                "https://pipelines.actions.githubusercontent.com/1?api-version=2.0", "a-job's"
            ),
        ),
        (GENERIC, GitHubToken("https://token.example/request", "another")),
        (
            {**GENERIC, "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID": "c"},
            AzureDevOpsToken("https://token.example/request", "c", "another"),
        ),
    ],
    ids=["given", "file", "ARM file", "Azure DevOps", "GitHub", "ARM", "ARM with connection"],
)
def test_each_source_of_a_token(environ: dict[str, str], expected: FederatedCredential) -> None:
    assert credential(environ) == expected


@pytest.mark.parametrize(
    "name", ["ARM_OIDC_AZURE_SERVICE_CONNECTION_ID", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"]
)
def test_a_service_connection_has_other_names(name: str) -> None:
    """Of another Terraform provider, and the one Azure's own tasks set."""
    job = {key: value for key, value in AZURE_DEVOPS.items() if key.startswith("SYSTEM_")}
    found = credential({**job, name: "c"})
    assert isinstance(found, AzureDevOpsToken)
    assert found.service_connection == "c"


def test_the_order_is_given_then_file_then_azure_devops_then_github() -> None:
    """The more is said for us alone, the earlier it is taken."""
    everything = {**GIVEN, **FILE, **AZURE_DEVOPS, **GITHUB}
    assert isinstance(credential(everything), GivenToken)
    del everything["ARM_OIDC_TOKEN"]
    assert isinstance(credential(everything), TokenFile)
    del everything["AZURE_FEDERATED_TOKEN_FILE"]
    assert isinstance(credential(everything), AzureDevOpsToken)
    del everything["SYSTEM_ACCESSTOKEN"]
    assert isinstance(credential(everything), GitHubToken)


def test_what_is_named_for_azure_providers_wins_over_what_a_job_finds() -> None:
    """A pipeline that sets both means the first."""
    found = credential({**AZURE_DEVOPS, **GENERIC})
    assert found == AzureDevOpsToken("https://token.example/request", "a-connection", "another")


def test_no_source_at_all_names_every_variable_that_would_do() -> None:
    assert refusal(OIDC) == (
        "useOidc is set, and there is no token to sign in with: set ARM_OIDC_TOKEN, or "
        "AZURE_FEDERATED_TOKEN_FILE (or ARM_OIDC_TOKEN_FILE_PATH), or in Azure DevOps "
        "ARM_OIDC_REQUEST_URL (or SYSTEM_OIDCREQUESTURI), ARM_OIDC_REQUEST_TOKEN (or "
        "SYSTEM_ACCESSTOKEN) and ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID (or "
        "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID) (a step "
        "gets the token with env SYSTEM_ACCESSTOKEN: $(System.AccessToken)), or in GitHub Actions "
        "ARM_OIDC_REQUEST_URL (or ACTIONS_ID_TOKEN_REQUEST_URL) and ARM_OIDC_REQUEST_TOKEN (or "
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN) (a job gets both with the permission id-token: write)."
    )


def test_the_switch_is_named_by_where_it_was_set() -> None:
    application = {"tenantId": "a-tenant", "clientId": "a-client"}
    said = refusal(application, {"ARM_USE_OIDC": "true"})
    assert said.startswith("ARM_USE_OIDC is set, and there is no token to sign in with: set ")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        (
            {"GITHUB_ACTIONS": "true"},
            (
                "in GitHub Actions set ARM_OIDC_REQUEST_URL (or ACTIONS_ID_TOKEN_REQUEST_URL) and "
                "ARM_OIDC_REQUEST_TOKEN (or ACTIONS_ID_TOKEN_REQUEST_TOKEN) as well; a job gets "
                "both with the permission id-token: write."
            ),
        ),
        (
            {"SYSTEM_OIDCREQUESTURI": "https://vstoken.dev.azure.com/contoso"},
            (
                "in Azure DevOps set ARM_OIDC_REQUEST_TOKEN (or SYSTEM_ACCESSTOKEN) and "
                "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID (or ARM_OIDC_AZURE_SERVICE_CONNECTION_ID, "
                "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID) as well; a step gets the token with env "
                "SYSTEM_ACCESSTOKEN: $(System.AccessToken)."
            ),
        ),
        (
            {key: value for key, value in AZURE_DEVOPS.items() if key != "SYSTEM_ACCESSTOKEN"},
            (
                "in Azure DevOps set ARM_OIDC_REQUEST_TOKEN (or SYSTEM_ACCESSTOKEN) as well; a "
                "step gets the token with env SYSTEM_ACCESSTOKEN: $(System.AccessToken)."
            ),
        ),
    ],
    ids=["GitHub without the permission", "Azure DevOps", "Azure DevOps without its token"],
)
def test_within_a_pipeline_only_what_it_leaves_out_is_named(
    environ: dict[str, str], says: str
) -> None:
    said = refusal(OIDC, environ)
    assert said == f"useOidc is set, and there is no token to sign in with: {says}"


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        (AZURE_DEVOPS, "SYSTEM_OIDCREQUESTURI"),
        (GITHUB, "ACTIONS_ID_TOKEN_REQUEST_URL"),
        (GENERIC, "ARM_OIDC_REQUEST_URL"),
    ],
)
def test_what_a_job_asks_with_is_only_sent_over_https(environ: dict[str, str], name: str) -> None:
    """Nor is it sent to what is no address; on this machine it may be http."""
    said = refusal(OIDC, {**environ, name: "http://token.example/request?a=b"})
    assert said == f"{name} is 'http://token.example/request': a token is only sent over https."
    said = refusal(OIDC, {**environ, name: "nowhere"})
    assert said == f"{name} is 'nowhere', which is no https address."
    assert "http://127.0.0.1:1/r?a=b" in repr(
        credential({**environ, name: "http://127.0.0.1:1/r?a=b"})
    )


@pytest.mark.parametrize("environ", [GIVEN, AZURE_DEVOPS, GITHUB, GENERIC])
def test_tokens_are_never_in_the_text_of_the_settings(environ: dict[str, str]) -> None:
    settings = load(OIDC, environ)
    for token in ("a.given.token", "a-job's", "another"):
        assert token not in repr(settings)
        assert token not in settings.identity.sign_in


def test_tokens_are_never_in_an_error() -> None:
    said = refusal({**OIDC, "timeout": "soon"}, {**GIVEN, **AZURE_DEVOPS, **GITHUB, **GENERIC})
    assert said == "timeout is 'soon', not a number of seconds above 0, 86,400 at most."

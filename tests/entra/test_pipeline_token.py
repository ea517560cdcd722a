"""Signing in with the token that GitHub or Azure DevOps makes out for a job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import trustme

from pulumi_microsoft_seats.domain.errors import SignInError
from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.entra.credentials import (
    AzureDevOpsToken,
    FederatedCredential,
    GitHubToken,
)
from pulumi_microsoft_seats.entra.token_source import TokenSource
from pulumi_microsoft_seats.store.client_factory import AUDIENCE
from tests.support.loopback import Answer
from tests.support.pipelines import CONNECTION, CONNECTION_SUBJECT, SUBJECT, AzureDevOps, GitHub
from tests.support.store_client import IMPATIENT, connection_of, federated_application_of

Pipeline = GitHub | AzureDevOps


def credential_of(pipeline: Pipeline, request_token: str | None = None) -> FederatedCredential:
    """What a job of the pipeline signs in with."""
    token = request_token or pipeline.request_token
    if isinstance(pipeline, GitHub):
        return GitHubToken(pipeline.request_url, token)
    return AzureDevOpsToken(pipeline.request_url, CONNECTION, token)


@pytest.fixture
def authorities() -> trustme.CA:
    """Who signs the certificate of a pipeline's endpoint."""
    return trustme.CA()


@pytest.fixture
def github() -> Iterator[GitHub]:
    """GitHub's endpoint."""
    server = GitHub()
    with server:
        yield server


@pytest.fixture
def azure_devops() -> Iterator[AzureDevOps]:
    """Azure DevOps's endpoint."""
    server = AzureDevOps()
    with server:
        yield server


@pytest.fixture(params=["github", "azure_devops"])
def pipeline(request: pytest.FixtureRequest) -> Pipeline:
    """Either of them."""
    chosen: Pipeline = request.getfixturevalue(request.param)
    return chosen


def entra_trusting(pipeline: Pipeline, **options: float) -> Emulator:
    """An emulator whose application trusts the pipeline's tokens."""
    subject = SUBJECT if isinstance(pipeline, GitHub) else CONNECTION_SUBJECT
    trust = pipeline.issuer.trusted_for(subject)
    return Emulator(
        federated_credentials=[trust], token_lifetime=options.get("token_lifetime", 3599)
    )


@pytest.fixture
def emulator(pipeline: Pipeline) -> Iterator[Emulator]:
    """Its application trusts the pipeline."""
    with entra_trusting(pipeline) as running:
        yield running


def source(emulator: Emulator, credential: FederatedCredential) -> TokenSource:
    """Signs in with a federated credential."""
    application = federated_application_of(emulator, credential)
    return TokenSource(application, connection_of(emulator), IMPATIENT, audience=AUDIENCE)


def test_the_token_of_a_job_signs_in(emulator: Emulator, pipeline: Pipeline) -> None:
    """It is asked for once, and Entra's token is kept."""
    tokens = source(emulator, credential_of(pipeline))
    assert tokens.token() == tokens.token()
    assert len(pipeline.requests) == len(pipeline.issued) == 1


def test_github_is_asked_for_a_token_for_entra(github: GitHub) -> None:
    """The address comes with a parameter, and gets one more."""
    with entra_trusting(github) as emulator:
        source(emulator, credential_of(github)).token()
    (asked,) = github.requests
    assert (asked.method, asked.path) == ("GET", "/12/idtoken/34")
    assert asked.query == [("api-version", "2.0"), ("audience", "api://AzureADTokenExchange")]


def test_azure_devops_is_asked_for_the_token_of_a_service_connection(
    azure_devops: AzureDevOps,
) -> None:
    """The address comes without parameters; a refusal must not lead to a page for people."""
    with entra_trusting(azure_devops) as emulator:
        source(emulator, credential_of(azure_devops)).token()
    (asked,) = azure_devops.requests
    assert asked.method == "POST"
    assert asked.query == [("api-version", "7.1"), ("serviceConnectionId", CONNECTION)]
    assert asked.headers["x-tfs-fedauthredirect"] == "Suppress"


def test_parameters_that_an_address_comes_with_are_kept(azure_devops: AzureDevOps) -> None:
    """Nothing is there twice."""
    url = f"{azure_devops.request_url}?api-version=7.1"
    credential = AzureDevOpsToken(url, CONNECTION, azure_devops.request_token)
    with entra_trusting(azure_devops) as emulator:
        source(emulator, credential).token()
    (asked,) = azure_devops.requests
    assert asked.query == [("api-version", "7.1"), ("serviceConnectionId", CONNECTION)]


def test_a_new_one_is_fetched_each_time_entra_has_to_see_one(
    emulator: Emulator, pipeline: Pipeline
) -> None:
    """It lives for minutes."""
    tokens = source(emulator, credential_of(pipeline))
    first = tokens.token()
    tokens.forget(first)
    assert tokens.token() != first
    assert len(set(pipeline.issued)) == 2


@pytest.mark.usefixtures("_asks_msal_each_time")
def test_a_new_one_is_fetched_when_the_token_of_entra_expires(pipeline: Pipeline) -> None:
    """A long update outlives both tokens."""
    with entra_trusting(pipeline, token_lifetime=299) as emulator:
        tokens = source(emulator, credential_of(pipeline))
        assert tokens.token() != tokens.token()
    assert len(set(pipeline.issued)) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble_of_the_endpoint_passes(
    emulator: Emulator, pipeline: Pipeline, status: int
) -> None:
    pipeline.instead = [Answer(status, "", {"Retry-After": "0"})] * 2
    assert source(emulator, credential_of(pipeline)).token()
    assert len(pipeline.requests) == IMPATIENT.attempts


def test_trouble_that_does_not_pass_names_the_pipeline(
    emulator: Emulator, pipeline: Pipeline
) -> None:
    """And not Entra, which was never asked."""
    pipeline.instead = [Answer(503, "")] * IMPATIENT.attempts
    with pytest.raises(SignInError, match=r"gave no token for this job.*: it answers 503; check"):
        source(emulator, credential_of(pipeline)).token()


@pytest.mark.parametrize(
    ("fixture", "says"),
    [
        (
            "github",
            (
                "GitHub gave no token for this job at 127.0.0.1: it answers 401; check that the "
                "job has the permission id-token: write, and run it again."
            ),
        ),
        (
            "azure_devops",
            (
                "Azure DevOps gave no token for this job at 127.0.0.1: it answers 401; check that "
                f"the pipeline may use service connection {CONNECTION} and that SYSTEM_ACCESSTOKEN "
                "is this job's, and run it again."
            ),
        ),
    ],
)
def test_a_job_that_may_not_have_a_token_hears_what_to_check(
    request: pytest.FixtureRequest, fixture: str, says: str
) -> None:
    """Once, and without what it asked with."""
    pipeline: Pipeline = request.getfixturevalue(fixture)
    with entra_trusting(pipeline) as emulator, pytest.raises(SignInError) as caught:
        source(emulator, credential_of(pipeline, "another job's")).token()
    assert str(caught.value) == says
    assert len(pipeline.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>Sign in</html>"),
        Answer(200, {}),
        Answer(200, []),
        Answer(200, {"value": "", "oidcToken": ""}),
        Answer(200, {"value": 1, "oidcToken": 1}),
    ],
    ids=["page", "nothing", "list", "blank", "number"],
)
def test_an_answer_without_a_token_is_an_error(
    emulator: Emulator, pipeline: Pipeline, answer: Answer
) -> None:
    pipeline.instead = [answer]
    with pytest.raises(SignInError, match="its answer holds no token; check"):
        source(emulator, credential_of(pipeline)).token()


def test_a_redirect_is_not_followed(emulator: Emulator, pipeline: Pipeline) -> None:
    """What a job asks with must not travel to where an answer points."""
    pipeline.instead = [Answer(302, "", {"Location": f"{pipeline.origin}/elsewhere"})]
    with pytest.raises(SignInError, match="it answers 302"):
        source(emulator, credential_of(pipeline)).token()
    assert len(pipeline.requests) == 1


def test_a_netrc_file_does_not_replace_what_a_job_asks_with(
    emulator: Emulator, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    assert source(emulator, credential_of(pipeline)).token()


@pytest.mark.parametrize("kind", [GitHub, AzureDevOps])
def test_the_endpoint_is_verified_as_this_machine_verifies_any_other(
    kind: type[Pipeline],
    authorities: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """`caBundle` is for Entra and the service, REQUESTS_CA_BUNDLE for everybody else: both hold."""
    bundle = tmp_path / "proxy.pem"
    bundle.write_bytes(authorities.cert_pem.bytes())
    pipeline = kind(authorities)
    with pipeline, entra_trusting(pipeline) as emulator:
        with pytest.raises(SignInError, match="not trusted; set REQUESTS_CA_BUNDLE"):
            source(emulator, credential_of(pipeline)).token()
        assert pipeline.requests == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        assert source(emulator, credential_of(pipeline)).token()


def test_the_private_authority_is_not_trusted_to_speak_for_the_pipeline(
    authorities: trustme.CA, tmp_path: Path
) -> None:
    """What a job asks with opens more than the store."""
    bundle = tmp_path / "private.pem"
    pipeline = GitHub(authorities)
    with pipeline, entra_trusting(pipeline) as emulator:
        both = authorities.cert_pem.bytes() + emulator.ca_file.read_bytes()
        bundle.write_bytes(both)
        application = federated_application_of(emulator, credential_of(pipeline))
        connection = connection_of(emulator, ca_bundle=bundle)
        assert requests.get(pipeline.origin, verify=str(bundle), timeout=30).status_code == 401
        with pytest.raises(SignInError, match="not trusted"):
            TokenSource(application, connection, IMPATIENT, audience=AUDIENCE).token()

"""Signing in with the token that GitHub or Azure DevOps makes out for a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
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


def entra_trusting(pipeline: Pipeline, token_lifetime: float = 3599) -> Emulator:
    """An emulator whose application trusts the pipeline's tokens."""
    subject = SUBJECT if isinstance(pipeline, GitHub) else CONNECTION_SUBJECT
    trust = pipeline.issuer.trusted_for(subject)
    return Emulator(federated_credentials=[trust], token_lifetime=token_lifetime)


@dataclass(frozen=True)
class Job:
    """A job of a pipeline, and the authority that trusts it."""

    pipeline: Pipeline
    emulator: Emulator

    def credential(
        self, request_token: str | None = None, parameters: str = ""
    ) -> FederatedCredential:
        """What it signs in with."""
        url = f"{self.pipeline.request_url}{parameters}"
        token = request_token or self.pipeline.request_token
        if isinstance(self.pipeline, GitHub):
            return GitHubToken(url, token)
        return AzureDevOpsToken(url, CONNECTION, token)

    def source(
        self, credential: FederatedCredential | None = None, ca_bundle: Path | None = None
    ) -> TokenSource:
        """Signs it in."""
        return TokenSource(
            federated_application_of(self.emulator, credential or self.credential()),
            connection_of(self.emulator, ca_bundle=ca_bundle),
            IMPATIENT,
            audience=AUDIENCE,
        )


@pytest.fixture(scope="module")
def jobs() -> Iterator[dict[str, Job]]:
    """A job of each pipeline."""
    with ExitStack() as running:
        pipelines: list[Pipeline] = [GitHub(), AzureDevOps()]
        for pipeline in pipelines:
            running.enter_context(pipeline)
        yield {
            type(pipeline).__name__: Job(pipeline, running.enter_context(entra_trusting(pipeline)))
            for pipeline in pipelines
        }


def _begun(job: Job) -> Job:
    for noted in (job.pipeline.requests, job.pipeline.issued, job.pipeline.instead):
        noted.clear()
    return job


@pytest.fixture
def github(jobs: dict[str, Job]) -> Job:
    """Of GitHub, which has not asked for anything yet."""
    return _begun(jobs["GitHub"])


@pytest.fixture
def azure_devops(jobs: dict[str, Job]) -> Job:
    """Of Azure DevOps, the same."""
    return _begun(jobs["AzureDevOps"])


@pytest.fixture(params=["GitHub", "AzureDevOps"])
def job(request: pytest.FixtureRequest, jobs: dict[str, Job]) -> Job:
    """Of either of them."""
    return _begun(jobs[request.param])


@pytest.fixture
def authorities() -> trustme.CA:
    """Who signs the certificate of a pipeline's endpoint."""
    return trustme.CA()


def test_the_token_of_a_job_signs_in(job: Job) -> None:
    """It is asked for once, and Entra's token is kept."""
    tokens = job.source()
    assert tokens.token() == tokens.token()
    assert len(job.pipeline.requests) == len(job.pipeline.issued) == 1


def test_github_is_asked_for_a_token_for_entra(github: Job) -> None:
    """The address comes with a parameter, and gets one more."""
    github.source().token()
    (asked,) = github.pipeline.requests
    assert (asked.method, asked.path) == ("GET", "/12/idtoken/34")
    assert asked.query == [("api-version", "2.0"), ("audience", "api://AzureADTokenExchange")]


@pytest.mark.parametrize("parameters", ["", "?api-version=7.1"])
def test_azure_devops_is_asked_for_the_token_of_a_service_connection(
    azure_devops: Job, parameters: str
) -> None:
    """Nothing is there twice; a refusal must not lead to a page for people."""
    azure_devops.source(azure_devops.credential(parameters=parameters)).token()
    (asked,) = azure_devops.pipeline.requests
    assert asked.method == "POST"
    assert asked.query == [("api-version", "7.1"), ("serviceConnectionId", CONNECTION)]
    assert asked.headers["x-tfs-fedauthredirect"] == "Suppress"


def test_a_new_one_is_fetched_each_time_entra_has_to_see_one(job: Job) -> None:
    """It lives for minutes."""
    tokens = job.source()
    first = tokens.token()
    tokens.forget(first)
    assert tokens.token() != first
    assert len(set(job.pipeline.issued)) == 2


@pytest.mark.usefixtures("_asks_msal_each_time")
def test_a_new_one_is_fetched_when_the_token_of_entra_expires(github: Job) -> None:
    """A long update outlives both tokens."""
    with entra_trusting(github.pipeline, token_lifetime=299) as emulator:
        tokens = Job(github.pipeline, emulator).source()
        assert tokens.token() != tokens.token()
    assert len(set(github.pipeline.issued)) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_trouble_of_the_endpoint_passes(github: Job, status: int) -> None:
    github.pipeline.instead += [Answer(status, "", {"Retry-After": "0"})] * 2
    assert github.source().token()
    assert len(github.pipeline.requests) == IMPATIENT.attempts


def test_trouble_that_does_not_pass_names_the_pipeline(job: Job) -> None:
    """And not Entra, which was never asked."""
    job.pipeline.instead += [Answer(503, "")] * IMPATIENT.attempts
    with pytest.raises(SignInError, match=r"gave no token for this job.*: it answers 503; check"):
        job.source().token()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "GitHub",
            (
                "GitHub gave no token for this job at 127.0.0.1: it answers 401; check that the "
                "job has the permission id-token: write, and run it again."
            ),
        ),
        (
            "AzureDevOps",
            (
                "Azure DevOps gave no token for this job at 127.0.0.1: it answers 401; check that "
                f"the pipeline may use service connection {CONNECTION} and that SYSTEM_ACCESSTOKEN "
                "is this job's, and run it again."
            ),
        ),
    ],
)
def test_a_job_that_may_not_have_a_token_hears_what_to_check(
    jobs: dict[str, Job], name: str, says: str
) -> None:
    """Once, and without what it asked with."""
    job = _begun(jobs[name])
    with pytest.raises(SignInError) as caught:
        job.source(job.credential("another job's")).token()
    assert str(caught.value) == says
    assert len(job.pipeline.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>Sign in</html>"),
        Answer(200, []),
        Answer(200, {"value": "", "oidcToken": ""}),
        Answer(200, {"value": 1, "oidcToken": 1}),
    ],
    ids=["page", "list", "blank", "number"],
)
def test_an_answer_without_a_token_is_an_error(job: Job, answer: Answer) -> None:
    job.pipeline.instead.append(answer)
    with pytest.raises(SignInError, match="its answer holds no token; check"):
        job.source().token()


def test_a_redirect_is_not_followed(job: Job) -> None:
    """What a job asks with must not travel to where an answer points."""
    job.pipeline.instead.append(Answer(302, "", {"Location": f"{job.pipeline.origin}/elsewhere"}))
    with pytest.raises(SignInError, match="it answers 302"):
        job.source().token()
    assert len(job.pipeline.requests) == 1


def test_a_netrc_file_does_not_replace_what_a_job_asks_with(
    job: Job, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password something\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    assert job.source().token()


def test_the_endpoint_is_verified_as_this_machine_verifies_any_other(
    authorities: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`caBundle` is for Entra and the service, REQUESTS_CA_BUNDLE for everybody else: both hold."""
    bundle = tmp_path / "proxy.pem"
    bundle.write_bytes(authorities.cert_pem.bytes())
    pipeline = GitHub(authorities)
    with pipeline, entra_trusting(pipeline) as emulator:
        job = Job(pipeline, emulator)
        with pytest.raises(SignInError, match="not trusted; set REQUESTS_CA_BUNDLE"):
            job.source().token()
        assert pipeline.requests == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        assert job.source().token()


def test_the_private_authority_is_not_trusted_to_speak_for_the_pipeline(
    authorities: trustme.CA, tmp_path: Path
) -> None:
    """What a job asks with opens more than the store."""
    bundle = tmp_path / "private.pem"
    pipeline = GitHub(authorities)
    with pipeline, entra_trusting(pipeline) as emulator:
        bundle.write_bytes(authorities.cert_pem.bytes() + emulator.ca_file.read_bytes())
        assert requests.get(pipeline.origin, verify=str(bundle), timeout=30).status_code == 401
        with pytest.raises(SignInError, match="not trusted"):
            Job(pipeline, emulator).source(ca_bundle=bundle).token()

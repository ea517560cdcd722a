"""The tokens of other issuers that an environment offers for sign-in.

The variables are those of the AzureRM, AzureAD and Azure DevOps providers and of Azure's SDKs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..entra.credentials import AzureDevOpsToken, GitHubToken, GivenToken, TokenFile

if TYPE_CHECKING:
    from ..entra.credentials import FederatedCredential
    from .configured_values import ConfiguredValues

_TOKEN = "ARM_OIDC_TOKEN"  # noqa: S105 - the name of a variable
_FILE = ("AZURE_FEDERATED_TOKEN_FILE", "ARM_OIDC_TOKEN_FILE_PATH")


@dataclass(frozen=True, slots=True)
class _Pipeline:
    """The variables a pipeline's job is given to ask for its token; of each, the first that is set.

    Attributes:
        signs: what is set in a job of this pipeline and nowhere else.
        hint: what makes the variables appear.
    """

    name: str
    signs: tuple[str, ...]
    url: tuple[str, ...]
    token: tuple[str, ...]
    service_connection: tuple[str, ...]
    hint: str

    @property
    def needed(self) -> list[tuple[str, ...]]:
        """The variables that have to be set, each with those that may be set instead."""
        return list(filter(None, (self.url, self.token, self.service_connection)))

    def missing(self, values: ConfiguredValues) -> list[str]:
        """The variables that would complete what is set."""
        return [_either(names) for names in self.needed if not values.set_variable(*names)]


_AZURE_DEVOPS = _Pipeline(
    name="Azure DevOps",
    signs=("SYSTEM_OIDCREQUESTURI",),
    url=("ARM_OIDC_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"),
    token=("ARM_OIDC_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"),
    service_connection=(
        "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID",
        "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID",
        "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    ),
    hint="a step gets the token with env SYSTEM_ACCESSTOKEN: $(System.AccessToken)",
)
_GITHUB = _Pipeline(
    name="GitHub Actions",
    signs=("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_ACTIONS"),
    url=("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"),
    token=("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
    service_connection=(),
    hint="a job gets both with the permission id-token: write",
)


def federated_credential_in(values: ConfiguredValues) -> FederatedCredential | None:
    """The token that the environment offers: given, in a file, of Azure DevOps or of GitHub.

    An address that a token must not be sent to is noted as a fault.
    """
    token, file = values.variable(_TOKEN), values.set_variable(*_FILE)
    if token:
        return GivenToken(token, _TOKEN)
    if file:
        return TokenFile(values.variable(file), file)
    for pipeline in (_AZURE_DEVOPS, _GITHUB):
        if not pipeline.missing(values):
            return _of(pipeline, values)
    return None


def what_would_do(values: ConfiguredValues) -> str:
    """What to set: what the pipeline this runs in leaves out, else every variable there is."""
    for pipeline in (_AZURE_DEVOPS, _GITHUB):
        if values.set_variable(*pipeline.signs):
            return (
                f"in {pipeline.name} set {_listed(pipeline.missing(values))} as well; "
                f"{pipeline.hint}"
            )
    ways = [f"set {_TOKEN}", _either(_FILE)]
    ways += [
        f"in {pipeline.name} {_listed([_either(names) for names in pipeline.needed])} "
        f"({pipeline.hint})"
        for pipeline in (_AZURE_DEVOPS, _GITHUB)
    ]
    return ", or ".join(ways)


def _of(pipeline: _Pipeline, values: ConfiguredValues) -> FederatedCredential:
    url = values.set_variable(*pipeline.url) or ""
    address = values.address(url, values.variable(url), with_query=True)
    token = values.variable(values.set_variable(*pipeline.token))
    if pipeline is _GITHUB:
        return GitHubToken(address, token)
    connection = values.variable(values.set_variable(*pipeline.service_connection))
    return AzureDevOpsToken(address, connection, token)


def _either(names: tuple[str, ...]) -> str:
    return f"{names[0]} (or {', '.join(names[1:])})"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

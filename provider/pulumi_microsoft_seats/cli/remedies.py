"""The commands and pages by which an administrator mends what the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..entra.credentials import Application, ClientSecret

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ..entra.credentials import Identity
    from ..settings.stack_settings import Settings

_GRAPH = "00000003-0000-0000-c000-000000000000"

APP_ROLES: Mapping[str, str] = {
    "LicenseAssignment.ReadWrite.All": "5facf0c1-8979-4e95-abcf-ff3d079771c0",
    "LicenseAssignment.Read.All": "e2f98668-2877-4f38-a2f4-8202e0717aa1",
    "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
}
"""The permissions of Microsoft Graph that are asked for, and the ids of their application roles."""

_ENVIRONMENTS: Mapping[str, str] = {
    "https://graph.microsoft.us": "USGov",
    "https://dod-graph.microsoft.us": "USGovDoD",
    "https://microsoftgraph.chinacloudapi.cn": "China",
}
"""What Connect-MgGraph calls the clouds, by Graph's audience."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to mend something.

    Attributes:
        by: `shell`, `az`, `PowerShell` or `page`.
        text: the commands, a line each, or where to go.
    """

    by: str
    text: str


def grant(settings: Settings, application: str, permissions: Collection[str]) -> Sequence[Remedy]:
    """Permissions of Graph for the application, with consent."""
    ids = [APP_ROLES[permission] for permission in sorted(permissions)]
    names = ", ".join(sorted(permissions))
    roles = " ".join(f"{id_}=Role" for id_ in ids)
    az = Remedy(
        "az",
        f"az ad app permission add --id {application} --api {_GRAPH} --api-permissions {roles}\n"
        f"az ad app permission admin-consent --id {application}",
    )
    powershell = Remedy(
        "PowerShell",
        f"{_connect(settings, 'Application.Read.All, AppRoleAssignment.ReadWrite.All')}\n"
        f"$app = Get-MgServicePrincipal -Filter \"appId eq '{application}'\"\n"
        f"$graph = Get-MgServicePrincipal -Filter \"appId eq '{_GRAPH}'\"\n"
        f"{', '.join(map(repr, ids))} | ForEach-Object {{ New-MgServicePrincipalAppRoleAssignment "
        "-ServicePrincipalId $app.Id -PrincipalId $app.Id -ResourceId $graph.Id -AppRoleId $_ }",
    )
    if not isinstance(settings.identity, Application):
        return [powershell]  # a managed identity has no registration
    page = f"Add a permission > Microsoft Graph > Application permissions > {names}"
    return [az, powershell, _blade(application, f"API permissions > {page} > Grant admin consent")]


def new_secret(settings: Settings, application: str) -> Sequence[Remedy]:
    """Another secret, beside those there are."""
    return [
        Remedy(
            "az",
            f"az ad app credential reset --id {application} --append --query password --output tsv",
        ),
        Remedy(
            "PowerShell",
            f"{_connect(settings, 'Application.ReadWrite.All')}\n"
            f"$app = Get-MgApplication -Filter \"appId eq '{application}'\"\n"
            "(Add-MgApplicationPassword -ApplicationId $app.Id).SecretText",
        ),
        _blade(application, "Certificates & secrets > New client secret"),
    ]


def look_at_application(identity: Identity) -> Sequence[Remedy]:
    """What the tenant knows of the application, and of what it may sign in with."""
    if not isinstance(identity, Application):
        return []
    client = identity.client_id
    known = f"az ad sp show --id {client} --query displayName"
    listed = f"az ad app federated-credential list --id {client}"
    is_secret = isinstance(identity.credential, ClientSecret)
    return [Remedy("az", known if is_secret else f"{known}\n{listed}"), _blade(client, "Overview")]


def activate_in_store(application: str) -> Sequence[Remedy]:
    """The Store's own list of those who may manage it."""
    where = "Manage > Settings > Distribute > Management tools > Add management tool"
    return [Remedy("page", f"https://businessstore.microsoft.com > {where} > {application}")]


def emulator() -> Sequence[Remedy]:
    """A tenant for those who have none."""
    start = "microsoft-seats emulator --env-file emulator.env"
    read = "Get-Content emulator.env | ForEach-Object { $name, $value = $_ -split '=', 2"
    return [
        Remedy("shell", f"{start} &\nset -a; . ./emulator.env; set +a"),
        Remedy(
            "PowerShell",
            f"Start-Process microsoft-seats 'emulator --env-file emulator.env'\n"
            f'{read}; Set-Item "Env:$name" $value }}',
        ),
    ]


def _connect(settings: Settings, scopes: str) -> str:
    environment = _ENVIRONMENTS.get(settings.graph_audience)
    where = f" -Environment {environment}" if environment else ""
    tenant = f" -TenantId {settings.tenant}" if settings.tenant else ""
    return f"Connect-MgGraph{tenant}{where} -Scopes {scopes}"


def _blade(application: str, where: str) -> Remedy:
    return Remedy("page", f"Entra admin centre > App registrations > {application} > {where}")

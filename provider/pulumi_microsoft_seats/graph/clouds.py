"""The four clouds that Microsoft runs Graph in, each with a directory and tokens of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_VERSION = "v1.0"


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud.

    Attributes:
        audience: Microsoft Graph without a version, which is what Entra calls it; a token of
            another cloud is void here.
        authority: the sign-in service, without a tenant.
    """

    audience: str
    authority: str

    @property
    def graph_url(self) -> str:
        """Microsoft Graph with its version."""
        return f"{self.audience}/{_VERSION}"


CLOUDS: Mapping[str, Cloud] = {
    "global": Cloud("https://graph.microsoft.com", "https://login.microsoftonline.com"),
    "usgov": Cloud("https://graph.microsoft.us", "https://login.microsoftonline.us"),
    "usgov-dod": Cloud("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
    "china": Cloud("https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
}
"""By the value of the setting `cloud`. GCC is in `global`, GCC High in `usgov`."""

"""The clouds: where Graph is in each, and what a token is for."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.graph.clouds import CLOUDS


@pytest.mark.parametrize(
    ("cloud", "graph_url", "audience", "authority"),
    [
        (
            "global",
            "https://graph.microsoft.com/v1.0",
            "https://graph.microsoft.com",
            "https://login.microsoftonline.com",
        ),
        (
            "usgov",
            "https://graph.microsoft.us/v1.0",
            "https://graph.microsoft.us",
            "https://login.microsoftonline.us",
        ),
        (
            "usgov-dod",
            "https://dod-graph.microsoft.us/v1.0",
            "https://dod-graph.microsoft.us",
            "https://login.microsoftonline.us",
        ),
        (
            "china",
            "https://microsoftgraph.chinacloudapi.cn/v1.0",
            "https://microsoftgraph.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
        ),
    ],
)
def test_each_cloud_has_addresses_of_its_own(
    cloud: str, graph_url: str, audience: str, authority: str
) -> None:
    """As Microsoft documents them."""
    found = CLOUDS[cloud]
    assert (found.graph_url, found.audience, found.authority) == (graph_url, audience, authority)


def test_there_are_four() -> None:
    assert list(CLOUDS) == ["global", "usgov", "usgov-dod", "china"]

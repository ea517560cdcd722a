"""The clouds: where Graph is in each, and what a token is for."""

from __future__ import annotations

from pulumi_microsoft_seats.graph.clouds import CLOUDS


def test_each_of_the_four_clouds_has_addresses_of_its_own() -> None:
    """As Microsoft documents them."""
    found = {
        name: (cloud.graph_url, cloud.audience, cloud.authority) for name, cloud in CLOUDS.items()
    }
    assert found == {
        "global": (
            "https://graph.microsoft.com/v1.0",
            "https://graph.microsoft.com",
            "https://login.microsoftonline.com",
        ),
        "usgov": (
            "https://graph.microsoft.us/v1.0",
            "https://graph.microsoft.us",
            "https://login.microsoftonline.us",
        ),
        "usgov-dod": (
            "https://dod-graph.microsoft.us/v1.0",
            "https://dod-graph.microsoft.us",
            "https://login.microsoftonline.us",
        ),
        "china": (
            "https://microsoftgraph.chinacloudapi.cn/v1.0",
            "https://microsoftgraph.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
        ),
    }

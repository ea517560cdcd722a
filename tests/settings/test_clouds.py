"""Which of Microsoft's clouds: addresses that belong together, unless one is set by itself."""

from __future__ import annotations

import pytest

from .reading import MINIMUM, application_of, load, refusal


@pytest.mark.parametrize("name", ["usgov", "USGov", " usgov "])
def test_a_cloud_brings_graph_its_audience_and_the_authority(name: str) -> None:
    """By either place; a token of one cloud is void in another."""
    for settings in (
        load({**MINIMUM, "cloud": name}),
        load(MINIMUM, {"MICROSOFT_SEATS_CLOUD": name}),
        load({**MINIMUM, "cloud": name}, {"MICROSOFT_SEATS_CLOUD": "china"}),
    ):
        assert settings.graph_url == "https://graph.microsoft.us/v1.0"
        assert settings.graph_audience == "https://graph.microsoft.us"
        assert application_of(settings).authority == "https://login.microsoftonline.us"


def test_an_address_of_its_own_wins_over_the_clouds() -> None:
    """But the token is for the cloud's service, whatever stands in between."""
    settings = load(
        {
            **MINIMUM,
            "cloud": "china",
            "graphUrl": "https://proxy.example/v1.0",
            "authority": "https://login.example",
        }
    )
    assert settings.graph_url == "https://proxy.example/v1.0"
    assert settings.graph_audience == "https://microsoftgraph.chinacloudapi.cn"
    assert application_of(settings).authority == "https://login.example"


def test_a_cloud_that_there_is_not_is_a_fault() -> None:
    """Named by where it was set."""
    clouds = "not one of global, usgov, usgov-dod, china"
    assert refusal({**MINIMUM, "cloud": "germany"}) == f"cloud is 'germany', {clouds}."
    said = refusal(MINIMUM, {"MICROSOFT_SEATS_CLOUD": "germany"})
    assert said == f"MICROSOFT_SEATS_CLOUD is 'germany', {clouds}."

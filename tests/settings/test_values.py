"""What a value has to look like: times, numbers, digests, files, true or false."""

from __future__ import annotations

from pathlib import Path

import pytest

from .reading import MINIMUM, load, refusal


@pytest.mark.parametrize(
    "text",
    ["9f7f985efe07,04a01864e816", " 9f7f985efe07 , 04a01864e816 ,", "9f7f985efe07 04a01864e816\n"],
)
def test_approvals_are_digests_separated_by_commas_or_spaces(text: str) -> None:
    """Several plans can be approved at once, one for each product."""
    assert load({**MINIMUM, "approve": text}).approved == {"9f7f985efe07", "04a01864e816"}


def test_approvals_of_both_places_count() -> None:
    """A delete may be run with the configuration of the last run, and the environment of this."""
    approved = load({**MINIMUM, "approve": "9f7f"}, {"MICROSOFT_SEATS_APPROVE": "04a0"}).approved
    assert approved == {"9f7f", "04a0"}


@pytest.mark.parametrize(
    ("text", "seconds"), [("1", 1), ("0.5", 0.5), ("120", 120), ("1e2", 100), ("86400", 86_400)]
)
def test_a_timeout_is_a_number_of_seconds(text: str, seconds: float) -> None:
    """Parts of a second included."""
    assert load({**MINIMUM, "timeout": text}).connection.timeout == seconds


@pytest.mark.parametrize("text", ["0", "-1", "60s", "nan", "inf", "1,5", "86401"])
def test_a_timeout_that_is_no_time_is_a_fault(text: str) -> None:
    """Zero and for ever are none, nor is what no clock holds."""
    said = refusal({**MINIMUM, "timeout": text})
    assert said == f"timeout is {text!r}, not a number of seconds above 0, 86,400 at most."


@pytest.mark.parametrize(
    ("text", "requests_in_flight"), [("1", 1), ("16", 16), ("16.0", 16), ("007", 7), ("999", 999)]
)
def test_concurrency_is_a_whole_number(text: str, requests_in_flight: int) -> None:
    """Also as YAML may hand it over."""
    assert load({**MINIMUM, "concurrency": text}).concurrency == requests_in_flight


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1000", "many", "16 20"])
def test_a_concurrency_that_is_none_is_a_fault(text: str) -> None:
    """Nothing at a time gets nothing done; thousands get turned away."""
    said = refusal({**MINIMUM, "concurrency": text})
    assert said == f"concurrency is {text!r}, not a whole number from 1 to 999."


def test_a_private_authority_has_to_be_a_file(tmp_path: Path) -> None:
    """Found out before anything is sent."""
    said = refusal({**MINIMUM, "caBundle": str(tmp_path)})
    assert said == f"caBundle is {str(tmp_path)!r}, which is no file."


@pytest.mark.parametrize("key", ["useOidc", "useManagedIdentity"])
@pytest.mark.parametrize("text", ["on", "2"])
def test_a_switch_is_true_or_false(key: str, text: str) -> None:
    """It is named by where it was set."""
    variable = {"useOidc": "ARM_USE_OIDC", "useManagedIdentity": "ARM_USE_MSI"}[key]
    assert refusal({**MINIMUM, key: text}) == f"{key} is {text!r}, neither true nor false."
    said = refusal(MINIMUM, {variable: text})
    assert said == f"{variable} is {text!r}, neither true nor false."

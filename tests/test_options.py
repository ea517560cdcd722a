"""Pulumi's resource options name the arguments of a program; the engine knows properties."""

from __future__ import annotations

import pulumi
import pytest

from pulumi_microsoft_seats.options import of_properties, secret_names

HIDDEN = ["__gains", "__losses", "__replaced", "__reclaiming", "__unmanaged"]


def test_no_options_stay_none() -> None:
    """Most resources have none."""
    assert of_properties(None) is None
    assert list(secret_names(None)) == []


def test_users_mean_the_property_behind_the_argument() -> None:
    """Beside others, which stay; an option that is not given stays so."""
    ignoring = of_properties(pulumi.ResourceOptions(ignore_changes=["users", "reclaim_limit"]))
    replacing = of_properties(pulumi.ResourceOptions(replace_on_changes=["sku_id", "users"]))
    assert ignoring is not None
    assert replacing is not None
    assert ignoring.ignore_changes == ["seats", "reclaim_limit"]
    assert replacing.replace_on_changes == ["sku_id", "seats"]
    assert ignoring.replace_on_changes is replacing.ignore_changes is None
    assert ignoring.additional_secret_outputs is None


@pytest.mark.parametrize("name", ["users", "seats"])
def test_users_that_are_secret_make_every_property_secret_that_names_some(name: str) -> None:
    """Under either name."""
    opts = of_properties(pulumi.ResourceOptions(additional_secret_outputs=[name, "__gains"]))
    assert opts is not None
    assert opts.additional_secret_outputs is not None
    assert opts.additional_secret_outputs[0] == "seats"
    assert sorted(opts.additional_secret_outputs) == sorted(["seats", *HIDDEN])


def test_other_secret_outputs_hide_nobody() -> None:
    """They are what the program says, and no more."""
    opts = of_properties(pulumi.ResourceOptions(additional_secret_outputs=["failures"]))
    assert opts is not None
    assert opts.additional_secret_outputs == ["failures"]


def test_the_programs_own_options_are_left_as_they_are() -> None:
    """One object is often given to several resources."""
    parent = pulumi.ResourceOptions(ignore_changes=["users"], protect=True)
    opts = of_properties(parent)
    assert parent.ignore_changes == ["users"]
    assert opts is not None
    assert opts.protect is True

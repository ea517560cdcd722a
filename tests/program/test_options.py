"""Pulumi's resource options name the arguments of a program; the engine knows properties."""

from __future__ import annotations

import pulumi
import pytest

from pulumi_microsoft_seats.program.options import keeps_users_secret, naming_properties


def test_no_options_stay_none() -> None:
    """Most resources have none."""
    assert naming_properties(None) is None
    assert not keeps_users_secret(None)


def test_users_mean_the_property_behind_the_argument() -> None:
    """Beside others, which stay; an option that is not given stays so."""
    ignoring = naming_properties(pulumi.ResourceOptions(ignore_changes=["users", "reclaim_limit"]))
    replacing = naming_properties(pulumi.ResourceOptions(replace_on_changes=["sku_id", "users"]))
    assert ignoring is not None
    assert replacing is not None
    assert ignoring.ignore_changes == ["seats", "reclaim_limit"]
    assert replacing.replace_on_changes == ["sku_id", "seats"]
    assert ignoring.replace_on_changes is replacing.ignore_changes is None
    assert ignoring.additional_secret_outputs is None


@pytest.mark.parametrize(
    ("names", "secret"), [(["users"], True), (["seats"], True), (["failures"], False), ([], False)]
)
def test_the_users_are_a_secret_under_either_name(names: list[str], *, secret: bool) -> None:
    """Then the whole roster is, as if the program had made a secret of it."""
    opts = naming_properties(pulumi.ResourceOptions(additional_secret_outputs=names))
    assert keeps_users_secret(opts) is secret


def test_the_programs_own_options_are_left_as_they_are() -> None:
    """One object is often given to several resources."""
    parent = pulumi.ResourceOptions(ignore_changes=["users"], protect=True)
    opts = naming_properties(parent)
    assert parent.ignore_changes == ["users"]
    assert opts is not None
    assert opts.protect is True

"""The program's word for a SKU, and what is found out for it."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.errors import InputError, ProductGone
from pulumi_microsoft_seats.provider import LicenseAssignmentProvider
from tests.plugin.licences.directory import E3, E5, LicenseStack, licence
from tests.plugin.world import ADA


@pytest.mark.parametrize("word", ["spe_e3", f" {E3.upper()} "])
def test_another_spelling_is_the_same_product(stack: LicenseStack, word: str) -> None:
    """Nothing is written for it."""
    stack.up(licence(ADA))
    added = stack.preview({**licence(ADA), "sku": word})
    assert (added["sku_id"], "plan" in added) == (E3, False)


def test_a_product_that_the_tenant_lacks_is_named_with_those_it_has(stack: LicenseStack) -> None:
    with pytest.raises(InputError) as refused:
        stack.preview({**licence(ADA), "sku": "SPE_E9"})
    assert str(refused.value) == (
        "sku is 'SPE_E9', which the tenant does not have; the nearest that it has are SPE_E5, "
        "SPE_E3."
    )


def test_a_licence_that_the_tenant_no_longer_has_is_gone(stack: LicenseStack) -> None:
    """State that names it would keep every refresh from going on."""
    stack.up(licence(ADA))
    stack.world.take(ADA)
    del stack.world.skus[E3]
    with pytest.raises(ProductGone):
        stack.refresh()
    stack.destroy()


def test_another_sku_takes_what_the_old_one_gave(stack: LicenseStack) -> None:
    """As a replacement does."""
    stack.up(licence(ADA))
    stack.replace(licence(ADA, sku="SPE_E5"))
    assert (stack.world.direct(), stack.world.direct(E5)) == (set(), {ADA})


def test_another_sku_replaces_also_where_that_is_refused() -> None:
    """Its holders are not those of the old one, who would be said to have lost a seat."""
    refused = {"sentence": "No.", "approval": "7b3544536d95"}
    olds = {**licence(ADA), "sku_id": E3}
    news = {**licence(ADA, sku="SPE_E5"), "sku_id": E5, "__refusal": refused}
    assert LicenseAssignmentProvider().diff("id", olds, news).replaces == ["sku"]


def test_a_word_that_means_another_sku_by_now_replaces() -> None:
    """Two SKUs can have one part number; an update would leave the old one's licences behind."""
    olds, news = {**licence(ADA), "sku_id": E3}, {**licence(ADA), "sku_id": E5}
    assert LicenseAssignmentProvider().diff("id", olds, news).replaces == ["sku_id"]

"""The fingerprint of a plan, which a person approves and a saved plan compares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.domain.plan import Losses, SeatPlan
from tests.support.plans import MONDAY, OFFICE, plan_of

ADA, BOB, EVE = "ada@contoso.com", "bob@contoso.com", "eve@contoso.com"
VISIO = ProductKey("9VISIO000001", "0010")
TUESDAY = "2017-04-25T09:30:00Z"

PLAN = SeatPlan(
    "a-tenant",
    OFFICE,
    assign=(ADA, "grace@contoso.com"),
    reclaim={BOB: MONDAY},
    held=7,
    replaced=Losses(VISIO, {EVE: ""}, held=1),
    needs=frozenset({"replacement", "limit"}),
)


def test_the_digest_of_a_plan_never_changes_between_releases() -> None:
    r"""Approvals stand in configurations: the first 128 bits of a JSON text's SHA-256.

    Computed by hand, without our code:

        printf '%s' '["a-tenant",["9nblggh4r2r6","0016"],["limit","replacement"],
        ["ada@contoso.com","grace@contoso.com"],[["bob@contoso.com","2017-04-24T09:30:00Z"]],
        [["9visio000001","0010"],[["eve@contoso.com",""]]]]' | tr -d '\n ' | sha256sum
    """
    assert PLAN.digest == "af3a50dc44f6a4e0c3ea1b73de15a003"


OTHERS = {
    "tenant": replace(PLAN, tenant="another-tenant"),
    "product": replace(PLAN, product=VISIO),
    "needs": replace(PLAN, needs=frozenset({"limit"})),
    "who gains": replace(PLAN, assign=(ADA,)),
    "nobody loses": replace(PLAN, reclaim={}),
    "who loses": replace(PLAN, reclaim={EVE: MONDAY}),
    "when a seat was given": replace(PLAN, reclaim={BOB: TUESDAY}),
    "nothing is replaced": replace(PLAN, replaced=None),
    "who loses the replaced": replace(PLAN, replaced=Losses(VISIO, {ADA: ""}, held=1)),
    "when a replaced seat was given": replace(PLAN, replaced=Losses(VISIO, {EVE: TUESDAY}, held=1)),
    "what is replaced": replace(PLAN, replaced=Losses(OFFICE, {EVE: ""}, held=1)),
}
SAME = {
    "held": replace(PLAN, held=8),
    "held of the replaced": replace(PLAN, replaced=Losses(VISIO, {EVE: ""}, held=40)),
    "capitals of the tenant": replace(PLAN, tenant="A-Tenant"),
    "of the product": replace(PLAN, product=ProductKey("9nblggh4r2r6", "0016")),
    "order": replace(PLAN, assign=("grace@contoso.com", ADA)),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_everything_that_a_person_approves_is_in_the_digest(other: SeatPlan) -> None:
    """So an approval serves in no other place, for nobody else, and only once."""
    assert other.digest != PLAN.digest


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_what_changes_nothing_for_anybody_is_not_in_the_digest(same: SeatPlan) -> None:
    """The approval of yesterday holds when somebody else's seats moved."""
    assert same.digest == PLAN.digest


def test_assigning_and_reclaiming_the_same_user_have_different_digests() -> None:
    """An approval of one is none of the other, whatever the date."""
    giving = plan_of(assign=[ADA])
    assert giving.digest != replace(giving, assign=(), reclaim={ADA: ""}).digest


def test_products_whose_ids_hold_a_slash_are_not_mistaken_for_each_other() -> None:
    """Both are written `9N/1/0016`, and an approval of one is none of the other."""
    one = plan_of(assign=[ADA], product=ProductKey("9N/1", "0016"))
    other = plan_of(assign=[ADA], product=ProductKey("9N", "1/0016"))
    assert str(one.product) == str(other.product)
    assert one.digest != other.digest


def test_a_date_that_holds_quotes_is_no_other_plan() -> None:
    """What the service wrote cannot make two plans alike."""
    forged = f'{MONDAY}"],["{EVE}","{MONDAY}'
    two = replace(PLAN, reclaim={BOB: MONDAY, EVE: MONDAY})
    assert replace(PLAN, reclaim={BOB: forged}).digest != two.digest

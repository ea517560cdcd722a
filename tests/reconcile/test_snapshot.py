"""What a snapshot knows of a product's seats, corrected by what was written."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pulumi_microsoft_seats.domain.model import Holding, Seat
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot
from tests.reconcile.fake_service import ADA, BOB, CY
from tests.support.plans import OFFICE


def _seat(user: str) -> Seat:
    return Seat(OFFICE, user)


def test_a_snapshot_knows_users_folded_and_keeps_the_services_spelling() -> None:
    """Comparing needs the one, asking the service the other."""
    snapshot = Snapshot([_seat("Ada@Contoso.com")])
    assert snapshot.users == {ADA}
    assert snapshot.seat_of(ADA) == _seat("Ada@Contoso.com")
    assert snapshot.seat_of(BOB) is None


@pytest.mark.parametrize(
    ("gained", "lost", "left"),
    [
        (["Bob@contoso.com"], [], {ADA, BOB}),
        ([], [ADA], set()),
        (["Bob@contoso.com"], [ADA], {BOB}),
        ([], ["nobody@contoso.com"], {ADA}),
        (["ADA@contoso.com"], [], {ADA}),
    ],
)
def test_a_snapshot_takes_note_of_our_own_writes(
    gained: Iterable[str], lost: Iterable[str], left: set[str]
) -> None:
    """So the same phase does not read again."""
    snapshot = Snapshot([_seat(ADA)])
    snapshot.correct(gained=[_seat(user) for user in gained], lost=lost)
    assert snapshot.users == left


def test_users_that_were_handed_out_do_not_change_afterwards() -> None:
    """A plan made of them stays what it was."""
    snapshot = Snapshot([_seat(ADA)])
    before = snapshot.users
    snapshot.correct(lost=[ADA])
    assert before == {ADA}


def test_a_snapshot_says_whom_it_was_not_asked_for() -> None:
    """Not to know of a seat is another thing than to know that there is none."""
    snapshot = Snapshot()
    snapshot.learn([Holding(ADA, None)])
    assert snapshot.unknown({ADA, BOB}) == [BOB]
    assert Snapshot([]).unknown({ADA, BOB}) == []


def test_a_list_that_was_read_while_we_wrote_does_not_undo_what_is_known() -> None:
    """It may have been under way before the write."""
    snapshot = Snapshot()
    snapshot.learn([Holding(ADA, _seat(ADA)), Holding(BOB, None)])
    snapshot.correct(gained=[_seat(BOB)], lost=[ADA])
    snapshot.learn_all([_seat(ADA)])
    assert snapshot.users == {BOB}


def _inherited(user: str) -> Seat:
    return Seat(OFFICE, user, through=("staff",), is_direct=False)


def test_whoever_holds_one_through_something_else_alone_is_a_holder_apart() -> None:
    """Only direct seats can be reclaimed, and only these are counted as held."""
    both = Seat(OFFICE, ADA, through=("staff",))
    snapshot = Snapshot([both, _inherited(BOB)])
    assert (snapshot.users, snapshot.inherited) == (frozenset({ADA}), frozenset({BOB}))


def test_reclaiming_leaves_what_comes_through_something_else() -> None:
    """However often something is learned or corrected afterwards."""
    snapshot = Snapshot([Seat(OFFICE, ADA, through=("staff",)), _seat(BOB)])
    snapshot.correct(lost=[ADA, BOB])
    snapshot.correct(gained=[_seat(BOB)])
    snapshot.learn_all([Seat(OFFICE, ADA, through=("staff",))], is_exact=False)
    assert (snapshot.users, snapshot.inherited) == (frozenset({BOB}), frozenset({ADA}))
    assert snapshot.seat_of(ADA) == _inherited(ADA)


def test_an_answer_about_a_user_outweighs_a_list_that_may_be_wrong() -> None:
    """Whichever comes first; of whom nobody asked, the list alone tells."""
    answers = [Holding(ADA, None), Holding(BOB, _inherited(BOB))]
    late, early = Snapshot(), Snapshot()
    late.learn_all([_seat(ADA), _seat(CY)], is_exact=False)
    late.learn(answers)
    early.learn(answers)
    early.learn_all([_seat(ADA), _seat(CY)], is_exact=False)
    for snapshot in (late, early):
        assert snapshot.users == {CY}
        assert snapshot.inherited == {BOB}
        assert snapshot.unasked({ADA, BOB, CY}) == [CY]


def test_our_own_writes_outweigh_an_answer_that_was_under_way() -> None:
    """The directory may answer with what was before."""
    snapshot = Snapshot()
    snapshot.correct(gained=[_seat(ADA)], lost=[BOB])
    snapshot.learn([Holding(ADA, None), Holding(BOB, _seat(BOB))])
    assert snapshot.users == {ADA}


def test_a_hindrance_is_known_until_the_next_answer_says_otherwise() -> None:
    """Of a holder as well, whose service plans cannot be switched."""
    snapshot = Snapshot()
    snapshot.learn([Holding(ADA, None, "no location"), Holding(BOB, _seat(BOB), "no location")])
    assert snapshot.hindrances == dict.fromkeys([ADA, BOB], "no location")
    snapshot.learn([Holding(ADA, None)])
    assert snapshot.hindrances == {BOB: "no location"}

"""What a snapshot knows of a product's seats, corrected by what was written."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from pulumi_microsoft_seats.domain.model import Holding, ProductKey, Seat
from pulumi_microsoft_seats.reconcile.snapshot import Snapshot

OFFICE = ProductKey("9NBLGGH4R2R6", "0016")
ADA, BOB = "ada@contoso.com", "bob@contoso.com"


def _seat(user: str) -> Seat:
    return Seat(OFFICE, user)


def test_a_snapshot_knows_users_folded_and_keeps_the_services_spelling() -> None:
    """Comparing needs the one, asking the service the other."""
    snapshot = Snapshot([_seat("Ada@Contoso.com")])
    assert snapshot.users == {"ada@contoso.com"}
    assert snapshot.seat_of("ada@contoso.com") == _seat("Ada@Contoso.com")
    assert snapshot.seat_of("bob@contoso.com") is None


@pytest.mark.parametrize(
    ("gained", "lost", "left"),
    [
        (["Bob@contoso.com"], [], {"ada@contoso.com", "bob@contoso.com"}),
        ([], ["ada@contoso.com"], set()),
        (["Bob@contoso.com"], ["ada@contoso.com"], {"bob@contoso.com"}),
        ([], ["nobody@contoso.com"], {"ada@contoso.com"}),
        (["ADA@contoso.com"], [], {"ada@contoso.com"}),
    ],
)
def test_a_snapshot_takes_note_of_our_own_writes(
    gained: Iterable[str], lost: Iterable[str], left: set[str]
) -> None:
    """So the same phase does not read again."""
    snapshot = Snapshot([_seat("ada@contoso.com")])
    snapshot.correct(gained=[_seat(user) for user in gained], lost=lost)
    assert snapshot.users == left


def test_users_that_were_handed_out_do_not_change_afterwards() -> None:
    """A plan made of them stays what it was."""
    snapshot = Snapshot([_seat("ada@contoso.com")])
    before = snapshot.users
    snapshot.correct(lost=["ada@contoso.com"])
    assert before == {"ada@contoso.com"}


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

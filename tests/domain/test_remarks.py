"""What stands behind a holder's name in the text that the preview compares."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.roster import remarks_in, roster_users, seats_text

ADA, BOB = "ada@contoso.com", "bob@contoso.com"
users = st.frozensets(st.sampled_from([f"user{number}@contoso.com" for number in range(9)]))


def test_a_remark_stands_in_brackets_on_the_line_of_its_user() -> None:
    text = seats_text([BOB, ADA], {BOB: "TEAMS1 on, FORMS off"})
    assert text == f"{ADA}\n{BOB} (TEAMS1 on, FORMS off)\n"
    assert remarks_in(text) == {BOB: "TEAMS1 on, FORMS off"}


@given(users, st.data())
def test_remarks_change_nothing_of_who_is_meant(some: frozenset[str], data: st.DataObject) -> None:
    """Also a remark with brackets of its own comes back as it was."""
    texts = st.text("AB1_ (),", min_size=1, max_size=9)
    remarks = {user: data.draw(texts) for user in sorted(some) if data.draw(st.booleans())}
    text = seats_text(some, remarks)
    assert roster_users(text) == some
    assert remarks_in(text) == remarks


def test_a_remark_on_somebody_else_is_not_written() -> None:
    assert seats_text([ADA], {BOB: "TEAMS1 on"}) == f"{ADA}\n"

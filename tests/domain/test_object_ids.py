"""The ids of people as one text in state, without their names."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.object_ids import ids_in, ids_text

ADA, BOB = "ada@contoso.com", "bob@contoso.com"
ADA_ID = "6f1c0c9e-2f0a-4a60-9a51-3d7f5c1b0001"


def test_the_form_in_state_never_changes_between_releases() -> None:
    """22 characters each, in the order of the names; dots where nobody knows the id."""
    assert ids_text([BOB, ADA], {ADA: ADA_ID.upper()}) == "bxwMni8KSmCaUT1_XBsAAQ" + "." * 22
    assert ids_in("bxwMni8KSmCaUT1_XBsAAQ" + "." * 22, [BOB, ADA]) == {ADA: ADA_ID}


@given(st.dictionaries(st.sampled_from([f"user{n}" for n in range(20)]), st.uuids() | st.none()))
def test_whoever_is_remembered_is_found_again(people: dict[str, UUID | None]) -> None:
    known = {user: str(id_) for user, id_ in people.items() if id_ is not None}
    assert ids_in(ids_text(people, known), people) == known


def test_a_text_about_other_people_tells_nothing() -> None:
    """Somebody edited the state's list of seats: rather nobody than the wrong ones."""
    assert ids_in(ids_text([ADA], {ADA: ADA_ID}), [ADA, BOB]) == {}
    assert ids_in("!" * 22, [ADA]) == {}


def test_what_is_no_guid_is_not_kept() -> None:
    """State gets no longer for people of whom there is none."""
    assert ids_text([ADA, BOB], {ADA: "42"}) == ids_text([], {}) == ""

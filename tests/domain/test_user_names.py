"""What counts as a user principal name, and when two of them are the same user."""

from __future__ import annotations

import pytest

from pulumi_microsoft_seats.domain.roster import fold, is_user_name

LONGEST = "a" * 64 + "@" + "b" * 36 + ".example.com"


@pytest.mark.parametrize(
    "name",
    [
        "ada@contoso.com",
        "o'brien@contoso.com",
        "ada.lovelace-1_x+test@contoso.com",
        "ada!#$%&*^~`=?@contoso.com",
        "ada_fabrikam.com#EXT#@contoso.onmicrosoft.com",
        "jürgen@contoso.com",
        "ada@bücher.example",
        "алиса@пример.рф",
        "ada@xn--bcher-kva.example",
        "a@b.c",
        "  ada@contoso.com\t",
        LONGEST,
    ],
)
def test_user_principal_names_in_use_are_accepted(name: str) -> None:
    """Guests, apostrophes, plus signs, other scripts and surrounding spaces are fine."""
    assert is_user_name(name)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "   ",
        "ada",
        "@contoso.com",
        "ada@",
        "ada@contoso",
        "ada@fabrikam@contoso.com",
        "ada lovelace@contoso.com",
        "ada\u00a0lovelace@contoso.com",
        "ada@con toso.com",
        "ada@contoso..com",
        "ada@.com",
        "ada@contoso.com.",
        "ada@-contoso.com",
        "ada@contoso-.com",
        "Ada <ada@contoso.com>",
        '"ada"@contoso.com',
        "contoso\\ada@contoso.com",
        "ada/x@contoso.com",
        "ada@contoso.com,grace@contoso.com",
        "ada@contoso.com;grace@contoso.com",
        "ada@contoso.com\ngrace@contoso.com",
        "ada\x00@contoso.com",
        "a" * 65 + "@contoso.com",
        "ada@" + "b" * 64 + ".com",
    ],
)
def test_what_can_never_be_a_user_principal_name_is_refused(value: str) -> None:
    """Display names, lists in one text, two @, no dot and inner spaces are no users."""
    assert not is_user_name(value)


def test_a_user_principal_name_has_at_most_113_characters() -> None:
    """Entra's limit: 113 characters are a name, 114 are not."""
    assert len(LONGEST) == 113
    assert is_user_name(LONGEST)
    assert not is_user_name(LONGEST.replace(".example", ".examples"))


@pytest.mark.parametrize(
    "mark",
    [
        *("\u200b", "\u200c", "\u200d", "\u200e", "\u202a", "\u2060", "\ufeff", "\u00ad"),
        # A letter to Unicode, and yet blank; marks; what chooses how the one before is drawn; tags.
        *("\u3164", "\u115f", "\uffa0", "\u2800", "\u034f", "\ufe0f", "\U000e0041", "\U000e0100"),
        *("\x80", "\x9b", "\ud800", "\udcff"),
    ],
    ids=lambda mark: f"U+{ord(mark):04X}",
)
def test_a_name_with_a_character_that_nobody_sees_is_refused(mark: str) -> None:
    """A copy from a page leaves them behind; two names that look alike would be two users."""
    for name in (f"ada{mark}@contoso.com", f"{mark}ada@contoso.com", f"ada@con{mark}toso.com"):
        assert not is_user_name(name)
    assert not is_user_name(f"ada@contoso.com{mark}")


@pytest.mark.parametrize("value", [None, 3, b"ada@contoso.com", ["ada@contoso.com"], {}])
def test_only_text_is_a_user_name(value: object) -> None:
    """Whatever else a program passes is refused, not converted."""
    assert not is_user_name(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Contoso.com", "ada@contoso.com"),
        (" ada@contoso.com ", "ada@contoso.com"),
        ("JÜRGEN@contoso.com", "jürgen@contoso.com"),
        (
            "ada_fabrikam.com#EXT#@Contoso.onmicrosoft.com",
            "ada_fabrikam.com#ext#@contoso.onmicrosoft.com",
        ),
        pytest.param("jos\u00e9@contoso.com", "jose\u0301@contoso.com", id="NFC and NFD"),
        pytest.param("JOSE\u0301@contoso.com", "jos\u00e9@contoso.com", id="capitals in NFD"),
        # Only the small letter is composed.
        pytest.param("W\u030a@contoso.com", "\u1e98@contoso.com", id="composed when small"),
    ],
)
def test_users_are_compared_without_capitals_forms_and_surrounding_spaces(
    one: str, other: str
) -> None:
    """Entra does not tell these apart, or nobody who looks at them does."""
    assert fold(one) == fold(other)


def test_dots_and_plus_signs_tell_users_apart() -> None:
    """Unlike some mail services, Entra keeps these as different users."""
    names = ["ada.l@contoso.com", "adal@contoso.com", "adal+x@contoso.com"]
    assert len({fold(name) for name in names}) == 3


def test_a_name_is_measured_and_judged_in_the_form_in_which_it_is_compared() -> None:
    """64 letters with accents are 128 characters in a file from a Mac; ; may be spelled U+037E."""
    assert is_user_name("e\u0301" * 64 + "@contoso.com")
    assert not is_user_name("ada\u037eeve@contoso.com")

"""A result as text."""

from __future__ import annotations

from pulumi_microsoft_seats.rehearsal import (
    Diagnostic,
    RehearsalResult,
    ResourceChange,
    Secret,
    Unknown,
)
from pulumi_microsoft_seats.rehearsal.differences import property_lines
from pulumi_microsoft_seats.rehearsal.provider_calls import last_words

URN = "urn:pulumi:dev::p::t:index:Thing::a"


def texts(old: dict[str, object], new: dict[str, object]) -> list[str]:
    """The lines of a difference."""
    return [line.text for line in property_lines(old, new)]


def test_a_long_text_is_a_compact_line_diff() -> None:
    """Two lines of context, and a gap between the places that changed."""
    before = [f"user{number:04}" for number in range(1000)]
    after = [name for name in before if name != "user0500"]
    after.insert(10, "user0009b")
    lines = texts({"seats": "\n".join(before) + "\n"}, {"seats": "\n".join(after) + "\n"})
    shown = "  user0008|  user0009|+ user0009b|  user0010|  user0011|  ..."
    shown += "|  user0498|  user0499|- user0500|  user0501|  user0502"
    assert lines == ["~ seats:", *(f"    {line}" for line in shown.split("|"))]


def test_only_what_differs_is_shown_down_to_items_and_keys() -> None:
    """Properties with two underscores are the machinery's own and stay out."""
    old: dict[str, object] = {"a": 1, "b": "x", "gone": True, "__provider": "old"}
    old |= {"tags": {"a": 1, "b": 2}, "list": ["x", "y"]}
    new: dict[str, object] = {"a": 1, "b": "y", "new": None, "__provider": "new"}
    new |= {"tags": {"a": 1, "b": 3}, "list": ["x", "z", {"k": Secret("s")}]}
    assert texts(old, new) == [
        '~ b: "x" => "y"',
        "- gone: true",
        "~ list:",
        '    ~ [1]: "y" => "z"',
        "    + [2]: {k: [secret]}",
        "+ new: null",
        "~ tags:",
        "    ~ b: 2 => 3",
    ]


def test_secrets_and_unknown_values_are_words() -> None:
    """A secret that changes is a change, without its value."""
    old: dict[str, object] = {"password": Secret("one"), "text": "long\ntext"}
    new: dict[str, object] = {"password": Secret("two"), "text": Unknown()}
    assert texts(old, new) == [
        "~ password: [secret] => [secret]",
        '~ text: "long\\ntext" => [unknown]',
    ]


def sample(**more: object) -> RehearsalResult:
    """A preview of one update and of one resource that stays."""
    changes = (
        ResourceChange("update", URN, "t:index:Thing", "a", "1", {"x": 1}, {"x": 2}),
        ResourceChange("same", URN + "b", "t:index:Thing", "b"),
    )
    values: dict[str, object] = {"operation": "preview", "stack": "dev", "changes": changes}
    return RehearsalResult(**{**values, **more})  # type: ignore[arg-type]


def test_a_preview_reads_row_by_row_and_ends_with_a_summary() -> None:
    """A resource that stays is only counted; one that failed has a row at the end."""
    diagnostics = (
        Diagnostic("warning", "two\nlines", URN),
        Diagnostic("debug", "not shown", URN),
        Diagnostic("info", "for the stack"),
        Diagnostic("error", "no", "urn:pulumi:dev::p::my:Box$t:index:Thing::c"),
    )
    result = sample(diagnostics=diagnostics, outputs={"x": Secret(1)}, hidden=("stack",))
    assert result.text == (
        "Previewing (dev)\n\n"
        "Resources:\n"
        "  ~  t:index:Thing a (update)\n"
        "      ~ x: 1 => 2\n"
        "      warning: two\n"
        "      lines\n"
        "  !  t:index:Thing c (failed)\n"
        "      error: no\n\n"
        "Diagnostics:\n"
        "  for the [secret]\n\n"
        "Outputs:\n"
        "  + x: [secret]\n\n"
        "Summary:\n"
        "  ~  1 to update\n"
        "     1 unchanged\n"
        "     1 failed\n"
    )


def test_colour_is_only_put_around_lines() -> None:
    """Without its escapes the text is the same."""
    coloured = sample().render(colour=True)
    assert "\x1b[33m" in coloured
    for escape in ("\x1b[33m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(escape, "")
    assert coloured == sample().text


def test_an_update_lists_outputs_that_stay_too() -> None:
    """As `pulumi up` ends with all of them."""
    result = sample(operation="up", outputs={"x": 1, "y": 2}, old_outputs={"x": 1, "y": 1})
    assert "Outputs:\n    x: 1\n  ~ y: 1 => 2\n" in result.text


def test_the_last_words_of_a_traceback_are_its_message() -> None:
    """The class is named where it says something; an exception may speak several lines."""
    frames = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\n    ^^^\n'
    for raised, said in {
        "pkg.errors.Refused: not you\nnor me\n": "Refused: not you\nnor me",
        "RuntimeError: simply no\n": "simply no",
        "KeyError: 'x'\n": "KeyError: 'x'",
        "AssertionError\n": "AssertionError",
    }.items():
        assert last_words(frames + raised) == said
    assert last_words("no traceback at all") == "no traceback at all"


def test_a_secret_is_masked_whole_and_as_a_value_shows_it() -> None:
    """Also where another secret begins it, and where quotes or line ends in it are escaped."""
    result = sample(
        diagnostics=(Diagnostic("info", "it is hunter22"),),
        outputs={"x": 'user=a"bc', "y": "key:\nBEGIN\nabc\n"},
        hidden=("hunter", "hunter22", 'a"bc', "BEGIN\nabc\n"),
    )
    assert "  it is [secret]\n" in result.text
    assert '+ x: "user=[secret]"\n' in result.text
    assert "+ key:\n      + [secret]\n      + [secret]\n" in result.text

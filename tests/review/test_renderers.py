"""The same report as text, Markdown, HTML and JSON."""

from __future__ import annotations

import json
import re

import pytest
import typer

from pulumi_microsoft_seats.program.seat_assignment import TYPE
from pulumi_microsoft_seats.review.html import html_of
from pulumi_microsoft_seats.review.json_format import json_of
from pulumi_microsoft_seats.review.markdown import markdown_of
from pulumi_microsoft_seats.review.text import text_of

from .samples import one, report_from, sample, update

NASTY = "</li><script>alert(1)</script>|*[x](http://e.vil)`\x1b[2J @octocat"


def test_text() -> None:
    report = sample("drift_and_change")
    assert (
        text_of(report)
        == f"""\
Seats of seats, stack test
4 users gain a seat, 3 lose one. 3 seats changed outside the program.

craft  CFQ7TTC0K5DR/0002 shared: update
  held     4 → 5
  free     1,996 → 1,995 of 2,000
  plan     {one(report, "craft").digest}
  Losing a seat (1)
    - dora@contoso.com
  Gaining a seat (1)
    + grace@contoso.com
  Getting back a seat that was taken outside this program (1)
    + ada@contoso.com

office  9NBLGGH4R2R6/0016 exclusive: update
  held     7
  free     3 of 10
  plan     {one(report).digest}
  Losing a seat (1)
    - ada@contoso.com
  Losing a seat that was given outside this program (1)
    - mallory@contoso.com
  Gaining a seat (1)
    + hilda@contoso.com
  Getting back a seat that was taken outside this program (1)
    + berta@contoso.com
"""
    )


def test_text_of_a_refusal() -> None:
    report = sample("adoption_refused")
    assert text_of(report).startswith(
        "Seats of seats, stack test\n"
        "1 of 2 assignments is refused. 4 users would gain a seat, 2 would lose one.\n\n"
        "office  9NBLGGH4R2R6/0016 exclusive: new assignment, refused\n"
        "  refused  Taking over 9NBLGGH4R2R6/0016 would reclaim 2 seats of 3 from users whom the "
        "program does not declare\n"
        f"  approve  pulumi config set microsoft-seats:approve {one(report).digest}\n"
        "  held     3\n"
    )


def test_text_is_coloured_when_asked_to() -> None:
    painted = text_of(sample("drift_and_change"), typer.style)
    assert "\x1b[32m    + hilda@contoso.com\x1b[0m" in painted
    assert re.sub(r"\x1b\[\d+m", "", painted) == text_of(sample("drift_and_change"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing_refreshed", "Nothing to do.\n"),
        (
            "nothing_without_refresh",
            "Nothing to review.\nNo seat assignment is in this preview. It names",
        ),
        ("program_raised", "The preview failed.\nerror: Program failed with an unhandled"),
        ("program_raised", "The preview broke off: what it did not reach is not in this report."),
        ("unknown_values", "Not everybody who gains or loses a seat is known, see the notes.\n"),
        ("unknown_values", "1 other resource changes as well; this report is about seats alone."),
        ("licences", "1 of these keeps the licence through a group."),
        ("into_a_component", "moved to another parent, nobody loses a seat"),
        ("replaced_by_itself", "replaced by itself, nobody loses a seat"),
        ("removal", "1 of 2 assignments is refused."),
        ("removal", "or run pulumi up, which refuses it with the digest that approves exactly"),
        ("secret_users", "An unknown number of users gain a seat, an unknown number lose one."),
        ("secret_users", "How many seats changed outside the program is not known."),
        ("secret_users_removed", "0 users would gain a seat, an unknown number would lose one."),
    ],
)
def test_what_every_reader_is_told(name: str, said: str) -> None:
    assert said in text_of(sample(name))
    for words in said.rstrip("\n").split("\n"):
        words = words.removeprefix("error: ")  # noqa: PLW2901 - the label is of the text format
        assert words in markdown_of(sample(name))
        assert words in html_of(sample(name))


def test_markdown() -> None:
    report = sample("adoption_refused")
    text, digest = markdown_of(report), one(report).digest
    assert text.startswith(f"""\
## Seats of seats, stack test

**Refused.** 1 of 2 assignments is refused. 4 users would gain a seat, 2 would lose one.

| assignment | product | | gain | lose | drift | held | free |
|---|---|---|--:|--:|--:|--:|--:|
| **office** | 9NBLGGH4R2R6/0016 | **refused** | 2 | **2** | 0 | 3 | 7 of 10 |
| **shared** | CFQ7TTC0K5DR/0002 | new assignment | 2 | 0 | 0 | 2 → 4 | \N{EN DASH} |

### office · new assignment · plan `{digest}`

> **Refused:** Taking over 9NBLGGH4R2R6/0016 would reclaim 2 seats of 3 from users whom the \
program does not declare

To approve exactly this, after reading whom it concerns:

```sh
pulumi config set microsoft-seats:approve {digest}
```

<details open><summary>Losing a seat (2)</summary>

```diff
- mallory@contoso.com
- oscar@contoso.com
```

</details>
""")
    assert "Cut to fit" not in text


def test_markdown_folds_long_lists() -> None:
    many = [f"user{number:02}@contoso.com" for number in range(13)]
    text = markdown_of(report_from(update(many[:12], many)))
    assert "<details open><summary>Gaining a seat (1)" in text
    text = markdown_of(report_from(update([], many)))
    assert "<details><summary>Gaining a seat (13)" in text


def test_markdown_fences_a_nasty_name() -> None:
    """No backtick of a name closes the fence; elsewhere it is escaped."""
    text = markdown_of(report_from(update([], ["`````@contoso.com", NASTY], name=NASTY)))
    outside = re.sub(r"``````diff\n.*?\n``````\n", "", text, flags=re.DOTALL)
    assert "`````@" not in outside
    assert "<script" not in outside
    assert "\x1b" not in text


def test_html_escapes_a_nasty_name() -> None:
    page = html_of(report_from(update([], [NASTY], name=NASTY)))
    assert page.count("<script>") == 1, "its own"
    assert "&lt;/li&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_seats_that_nobody_counted_are_left_out() -> None:
    """Of an assignment with nothing to do the provider counts none, and nothing is unknown."""
    report = sample("nothing_refreshed")
    row = "| **craft** | CFQ7TTC0K5DR/0002 | unchanged | 0 | 0 | 0 | \N{EN DASH} | \N{EN DASH} |"
    assert row in markdown_of(report)
    craft, office = html_of(report).split("<article")[1:]
    assert "seats held" not in craft
    assert "<dt>seats held</dt><dd>7</dd>" in office


def test_html_asks_nobody_for_anything() -> None:
    page = html_of(sample("drift_and_change"))
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)=|url\(|@import|https?://""", page)


def test_json() -> None:
    document = json.loads(json_of(sample("adoption_refused")))
    assert document["format"] == 2
    assert document["verdict"] == "refused"
    assert document["totals"] == {
        "assignments": 2,
        "refused": 1,
        "gains": 4,
        "losses": 2,
        "kept_through_group": 0,
        "drifted": 0,
    }
    office = document["assignments"][0]
    assert office["refusal"].endswith("does not declare")
    assert office["approve"] == f"pulumi config set microsoft-seats:approve {office['digest']}"
    assert office["seats"] == {
        "held": 3,
        "then_held": 3,
        "free": 7,
        "then_free": 7,
        "capacity": 10,
    }


def test_what_is_not_known_is_no_zero() -> None:
    """Of secret users: in each row, in the totals and in the data."""
    report = sample("secret_outputs")
    assert "| update | ? | ? | ? |" in markdown_of(report)
    page = html_of(report)
    assert page.count(">?</dd>") == 2
    assert page.count(">?</b>") == 3
    assert 'class="bar"' not in page
    document = json.loads(json_of(report))
    (office,) = document["assignments"]
    assert (office["gains"], office["losses"], office["drift"]) == (None, None, None)
    assert document["totals"] == {
        "assignments": 1,
        "refused": 0,
        "gains": None,
        "losses": None,
        "kept_through_group": 0,
        "drifted": None,
    }


def test_json_of_licences() -> None:
    """By kind, with how many they are."""
    (e3,) = json.loads(json_of(sample("licences")))["assignments"]
    assert e3["counts"] == {"gains": 0, "losses": 3, "changed_outside": 1}
    assert e3["plans"][0] == {
        "change": "TEAMS1 on, YAMMER_ENTERPRISE off",
        "count": 1,
        "users": ["berta@contoso.com"],
    }
    assert [found["users"] for found in e3["unserved"]] == [["hugo@contoso.com"]]
    assert e3["through_group"] == {
        "declared": ["gina@contoso.com"],
        "losing_the_direct_one": ["edith@contoso.com"],
        "no_longer_declared": ["ines@contoso.com"],
    }


def test_what_moved_is_told_by_its_urns() -> None:
    """Names alone do not tell a resource from one of another parent."""
    (office,) = json.loads(json_of(sample("into_a_component")))["assignments"]
    (before,) = office["moved_from"]
    assert before == f"urn:pulumi:test::seats::{TYPE}::office"
    assert office["urn"] == before.replace("::pulumi-python", "::my:index:Team$pulumi-python")

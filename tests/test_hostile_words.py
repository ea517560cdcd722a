"""What a service says, pushed through every way out: nobody who shows it takes it for a command."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

import pytest

from pulumi_microsoft_seats.cli.exit_codes import say
from pulumi_microsoft_seats.cli.tables import Answer, Format, show
from pulumi_microsoft_seats.domain.approval import Refusal
from pulumi_microsoft_seats.domain.drift import Drift
from pulumi_microsoft_seats.domain.errors import ServiceError, UnreadableAnswer
from pulumi_microsoft_seats.domain.model import ProductKey
from pulumi_microsoft_seats.domain.wording import describe_failures, listing
from pulumi_microsoft_seats.plugin.engine_log import EngineLog
from pulumi_microsoft_seats.review.html import html_of
from pulumi_microsoft_seats.review.json_format import json_of
from pulumi_microsoft_seats.review.markdown import markdown_of
from pulumi_microsoft_seats.review.people import Told
from pulumi_microsoft_seats.review.report import AssignmentReview, Report
from pulumi_microsoft_seats.review.text import text_of
from pulumi_microsoft_seats.store.wire import read_bulk_result, read_seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi.runtime.proto.engine_pb2 import LogRequest
    from pulumi.runtime.proto.engine_pb2_grpc import EngineStub

PRODUCT = ProductKey("9NBLGGH4R2R6", "0016")
SEEN = "task.complete"
"""What is to be seen of each text, so that it did come out."""

HOSTILE = {
    "Azure's command": f"##vso[{SEEN} result=Succeeded]",
    "the same in capitals": f"see ##VSO[{SEEN}]",
    "GitHub's old command": f"see ##[{SEEN}]",
    "more hashes": f"####vso[{SEEN}]",
    "GitHub's command": f"::{SEEN}::x",
    "on a line of its own": f"busy\r\n  ::{SEEN}::x",
    "a bare return": f"busy\r::{SEEN}::x",
    "a terminal's escapes": f"\x1b[2J\x9b31m{SEEN}\x07\x7f",
    "words turned round": f"\u202e{SEEN}\u2066",
    "half of a character": f"{SEEN}\ud800",
}
"""A failure reason, an error body, a product's name or a date, as JSON can hold them."""

_DANGER = re.compile(
    r"##(?:vso)?\[|^\s*::|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]",
    re.MULTILINE | re.IGNORECASE,
)


def _engine_line(text: str) -> str:
    told: list[str] = []

    class Stub:
        def Log(self, request: LogRequest) -> None:  # noqa: N802 - the engine's name for it
            told.append(request.message)

    log = EngineLog(cast("EngineStub", Stub()))
    log.log(text, urn="")
    log.show_status(text, urn="")
    assert len(told) == 2
    return "\n".join(told)


def _report(text: str) -> Report:
    review = AssignmentReview(
        name=text,
        urn="",
        product=text,
        ownership="shared",
        action="update",
        gains=(text,),
        losses=(),
        drift=Drift(),
        refusal=Refusal(text),
        errors=(text,),
        warnings=(text,),
        notes=(text,),
        told=Told(unserved={text: (text,)}),
    )
    return Report(project="office", stack=text, assignments=(review,), errors=(text,))


SENTENCES: dict[str, Callable[[str], str]] = {
    "an error": lambda text: str(ServiceError(text)),
    "a list of names": lambda text: listing([text]),
    "failures recorded in state": lambda text: describe_failures({text: text}),
    "text": lambda text: text_of(_report(text)),
    "Markdown": lambda text: markdown_of(_report(text)),
    "HTML": lambda text: html_of(_report(text)),
    "JSON": lambda text: json_of(_report(text)),
}
FORMS = ["table", "csv", "json"]

_hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))


@_hostile
@pytest.mark.parametrize("way", SENTENCES)
def test_no_sentence_and_no_report_is_a_command(way: str, text: str) -> None:
    """And what was said can still be read."""
    assert _DANGER.search(text)
    said = SENTENCES[way](text)
    assert SEEN in said
    assert not _DANGER.search(said)


@_hostile
def test_no_line_of_a_log_or_a_terminal_is_a_command(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor of the engine's rows."""
    say(text)
    for said in (_engine_line(text), capsys.readouterr().err):
        assert SEEN in said
        assert not _DANGER.search(said)


@pytest.mark.parametrize("text", [text for text in HOSTILE.values() if "\ud800" not in text])
def test_no_reason_that_is_recorded_is_a_command(text: str) -> None:
    """The engine shows the output `failures` as it is."""
    answer = {"failedSeatOperations": [{"userName": "ada@contoso.com", "failureReason": text}]}
    (failed,) = read_bulk_result(answer, PRODUCT).failed
    assert SEEN in failed.reason
    assert not _DANGER.search(failed.reason)


@_hostile
@pytest.mark.parametrize("form", FORMS)
def test_no_answer_of_the_command_line_is_a_command(
    text: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a table, as CSV or as JSON, in the first column or another."""
    show(Answer(("name", "why"), [(text, text)], {"why": text}), Format(form))
    said = capsys.readouterr().out
    assert SEEN in said
    assert not _DANGER.search(said)


def test_a_cell_that_is_broken_into_lines_begins_none_with_a_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A description may be longer than a line of the table."""
    rows = [("x", "a" * 9_990 + " ::error::x")]
    show(Answer(("name", "why"), rows, {}, texts=("why",)), Format.TABLE)
    said = capsys.readouterr().out
    assert ": :error::x" in said
    assert not _DANGER.search(said)


def test_json_still_means_what_was_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads it gets the very words, commands and all."""
    texts = [text for text in HOSTILE.values() if "\ud800" not in text] + ["a\u200b\U000e0041\x7f"]
    show(Answer((), [], texts), Format.JSON)
    assert json.loads(capsys.readouterr().out) == texts


@pytest.mark.parametrize("name", ["##vso[task.complete]@contoso.com", "::error::@contoso.com"])
def test_a_holder_named_like_a_command_is_no_name(name: str) -> None:
    """The engine shows the names that are in state as they are."""
    with pytest.raises(UnreadableAnswer, match="which is no name"):
        read_seat({"assignedTo": name}, PRODUCT)


def test_a_name_with_a_character_that_nobody_can_see_reads_like_no_other() -> None:
    """Whoever approves has to see that it is not Ada."""
    name = "ada\u3164@contoso.com"
    report = _report(name)
    for said in (listing([name]), text_of(report), markdown_of(report), html_of(report)):
        assert r"ada\u3164@contoso.com" in said


ZWSP = "\N{ZERO WIDTH SPACE}"

LIVELY = {
    "read ada@contoso.com": "read ada@contoso.com",
    "read x_ada.#EXT#@contoso.com": f"read x\\_ada.#EXT#@{ZWSP}contoso.com",
    "ask @octocat": f"ask @{ZWSP}octocat",
    "josé@octocat": f"josé@{ZWSP}octocat",
    "ask @contoso/admins": f"ask @{ZWSP}contoso/admins",
    "ask @<0a0b>": f"ask @{ZWSP}&lt;0a0b\\>",
    "see #1": f"see #{ZWSP}1",
    "see owner/repo#1": f"see owner/repo#{ZWSP}1",
    "see AB#1": f"see AB#{ZWSP}1",
    "see GH-1": f"see GH-{ZWSP}1",
    "see !1": f"see !{ZWSP}1",
    "see https://e.vil": f"see https:{ZWSP}//e.vil",
    "see www.e.vil": f"see www{ZWSP}.e.vil",
    "see [x](y)": "see \\[x\\](y)",
    "see <a href=x>": "see &lt;a href=x\\>",
    "see ![x](y)": "see !\\[x\\](y)",
    "see &#64;x": f"see &amp;#{ZWSP}64;x",
    "well :tada:": f"well :{ZWSP}tada:",
    "since 0a1b2c3": f"since 0a1b{ZWSP}2c3",
    "a|b": "a\\|b",
    "# x": "\\# x",
    "- x": "\\- x",
    "1. x": "1\\. x",
}
"""Words, and what has to be written for Markdown to show just these."""


@pytest.mark.parametrize(("text", "written"), LIVELY.items(), ids=list(LIVELY))
def test_a_comment_links_calls_and_closes_nothing_that_a_service_names(
    text: str, written: str
) -> None:
    """GitHub and Azure DevOps make more of a plain word than Markdown does."""
    said = markdown_of(_report(text))
    assert f"\n- {written}\n" in said
    assert f"| **{written}** | {written} |" in said
    assert f"> **Refused:** {written}\n" in said

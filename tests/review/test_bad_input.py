"""Files that are no preview, or a damaged one."""

from __future__ import annotations

import json

import pytest

from pulumi_microsoft_seats.review.building import report_of
from pulumi_microsoft_seats.review.preview import UnreadablePreview, preview_from

from .samples import FOLDER, people, report_from, sample, update, urn_of


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "p.json is empty: the preview wrote nothing to it, what it said instead is on its"),
        (b" \n", "p.json is empty"),
        (b"Previewing update", "p.json is no JSON (line 1, column 1: Expecting value); write it"),
        (b"{}\n{}", "p.json holds more than one JSON document (line 2, column 1"),
        (b"\xff\x00\x80", "p.json is no JSON ("),
        (b"[" * 100_000, "p.json is no JSON ("),
        (b"[1]", "p.json is JSON, but no preview: it holds no object but a list; write it with"),
        (b'{"version": 3, "deployment": {}}', "it has none, it has version, deployment; write"),
        (b'{"steps": {}}', "p.json is damaged: steps: Input should be a valid tuple; write it"),
        (b'{"steps": [1]}', "p.json is damaged: steps.0: Input should be"),
        (b'{"steps": [{"op": "same"}]}', "p.json is damaged: steps.0.urn: Field required; write"),
        (b'{"diagnostics": [{}]}', "p.json is damaged: diagnostics.0.message: Field required; w"),
        (
            b'{"steps": [{"op": "same", "urn": "u", "oldState": {"inputs": 1}}]}',
            "p.json is damaged: steps.0.oldState.inputs: Input should be a valid dictionary; wri",
        ),
    ],
)
def test_what_is_no_preview_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadablePreview) as caught:
        preview_from(content, "p.json")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "op"), [("product_id", "create"), ("sku_id", "update"), ("seats", "delete")]
)
def test_an_assignment_without_its_fields_is_an_error(name: str, op: str) -> None:
    document = update(people("ada"), people("berta"))
    (step,) = document["steps"]
    step["op"] = op
    side = step["oldState" if op == "delete" else "newState"]
    for properties in side.values():
        del properties[name]
    with pytest.raises(UnreadablePreview, match=f"would {op} 'office' names no {name}, which"):
        report_from(document)


@pytest.mark.parametrize("op", ["create", "update", "delete", "replace"])
def test_a_step_without_its_state_is_an_error(op: str) -> None:
    document = {"steps": [{"op": op, "urn": urn_of("office")}]}
    with pytest.raises(UnreadablePreview, match="has no state to go with it"):
        report_from(document)


def test_a_step_of_another_kind_is_not_passed_over() -> None:
    document = update(people("ada"), people("berta"))
    document["steps"][0]["op"] = "import"
    with pytest.raises(UnreadablePreview, match="would import 'office', and what that does"):
        report_from(document)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_powershell_writes_is_read(encoding: str) -> None:
    text = (FOLDER / "drift_and_change.json").read_text(encoding="utf-8")
    report = report_of(preview_from(text.encode(encoding), "p.json"))
    assert report == sample("drift_and_change")


def test_a_preview_of_a_failed_program_without_steps() -> None:
    report = report_from({"diagnostics": [{"severity": "error", "message": "error: no stack\n"}]})
    assert (report.verdict, report.errors) == ("broken", ("no stack",))


def test_an_error_that_only_repeats_is_kept_when_there_is_no_other() -> None:
    report = report_from(
        json.loads('{"diagnostics": [{"severity": "error", "message": "x failed"}]}')
    )
    assert report.errors == ("x failed",)
    report = report_from({"diagnostics": [{"severity": "error", "message": "preview failed"}]})
    assert (report.verdict, report.errors) == ("broken", ("preview failed",))

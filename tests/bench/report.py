"""The report: every sample as JSON, and the tables of README.md, which are made of that JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.settings.stack_settings import DEFAULT_CONCURRENCY
from tests.bench.registry import Row
from tests.bench.results import Finding
from tests.bench.sampling import Series, number

Document = dict[str, Any]

BEGIN, END = "<!-- results: made by `make bench` -->", "<!-- end of results -->"


def document(
    found: Iterable[tuple[Row, Finding]], *, repeats: int, machine: Mapping[str, object]
) -> Document:
    """The whole report, ready for JSON."""
    return {
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d"),
        "machine": dict(machine),
        "settings": {"repeats": repeats, "concurrency": DEFAULT_CONCURRENCY},
        "rows": [_row(row, finding) for row, finding in found],
    }


def _row(row: Row, finding: Finding) -> Document:
    target = finding.target
    return {
        "row": row.name,
        "what": finding.what,
        "target": target
        and {
            "bound": target.bound,
            "limit": target.limit,
            "unit": target.unit,
            "text": str(target),
        },
        "value": finding.value,
        "verdict": finding.verdict,
        "not_run": finding.not_run,
        "series": {name: _series(series) for name, series in finding.series.items()},
        "notes": list(finding.notes),
        "profile": list(finding.profile),
    }


def _series(series: Series) -> Document:
    return {
        "unit": series.unit,
        "median": series.median,
        "min": min(series.samples),
        "max": max(series.samples),
        "samples": list(series.samples),
    }


def line(finding: Finding) -> str:
    """A finding in one line, for whoever watches."""
    if finding.not_run:
        return f"{finding.what}: not run: {finding.not_run}"
    value = "" if finding.value is None else number(finding.value)
    target = f" ({finding.target})" if finding.target else ""
    return f"{finding.what}: {value}{target}: {finding.verdict}"


def write(report: Document, folder: Path) -> None:
    """Write `results.json`, and replace the tables of `README.md`, if the folder has one."""
    text = json.dumps(report, indent=1, ensure_ascii=False)
    (folder / "results.json").write_text(f"{text}\n", encoding="utf-8")
    readme = folder / "README.md"
    if not readme.exists():
        return
    kept = readme.read_text(encoding="utf-8")
    before, after = kept.split(BEGIN)[0], kept.split(END)[1]
    readme.write_text(f"{before}{BEGIN}\n\n{tables(report)}\n{END}{after}", encoding="utf-8")


def tables(report: Document) -> str:
    """What was measured, as Markdown."""
    judged = [row for row in report["rows"] if row["target"] or row["not_run"]]
    told = [row for row in report["rows"] if row not in judged]
    return "\n".join([*_setting(report), *_judged(judged), *_told(told), *_details(report["rows"])])


def _setting(report: Document) -> Iterator[str]:
    machine, repeats = report["machine"], report["settings"]["repeats"]
    pulumi = f"Pulumi {machine['pulumi']}" if machine["pulumi"] else "no Pulumi CLI"
    yield (
        f"{report['date']}; {machine['cores']} cores of {machine['cpu']}, "
        f"{machine['memory_gib']} GiB, {machine['system']}, Python {machine['python']}, {pulumi}; "
        f"load before the run {machine['load_before']}; {repeats} repeats: "
        "median (smallest to largest)."
    )
    yield ""


def _judged(rows: Sequence[Document]) -> Iterator[str]:
    if rows:
        yield "| what | to reach | measured | samples | verdict |"
        yield "|---|---|---|---|---|"
    for row in rows:
        target = row["target"]["text"] if row["target"] else ""
        verdict = f"not run: {row['not_run']}" if row["not_run"] else row["verdict"]
        yield f"| {row['what']} | {target} | {_value(row)} | {_samples(row)} | {verdict} |"
    yield ""


def _told(rows: Sequence[Document]) -> Iterator[str]:
    if rows:
        yield "Measured for information, not for a target:"
        yield ""
        yield "| what | measured | samples |"
        yield "|---|---|---|"
    for row in rows:
        yield f"| {row['what']} | {_value(row)} | {_samples(row)} |"
    yield ""


def _details(rows: Sequence[Document]) -> Iterator[str]:
    noted = [(row["what"], note) for row in rows for note in row["notes"]]
    yield from (f"- {what}: {note}." for what, note in noted)
    for row in rows:
        if row["profile"]:
            yield ""
            yield f"Missed: {row['what']}. Where the time goes, in a sampled run of its own:"
            yield ""
            yield from (f"    {text}" for text in row["profile"])


def _value(row: Document) -> str:
    return "" if row["value"] is None else number(row["value"])


def _samples(row: Document) -> str:
    return "<br>".join(
        f"{name}: {Series(tuple(series['samples']), series['unit'])}"
        for name, series in row["series"].items()
    )

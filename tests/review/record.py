"""Writes the samples anew, with the engine on PATH: `python -m tests.review.record [NAME…]`.

What differs from machine to machine and tells nothing of seats is left out: paths, stack traces,
times of the state, providers, and of the stack itself all but that it is there.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.emulator import Emulator
from tests.end_to_end.conftest import PROJECT, write_program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

from .recorded_programs import SAMPLES, Sample, Scene
from .samples import FOLDER

_STEP = {"op", "urn", "oldState", "newState"}
_SIDE = {"urn", "inputs", "outputs", "retainOnDelete", "external"}
_LINE = {"urn", "severity", "message"}
_PROPERTIES = 4
"""How deep they are: in the inputs or outputs of a side of a step of all steps."""


def main(names: Iterable[str]) -> None:
    """Record samples, all of them unless some are named."""
    for name in names or SAMPLES:
        document = _recorded(SAMPLES[name])
        (FOLDER / f"{name}.json").write_text(f"{written(document)}\n", encoding="utf-8")


def written(value: object, depth: int = 0) -> str:
    """JSON in which all properties of a side are one line, so that old and new can be compared."""
    if not value or depth == _PROPERTIES or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        begin, inner, end = "[", [written(each, depth + 1) for each in value], "]"
    else:
        named = (f"{json.dumps(name)}: {written(value[name], depth + 1)}" for name in value)
        begin, inner, end = "{", [*named], "}"
    line = f"\n{' ' * depth}"
    return f"{begin}{line} {f',{line} '.join(inner)}{line}{end}"


def _recorded(sample: Sample) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        administrator = Administrator(emulator)
        administrator.set_world(sample.world())
        place = Path(folder)
        (place / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
        engine = Engine(place, emulator.environment)
        scene = Scene(emulator, administrator, engine)
        *before, last = sample.steps
        for step in before:
            if callable(step):
                step(scene)
            else:
                write_program(place, step)
                engine.run("up", "--yes")
        write_program(place, str(last))
        shown = engine.run("preview", "--json", *sample.options).text
        document, _ = json.JSONDecoder().raw_decode(shown[shown.index("{") :])
        return _cleaned(document, folder)


def _cleaned(document: dict[str, Any], folder: str) -> dict[str, Any]:
    steps = [step for step in document["steps"] if "::pulumi:providers:" not in step["urn"]]
    for step in steps:
        for name in ("oldState", "newState"):
            if "::pulumi:pulumi:Stack::" in step["urn"]:
                step.pop(name, None)
            elif side := step.get(name):
                step[name] = {key: side[key] for key in side if key in _SIDE}
                for properties in (side.get("inputs") or {}, side.get("outputs") or {}):
                    properties.pop("__provider", None)
                    properties.pop("__urn", None)
    lines = document.get("diagnostics") or []
    kept = {
        "steps": [{key: step[key] for key in step if key in _STEP} for step in steps],
        "diagnostics": [
            {key: line[key] for key in line if key in _LINE}
            for line in lines
            if line.get("urn") or line["severity"] == "error"
        ],
        "changeSummary": document.get("changeSummary") or {},
    }
    text = json.dumps({key: value for key, value in kept.items() if value})
    found: dict[str, Any] = json.loads(text.replace(folder, "/home/runner/program"))
    return found


if __name__ == "__main__":
    main(sys.argv[1:])

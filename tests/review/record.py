"""Writes the samples anew, with the engine on PATH: `python -m tests.review.record [NAME…]`.

What differs from machine to machine and tells nothing of seats is left out: paths, stack traces,
times of the state, providers.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.program.seat_assignment import TYPE
from tests.end_to_end.conftest import PROJECT, write_program
from tests.end_to_end.licences import licence, licences, sku, tenant
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

from .samples import FOLDER, people

SCHOOL = "9NBLGGH4R2R6/0017"
_STEP = {"op", "urn", "oldState", "newState"}
_SIDE = {"type", "urn", "id", "inputs", "outputs", "protect", "retainOnDelete", "external"}
_LINE = {"urn", "severity", "message"}

Step = str | Callable[["_Scene"], object]


@dataclass(frozen=True)
class _Scene:
    """What a step can reach."""

    emulator: Emulator
    administrator: Administrator
    engine: Engine


@dataclass(frozen=True)
class _Sample:
    """How a preview came about.

    Attributes:
        steps: programs that are applied, and what happens in between; the last program is only
            previewed.
        options: of the preview.
        offices: seats bought of the first product.
        held: who holds a seat of it at first.
        crafts: who holds a seat of the second product at first.
        policy: how the second product is distributed.
        schools: who holds one of the third.
    """

    steps: tuple[Step, ...]
    options: tuple[str, ...] = ("--refresh",)
    offices: int = 10
    held: tuple[str, ...] = ()
    crafts: tuple[str, ...] = ()
    policy: str = "restricted"
    schools: tuple[str, ...] = ()

    def world(self) -> dict[str, Any]:
        return {
            "inventory": [
                entry(OFFICE, seat_capacity=self.offices, seats=[*self.held]),
                entry(SCHOOL, seats=[*self.schools]),
                entry(MINECRAFT, seats=[*self.crafts], distribution_policy=self.policy),
            ]
        }


def _office(*names: str, name: str = "office", product: str = OFFICE, more: str = "") -> str:
    return assignment(name, people(*names), product=product, more=more)


def _craft(*names: str, name: str = "craft", more: str = "ownership='shared'") -> str:
    return assignment(name, people(*names), product=MINECRAFT, more=more)


def _secret(*names: str) -> str:
    return assignment("office", f"pulumi.Output.secret({[*people(*names)]!r})")


def _options(text: str) -> str:
    return f"opts=pulumi.ResourceOptions({text})"


def _somebody_else(scene: _Scene) -> None:
    scene.administrator.reclaim(OFFICE, *people("berta"))
    _a_stranger(scene)


def _a_stranger(scene: _Scene) -> None:
    scene.administrator.assign(OFFICE, *people("mallory"))


def _in_both(scene: _Scene) -> None:
    _somebody_else(scene)
    scene.administrator.reclaim(MINECRAFT, *people("ada"))


def _dora_is_unknown(scene: _Scene) -> None:
    reason = "User not found"
    rule = {"fault": "refuse_users", "users": [*people("dora")], "reason": reason}
    scene.administrator.inject(rule)


def _lose_the_certificates(scene: _Scene) -> None:
    scene.engine.environment["MICROSOFT_SEATS_CA_BUNDLE"] = "/etc/microsoft-seats/ca.pem"


def _hired(scene: _Scene) -> None:
    """A tenant of ten people, of whom one has no usage location and two a licence by a group."""
    nowhere = {"user": "hugo@contoso.com", "usage_location": None}
    staff = {"name": "Staff", "members": [*people("gina", "ines")]}
    scene.administrator.set_world(
        tenant([*people(*_STAFF), nowhere], sku(enabled=20, groups=["Staff"]), groups=[staff])
    )


def _by_hand(scene: _Scene) -> None:
    """Somebody gives a licence, switches a plan, and puts a holder into the group."""
    scene.emulator.give_license("SPE_E3", "mallory@contoso.com")
    scene.emulator.give_license("SPE_E3", "berta@contoso.com", ["TEAMS1"])
    scene.emulator.change_members("Staff", add=["edith@contoso.com"])


_STAFF = ("ada", "berta", "carla", "dora", "edith", "frieda", "gina", "ines", "mallory")
_HIRED = licence("e3", people("ada", "berta", "carla", "dora", "edith", "frieda", "ines"))
_CHANGED = licence(
    "e3",
    people("ada", "berta", "carla", "dora", "gina", "hugo"),
    more="disabled_plans=['YAMMER_ENTERPRISE']",
)
_SEVEN = ("ada", "berta", "carla", "dora", "edith", "frieda", "grace")
_AFTER_DRIFT = program(
    _office("berta", "carla", "dora", "edith", "frieda", "grace", "hilda"),
    _craft("ada", "berta", "carla", "grace"),
)
_NOT_OURS = people("oscar")
_OFFICE_AND_CRAFT = program(_office(*_SEVEN), _craft(*_SEVEN[:4]))
_FOUR = program(_office(*_SEVEN[:4]))
_TO_SCHOOL = program(_office(*_SEVEN[:5], product=SCHOOL))
_RETAINED = program(
    _office(*_SEVEN[:4]),
    _craft(*_SEVEN[:4], more=f"ownership='shared', {_options('retain_on_delete=True')}"),
)
_COMPONENT = """
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("my:index:Team", name)

sales = Team("sales")
"""
_LATER = """
class Provider(pulumi.dynamic.ResourceProvider):
    def create(self, props):
        return pulumi.dynamic.CreateResult("later", props)

class Later(pulumi.dynamic.Resource):
    sku: pulumi.Output[str]

later = Later(Provider(), "later", {"sku": None})
"""
_SECRET_OUTPUTS = _options("additional_secret_outputs=['users']")
_ALIAS = _options('aliases=[pulumi.Alias(name="office")]')

SAMPLES = {
    "licences": _Sample((_hired, licences(_HIRED), _by_hand, licences(_CHANGED))),
    "first_create": _Sample((program(_office("ada", "berta", "carla")),), ()),
    "drift_and_change": _Sample((_OFFICE_AND_CRAFT, _in_both, _AFTER_DRIFT), crafts=_NOT_OURS),
    "nothing_refreshed": _Sample((_OFFICE_AND_CRAFT, _OFFICE_AND_CRAFT)),
    "nothing_without_refresh": _Sample((_OFFICE_AND_CRAFT, _OFFICE_AND_CRAFT), ()),
    "adoption_refused": _Sample(
        (
            program(
                _office("ada", "berta", "carla"), _craft("ada", "berta", "carla", name="shared")
            ),
        ),
        (),
        held=people("ada", "mallory", "oscar"),
        crafts=people("berta", "edith"),
        policy="open",
    ),
    "removal": _Sample((_RETAINED, _somebody_else, program())),
    "removal_protected": _Sample(
        (program(_office(*_SEVEN[:4], more=_options("protect=True"))), program()), ()
    ),
    "renamed": _Sample((_FOUR, _somebody_else, program(_office(*_SEVEN[:5], name="sales")))),
    "renamed_with_alias": _Sample(
        (
            program(_office(*_SEVEN)),
            _somebody_else,
            program(_office(*_SEVEN, "hilda", name="sales", more=_ALIAS)),
        )
    ),
    "into_a_component": _Sample(
        (_FOUR, program(_COMPONENT, _office(*_SEVEN[:4], more=_options("parent=sales"))))
    ),
    "replaced_by_itself": _Sample(
        (_FOUR, _FOUR),
        ("--refresh", "--target-replace", f"urn:pulumi:test::seats::{TYPE}::office"),
    ),
    "replacement": _Sample((_FOUR, _TO_SCHOOL), schools=people("ada")),
    "replacement_in_steps": _Sample(
        (
            program(_office(*_SEVEN[:4], more="reclaim_limit=1")),
            program(_office(*_SEVEN[:5], product=SCHOOL, more="reclaim_limit=1")),
        ),
        ("--refresh", "--show-replacement-steps"),
        schools=people("ada"),
    ),
    "too_few_seats": _Sample(
        (
            program(
                _office(*_SEVEN[:5]), _office("ada", "berta", name="gone", product="NOSUCH/0001")
            ),
        ),
        (),
        offices=3,
    ),
    "secret_users": _Sample(
        (program(_secret("ada")), _a_stranger, program(_secret("ada", "berta")))
    ),
    "secret_outputs": _Sample(
        (
            program(_office("ada", "berta", more=_SECRET_OUTPUTS)),
            program(_office("ada", "carla", more=_SECRET_OUTPUTS)),
        )
    ),
    "secret_users_removed": _Sample((program(_secret("ada", "berta")), program())),
    "secret_users_renamed": _Sample(
        (
            program(_secret("ada", "berta")),
            program(_secret("ada", "berta").replace("'office'", "'sales'")),
        )
    ),
    "unknown_values": _Sample(
        (
            program(
                _LATER,
                assignment("office", "later.sku.apply(lambda _: [])"),
                "craft = SeatAssignment('craft', product_id='CFQ7TTC0K5DR', sku_id=later.sku, "
                "users=['ada@contoso.com'])\n",
            ),
        ),
        (),
    ),
    "after_partial_failure": _Sample((_dora_is_unknown, _FOUR, _FOUR)),
    "program_raised": _Sample(("raise ValueError('boom')\n",), ()),
    "program_refused_values": _Sample((program(assignment("office", ["nobody"])),), ()),
    "refresh_failed": _Sample(
        (program(_office("ada", "berta")), _lose_the_certificates, program(_office("ada", "berta")))
    ),
    "read_only": _Sample(
        (
            program(
                "SeatAssignment.get('existing', product_id='9NBLGGH4R2R6', sku_id='0016')\n",
            ),
        ),
        (),
    ),
}


def main(names: Iterable[str]) -> None:
    """Record samples, all of them unless some are named."""
    for name in names or SAMPLES:
        document = _recorded(SAMPLES[name])
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def _recorded(sample: _Sample) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, Emulator() as emulator:
        administrator = Administrator(emulator)
        administrator.set_world(sample.world())
        place = Path(folder)
        (place / "Pulumi.yaml").write_text(PROJECT, encoding="utf-8")
        engine = Engine(place, emulator.environment)
        scene = _Scene(emulator, administrator, engine)
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
            if side := step.get(name):
                step[name] = {key: side[key] for key in side if key in _SIDE}
                for properties in (side.get("inputs"), side.get("outputs")):
                    (properties or {}).pop("__provider", None)
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

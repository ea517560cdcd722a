"""The programs behind the samples, and what happens between their updates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.program.seat_assignment import TYPE
from tests.end_to_end.licences import licence, licences, sku, tenant
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, entry, program
from tests.end_to_end.runners import Engine
from tests.support.administrator import Administrator

from .samples import people

SCHOOL = "9NBLGGH4R2R6/0017"

Step = str | Callable[["Scene"], object]


@dataclass(frozen=True)
class Scene:
    """What a step can reach."""

    emulator: Emulator
    administrator: Administrator
    engine: Engine


@dataclass(frozen=True)
class Sample:
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


def _somebody_else(scene: Scene) -> None:
    scene.administrator.reclaim(OFFICE, *people("berta"))
    _a_stranger(scene)


def _a_stranger(scene: Scene) -> None:
    scene.administrator.assign(OFFICE, *people("mallory"))


def _in_both(scene: Scene) -> None:
    _somebody_else(scene)
    scene.administrator.reclaim(MINECRAFT, *people("ada"))


def _dora_is_unknown(scene: Scene) -> None:
    reason = "User not found"
    rule = {"fault": "refuse_users", "users": [*people("dora")], "reason": reason}
    scene.administrator.inject(rule)


def _lose_the_certificates(scene: Scene) -> None:
    scene.engine.environment["MICROSOFT_SEATS_CA_BUNDLE"] = "/etc/microsoft-seats/ca.pem"


def _hired(scene: Scene) -> None:
    """A tenant of ten people, of whom one has no usage location and two a licence by a group."""
    nowhere = {"user": "hugo@contoso.com", "usage_location": None}
    staff = {"name": "Staff", "members": [*people("gina", "ines")]}
    scene.administrator.set_world(
        tenant([*people(*_STAFF), nowhere], sku(enabled=20, groups=["Staff"]), groups=[staff])
    )


def _by_hand(scene: Scene) -> None:
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
    "licences": Sample((_hired, licences(_HIRED), _by_hand, licences(_CHANGED))),
    "first_create": Sample((program(_office("ada", "berta", "carla")),), ()),
    "drift_and_change": Sample((_OFFICE_AND_CRAFT, _in_both, _AFTER_DRIFT), crafts=_NOT_OURS),
    "nothing_refreshed": Sample((_OFFICE_AND_CRAFT, _OFFICE_AND_CRAFT)),
    "nothing_without_refresh": Sample((_OFFICE_AND_CRAFT, _OFFICE_AND_CRAFT), ()),
    "adoption_refused": Sample(
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
    "removal": Sample((_RETAINED, _somebody_else, program())),
    "removal_protected": Sample(
        (program(_office(*_SEVEN[:4], more=_options("protect=True"))), program()), ()
    ),
    "renamed": Sample((_FOUR, _somebody_else, program(_office(*_SEVEN[:5], name="sales")))),
    "renamed_with_alias": Sample(
        (
            program(_office(*_SEVEN)),
            _somebody_else,
            program(_office(*_SEVEN, "hilda", name="sales", more=_ALIAS)),
        )
    ),
    "into_a_component": Sample(
        (_FOUR, program(_COMPONENT, _office(*_SEVEN[:4], more=_options("parent=sales"))))
    ),
    "replaced_by_itself": Sample(
        (_FOUR, _FOUR),
        ("--refresh", "--target-replace", f"urn:pulumi:test::seats::{TYPE}::office"),
    ),
    "replacement": Sample((_FOUR, _TO_SCHOOL), schools=people("ada")),
    "replacement_in_steps": Sample(
        (
            program(_office(*_SEVEN[:4], more="reclaim_limit=1")),
            program(_office(*_SEVEN[:5], product=SCHOOL, more="reclaim_limit=1")),
        ),
        ("--refresh", "--show-replacement-steps"),
        schools=people("ada"),
    ),
    "too_few_seats": Sample(
        (
            program(
                _office(*_SEVEN[:5]), _office("ada", "berta", name="gone", product="NOSUCH/0001")
            ),
        ),
        (),
        offices=3,
    ),
    "secret_users": Sample(
        (program(_secret("ada")), _a_stranger, program(_secret("ada", "berta")))
    ),
    "secret_outputs": Sample(
        (
            program(_office("ada", "berta", more=_SECRET_OUTPUTS)),
            program(_office("ada", "carla", more=_SECRET_OUTPUTS)),
        )
    ),
    "secret_users_removed": Sample((program(_secret("ada", "berta")), program())),
    "secret_users_renamed": Sample(
        (
            program(_secret("ada", "berta")),
            program(_secret("ada", "berta").replace("'office'", "'sales'")),
        )
    ),
    "unknown_values": Sample(
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
    "after_partial_failure": Sample((_dora_is_unknown, _FOUR, _FOUR)),
    "program_raised": Sample(("raise ValueError('boom')\n",), ()),
    "program_refused_values": Sample((program(assignment("office", ["nobody"])),), ()),
    "refresh_failed": Sample(
        (program(_office("ada", "berta")), _lose_the_certificates, program(_office("ada", "berta")))
    ),
    "read_only": Sample(
        (
            program(
                "SeatAssignment.get('existing', product_id='9NBLGGH4R2R6', sku_id='0016')\n",
            ),
        ),
        (),
    ),
}

"""What docs/options.md says of each of Pulumi's options, tried.

`protect` and `retain_on_delete` are among the limits, `parent`, `aliases`, `--replace` and `taint`
among the renames, `id` is with the rosters, `--refresh` with drift, and `--target` among what the
rehearsal is compared with the engine in.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pulumi
import pytest

from tests.end_to_end.conftest import OnTheEngine, Start, on_the_engine_for_a_release
from tests.end_to_end.programs import MINECRAFT, OFFICE, assignment, people, program
from tests.support.administrator import Administrator

PAGE = Path(__file__).parents[2] / "docs" / "options.md"


def options(given: str) -> str:
    """The argument of a resource."""
    return f"opts=pulumi.ResourceOptions({given})"


def office(users: list[str], given: str) -> str:
    """A program of one assignment with an option."""
    return program(assignment("office", users, more=options(given)))


def test_the_page_speaks_of_every_option() -> None:
    """Of each that the SDK has."""
    cells = re.findall(r"^\| (`.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    spoken_of = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert spoken_of >= set(inspect.signature(pulumi.ResourceOptions).parameters)


def test_users_that_are_ignored(begin: Start, administrator: Administrator) -> None:
    """A changed list takes nobody's seat, and what others did to the old one is put right."""
    run = begin(program(assignment("office", people(5))))
    administrator.reclaim(OFFICE, people(1)[0])
    run.apply(office(people(9, first=3), 'ignore_changes=["users"]'))
    assert administrator.holders(OFFICE) == set(people(5))


def test_users_that_are_secret_outputs(start: Start) -> None:
    """What is exported is masked, and the state keeps it as a secret."""
    secretly = office(people(2), 'additional_secret_outputs=["users"]')
    run = start(secretly + 'pulumi.export("everybody", office.users)\n')
    done = run.apply()
    assert re.search(r"everybody *: \[secret\]", done.text), done.text
    assert isinstance(run.outputs_of("office")["seats"], dict), "as Pulumi wraps a secret"


@on_the_engine_for_a_release
def test_users_that_are_hidden(engine: OnTheEngine) -> None:
    """The engine's diff says that the roster changes and not how."""
    run = engine(program(assignment("office", people(5))))
    run.apply()
    shown = run.look(office(people(5, first=1), 'hide_diffs=["users"]'))
    assert "seats (hidden)" in shown.text
    assert shown.changed_users("+") == shown.changed_users("-") == []


@on_the_engine_for_a_release
def test_users_whose_change_replaces(engine: OnTheEngine, administrator: Administrator) -> None:
    """It does not, and whoever left the list loses the seat, nobody else."""
    run = engine(program(assignment("office", people(5))))
    run.apply()
    done = run.apply(office(people(4), 'replace_on_changes=["users"]'))
    assert "replace" not in done.text
    assert administrator.holders(OFFICE) == set(people(4))


def test_delete_before_replace(begin: Start, administrator: Administrator) -> None:
    """Another product: first the seats of the old one are taken."""
    more = f"reclaim_limit=1, {options('delete_before_replace=True')}"
    run = begin(program(assignment("office", people(3), more=more)))
    run.apply(program(assignment("office", people(3), product=MINECRAFT, more=more)))
    assert administrator.moves() == [(OFFICE, "reclaim"), (MINECRAFT, "assign")]


@on_the_engine_for_a_release
def test_replacement_triggers(engine: OnTheEngine, administrator: Administrator) -> None:
    """Both resources are replaced by themselves, and no seat is touched."""

    def triggered(value: str) -> str:
        return program(
            assignment("office", people(3), more=options(f"replacement_trigger={value!r}")),
            assignment(
                "minecraft", people(3), product=MINECRAFT, more=options("replace_with=[office]")
            ),
        )

    run = engine(triggered("one"))
    run.apply()
    administrator.forget_requests()
    assert "2 replaced" in run.apply(triggered("other")).text
    assert administrator.writes() == []


OTHERS = """
def transformation(args):
    return pulumi.ResourceTransformationResult({**args.props, "ownership": "shared"}, args.opts)

def transform(args):
    return pulumi.ResourceTransformResult({**args.props, "reclaim_limit": 1}, args.opts)

def hook(args):
    print("the hook knows", args.new_outputs["assigned_count"])

after = pulumi.ResourceHookBinding(after_create=[pulumi.ResourceHook("after", hook)])
"""


@on_the_engine_for_a_release
def test_options_that_are_as_everywhere(engine: OnTheEngine, administrator: Administrator) -> None:
    """Order, transforms, hooks; a timeout means nothing; deleted together, the seats stay."""
    first = "custom_timeouts=pulumi.CustomTimeouts(create='1ms'), transforms=[transform]"
    second = (
        "depends_on=[office], transformations=[transformation], hooks=after, deleted_with=office"
    )
    run = engine(
        program(
            OTHERS,
            assignment("office", people(2), more=options(first)),
            assignment("minecraft", people(3), product=MINECRAFT, more=options(second)),
        )
    )
    done = run.apply()
    assert administrator.moves() == [(OFFICE, "assign"), (MINECRAFT, "assign")]
    assert "the hook knows 3" in done.text
    assert run.outputs_of("office")["reclaim_limit"] == 1
    assert run.outputs_of("minecraft")["ownership"] == "shared"

    gone = run.destroy()
    assert gone.ok, gone.text
    assert administrator.holders(OFFICE) == set()
    assert administrator.holders(MINECRAFT) == set(people(3))


APART = """
class Team(pulumi.ComponentResource):
    def __init__(self, name):
        provider = pulumi.ProviderResource("pulumi-python", "apart")
        opts = pulumi.ResourceOptions(providers=[provider])
        super().__init__("contoso:index:Team", name, {}, opts)
        SeatAssignment(
            "office", product_id="9NBLGGH4R2R6", sku_id="0016", users=[],
            opts=pulumi.ResourceOptions(parent=self),
        )

Team("sales")
"""


@on_the_engine_for_a_release
def test_a_provider_of_its_own_is_refused(engine: OnTheEngine) -> None:
    """Also one that a component hands down."""
    refused = engine(program(APART)).fail()
    assert "SeatAssignment 'office': the option provider would run it in a process apart" in (
        refused.text
    )


@pytest.mark.parametrize(
    ("name", "value"), [("version", "3.1.0"), ("plugin_download_url", "https://example.com")]
)
def test_a_plugin_of_its_own_is_refused(
    start: Start, administrator: Administrator, name: str, value: str
) -> None:
    """For the same reason."""
    refused = start(office(people(2), f"{name}={value!r}")).fail()
    assert f"the option {name} would run it in a process apart" in refused.text
    assert administrator.writes() == []


@on_the_engine_for_a_release
@pytest.mark.parametrize("given", [f"import_={OFFICE!r}", "env_var_mappings={'A': 'B'}"])
def test_options_that_end_with_an_error_of_pulumis(
    engine: OnTheEngine, administrator: Administrator, given: str
) -> None:
    """And change nothing."""
    run = engine(office(people(2), given))
    assert run.up().exit_code != 0
    assert administrator.writes() == []


@on_the_engine_for_a_release
def test_a_resource_by_its_urn(engine: OnTheEngine, administrator: Administrator) -> None:
    """It refers to what the same run declares already, and declares nothing itself."""
    declared = assignment("office", people(2), more=options("urn=urn")).splitlines()
    lines = [
        "company = pulumi.ComponentResource('contoso:Company', 'company')",
        f"def declare(urn): {'; '.join(declared)}",
        "company.urn.apply(declare)",
    ]
    assert engine(program(*lines)).up().ok
    assert administrator.writes() == []

"""The example policy pack, run by Pulumi's own policy runner on the engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import needs_engine, write_program
from tests.end_to_end.licences import licence, licences, tenant
from tests.end_to_end.programs import OFFICE, assignment, entry, people, program
from tests.end_to_end.runners import Engine, Outcome
from tests.support.administrator import Administrator

pytestmark = [needs_engine, pytest.mark.release]

PACK = Path(__file__).parents[2] / "examples" / "policy"
COMPANY = {
    "strict-reclaim-limit": {"largest": 0.2},
    "only-company-domains": {"domains": ["contoso.com"]},
    "declares-protected-users": {
        "users": {OFFICE: ["Director@contoso.com"], "SPE_E3": ["Director@contoso.com"]}
    },
    "keeps-service-plans": {"plans": ["exchange_s_enterprise"]},
}
STRICT = "reclaim_limit=0.2"


def preview(run: Engine) -> Outcome:
    """A preview under the company's rules."""
    rules = run.folder / "company.json"
    rules.write_text(json.dumps(COMPANY), encoding="utf-8")
    return run.run("preview", "--policy-pack", str(PACK), "--policy-pack-config", str(rules))


def test_a_program_that_keeps_the_rules_passes(
    engine: Callable[..., Engine], administrator: Administrator
) -> None:
    """The protected user is found whatever the capitals, and the limit may be the company's own."""
    administrator.set_world({"inventory": [entry()]})
    users = ["director@contoso.com", *people(3)]
    run = engine(program(assignment("office", users, more=STRICT)))
    passed = preview(run)
    assert passed.ok, passed.text
    assert "mandatory" not in passed.text


def test_each_broken_rule_is_named(
    engine: Callable[..., Engine], administrator: Administrator
) -> None:
    """A looser limit, a stranger and a protected user who is missing fail the preview."""
    administrator.set_world({"inventory": [entry()]})
    run = engine(program(assignment("office", [*people(3), "eve@elsewhere.com"])))
    broken = preview(run)
    assert broken.exit_code != 0
    for sentence in (
        "reclaim_limit is 30%, looser than the company's 20%.",
        "Not of the company's domains: eve@elsewhere.com.",
        "Protected users would lose their seat: director@contoso.com.",
    ):
        assert sentence in broken.text
    assert administrator.writes() == []

    administrator.set_world(tenant([*people(3), "director@contoso.com"]))
    for more in (
        "disabled_plans=['EXCHANGE_S_ENTERPRISE']",
        "enabled_plans=['TEAMS1']",
    ):
        write_program(run.folder, licences(licence("e3", people(3), more=more)))
        broken = preview(run)
        assert "would be switched off: EXCHANGE_S_ENTERPRISE." in broken.text
        assert "Protected users would lose their seat: director@contoso.com." in broken.text

    administrator.set_world({"inventory": [entry()]})
    users = ["director@contoso.com", *people(3)]
    write_program(run.folder, program(assignment("office", users, more=STRICT)))
    assert preview(run).ok

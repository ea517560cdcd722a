"""The example policy pack, run by Pulumi's own policy runner on the engine."""

from __future__ import annotations

import json
from pathlib import Path

from tests.end_to_end.conftest import STORE, OnTheEngine, on_the_engine_for_a_release
from tests.end_to_end.licences import licence, licences, tenant
from tests.end_to_end.programs import OFFICE, assignment, people, program
from tests.end_to_end.runners import Engine, Outcome
from tests.support.administrator import Administrator

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


@on_the_engine_for_a_release
def test_each_broken_rule_is_named(engine: OnTheEngine, administrator: Administrator) -> None:
    """A looser limit, a stranger and a protected user who is missing fail the preview.

    A program that keeps the rules passes: the protected user is found whatever the capitals.
    """
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
        run.write(licences(licence("e3", people(3), more=more)))
        broken = preview(run)
        assert "would be switched off: EXCHANGE_S_ENTERPRISE." in broken.text
        assert "Protected users would lose their seat: director@contoso.com." in broken.text

    administrator.set_world(dict(STORE))
    users = ["director@contoso.com", *people(3)]
    run.write(program(assignment("office", users, more=STRICT)))
    passed = preview(run)
    assert passed.ok, passed.text
    assert "mandatory" not in passed.text

"""One summary: a table in the data file's order, reasons below it, JSON, and an exit code."""

from __future__ import annotations

import json

import pytest
from examples.fleet.data_file import Assignment, StackEntry
from examples.fleet.errors import FleetError
from examples.fleet.outcome import Movement, Outcome, StackResult
from examples.fleet.sayings import MOVED, reason_in, reason_of_command
from examples.fleet.selection import ListFormat, chosen, listed
from examples.fleet.summary import Summary


def entry(*products: str) -> StackEntry:
    """A stack about some products."""
    return StackEntry(
        tenant="contoso.com",
        client="app",
        assignments={f"r{n}": Assignment(product=p, users="u.csv") for n, p in enumerate(products)},
    )


STACKS = {"office": entry("A/1"), "school": entry("B/2", "C/3"), "attic": entry("D/4")}


def summary(*results: StackResult, strays: tuple[str, ...] = ()) -> Summary:
    """A summary of a preview."""
    return Summary("preview", STACKS, results, strays, parallel=2, seconds=3.21)


def ended(*outcomes: Outcome) -> Summary:
    """A summary of stacks that ended so."""
    results = [StackResult(n, o) for n, o in zip(STACKS, outcomes, strict=False)]
    return summary(*results)


def test_the_table_is_in_the_data_files_order_whoever_ended_first() -> None:
    shown = summary(
        StackResult("school", Outcome.CHANGES, Movement(3, 1, 0, 12), seconds=2.04),
        StackResult("office", Outcome.FAILED, reason="no", seconds=1.0),
    )
    heading = "stack tenant product gains losses held outcome seconds"
    assert " ".join(shown.answer().columns) == heading
    assert shown.answer().rows == [
        ["office", "contoso.com", "A/1", 0, 0, None, "failed", "1.0"],
        ["school", "contoso.com", "B/2, C/3", 3, 1, 12, "changes", "2.0"],
    ]


def test_below_the_table_stand_totals_strays_and_a_line_for_each_reason() -> None:
    shown = summary(
        StackResult("school", Outcome.CHANGES, Movement(3, 1, 2)),
        StackResult("office", Outcome.FAILED, reason="the sign-in was refused"),
        strays=("old",),
    )
    assert shown.remarks() == [
        "2 stacks, 1 not well; 3 gains, 1 loss, 2 seats changed outside; 3.2 s, 2 at a time.",
        "Left alone: 1 stack is in the backend and not in the data file: old.",
        "office: failed: the sign-in was refused",
    ]


def test_json_says_all_of_it() -> None:
    shown = summary(
        StackResult("office", Outcome.DRIFTED, Movement(1, 2, 3, 4), started=0.5, seconds=1.5),
        strays=("old",),
    )
    assert json.loads(json.dumps(shown.document())) == {
        "command": "preview",
        "exit_code": 2,
        "parallel": 2,
        "seconds": 3.21,
        "stacks": [
            {
                "stack": "office",
                "tenant": "contoso.com",
                "products": ["A/1"],
                "gains": 1,
                "losses": 2,
                "drifted": 3,
                "held": 4,
                "outcome": "drifted",
                "reason": "",
                "started": 0.5,
                "seconds": 1.5,
            }
        ],
        "not_in_data_file": ["old"],
    }


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((Outcome.NOTHING, Outcome.DONE), 0),
        ((Outcome.NOTHING, Outcome.CHANGES), 2),
        ((Outcome.DRIFTED, Outcome.NOTHING), 2),
        ((Outcome.CHANGES, Outcome.REFUSED), 1),
        ((Outcome.DONE, Outcome.LOCKED), 1),
        ((Outcome.DONE, Outcome.PARTLY), 3),
        ((Outcome.PARTLY, Outcome.FAILED), 1),
        ((Outcome.FAILED, Outcome.NOT_STARTED), 130),
    ],
)
def test_the_exit_code_is_the_worst_of_it(outcomes: tuple[Outcome, ...], code: int) -> None:
    assert ended(*outcomes).exit_code == code


def test_names_and_globs_choose_stacks_and_a_wrong_one_is_said() -> None:
    assert list(chosen(STACKS, [])) == ["office", "school", "attic"]
    assert list(chosen(STACKS, ["attic", "*o*o*"])) == ["school", "attic"]
    with pytest.raises(FleetError, match="no stack of the data file is 'cellar'"):
        chosen(STACKS, ["office", "cellar"])


def test_the_list_of_stacks_is_what_a_matrix_takes() -> None:
    stacks = {"a-b": entry("A/1"), "c.d": entry("B/1")}
    assert listed(stacks, ListFormat.TEXT) == "a-b\tcontoso.com\tapp\nc.d\tcontoso.com\tapp"
    assert json.loads(listed(stacks, ListFormat.JSON)) == ["a-b", "c.d"]
    assert json.loads(listed(stacks, ListFormat.AZURE)) == {
        "s1_a_b": {"stack": "a-b"},
        "s2_c_d": {"stack": "c.d"},
    }


def test_jobs_of_an_azure_matrix_keep_apart() -> None:
    """Two names that differ in what a job's name cannot have."""
    assert (
        len(
            json.loads(listed(dict.fromkeys(["a-b", "a.b", "a_b"], entry("A/1")), ListFormat.AZURE))
        )
        == 3
    )


def test_a_reason_is_one_line_without_colours_tracebacks_and_passwords() -> None:
    said = (
        "<{%reset%}>error: Exception calling application: Traceback (most recent call last):\n"
        '  File "x.py", line 1, in y\n    z()\n'
        "ValueError: no way to postgres://me:secret@host/db<{%reset%}>\n"
    )
    reason = reason_in([said, "update failed"])
    assert "\n" not in reason
    assert "Traceback" not in reason
    assert reason.endswith("ValueError: no way to postgres://me:***@host/db")


def test_a_reason_is_not_that_there_were_others() -> None:
    assert reason_in(["preview failed", "the tenant is unknown"]) == "the tenant is unknown"
    assert reason_in([]) == "the engine failed and did not say why"


def test_a_plan_that_was_overtaken_says_what_to_do() -> None:
    assert (
        reason_in(["resource urn:x violates plan: properties changed: ~~plan[{a}!={b}]"]) == MOVED
    )


def test_a_command_that_never_got_to_its_program_says_why_in_a_line() -> None:
    said = "warning: old\nerror: the stack is currently locked by 1 lock(s).\n  a: by b (pid 1)\n"
    assert reason_of_command(said) == "the stack is currently locked by 1 lock(s). a: by b (pid 1)"

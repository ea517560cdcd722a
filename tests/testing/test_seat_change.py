"""`seat_change` names exactly whom an update would give a seat, and from whom it would take one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pulumi_microsoft_seats.emulator import Emulator
from pulumi_microsoft_seats.rehearsal import RehearsalResult
from pulumi_microsoft_seats.testing import RehearsalFactory, SeatChange, seat_change

from .projects import PRODUCT, PROGRAM, SEED, users, write_project

pytestmark = pytest.mark.microsoft_seats_seed(SEED)

Run = Callable[..., RehearsalResult]


@pytest.fixture
def run(tmp_path: Path, microsoft_seats_rehearsal: RehearsalFactory) -> Run:
    """Rehearses a program that declares some users."""
    project = write_project(tmp_path / "project")

    def rehearsed(
        operation: str,
        declared: list[str] | None,
        program: str = PROGRAM,
        config: Mapping[str, object] | None = None,
    ) -> RehearsalResult:
        (project / "__main__.py").write_text(program, encoding="utf-8")
        configured = {**({} if declared is None else {"users": declared}), **(config or {})}
        rehearsal = microsoft_seats_rehearsal(project, config=configured)
        result: RehearsalResult = getattr(rehearsal, operation)()
        return result

    return rehearsed


def test_who_holds_a_declared_seat_already_does_not_gain_it(run: Run) -> None:
    """The first up adopts four seats and gives one; then, and while all stays, it is empty."""
    change = seat_change(run("preview", users(0, 1, 2, 3, 4)), "office")
    assert change.gains == set(users(4))
    assert (change.losses, change.refusal) == (frozenset(), "")
    assert len(change.plan) == 32
    assert seat_change(run("up", users(0, 1, 2, 3)), "office") == SeatChange()
    assert seat_change(run("preview", users(0, 1, 2, 3)), "office") == SeatChange()


def test_a_refusal_comes_with_whom_it_protects_and_the_digest(run: Run) -> None:
    """Of an up that was refused as well: its preview is read. The digest approves it."""
    change = seat_change(run("up", users(0)), "office")
    assert change.losses == set(users(1, 2, 3))
    assert change.refusal.startswith(f"Taking over {PRODUCT} would reclaim 3 seats of 4")
    assert change.refusal.endswith(f"microsoft-seats:approve {change.plan}")
    approved = run("up", users(0), config={"microsoft-seats:approve": change.plan})
    assert approved.ok, approved.text
    assert seat_change(approved, "office") == SeatChange(
        losses=change.losses, plan=change.plan, gains=frozenset()
    )


def test_drift_counts(run: Run, microsoft_seats_emulator: Emulator) -> None:
    """It is the difference to the seats that are held, with no refresh in between."""
    assert run("up", users(0, 1, 2, 3)).ok
    microsoft_seats_emulator.reclaim(PRODUCT, *users(0))
    microsoft_seats_emulator.assign(PRODUCT, *users(7))
    change = seat_change(run("preview", users(0, 1, 2, 3)), "office")
    assert change.gains == set(users(0))
    assert change.losses == set(users(7))


RETAINING = PROGRAM.replace(
    "users=users)", "users=users, opts=pulumi.ResourceOptions(retain_on_delete=True))"
)
RENAMED = PROGRAM.replace('"office"', '"sales"')
OTHER = PROGRAM.replace('"9NBLGGH4R2R6", sku_id="0016"', '"CFQ7TTC0K5DR", sku_id="0002"')


@pytest.mark.parametrize(
    ("before", "after", "declared", "moved"),
    [
        pytest.param(PROGRAM, PROGRAM, None, ([], users(0, 1, 2, 3)), id="removed"),
        pytest.param(RETAINING, RETAINING, None, ([], []), id="retained"),
        pytest.param(PROGRAM, RENAMED, users(0, 1, 2, 3), ([], []), id="renamed"),
        pytest.param(PROGRAM, OTHER, users(0, 8), (users(0), users(0, 1, 2, 3)), id="replaced"),
    ],
)
def test_what_becomes_of_a_resource_decides_who_loses_a_seat(
    run: Run, before: str, after: str, declared: list[str], moved: tuple[list[str], list[str]]
) -> None:
    """The delete under an old name spares whom the new one declares."""
    assert run("up", users(0, 1, 2, 3), before).ok
    preview = run("preview", declared, after)
    change = seat_change(preview, "office")
    assert (sorted(change.gains), sorted(change.losses)) == moved
    if after == RENAMED:
        assert seat_change(preview, "sales") == SeatChange()


def test_secret_users_are_told_to_the_test(run: Run) -> None:
    """A display hides them; the test has the program, and so them."""
    secret = PROGRAM.replace("users=users)", "users=pulumi.Output.secret(users))")
    result = run("preview", users(0, 1, 2, 3, 4), secret)
    assert "user4@contoso.com" not in result.text
    assert seat_change(result, "office").gains == set(users(4))
    assert run("up", users(0, 1, 2, 3, 4), secret).ok
    change = seat_change(run("preview", users(0, 1, 2, 3, 5), secret), "office")
    assert change.gains == set(users(5))
    assert change.losses == set(users(4))


@pytest.mark.parametrize(
    ("name", "program", "says"),
    [
        (
            "ofice",
            PROGRAM,
            "The preview speaks of no SeatAssignment or LicenseAssignment 'ofice':\nPreviewing",
        ),
        (
            "late",
            PROGRAM
            + """
SeatAssignment("late", product_id="CFQ7TTC0K5DR", sku_id="0002",
               users=office.assigned_count.apply(lambda _: []))
""",
            "The users depend on something that is not created yet",
        ),
    ],
)
def test_what_the_preview_does_not_say_is_not_made_up(
    run: Run, name: str, program: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        seat_change(run("preview", users(0, 1, 2, 3), program), name)

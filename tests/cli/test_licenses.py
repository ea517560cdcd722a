"""Licences on the command line: what there is, who holds one how, giving and taking."""

from __future__ import annotations

import json

import pytest

from tests.support.administrator import Administrator

from .conftest import E3, READS_GROUPS, SUPPORT, Command, granted

TABLE = """\
sku           status   bought  in grace  held  direct  through groups     free  used
FLOW_FREE     Enabled  10,000         0     0       0               0   10,000  \
░░░░░░░░░░░░░░░░░░░░ 0%
ORGANISATION  Enabled       1         0     0       0               0        1  \
░░░░░░░░░░░░░░░░░░░░ 0%
SPE_E3        Enabled      25         2     3       2               1       22  \
██░░░░░░░░░░░░░░░░░░ 12%
VISIO         Enabled       1         0     2       2               0  1 short  \
████████████████████ 200%
"""

NO_LOCATION = (
    "the user has no usage location, without which nothing can be assigned; have it set in the "
    "directory"
)
COMES = (
    "the licence comes through Support alone; take the user out of that group, or the licence "
    "from it"
)


def _paths(administrator: Administrator) -> list[str]:
    asked = (each["path"] for each in administrator.requests())
    return [path for path in asked if path.startswith("/v1.0/")]


def _direct(administrator: Administrator) -> set[str]:
    """Who holds SPE_E3 directly now."""
    licenses = administrator.world()["licenses"]
    (e3,) = [each for each in licenses if each["sku_part_number"] == "SPE_E3"]
    return {each if isinstance(each, str) else each["user"] for each in e3["direct"]}


def _without_ids(table: str) -> str:
    """A table without its column of GUIDs, which is too wide for a page of tests."""
    start = table.index("sku id")
    end = table.index("status")
    return "".join(line[:start] + line[end:] for line in table.splitlines(keepends=True))


class TestLicenses:
    """`microsoft-seats licenses`."""

    def test_what_was_bought_and_who_holds_it_how(self, command: Command) -> None:
        """More than there are is said in words, and once more beside the table."""
        shown = command("licenses")
        assert _without_ids(shown.stdout) == TABLE
        assert shown.stderr == (
            "4 SKUs.\nMore are held than were bought: VISIO (1); buy more, or reclaim some.\n"
        )
        assert shown.code == 0

    def test_quick_is_one_request(self, command: Command, administrator: Administrator) -> None:
        """Nobody is listed, so nobody knows by which path a licence is held."""
        shown = command("licenses", "--quick", "--output", "json")
        assert _paths(administrator) == ["/v1.0/subscribedSkus"]
        assert json.loads(shown.stdout)["licenses"][2] == {
            "sku": "SPE_E3",
            "sku_id": E3,
            "status": "Enabled",
            "bought": 25,
            "in_grace": 2,
            "held": 3,
            "direct": None,
            "through_groups": None,
            "free": 22,
            "suspended": 0,
            "applies_to": "User",
        }

    def test_who_may_not_read_users_sees_the_figures(
        self, command: Command, administrator: Administrator
    ) -> None:
        """An answer with a gap is not taken for a whole one: the exit code is 3."""
        administrator.inject(granted("LicenseAssignment.Read.All"))
        shown = command("licenses", "--output", "tsv")
        assert shown.lines[3].split("\t") == [
            *("SPE_E3", E3, "Enabled", "25", "2", "3", "", "", "22")
        ]
        assert shown.stderr.splitlines()[-1].startswith(
            "error: Who holds 2 SKUs could not be read, such as "
        )
        assert "User.Read.All" in shown.stderr
        assert shown.code == 3


class TestHolders:
    """`seats list` and `product show` of a SKU."""

    @pytest.mark.parametrize("sku", ["spe_e3", E3.upper()])
    def test_each_holder_by_which_path(self, command: Command, sku: str) -> None:
        """By the part number or the GUID, in any capitals; groups by their display names."""
        shown = command("seats", "list", sku)
        assert shown.lines == [
            "user               held                     assigned at           disabled plans",
            "Ada@contoso.com    direct                   2026-09-30T08:15:00Z  -",
            "berta@contoso.com  through Support          -                     -",
            "carl@contoso.com   direct, through Support  2026-09-30T08:15:00Z  TEAMS1",
        ]
        assert shown.stderr == (
            "SPE_E3: 3 seats held, 1 of them through groups alone, 22 of 25 free.\n"
        )

    def test_json_names_users_paths_and_plans(self, command: Command) -> None:
        document = json.loads(command("seats", "list", "SPE_E3", "--json").stdout)
        assert document.pop("seats")[1:] == [
            {
                "user": "berta@contoso.com",
                "direct": False,
                "groups": [{"id": SUPPORT, "name": "Support"}],
                "assigned_at": None,
                "disabled_plans": [],
            },
            {
                "user": "carl@contoso.com",
                "direct": True,
                "groups": [{"id": SUPPORT, "name": "Support"}],
                "assigned_at": "2026-09-30T08:15:00Z",
                "disabled_plans": ["TEAMS1"],
            },
        ]
        assert document == {"product": "SPE_E3", "sku_id": E3, "capacity": 25, "available": 22}

    def test_groups_that_may_not_be_read_are_shown_by_their_ids(
        self, command: Command, administrator: Administrator
    ) -> None:
        """A name is an ornament: the answer is whole without it, and a line says what it needs."""
        administrator.inject()
        shown = command("seats", "list", "SPE_E3", "--csv")
        assert f"berta@contoso.com,through {SUPPORT},," in shown.lines
        assert "their names need the permission GroupMember.Read.All" in shown.stderr
        assert shown.code == 0

    def test_the_service_plans_of_a_sku(self, command: Command) -> None:
        shown = command("product", "show", "spe_e3", "--csv")
        assert shown.lines[0] == "service_plan,service_plan_id,applies_to,status"
        assert shown.lines[2] == "TEAMS1,8a000000-0000-4000-8000-000000000004,User,Success"
        assert shown.stderr == f"SPE_E3 ({E3}): 2 service plans.\n"
        assert json.loads(command("product", "show", E3, "--json").stdout)["product"] == "SPE_E3"


class TestSeatsOfAUser:
    """`seats of`, which asks both services."""

    def test_of_both_services(self, command: Command) -> None:
        shown = command("seats", "of", "BERTA@contoso.com", "--csv")
        assert [line.split(",")[:2] for line in shown.lines] == [
            ["product", "held"],
            ["SPE_E3", "through Support"],
            ["9NBLGGH4R2R6/0016", "direct"],
        ]
        assert (shown.stderr, shown.code) == ("BERTA@contoso.com holds 2 seats.\n", 0)

    def test_a_service_that_cannot_be_read_hides_nothing_of_the_other(
        self, command: Command, administrator: Administrator
    ) -> None:
        """One line says what is not known, and the exit code that the answer is not whole."""
        broken = {"fault": "malformed", "match": {"path": "/V1/Users/*"}}
        administrator.inject(READS_GROUPS, broken)
        shown = command("seats", "of", "carl@contoso.com", "--json")
        document = json.loads(shown.stdout)
        assert [each["product"] for each in document["seats"]] == ["SPE_E3", "VISIO"]
        assert document["not_known"].keys() == {"store"}
        said, error = shown.stderr.splitlines()
        assert said == "carl@contoso.com holds 2 seats."
        assert error.startswith(
            "error: What carl@contoso.com holds of the Store for Business is not known, and "
            "--service licenses asks without it: "
        )
        assert shown.code == 3
        alone = command("seats", "of", "carl@contoso.com", "--service", "licenses")
        assert (len(alone.lines), alone.code) == (3, 0)

    def test_where_none_answers_that_is_an_error(
        self, command: Command, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AZURE_CLIENT_SECRET", "another")
        refused = command("seats", "of", "carl@contoso.com")
        assert (refused.code, refused.stdout) == (1, "")
        assert all(line.startswith("error: ") for line in refused.stderr.splitlines())


class TestGivingAndTaking:
    """`seats assign` and `seats reclaim` of a SKU."""

    def test_whom_it_serves_whom_a_group_serves_and_whom_nobody_can(
        self, command: Command, administrator: Administrator
    ) -> None:
        """All told by name before anything is changed; the others are served."""
        users = [f"{name}@contoso.com" for name in ("ada", "berta", "dora", "cleo", "nobody")]
        done = command("seats", "assign", "SPE_E3", *users, "--yes", "--output", "csv")
        assert done.lines == [
            "user,outcome,reason",
            "ada@contoso.com,unchanged,holds a seat already",
            "berta@contoso.com,unchanged,holds a seat already through Support",
            "dora@contoso.com,assigned,",
            f'cleo@contoso.com,failed,"{NO_LOCATION}"',
            "nobody@contoso.com,failed,the tenant has no such user; check the name",
        ]
        assert done.stderr.splitlines()[:3] == [
            "SPE_E3: 1 user will gain a seat: dora@contoso.com.",
            "SPE_E3: 1 user holds a seat already: ada@contoso.com.",
            "SPE_E3: 1 user holds a seat already through Support: berta@contoso.com.",
        ]
        assert "SPE_E3: 2 users cannot be served: " in done.stderr
        assert "SPE_E3: 3 → 4 held, 22 → 21 of 25 free." in done.stderr
        assert done.code == 3
        assert _direct(administrator) == {
            *("Ada@contoso.com", "carl@contoso.com", "dora@contoso.com")
        }

    def test_what_a_group_gives_is_told_and_not_reclaimed(
        self, command: Command, administrator: Administrator
    ) -> None:
        """Who keeps the licence is not among those who lost it, whatever the exit code says."""
        users = [f"{name}@contoso.com" for name in ("ada", "berta", "carl", "dora", "nobody")]
        done = command("seats", "reclaim", "SPE_E3", *users, "--yes", "--json")
        document = json.loads(done.stdout)
        assert [tuple(each.values()) for each in document.pop("users")] == [
            ("ada@contoso.com", "reclaimed", None),
            ("berta@contoso.com", "failed", COMES),
            ("carl@contoso.com", "reclaimed", "keeps it through a group"),
            ("dora@contoso.com", "unchanged", "holds none"),
            ("nobody@contoso.com", "unchanged", "is not in the directory"),
        ]
        assert document == {
            "product": "SPE_E3",
            "sku_id": E3,
            "action": "reclaim",
            "dry_run": False,
        }
        assert "SPE_E3: 1 user keeps it through a group: carl@contoso.com.\n" in done.stderr
        assert f"error: 1 user was not served: {COMES} (berta@contoso.com);" in done.stderr
        assert done.code == 3
        assert _direct(administrator) == set()

    def test_a_dry_run_ends_as_the_run_would_and_writes_nothing(
        self, command: Command, administrator: Administrator
    ) -> None:
        shown = command("seats", "reclaim", "SPE_E3", "berta@contoso.com", "--dry-run")
        assert shown.lines == [
            "user               outcome     reason",
            f"berta@contoso.com  would fail  {COMES}",
        ]
        assert shown.code == 3
        assert not [path for path in _paths(administrator) if path.endswith("assignLicense")]

"""A licence assignment: groups, lists that lag, service plans, people who change their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_microsoft_seats.domain.errors import InputError, ProductGone, RefusedPlan
from pulumi_microsoft_seats.graph.refusals import RequestRefused
from pulumi_microsoft_seats.plugin import deletion, lifecycle
from pulumi_microsoft_seats.plugin.check import check
from pulumi_microsoft_seats.plugin.kinds import LICENSE_ASSIGNMENT
from pulumi_microsoft_seats.plugin.properties import SeatProperties, parse
from pulumi_microsoft_seats.provider import LicenseAssignmentProvider
from tests.plugin.directory import (
    E3,
    E5,
    EXCHANGE,
    FORMS,
    LICENSE_URN,
    STAFF,
    TEAMS,
    Directory,
    LicenseStack,
    licence,
    shared_licence,
)
from tests.plugin.world import ADA, BOB, CY, ZOE, Declare, Properties

LOVELACE = "ada.lovelace@contoso.com"

both = pytest.mark.parametrize("declare", [licence, shared_licence])


@pytest.fixture(params=[0, 1_000_000], ids=["listed", "asked for"])
def directory(request: pytest.FixtureRequest) -> Iterator[Directory]:
    """Four people without licences; where lists are dear, users are asked for."""
    with ThreadPoolExecutor(2) as executor:
        made = Directory(executor, elsewhere=request.param)
        made.add(ADA, BOB, CY, ZOE)
        yield made


@pytest.fixture
def stack(directory: Directory) -> LicenseStack:
    """A stack that has not been run yet."""
    return LicenseStack(directory)


def _warnings(said: list[str]) -> list[str]:
    return [line for line in said if line.startswith("warning: ")]


class TestGroups:
    """What a group gives is nobody's to take, and as good as any."""

    def test_who_has_it_through_a_group_is_served(
        self, stack: LicenseStack, said: list[str]
    ) -> None:
        """No second path is made; the outputs say who that is."""
        stack.world.join(BOB)
        stack.up(licence(ADA, BOB))
        assert stack.world.writes == [("assign", "SPE_E3", ADA)]
        assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"
        assert (stack.outputs["assigned_count"], stack.outputs["inherited"]) == (2, [BOB])
        row = f"info: SPE_E3: 1 gains ({ADA}), 1 served by a group ({BOB}); "
        assert [line for line in said if "group" in line and line.startswith(row)]
        assert stack.inputs["__told"] == {"inherited": f"{BOB}\n"}
        assert not stack.up(licence(ADA, BOB))

    def test_what_a_group_gives_is_never_reclaimed(self, stack: LicenseStack) -> None:
        """Neither from those who are not declared, nor from those who no longer are."""
        stack.world.join(BOB, ZOE)
        stack.up(licence(ADA, BOB))
        stack.world.writes.clear()
        stack.up(licence(ADA))
        assert stack.inputs["__told"] == {"left": f"{BOB}\n"}
        stack.destroy()
        assert stack.world.writes == [("remove", "SPE_E3", ADA)]

    def test_an_undeclared_holder_of_both_loses_the_direct_one(
        self, stack: LicenseStack, said: list[str]
    ) -> None:
        """And a line says what stays."""
        stack.up(licence(ADA, BOB))
        stack.world.join(BOB)
        said.clear()
        stack.up(licence(ADA))
        assert stack.world.direct() == {ADA}
        assert stack.inputs["__told"] == {"kept": f"{BOB}\n"}
        assert (
            f"info: SPE_E3: 1 user loses the direct licence and keeps it through a group: {BOB}"
        ) in said
        (row,) = (line for line in said if " held, " in line)
        assert row.startswith(f"info: SPE_E3: 1 loses ({BOB}); 2 → 1 held, "), "directly"
        assert "→" not in row.partition(" held, ")[2], "no unit is free for it"
        assert stack.outputs["seats"] == f"{ADA}\n"

    @both
    def test_a_licence_that_a_group_gives_by_now_is_not_called_lost(
        self, stack: LicenseStack, said: list[str], declare: Declare
    ) -> None:
        """The outputs say that it is inherited, and nothing is written."""
        stack.up(declare(ADA, BOB))
        stack.world.take(BOB)
        stack.world.join(BOB)
        stack.world.writes.clear()
        said.clear()
        assert stack.up(declare(ADA, BOB)), "in state"
        assert (stack.world.writes, _warnings(said)) == ([], [])
        assert stack.outputs["inherited"] == [BOB]

    def test_reading_leaves_the_members_of_groups_to_their_groups(
        self, stack: LicenseStack
    ) -> None:
        """But for those who are declared: they are served."""
        stack.world.join(BOB, ZOE)
        stack.up(licence(ADA, BOB))
        stack.refresh()
        assert (stack.inputs["seats"], stack.outputs["inherited"]) == (f"{ADA}\n{BOB}\n", [BOB])


class TestLaggingLists:
    """Lists come from an index that lags behind: they decide nothing."""

    def test_a_list_that_still_has_somebody_takes_nothing(
        self, stack: LicenseStack, said: list[str]
    ) -> None:
        """Nor is it said that somebody gained a licence."""
        stack.up(licence(ADA))
        stack.world.give(ZOE)
        stack.world.stop_the_index()
        stack.world.take(ZOE)
        stack.world.writes.clear()
        said.clear()
        assert not stack.up(licence(ADA))
        stack.refresh()
        assert stack.inputs["seats"] == f"{ADA}\n"
        assert (stack.world.writes, _warnings(said)) == ([], [])

    @both
    def test_a_list_that_lacks_somebody_assigns_nothing(
        self, stack: LicenseStack, said: list[str], declare: Declare
    ) -> None:
        """Nor is it said that somebody lost a licence, by an update or by a refresh."""
        stack.world.stop_the_index()
        stack.up(declare(ADA, BOB))
        stack.world.writes.clear()
        said.clear()
        assert not stack.up(declare(ADA, BOB))
        stack.refresh()
        assert stack.inputs["seats"] == f"{ADA}\n{BOB}\n"
        assert (stack.world.writes, _warnings(said)) == ([], [])

    @both
    def test_whom_a_list_still_lacks_is_reclaimed_when_no_longer_declared(
        self, stack: LicenseStack, declare: Declare
    ) -> None:
        """State has whoever was served a moment ago, and would forget them."""
        stack.world.stop_the_index()
        stack.up(declare(ADA, BOB))
        stack.up(declare(ADA))
        assert stack.world.direct() == {ADA}

    def test_a_list_with_the_plans_of_yesterday_changes_none(self, stack: LicenseStack) -> None:
        """And a refresh shows no drift of them."""
        stack.up(licence(ADA, disabled_plans=[]))
        stack.world.stop_the_index()
        stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
        stack.world.writes.clear()
        assert not stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
        stack.refresh()
        assert (stack.inputs["seats"], stack.world.writes) == (f"{ADA}\n", [])

    @both
    def test_destroying_takes_all_that_state_speaks_of(
        self, stack: LicenseStack, declare: Declare
    ) -> None:
        """Also what was given too late for the list: nobody would know of it afterwards."""
        stack.world.stop_the_index()
        stack.up(declare(ADA, BOB))
        stack.destroy()
        assert stack.world.direct() == set()


class TestServicePlans:
    """`disabled_plans` and `enabled_plans`, for everybody declared."""

    def test_a_change_of_plans_is_made_in_place(self, stack: LicenseStack, said: list[str]) -> None:
        """One call a user, nobody is without the licence in between, and a line says which."""
        stack.up(licence(ADA, disabled_plans=["TEAMS1"]))
        stack.world.writes.clear()
        assert stack.up(licence(ADA, disabled_plans=["exchange_s_enterprise"]))
        assert stack.world.writes == [("change", "SPE_E3", ADA)]
        assert stack.world.person(ADA).paths == {(E3, None): {EXCHANGE}}
        assert (
            "info: SPE_E3: service plans of 1 user change, TEAMS1 on, EXCHANGE_S_ENTERPRISE off: "
            f"{ADA}"
        ) in said
        assert not stack.up(licence(ADA, disabled_plans=["exchange_s_enterprise"]))

    def test_plans_that_are_not_spoken_of_stay_as_they_are(self, stack: LicenseStack) -> None:
        """Somebody switched Ada's off by hand, and is right until the program says otherwise."""
        stack.world.give(ADA, off=[TEAMS])
        stack.up(licence(ADA))
        assert not stack.up(licence(ADA))
        assert stack.world.person(ADA).paths == {(E3, None): {TEAMS}}
        stack.up(licence(ADA, disabled_plans=[]))
        assert stack.world.person(ADA).paths == {(E3, None): frozenset()}

    def test_a_service_that_is_added_later_shows_where_plans_are_chosen(
        self, stack: LicenseStack
    ) -> None:
        """It is on for everybody by itself; under `disabled_plans` that is as declared."""
        stack.up(licence(ADA, enabled_plans=["TEAMS1", EXCHANGE.upper()]))
        stack.world.plans[FORMS] = "FORMS_PLAN_E5"
        assert "plan" not in stack.preview(licence(ADA, disabled_plans=[]))
        assert stack.up(licence(ADA, enabled_plans=["TEAMS1", EXCHANGE]))
        assert stack.world.person(ADA).paths == {(E3, None): {FORMS}}

    def test_drift_of_plans_is_a_line_of_the_diff(self, stack: LicenseStack) -> None:
        """Behind the holder's name, gone again once it is mended."""
        wanted = licence(ADA, BOB, disabled_plans=["TEAMS1"])
        stack.up(wanted)
        stack.world.give(BOB, off=[EXCHANGE])
        stack.refresh()
        line = f"{BOB} (TEAMS1 on, EXCHANGE_S_ENTERPRISE off)"
        assert stack.inputs["seats"] == f"{ADA}\n{line}\n"
        stack.world.writes.clear()
        assert stack.up(wanted)
        assert stack.world.writes == [("change", "SPE_E3", BOB)]
        assert stack.outputs["seats"] == f"{ADA}\n{BOB}\n"
        assert not stack.up(wanted)

    def test_plans_that_could_not_be_switched_are_on_the_line_too(
        self, stack: LicenseStack
    ) -> None:
        """The next preview shows them again."""
        stack.up(licence(ADA, BOB, disabled_plans=[]))
        stack.world.refused[BOB] = RequestRefused("No.", reason="not today")
        stack.up(licence(ADA, BOB, disabled_plans=["TEAMS1"]))
        assert stack.outputs["seats"] == f"{ADA}\n{BOB} (TEAMS1 on)\n"
        assert stack.outputs["failures"] == {BOB: "not today"}
        assert "plan" in stack.preview(licence(ADA, BOB, disabled_plans=["TEAMS1"]))

    def test_a_digest_is_of_these_plans_and_no_others(self, stack: LicenseStack) -> None:
        """An approval of one service is none of another, nor is it for those who are assigned."""
        asked: list[dict[str, object]] = [
            {},
            {"disabled_plans": []},
            {"disabled_plans": ["TEAMS1"]},
        ]
        new = {stack.preview({**licence(ADA), **each})["plan"] for each in asked}
        stack.world.give(ADA, BOB)
        stack.up(licence(ADA, BOB))
        changed = {
            stack.preview(licence(ADA, BOB, disabled_plans=off))["plan"]
            for off in (["TEAMS1"], ["EXCHANGE_S_ENTERPRISE"], ["TEAMS1", "EXCHANGE_S_ENTERPRISE"])
        }
        assert (len(new), len(changed)) == (3, 3)

    def test_switching_off_for_many_needs_an_approval(self, stack: LicenseStack) -> None:
        """Switching on does not."""
        stack.up(licence(ADA, BOB, limit=0.3))
        off = licence(ADA, BOB, limit=0.3, disabled_plans=["TEAMS1"])
        refusal = stack.preview(off)["__refusal"]
        assert refusal["sentence"] == (
            "SPE_E3 would have service plans switched off (TEAMS1) for 2 of the 2 users that this "
            f"assignment answers for, 100%, more than its reclaim_limit of 30%: {ADA}, {BOB}"
        )
        with pytest.raises(RefusedPlan):
            stack.up(off)
        assert stack.up(off, refusal["approval"])
        assert stack.up(licence(ADA, BOB, limit=0.3, disabled_plans=[]))

    def test_plans_of_holders_who_were_nobodys_are_held_to_the_limit_too(
        self, stack: LicenseStack
    ) -> None:
        """Of a shared assignment that finds them there already, and so far answers for nobody."""
        stack.world.give(ADA, BOB)
        off = shared_licence(ADA, BOB, disabled_plans=["TEAMS1"]) | {"reclaim_limit": 0.3}
        assert "for 2 of the 2 users" in stack.preview(off)["__refusal"]["sentence"]
        assert stack.up({**off, "reclaim_limit": 1.0})

    def test_the_plans_that_a_group_gives_are_its_own(self, stack: LicenseStack) -> None:
        """Nothing is written for Bob, who has it through a group alone."""
        stack.world.join(BOB)
        wanted = licence(ADA, BOB, disabled_plans=["TEAMS1"])
        stack.up(wanted)
        assert stack.world.writes == [("assign", "SPE_E3", ADA)]
        assert not stack.up(wanted)

    def test_a_plan_that_the_licence_does_not_have_is_named(self, stack: LicenseStack) -> None:
        with pytest.raises(InputError, match=r"disabled_plans names 1 plan .*SPE_E3.*YAMMER"):
            stack.preview(licence(ADA, disabled_plans=["YAMMER"]))


class TestRenamedPeople:
    """Whoever has another name by now is the same person, and keeps the licence."""

    @both
    def test_the_old_name_still_means_the_person(
        self, stack: LicenseStack, said: list[str], declare: Declare
    ) -> None:
        """In every call: nothing is written, no drift told, and a warning says the new name."""
        stack.up(declare(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        stack.world.writes.clear()
        said.clear()
        assert not stack.up(declare(ADA, BOB))
        assert _warnings(said) == [
            (
                "warning: SPE_E3: 1 declared user has another name, and nothing is taken for it: "
                f"{ADA} is {LOVELACE} by now; write the new name."
            )
        ]
        stack.refresh()
        assert stack.inputs["seats"] == f"{ADA}\n{BOB}\n"
        assert not stack.up(declare(ADA, BOB))
        assert stack.world.writes == []
        stack.destroy()
        assert stack.world.direct() == set()

    @both
    def test_writing_the_new_name_changes_state_alone(
        self, stack: LicenseStack, said: list[str], declare: Declare
    ) -> None:
        """Nobody lost or gained anything, and nobody is told so."""
        stack.up(declare(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        stack.up(declare(ADA, BOB))
        stack.world.writes.clear()
        said.clear()
        assert stack.up(declare(LOVELACE, BOB))
        assert (stack.world.writes, _warnings(said)) == ([], [])
        assert stack.outputs["seats"] == f"{LOVELACE}\n{BOB}\n"
        assert not stack.up(declare(LOVELACE, BOB))

    @both
    def test_a_refresh_by_the_old_name_makes_no_second_person(
        self,
        stack: LicenseStack,
        monkeypatch: pytest.MonkeyPatch,
        said: list[str],
        declare: Declare,
    ) -> None:
        """Though the same process goes on with the new one, which the program says."""
        stack.up(declare(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        session = stack.world.phase()
        monkeypatch.setattr(stack.world, "phase", lambda *_: session)
        stack.refresh()
        said.clear()
        stack.up(declare(LOVELACE, BOB))
        assert _warnings(said) == []
        assert stack.outputs["seats"] == f"{LOVELACE}\n{BOB}\n"

    @both
    def test_a_list_with_the_name_of_yesterday_makes_no_second_person(
        self, stack: LicenseStack, said: list[str], declare: Declare
    ) -> None:
        """Where the program says the new name: nobody gained anything, nor is called otherwise."""
        stack.up(declare(ADA, BOB))
        stack.world.stop_the_index()
        stack.world.rename(ADA, LOVELACE)
        stack.world.writes.clear()
        said.clear()
        stack.up(declare(LOVELACE, BOB))
        assert not stack.up(declare(LOVELACE, BOB))
        assert (stack.world.writes, _warnings(said)) == ([], [])
        assert stack.outputs["seats"] == f"{LOVELACE}\n{BOB}\n"

    @both
    def test_whoever_is_no_longer_declared_by_an_old_name_loses_it(
        self, stack: LicenseStack, declare: Declare
    ) -> None:
        """The id says who was meant."""
        stack.up(declare(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        stack.up(declare(BOB))
        assert stack.world.direct() == {BOB}

    @pytest.mark.parametrize("refreshes", [False, True])
    @both
    def test_a_resource_and_a_person_are_renamed_in_one_edit(
        self, stack: LicenseStack, declare: Declare, *, refreshes: bool
    ) -> None:
        """The old resource is deleted, and takes nothing from whom the new one declares."""
        stack.up(declare(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        stack.world.writes.clear()
        session = stack.world.phase()
        if refreshes:
            lifecycle.read(session, _parsed(stack.outputs))
        news = declare(LOVELACE, BOB, __urn=f"{LICENSE_URN}-licences")
        inputs = news | check(session, parse({}, LICENSE_ASSIGNMENT), _parsed(news))
        outputs = lifecycle.apply(session, _parsed(inputs))
        deletion.delete(session, _parsed(stack.outputs))
        assert stack.world.writes == []
        assert outputs["seats"] == f"{LOVELACE}\n{BOB}\n"

    def test_two_resources_may_call_a_person_by_two_names(self, stack: LicenseStack) -> None:
        """One moves on to E5 and is read by its old name; the other declares the new one."""
        stack.up(licence(ADA))
        stack.world.rename(ADA, LOVELACE)
        stack.world.writes.clear()
        session = stack.world.phase()
        moved = licence(LOVELACE, sku="SPE_E5")
        check(session, _parsed(stack.inputs), _parsed(moved))
        news = licence(LOVELACE, __urn=f"{LICENSE_URN}-licences")
        added = check(session, parse({}, LICENSE_ASSIGNMENT), _parsed(news))
        assert "plan" not in added

    def test_what_one_product_calls_a_person_is_no_matter_of_another(
        self, stack: LicenseStack, said: list[str]
    ) -> None:
        """Of two lists one has the new name already; both keep their licences."""
        stack.up(licence(ADA))
        other = LicenseStack(stack.world)
        other.up(licence(ADA, sku="SPE_E5"))
        stack.world.rename(ADA, LOVELACE)
        session = stack.world.phase()
        said.clear()
        old = check(session, _parsed(other.inputs), _parsed(licence(ADA, sku="SPE_E5")))
        urn = f"{LICENSE_URN}-licences"
        new = check(session, _parsed(stack.inputs), _parsed(licence(LOVELACE, __urn=urn)))
        assert not {"plan"} & (old.keys() | new.keys())
        assert len(_warnings(said)) == 1

    def test_a_refresh_by_the_old_name_does_not_change_who_is_meant(
        self, stack: LicenseStack
    ) -> None:
        """Also where the update follows in the same process."""
        stack.up(licence(ADA))
        stack.world.rename(ADA, LOVELACE)
        session = stack.world.phase()
        _, inputs = lifecycle.read(session, _parsed(stack.outputs))
        assert "plan" not in check(session, _parsed(inputs), _parsed(licence(LOVELACE)))

    def test_a_name_that_somebody_else_has_by_now_means_that_one(
        self, stack: LicenseStack, said: list[str]
    ) -> None:
        """The preview shows that the one gains what the other loses."""
        stack.up(licence(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        stack.world.add(ADA)
        said.clear()
        stack.up(licence(ADA, BOB))
        assert stack.world.direct() == {ADA, BOB}
        assert not any("by now" in line for line in said)
        assert not stack.up(licence(ADA, BOB))

    def test_two_holders_of_one_name_in_turn_are_two_people(self, stack: LicenseStack) -> None:
        """Also where both are in the list."""
        stack.up(licence(ADA, BOB))
        stack.world.rename(ADA, LOVELACE)
        stack.world.add(ADA)
        stack.world.give(ADA)
        stack.up(licence(ADA, BOB))
        assert stack.world.direct() == {ADA, BOB}

    def test_a_person_who_was_made_anew_is_served_anew(self, stack: LicenseStack) -> None:
        """Deleted and created again: the name is the same, the id is not."""
        stack.up(licence(ADA, BOB))
        stack.world.delete(ADA)
        stack.world.add(ADA)
        assert stack.up(licence(ADA, BOB))
        assert stack.world.direct() == {ADA, BOB}
        assert not stack.up(licence(ADA, BOB))


class TestHinderedUsers:
    """Declared users whom the service would not serve."""

    @both
    @pytest.mark.parametrize("secret", [False, True])
    def test_they_are_no_part_of_the_plan_and_end_as_failures(
        self, stack: LicenseStack, said: list[str], declare: Declare, *, secret: bool
    ) -> None:
        """The others are served, and the next preview shows nothing to do."""
        stack.world.add("eve@contoso.com", location=None)
        more = {"__secret": True} if secret else {}
        wanted = declare(ADA, "eve@contoso.com", "nobody@contoso.com", **more)
        stack.up(wanted)
        assert stack.world.writes == [("assign", "SPE_E3", ADA)]
        reasons = list(stack.outputs["failures"].values())
        assert [reason.partition(",")[0] for reason in reasons] == [
            "the user has no usage location",
            "the tenant has no such user; check the name",
        ]
        (warning,) = _warnings(said)
        assert warning.startswith("warning: SPE_E3: 2 declared users cannot be served: ")
        assert ("nobody@contoso.com" in warning) is not secret
        assert not stack.up(wanted)
        stack.refresh()
        assert not stack.up(wanted)

    def test_they_are_served_once_nothing_is_in_the_way(self, stack: LicenseStack) -> None:
        stack.world.add("eve@contoso.com", location=None)
        stack.up(licence(ADA, "eve@contoso.com"))
        stack.world.person("eve@contoso.com").location = "DE"
        assert stack.up(licence(ADA, "eve@contoso.com"))
        assert stack.world.direct() == {ADA, "eve@contoso.com"}
        assert stack.outputs["failures"] == {}

    def test_whose_service_plans_cannot_be_switched_is_told_before(
        self, stack: LicenseStack, said: list[str]
    ) -> None:
        """Who has a licence and no usage location: nothing is tried, and no share is counted."""
        stack.world.add("eve@contoso.com", location=None)
        stack.world.give("eve@contoso.com")
        stack.up(licence(ADA, "eve@contoso.com", limit=0.0, disabled_plans=["TEAMS1"]))
        assert stack.world.writes == [("assign", "SPE_E3", ADA)]
        assert stack.outputs["failures"].keys() == {"eve@contoso.com"}
        ((_, users),) = stack.inputs["__told"]["unswitched"].items()
        assert users == "eve@contoso.com\n"
        (warning,) = _warnings(said)
        assert warning.startswith("warning: SPE_E3: 1 declared user cannot be served: ")


class TestNames:
    """The program's word for a SKU, and what is found out for it."""

    @pytest.mark.parametrize("word", ["spe_e3", f" {E3.upper()} "])
    def test_another_spelling_is_the_same_product(self, stack: LicenseStack, word: str) -> None:
        """Nothing is written for it."""
        stack.up(licence(ADA))
        added = stack.preview({**licence(ADA), "sku": word})
        assert (added["sku_id"], "plan" in added) == (E3, False)

    def test_a_product_that_the_tenant_lacks_is_named_with_those_it_has(
        self, stack: LicenseStack
    ) -> None:
        with pytest.raises(InputError) as refused:
            stack.preview({**licence(ADA), "sku": "SPE_E9"})
        assert str(refused.value) == (
            "sku is 'SPE_E9', which the tenant does not have; the nearest that it has are SPE_E5, "
            "SPE_E3."
        )

    def test_a_licence_that_the_tenant_no_longer_has_is_gone(self, stack: LicenseStack) -> None:
        """State that names it would keep every refresh from going on."""
        stack.up(licence(ADA))
        stack.world.take(ADA)
        del stack.world.skus[E3]
        with pytest.raises(ProductGone):
            stack.refresh()
        stack.destroy()

    def test_another_sku_takes_what_the_old_one_gave(self, stack: LicenseStack) -> None:
        """As a replacement does, under its old and its new name of the person."""
        stack.up(licence(ADA))
        stack.replace(licence(ADA, sku="SPE_E5"))
        assert (stack.world.direct(), stack.world.direct(E5)) == (set(), {ADA})

    def test_another_sku_replaces_also_where_that_is_refused(self) -> None:
        """Its holders are not those of the old one, who would be said to have lost a seat."""
        refused = {"sentence": "No.", "approval": "7b3544536d95"}
        olds = {**licence(ADA), "sku_id": E3}
        news = {**licence(ADA, sku="SPE_E5"), "sku_id": E5, "__refusal": refused}
        assert LicenseAssignmentProvider().diff("id", olds, news).replaces == ["sku"]


Held = Mapping[str, tuple[bool, bool]]
"""Whether each has it directly, and through a group."""

PEOPLE = (ADA, BOB, CY, ZOE)
held = st.fixed_dictionaries(dict.fromkeys(PEOPLE, st.tuples(st.booleans(), st.booleans())))
some = st.frozensets(st.sampled_from(PEOPLE))


@given(before=held, now=held, declared=some, declare=st.sampled_from([licence, shared_licence]))
@settings(max_examples=60, deadline=None)
def test_a_list_says_whom_to_ask_for_and_the_directory_what_to_do(
    before: Held, now: Held, declared: frozenset[str], declare: Declare
) -> None:
    """The list is that of `before`, the directory that of `now`.

    Whoever is declared and not listed is served, unless a group does so by now. Whoever is listed
    with a direct licence and not declared has none afterwards, under exclusive ownership. Of all
    others nothing is touched; groups keep what they give; and the next run has nothing to do.
    """
    with ThreadPoolExecutor(2) as executor:
        world = Directory(executor)
        world.add(*PEOPLE)
        _settle(world, before)
        world.stop_the_index()
        _settle(world, now)
        stack = LicenseStack(world)
        wanted = declare(*declared)
        plan = stack.preview(wanted)
        stack.up(wanted, plan.get("__refusal", {}).get("approval", ""))
        had = {user for user in PEOPLE if now[user][0]}
        through = {user for user in PEOPLE if now[user][1]}
        given = {u for u in declared if not any(before[u])} - through - had
        taken = {u for u in had - declared if before[u][0] and declare is licence}
        assert {u for u in PEOPLE if (E3, STAFF) in world.person(u).paths} == through
        assert world.direct() == (had | given) - taken
        assert len(world.writes) == len(given | taken)
        assert not stack.up(wanted)


def _settle(world: Directory, paths: Held) -> None:
    for user, (direct, through) in paths.items():
        world.person(user).paths = {
            **({(E3, None): frozenset[str]()} if direct else {}),
            **({(E3, STAFF): frozenset[str]()} if through else {}),
        }


def _parsed(properties: Properties) -> SeatProperties:
    return parse(properties, LICENSE_ASSIGNMENT)

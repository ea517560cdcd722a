"""What the engine's own diff does not say of a plan, as lines on the resource's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..domain.corrections import corrections_of
from ..domain.roster import roster_text
from ..domain.summary import every_name, is_cut, summary_of
from ..domain.wording import counted, listing, one_line, reasons, without_correlation
from .live_seats import renamed_since
from .rows import log_on_row, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from ..domain.figures import SeatFigures
    from ..domain.plan import SeatPlan
    from ..reconcile.snapshot import Snapshot
    from .properties import SeatProperties
    from .session import PluginSession

_NOBODY = frozenset[str]()


def explain(
    session: PluginSession,
    plan: SeatPlan,
    snapshot: Snapshot,
    *,
    figures: SeatFigures | None,
    before: SeatProperties,
    news: SeatProperties,
) -> None:
    """Say on the resource's row what the engine's diff does not say of a plan."""
    renamed = _renamed(session, plan, before, news)
    for sentence in _sentences(plan, snapshot, before, news, renamed):
        log_on_row(session, news, sentence)
    if plan:
        inherited = (news.users or _NOBODY) & snapshot.inherited
        summary = summary_of(plan, figures, inherited=inherited)
        if is_cut(plan) and not news.is_secret:
            # Of a text that is new, the engine's diff shows the first three lines alone.
            summary += every_name(in_diff=before.product == plan.product)
        log_on_row(session, news, f"{plan.product}: {summary}")
    for sentence in _warnings(session, plan, news):
        log_on_row(session, news, sentence, severity="warning")
    for other, sentence in _failed_moves(session, plan, snapshot, news):
        log_on_row(session, news, shown(other, sentence), severity="warning")


def _sentences(
    plan: SeatPlan,
    snapshot: Snapshot,
    before: SeatProperties,
    news: SeatProperties,
    renamed: Mapping[str, str],
) -> list[str]:
    declared, declared_before = news.users or _NOBODY, before.users or _NOBODY
    # Of those who are no part of the plan, lines of their own say why.
    explained = snapshot.inherited | plan.hindered.keys() | renamed.keys() | {*renamed.values()}
    replacing = before.product not in {None, plan.product}
    corrections = corrections_of(
        plan,
        declared=declared - explained,
        declared_before=declared_before - explained,
        replacing=replacing,
    )
    dropped = _dropped(plan, before, news)
    said = corrections.sentences() + _of_new_names(renamed) + _of_changes(plan)
    said += _of_plans_no_longer_declared(before, news)
    # Where there is a plan, its line says whom a group serves.
    served = _NOBODY if plan else declared & snapshot.inherited
    said += _of_other_paths(plan, served, dropped & snapshot.inherited)
    sentences = [f"{plan.product}: {sentence}" for sentence in said]
    if plan.replaced is not None and plan.replaced.seats:
        sentences.append(shown(before, plan.replaced.sentence()))
    return sentences


def _dropped(plan: SeatPlan, before: SeatProperties, news: SeatProperties) -> frozenset[str]:
    """Who is declared no longer; nobody where the resource becomes one of another product."""
    same = before.product in {None, plan.product}
    return (before.users or _NOBODY) - (news.users or _NOBODY) if same else _NOBODY


def _of_new_names(renamed: Mapping[str, str]) -> list[str]:
    if not renamed:
        return []
    who = counted(len(renamed), "user is declared by a new name", "users are declared by new names")
    said = [f"{old} is {new}" for old, new in sorted(renamed.items())]
    return [f"{who}, and nothing is taken or given for it: {listing(said)}"]


def _of_plans_no_longer_declared(before: SeatProperties, news: SeatProperties) -> list[str]:
    if before.product != news.product or news.declares_plans or not before.declares_plans:
        return []
    said = "service plans are declared no longer, and stay as they are for everybody"
    return [f"{said}; disabled_plans=[] switches them all on"]


def _of_changes(plan: SeatPlan) -> list[str]:
    """A line for each set of service plans that is switched, with its first users."""
    return [
        f"service plans of {counted(len(some), 'user')} change, {change}: {listing(some)}"
        for change, some in _grouped(plan.change).items()
    ]


def _of_other_paths(
    plan: SeatPlan, inherited: AbstractSet[str], dropped: AbstractSet[str]
) -> list[str]:
    kept = sorted(plan.still_served)
    said: list[str] = []
    if inherited:
        who = counted(len(inherited), "declared user has it", "declared users have it")
        said.append(
            f"{who} through a group, and no other is assigned: {listing(sorted(inherited))}"
        )
    if dropped:
        who = counted(len(dropped), "user has it", "users have it")
        keep = "keeps it" if len(dropped) == 1 else "keep it"
        said.append(
            f"of the - lines, {who} through a group alone and {keep}: {listing(sorted(dropped))}"
        )
    if kept:
        who = counted(len(kept), "user loses", "users lose")
        keep = "keeps" if len(kept) == 1 else "keep"
        said.append(f"{who} the direct licence and {keep} it through a group: {listing(kept)}")
    return said


def _warnings(session: PluginSession, plan: SeatPlan, news: SeatProperties) -> list[str]:
    warnings: list[str] = []
    if plan.hindered:
        number = counted(len(plan.hindered), "declared user cannot", "declared users cannot")
        warnings.append(f"{plan.product}: {number} be served: {reasons(plan.hindered)}.")
    renamed = session.service.renamed(plan.product, news.users or _NOBODY)
    if renamed:
        said = [f"{old} is {new} by now" for old, new in sorted(renamed.items())]
        warnings.append(
            f"{plan.product}: {counted(len(said), 'declared user has', 'declared users have')} "
            f"another name, and nothing is taken for it: {listing(said)}; write the new name."
        )
    return warnings


def _failed_moves(
    session: PluginSession, plan: SeatPlan, snapshot: Snapshot, news: SeatProperties
) -> list[tuple[SeatProperties, str]]:
    """Who loses one product and cannot be given the other, by the other resource.

    Each row has half of it, and whoever is moved from one licence to another may end with none.
    """
    said: list[tuple[SeatProperties, str]] = []
    for other, checked in session.checked.others(news.urn):
        theirs = checked.plan
        moves = [
            (plan, theirs, theirs.hindered.keys() - checked.snapshot.users),
            (theirs, plan, plan.hindered.keys() - snapshot.users),
        ]
        for losing, lacking, unserved in moves:
            if users := sorted((losing.reclaim.keys() - losing.still_served) & unserved):
                who = counted(len(users), "user loses", "users lose")
                sentence = f"{who} {losing.product} and cannot be given {lacking.product}"
                said.append((other, f"{sentence}: {listing(users)}"))
    return said


def told_of(
    session: PluginSession,
    plan: SeatPlan,
    snapshot: Snapshot,
    before: SeatProperties,
    news: SeatProperties,
) -> dict[str, Any]:
    """Everybody of whom the lines name the first few, for the review; empty when nobody.

    An input, as are the names of those who gain and lose: a line with all of them has no end.
    """
    hindered = {user: without_correlation(why) for user, why in plan.hindered.items()}
    unswitched = {user: why for user, why in hindered.items() if user in snapshot.users}
    told = {
        "changes": _rosters(plan.change),
        "unswitched": _rosters(unswitched),
        "unserved": _rosters({u: why for u, why in hindered.items() if u not in unswitched}),
        "inherited": roster_text((news.users or _NOBODY) & snapshot.inherited),
        "kept": roster_text(plan.still_served),
        "left": roster_text(_dropped(plan, before, news) & snapshot.inherited),
        "renamed": _renamed(session, plan, before, news),
    }
    return {name: value for name, value in told.items() if value}


def _renamed(
    session: PluginSession, plan: SeatPlan, before: SeatProperties, news: SeatProperties
) -> dict[str, str]:
    """The new names by which the program calls users of before."""
    same = before.product == plan.product
    return renamed_since(session, plan.product, before, news) if same else {}


def _grouped(said: Mapping[str, object]) -> dict[str, list[str]]:
    """Users by what is said of them."""
    users: dict[str, list[str]] = {}
    for user, what in said.items():
        users.setdefault(one_line(str(what)), []).append(user)
    return users


def _rosters(said: Mapping[str, object]) -> dict[str, str]:
    return {what: roster_text(users) for what, users in _grouped(said).items()}

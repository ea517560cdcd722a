"""The service's operations, each a method; the numbers are those of the reference's table."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ..domain.errors import OutcomeUnknown, SeatsError, UnreadableAnswer
from ..domain.roster import fold
from ..domain.wording import counted, listing, shortened
from ..transport.request import Request, Subject
from . import queries, wire
from .batch import correlation
from .batch_wire import Part
from .lists import ADVANCED, ListQuery, Lists, readable
from .next_links import NextLinks
from .turns import LARGEST_BATCH
from .values import EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..transport.transport import Transport
    from .batch import Batches
    from .license_names import LicenseNames
    from .values import (
        DirectoryUser,
        Group,
        LicenseChange,
        LicenseDetails,
        Member,
        NameRange,
        SubscribedSku,
    )

_Read = TypeVar("_Read")

_READ_USERS = "User.Read.All"
_READ_GROUPS = "GroupMember.Read.All"
_WRITE = "LicenseAssignment.ReadWrite.All"
# Whoever grants what a preview lacks would find out at the update that it cannot write.
_READ_SKUS = f"{_WRITE}, or LicenseAssignment.Read.All for reading alone,"

_ALL_SKUS = Subject("reading", "the licences of the tenant", permission=_READ_SKUS)


class GraphClient:
    """One tenant's licences, and the users and groups who have them. Safe from several threads.

    Every method raises `InputError` for a name that no address can hold; those that read raise
    `SignInError` when there is no token, and a subclass of `ServiceError` (see `refusals`) when the
    service does not do what was asked. Lists are whole: a list of which the last page was not seen
    is an error.

    Args:
        transport: sends requests one by one.
        reads, writes: send them in batches, each at its own pace.
        names: what SKUs and plans are called in errors; learns them as they are read.
    """

    def __init__(
        self, transport: Transport, reads: Batches, writes: Batches, names: LicenseNames
    ) -> None:
        self._transport = transport
        self._reads = reads
        self._writes = writes
        self._names = names
        self._lists = Lists(transport, NextLinks(transport.base_url))

    def stop_waiting(self) -> None:
        """From now on, give up requests that the service lets wait, as `ServiceUnavailable`."""
        self._transport.stop_waiting()
        self._reads.stop_waiting()
        self._writes.stop_waiting()

    def list_skus(self) -> tuple[SubscribedSku, ...]:
        """*List subscribedSkus* (operation 1): what the tenant has bought.

        The names of SKUs and plans stand in errors from then on.
        """
        skus = self._lists.read(ListQuery(queries.SKUS, _ALL_SKUS, wire.read_sku))
        self._names.learn(skus)
        return skus

    def list_holders(self, sku_id: str, within: NameRange = EVERYBODY) -> tuple[DirectoryUser, ...]:
        """*List users* (operation 2) who have a SKU by any path, read from the service's index.

        The index lags behind the directory: read those anew that a decision hangs on.

        Raises:
            QueryRefused: the service does not support the query; ask without a range.
        """
        return self._lists.read(self._holders(sku_id, within))

    def list_holders_side_by_side(
        self, sku_id: str, ranges: Sequence[NameRange]
    ) -> tuple[DirectoryUser, ...]:
        """The same of several ranges of names, the pages of each after those of no other.

        Raises:
            QueryRefused: the service does not support the query; ask without a range.
        """
        return self._lists.read_side_by_side([self._holders(sku_id, each) for each in ranges])

    def count_holders(self, sku_id: str) -> int:
        """*Count users* (operation 3) who have a SKU by any path, as the index has them."""
        subject = Subject("counting the holders of", self._name(sku_id), permission=_READ_USERS)
        path = queries.holder_count_path(sku_id)
        return self._get(path, subject, wire.read_count, **ADVANCED, Accept="text/plain")

    def get_user(self, user: str) -> DirectoryUser:
        """*Get user* (operation 4) by object id or by principal name, from the directory itself.

        Raises:
            UserNotFound: there is none.
        """
        subject = _user_subject(user)
        return self._get(queries.user_path(user), subject, lambda it: _user_of(user, it))

    def get_users(self, users: Sequence[str]) -> list[DirectoryUser | SeatsError]:
        """*Get user* (operation 4) of many, in batches (operation 14).

        Of more than one batch holds, several are asked for with one query (operation 2), which the
        directory answers itself, and not its index. Whom that does not find is asked for alone.

        Returns:
            For each, in order, the user, or the error that was met: `UserNotFound` and others.
        """
        parts = [Part("GET", queries.user_path(user), _user_subject(user)) for user in users]
        found = self._named(users) if len(users) > LARGEST_BATCH else {}
        left = [at for at, user in enumerate(users) if fold(user) not in found]
        outcomes = dict(zip(left, self._reads.run([parts[at] for at in left]), strict=True))
        return [
            _read_part(_user_subject(user), partial(_user_of, user), outcomes[at])
            if at in outcomes
            else found[fold(user)]
            for at, user in enumerate(users)
        ]

    def change_licenses(self, changes: Sequence[LicenseChange]) -> list[SeatsError | None]:
        """*assignLicense* (operation 5) for many users, in batches (operation 14).

        Each user is changed on its own, by one write at a time, whatever the number of threads.

        Returns:
            For each change, in order, None when it was made; `OutcomeUnknown` when no answer tells,
            so that the user has to be read; or the error because of which it was not made.
        """
        outcomes = self._writes.run([self._change(change) for change in changes])
        return [_written(each, said) for each, said in zip(changes, outcomes, strict=True)]

    def list_license_details(self, user: str) -> tuple[LicenseDetails, ...]:
        """*List licenseDetails* (operation 6): a user's SKUs and services, whatever the paths."""
        query = ListQuery(
            queries.details_path(user), _user_subject(user), wire.read_license_details
        )
        return self._lists.read(query)

    def get_group(self, group_id: str) -> Group:
        """*Get group* (operation 10), with the licences it gives."""
        return self._get(queries.group_path(group_id), _group_subject(group_id), wire.read_group)

    def get_groups(self, group_ids: Sequence[str]) -> list[Group | SeatsError]:
        """*Get group* (operation 10) of many, in batches (operation 14).

        Returns:
            For each, in order, the group, or the error that was met.
        """
        parts = [Part("GET", queries.group_path(it), _group_subject(it)) for it in group_ids]
        outcomes = self._reads.run(parts)
        return [
            _read_part(_group_subject(it), wire.read_group, said)
            for it, said in zip(group_ids, outcomes, strict=True)
        ]

    def list_groups(self, sku_id: str) -> tuple[Group, ...]:
        """*List groups* (operation 11) that give a SKU."""
        subject = Subject("listing the groups with", self._name(sku_id), permission=_READ_GROUPS)
        path = queries.groups_path(sku_id)
        return self._lists.read(ListQuery(path, subject, wire.read_group, ADVANCED))

    def find_groups(self, display_name: str) -> tuple[Group, ...]:
        """*List groups* (operation 11) that are called so, without regard to case."""
        subject = Subject("looking for the group", display_name, permission=_READ_GROUPS)
        path = queries.groups_called_path(display_name)
        return self._lists.read(ListQuery(path, subject, wire.read_group))

    def list_members(self, group_id: str) -> tuple[Member, ...]:
        """*List members* (not in the reference's table): what is directly in a group."""
        subject = Subject(
            "listing the members of group", group_id, missing="group", permission=_READ_GROUPS
        )
        return self._lists.read(
            ListQuery(queries.members_path(group_id), subject, wire.read_member)
        )

    def _named(self, users: Sequence[str]) -> dict[str, DirectoryUser]:
        """Those of some users whom queries that name several find, by the folded name or id."""
        by_id = [user for user in users if wire.is_guid(user)]
        by_name = [user for user in users if not wire.is_guid(user)]
        subject = _user_subject(counted(len(users), "user"))
        parts = [
            Part("GET", queries.users_path(some[at : at + queries.MOST_NAMED]), subject)
            for some in (by_id, by_name)
            for at in range(0, len(some), queries.MOST_NAMED)
        ]
        found: dict[str, DirectoryUser] = {}
        for outcome in self._reads.run(parts):
            # What is an error, or cannot be read, is told of when each of them is asked for.
            if not isinstance(outcome, SeatsError):
                with suppress(UnreadableAnswer):
                    for user in wire.page_of(outcome, wire.read_user).items:
                        found[user.id] = found[fold(user.user_principal_name)] = user
        return found

    def _get(
        self, path: str, subject: Subject, read: Callable[[object], _Read], **headers: str
    ) -> _Read:
        request = Request("GET", path, subject, headers=headers, correlation=correlation())
        answer = self._transport.send(request)
        return readable(read, answer, subject, request.correlation)

    def _holders(self, sku_id: str, within: NameRange) -> ListQuery[DirectoryUser]:
        subject = Subject("listing the holders of", self._name(sku_id), permission=_READ_USERS)
        path = queries.holders_path(sku_id, within)
        return ListQuery(path, subject, wire.read_user, ADVANCED)

    def _change(self, change: LicenseChange) -> Part:
        return Part(
            "POST",
            queries.license_path(change.user_id),
            self._subject_of(change),
            body=wire.license_request(change),
            alone=change.user_id.lower(),
        )

    def _subject_of(self, change: LicenseChange) -> Subject:
        added = listing([self._name(each.sku_id) for each in change.add])
        removed = listing([self._name(sku_id) for sku_id in change.remove])
        if added and removed:
            action = f"assigning {added} in place of {removed} to"
        else:
            action = f"assigning {added} to" if added else f"removing {removed} from"
        return Subject(action, change.user, missing="user", permission=_WRITE)

    def _name(self, sku_id: str) -> str:
        return self._names.name_of(sku_id)


def _user_subject(user: str) -> Subject:
    return Subject("reading the licences of", user, missing="user", permission=_READ_USERS)


def _group_subject(group_id: str) -> Subject:
    return Subject(
        "reading the licences of group", group_id, missing="group", permission=_READ_GROUPS
    )


def _read_part(
    subject: Subject, read: Callable[[object], _Read], outcome: object
) -> _Read | SeatsError:
    if isinstance(outcome, SeatsError):
        return outcome
    try:
        return readable(read, outcome, subject)
    except UnreadableAnswer as error:
        return error


def _user_of(asked: str, answer: object) -> DirectoryUser:
    """A user who has to be the one that was asked for: another's licences tell nothing."""
    user = wire.read_user(answer)
    if fold(asked) not in {fold(user.id), fold(user.user_principal_name)}:
        raise UnreadableAnswer(
            f"The service's answer has the licences of {shortened(user.user_principal_name)}."
        )
    return user


def _written(change: LicenseChange, outcome: object) -> SeatsError | None:
    """How a write ended. An answer may be empty; one that is about somebody else tells nothing."""
    if isinstance(outcome, SeatsError):
        return outcome
    answered = outcome.get("id") if isinstance(outcome, dict) else None
    if answered is None or str(answered).lower() == change.user_id.lower():
        return None
    return OutcomeUnknown(
        f"No answer says whether changing the licences of {change.user} was carried out: its "
        f"answer is about {shortened(answered)}."
    )

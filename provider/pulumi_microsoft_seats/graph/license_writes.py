"""Giving and taking one SKU: what each user's answer means, and which are tried again."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..domain.errors import Interrupted
from .refusals import InheritedOnly, NoLicensesLeft, NotHeld, UserNotFound
from .values import AssignedLicense, LicenseChange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..domain.errors import SeatsError
    from .client import GraphClient

_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between tries where no unit seems to be left although this run has freed some."""

_GONE_ALREADY = (NotHeld, InheritedOnly, UserNotFound)
"""Answers to a removal that say that there is no direct licence to remove."""

Outcomes = dict[str, "SeatsError | None"]
"""For each user, the error because of which it was not done, if there was one."""


class LicenseWrites:
    """Writes licences of users. Safe to use from several threads.

    Args:
        client: the service.
        before_write: called before licences are given or taken; what it raises keeps them as
            they are.
        wait: waits for some seconds, and says whether nobody wants to wait any more.
    """

    def __init__(
        self,
        client: GraphClient,
        before_write: Callable[[], None] = lambda: None,
        wait: Callable[[float], bool] | None = None,
    ) -> None:
        self._client = client
        self._before_write = before_write
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._freed: set[str] = set()

    def stop_waiting(self) -> None:
        """From now on, give up what the service lets wait."""
        self._client.stop_waiting()
        self._stopped.set()

    def assign(self, ids: Mapping[str, str], license_: AssignedLicense) -> Outcomes:
        """Give users, by name and id, a licence, or change its service plans in place.

        Units that this run has freed count as free, and the service may be slow to notice.
        """
        outcomes = self._write(ids, add=(license_,))
        for seconds in _WAITS if license_.sku_id in self._freed else ():
            short = [u for u, error in outcomes.items() if isinstance(error, NoLicensesLeft)]
            if not short or self._wait(seconds):
                break
            try:
                outcomes |= self._write({user: ids[user] for user in short}, add=(license_,))
            except Interrupted:
                break  # what the earlier tries did has to be told all the same
        return outcomes

    def remove(self, ids: Mapping[str, str], sku_id: str) -> Outcomes:
        """Take the direct licence of users, by name and id; what a group gives stays."""
        outcomes = self._write(ids, remove=(sku_id,))
        if None in outcomes.values():
            self._freed.add(sku_id)
        return {
            user: None if isinstance(error, _GONE_ALREADY) else error
            for user, error in outcomes.items()
        }

    def _write(
        self,
        ids: Mapping[str, str],
        add: tuple[AssignedLicense, ...] = (),
        remove: tuple[str, ...] = (),
    ) -> Outcomes:
        self._before_write()
        changes = [LicenseChange(id_, user, add, remove) for user, id_ in ids.items()]
        return dict(zip(ids, self._client.change_licenses(changes), strict=True))

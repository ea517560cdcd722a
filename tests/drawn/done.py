"""What a run did: to seats, and to the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.drawn.books import Action, Movement
from tests.drawn.expected import World
from tests.drawn.projects import Ran
from tests.drawn.stored import Stored
from tests.drawn.wire import Write


@dataclass(frozen=True)
class Done:
    """What a run did.

    Attributes:
        before: the world when it began.
        after: the world when it had ended.
        writes: its bulk calls.
        history: the seats that were moved meanwhile.
        was: what was in state.
        stored: what is in state now.
        gone: whether the products had vanished from the inventory.
        killed: whether its plugin process was killed.
    """

    ran: Ran
    before: World
    after: World
    writes: tuple[Write, ...]
    history: tuple[Movement, ...]
    was: Mapping[str, Stored]
    stored: Mapping[str, Stored]
    gone: bool = False
    killed: bool = False

    def moved(self, product: str, action: Action) -> frozenset[str]:
        """To whom or from whom it gave or took a seat, or asked to."""
        asked = (w.users for w in self.writes if (w.product, w.action) == (product, action))
        return self._moves(product, action, by_another=False).union(*asked)

    def moved_by_another(self, product: str, action: Action) -> frozenset[str]:
        """To whom or from whom somebody else gave or took a seat meanwhile."""
        return self._moves(product, action, by_another=True)

    def _moves(self, product: str, action: Action, *, by_another: bool) -> frozenset[str]:
        wanted = (product, action, by_another)
        moves = (m for m in self.history if (m.product, m.action, m.by_another) == wanted)
        return frozenset(each.user for each in moves)

    @property
    def gave(self) -> frozenset[tuple[str, str]]:
        """Product and user of each seat that it gave."""
        mine = (m for m in self.history if not m.by_another and m.action == "assign")
        return frozenset((each.product, each.user) for each in mine)

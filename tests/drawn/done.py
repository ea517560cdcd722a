"""What a run did: to seats, and to the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.drawn.expected import World
from tests.drawn.history import Action, Movement, Write
from tests.drawn.projects import Ran
from tests.drawn.stored import Stored


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
        """To whom it gave a seat, whose it took or changed, or asked to."""
        asked = (w.users for w in self.writes if (w.product, w.action) == (product, action))
        return self._moves(product, action, by_another=False).union(*asked)

    def moved_by_another(self, product: str, action: Action) -> frozenset[str]:
        """For whom somebody else did so meanwhile."""
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

    def touched_by_another(self, product: str) -> frozenset[str]:
        """For whom somebody else did anything meanwhile."""
        moves = (m for m in self.history if m.by_another and m.product == product)
        return frozenset(each.user for each in moves)

    def grouped(self, product: str) -> frozenset[str]:
        """Who came into a group that gives it meanwhile, or left it, or has another name."""
        groups = (self.before.through.get(product, frozenset()), self.after.through.get(product))
        renamed = dict(self.before.names or {}).items() ^ dict(self.after.names or {}).items()
        return (groups[0] ^ (groups[1] or frozenset())).union(person for _, person in renamed)

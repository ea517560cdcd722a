"""Which permissions of an application open which call (the reference's table of them)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .graph_errors import insufficient_privileges

if TYPE_CHECKING:
    from collections.abc import Collection

GRANTED = ("LicenseAssignment.ReadWrite.All", "User.Read.All")
"""What the emulator's application was granted: the least that direct assignment needs."""

ASSIGN = frozenset({GRANTED[0], "User.ReadWrite.All", "Directory.ReadWrite.All"})
# Assumed: Who may write licences or the directory may read SKUs; of
# `LicenseAssignment.ReadWrite.All` that is not known.
READ_SKUS = frozenset(
    {
        "LicenseAssignment.Read.All",
        "Organization.Read.All",
        "Directory.Read.All",
        "LicenseAssignment.ReadWrite.All",
        "Directory.ReadWrite.All",
    }
)
# Assumed: Who may write the directory or groups may read users and groups, and who may read users
# may read the details of their licences.
READ_USERS = frozenset(
    {"User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
)
WRITE_USERS = frozenset({"User.ReadWrite.All", "Directory.ReadWrite.All"})
READ_GROUPS = frozenset(
    {
        "GroupMember.Read.All",
        "Group.Read.All",
        "Group.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    }
)


def check(granted: Collection[str], sufficient: frozenset[str]) -> None:
    """Let a call pass.

    Raises:
        GraphError: 403, none of the permissions that suffice was granted.
    """
    if sufficient.isdisjoint(granted):
        raise insufficient_privileges()

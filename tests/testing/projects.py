"""A small project, as a user's test would have it."""

from __future__ import annotations

from pathlib import Path

WITHOUT_OTHER_PLUGINS = tuple(
    part for name in ("hypothesispytest", "anyio") for part in ("-p", f"no:{name}")
)
"""For a pytest in a process of its own: theirs take two seconds to load, and nothing uses them."""

PRODUCT = "9NBLGGH4R2R6/0016"

PROJECT = "name: small\nruntime: python\n"

PROGRAM = """\
import pulumi

from pulumi_microsoft_seats import SeatAssignment

users = pulumi.Config().get_object("users")
if users is not None:
    office = SeatAssignment("office", product_id="9NBLGGH4R2R6", sku_id="0016", users=users)
    pulumi.export("assigned", office.assigned_count)
"""

SEED = {
    "users": [f"user{number}@contoso.com" for number in range(9)],
    "inventory": [
        {
            "product_id": "9NBLGGH4R2R6",
            "sku_id": "0016",
            "seat_capacity": 8,
            "seats": [f"user{number}@contoso.com" for number in range(4)],
        },
        {"product_id": "CFQ7TTC0K5DR", "sku_id": "0002", "seats": ["user8@contoso.com"]},
    ],
}
"""Users 0 to 3 hold a seat of the first product, user 8 one of the second."""


def users(*numbers: int) -> list[str]:
    """Users by their numbers."""
    return [f"user{number}@contoso.com" for number in numbers]


def write_project(folder: Path, program: str = PROGRAM, project: str = PROJECT) -> Path:
    """Write a project into a folder, which is made."""
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text(project, encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    return folder

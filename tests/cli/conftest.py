"""A store of four products, and the command to run against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from pulumi_microsoft_seats.cli.commands import app
from pulumi_microsoft_seats.emulator import Emulator
from tests.support.administrator import Administrator

OFFICE = "9NBLGGH4R2R6/0016"
MINECRAFT = "CFQ7TTC0K5DR/0002"

STORE = {
    "users": [
        *("Ada@contoso.com", "berta@contoso.com", "carl@contoso.com", "dora@contoso.com"),
        *(f"user{number:02}@contoso.com" for number in range(60)),
    ],
    "inventory": [
        {
            "product_id": "9NBLGGH4R2R6",
            "sku_id": "0016",
            "seat_capacity": 8,
            "seats": ["Ada@contoso.com", "berta@contoso.com"],
            "product": {
                "details": {
                    "product_type": "Application",
                    "category": "Business",
                    "supported_languages": ["en-us"],
                    "package_family_name": "Contoso.Office_1",
                    "supported_platforms": [
                        {
                            "platform_name": "Windows.Desktop",
                            "min_version": {"major": 10, "build": 10240},
                        }
                    ],
                },
                "localized_details": [
                    {
                        "language": "en-us",
                        "display_name": "Office\nfor all",
                        "description": "=HYPERLINK(1)",
                        "publisher": {"publisher_name": "Contoso, Ltd."},
                    }
                ],
            },
        },
        {
            "product_id": "CFQ7TTC0K5DR",
            "sku_id": "0002",
            "seat_capacity": 1500,
            "distribution_policy": "open",
            "seats": ["carl@contoso.com"],
        },
        {"product_id": "OFF", "sku_id": "0001", "seat_capacity": 5, "license_type": "offline"},
        {"product_id": "OLD", "sku_id": "0001", "seat_capacity": 5, "status": "removed"},
    ],
}


@dataclass(frozen=True)
class Finished:
    """What a command wrote, and how it ended."""

    stdout: str
    stderr: str
    code: int

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.stdout.splitlines()


Command = Callable[..., Finished]


@pytest.fixture
def command(
    emulator: Emulator, administrator: Administrator, monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Runs `microsoft-seats` with these arguments, against the store, with no terminal."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)
    administrator.set_world(STORE)
    administrator.forget_requests()

    def run(*arguments: str, stdin: str | bytes = "") -> Finished:
        done = CliRunner().invoke(app, list(arguments), input=stdin)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.stderr
        return Finished(done.stdout, done.stderr, done.exit_code)

    return run


def bulk_calls(administrator: Administrator) -> list[tuple[str, Sequence[str]]]:
    """The writes the store was asked for: the action, and the users, sorted."""
    bodies = [write["body"] for write in administrator.writes()]
    return [(body["seatAction"], sorted(body["usernames"])) for body in bodies]

"""Keys of products, completed by the shell."""

from __future__ import annotations

import pytest

from tests.support.command_line import invoke

from .conftest import OFFICE, Command


def _completed(monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    """What bash would show when somebody presses the tabulator at the end of a line."""
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1)}
    for name, value in {**words, "_MICROSOFT_SEATS_COMPLETE": "complete_bash"}.items():
        monkeypatch.setenv(name, value)
    return invoke().stdout.split()


@pytest.mark.usefixtures("command")
@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("microsoft-seats seats list spe", ["spe_E3"]),
        ("microsoft-seats seats assign 9NB", [OFFICE]),
        ("microsoft-seats product show O", ["OFF/0001", "OLD/0001"]),
    ],
)
def test_the_products_of_both_services(
    monkeypatch: pytest.MonkeyPatch, line: str, keys: list[str]
) -> None:
    """In any capitals; what can be assigned to nobody is left out."""
    assert _completed(monkeypatch, line) == keys


def test_without_settings_nothing_is_completed_and_nothing_said(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line that somebody types is not the place for an error."""
    assert command("seats", "list", OFFICE).code == 0
    monkeypatch.delenv("AZURE_CLIENT_SECRET")
    assert _completed(monkeypatch, "microsoft-seats seats list 9") == []

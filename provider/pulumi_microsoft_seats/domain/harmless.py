"""Words that somebody else chose, on their way out: whatever shows them takes none for a command.

A service, a directory and a file are asked for words, and are not trusted with a terminal, nor with
the log of a pipeline: Azure Pipelines runs `##vso[…]` and GitHub Actions `##[…]` wherever a line
has it, and GitHub `::…::` where a line begins with it.
"""

from __future__ import annotations

import re

from .characters import HALVES, UNSEEN, escaped

_BRACKETED = re.compile(r"#(?=#(?:vso)?\[)", re.IGNORECASE)
_AT_A_LINES_START = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
# Controls, halves of a character, line ends, and marks that turn the direction of what follows.
_UNSAYABLE = re.compile(rf"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069{HALVES}]")
_UNSEEN_IN_JSON = re.compile(f"(?!\n)[{UNSEEN}{HALVES}]")


def without_commands(text: str) -> str:
    """A text of any lines, without what a pipeline would take for a command: a space breaks it."""
    if "##" in text:
        text = _BRACKETED.sub("# ", text)
    return _AT_A_LINES_START.sub(r"\1: ", text) if "::" in text else text


def sayable(text: str) -> str:
    """A text for one line of a log or a terminal, its spaces as they are."""
    return without_commands(_UNSAYABLE.sub(" ", text))


def sayable_lines(text: str) -> str:
    """A text for a log or a terminal, its line ends and tabs as they are."""
    said = _UNSAYABLE.sub(lambda found: found[0] if found[0] in "\n\t" else " ", text)
    return without_commands(said)


def visible(name: str) -> str:
    """A name with what nobody can see in it escaped, so that it reads like no other."""
    return without_commands(escaped(name))


def json_harmless(document: str) -> str:
    """JSON that means the same: any of these can only be in a text, and an escape is read back."""
    return _BRACKETED.sub(r"\\u0023", _UNSEEN_IN_JSON.sub(_json_escape, document))


def _json_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))

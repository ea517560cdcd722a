"""Lines for PowerShell say what the shell's lines above them say. No PowerShell runs them here.

What is compared: that a block stands behind one for a shell, that its quotes and brackets are
balanced, and that line by line it sets the same variables to the same values and calls the same
command with the same words.
"""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

import pytest

from tests.docs.pages import COMMANDS, REPOSITORY, Block, Page, pages

LANGUAGE = "powershell"

LOAD = (
    'Get-Content {file} | ForEach-Object {{ $name, $value = $_ -split "=", 2; '
    'Set-Item "env:$name" $value }}'
)
"""How the variables of a file that the emulator wrote are set."""

ONLY_A_SHELL = re.compile(r"^(?:\$ )?(?:set -a|export \w+=[^$\n]*$|\. \S)", re.MULTILINE)
"""Lines of set-up that PowerShell does not take; what cuts a text apart stands for an editor."""

PAGES = [
    pytest.param(page, id=page.name)
    for page in pages()
    if any(block.runs for block in page.blocks) and REPOSITORY / "examples" not in page.path.parents
]


@pytest.mark.parametrize("page", PAGES)
def test_powershell_says_what_the_shell_says(page: Page) -> None:
    for before, block in pairwise(page.blocks):
        if block.language == LANGUAGE:
            assert before.language in COMMANDS, block.place
            assert block.text.isascii(), block.place
            wanted = [meaning_in_a_shell(line) for line in _lines(before)]
            assert [meaning(line) for line in block.text.splitlines()] == wanted, block.place


@pytest.mark.parametrize("page", PAGES)
def test_what_only_a_shell_takes_is_there_for_powershell(page: Page) -> None:
    """On every page but the examples' own."""
    blocks = page.blocks
    for block, after in pairwise([*blocks, blocks[0]]):
        if block.language in COMMANDS and ONLY_A_SHELL.search(block.text):
            assert after.language == LANGUAGE, block.place


def _lines(block: Block) -> list[str]:
    return [step.command for step in block.steps] or block.text.splitlines()


def meaning_in_a_shell(line: str) -> list[str]:
    """What a line does: `load` a file, `set` a variable, `activate`, or its words."""
    words = shlex.split(line, comments=True)
    if words[:2] == ["set", "-a;"]:
        return ["load", words[3].removeprefix("./").removesuffix(";")]
    if words[0] == "export":
        return ["set", *words[1].split("=", 1)]
    if words[0] == ".":
        return ["activate", words[1].partition("/bin/")[0]]
    return ["python" if words[0] == "python3" else words[0], *words[1:]]


def meaning(line: str) -> list[str]:
    """The same of a line for PowerShell.

    Raises:
        AssertionError: a quote or a bracket is not closed.
    """
    assert_balanced(line)
    if line.startswith("Get-Content "):
        file = line.split()[1]
        return ["load", file] if line == LOAD.format(file=file) else [line]
    variable = re.fullmatch(r'\$env:(\w+) = "([^"$`]*)"', line)
    if variable:
        return ["set", *variable.groups()]
    if line.endswith(r"\Scripts\Activate.ps1"):
        return ["activate", line.partition("\\Scripts\\")[0]]
    words = shlex.split(line, posix=True)
    return ["python", *words[2:]] if words[:2] == ["py", "-3"] else words


def assert_balanced(line: str) -> None:
    """Outside of quotes every bracket is closed, and every quote is."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
    assert "'" not in bare, line
    assert '"' not in bare, line
    while re.search(r"\(\)|\[\]|\{\}", shorter := re.sub(r"[^()\[\]{}]", "", bare)):
        bare = re.sub(r"\(\)|\[\]|\{\}", "", shorter)
    assert not re.search(r"[()\[\]{}]", bare), line


@pytest.mark.parametrize(
    ("shell", "powershell", "same"),
    [
        ("set -a; . ./a.env; set +a", LOAD.format(file="a.env"), True),
        ("set -a; . ./a.env; set +a", LOAD.format(file="b.env"), False),
        ("export A='b c'  # why", '$env:A = "b c"', True),
        ("export A=b", '$env:A = "c"', False),
        (". .venv/bin/activate", r".venv\Scripts\Activate.ps1", True),
        ("python3 -m venv .venv", "py -3 -m venv .venv", True),
        ("pulumi up --yes", "pulumi up --yes", True),
        ("pulumi up --yes", "pulumi up", False),
    ],
)
def test_lines_of_one_meaning(shell: str, powershell: str, *, same: bool) -> None:
    assert (meaning_in_a_shell(shell) == meaning(powershell)) is same


@pytest.mark.parametrize("line", ['$env:A = "b', "f(x", "{ ( }", "it's"])
def test_what_is_not_closed_is_found(line: str) -> None:
    with pytest.raises(AssertionError):
        meaning(line)

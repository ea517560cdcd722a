"""The runner of pages itself finds what is wrong on one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.matching import differences
from tests.docs.pages import REPOSITORY, Block, Page
from tests.docs.reader import Reader, WrongPage


def _block(text: str, language: str = "sh", **options: str) -> Block:
    return Block(REPOSITORY / "page.md", 1, language, options, text)


def test_blocks_are_read_with_their_language_options_and_steps(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        "# Page\n\n```console exit=1\n$ echo one \\\n    two\none two\n$ false\n```\n\n"
        "```yaml file=a.yaml\na: 1\n```\n",
        encoding="utf-8",
    )
    console, written = Page(path).blocks
    assert (console.language, console.options, console.line) == ("console", {"exit": "1"}, 3)
    assert [step.command for step in console.steps] == ["echo one \\\n    two", "false"]
    assert [step.printed for step in console.steps] == [("one two",), ()]
    assert (written.options, written.text) == ({"file": "a.yaml"}, "a: 1\n")


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("$ pulumi up --yes\n", True),
        ("$ cd a && pulumi preview\n", True),
        ("$ A=b pulumi preview\n", True),
        ("$ python -m examples.fleet --up\n", True),
        ("$ ls pulumi\npulumi preview\n", False),
    ],
)
def test_a_page_that_calls_the_engine_is_known(text: str, *, needed: bool) -> None:
    assert _block(text, "console").needs_engine is needed


@pytest.mark.parametrize(
    ("block", "told"),
    [
        (_block("echo oh; exit 3\n"), r"(?s)page.md:1.*3, not 0.*oh"),
        (_block("false\ntrue\n"), "ended with 1, not 0"),
        (_block("$ true\n", "console", exit="1"), "ended with 0, not 1"),
        (_block("$ printf 'one\\nthree\\n'\none\ntwo\n", "console"), r"(?s)-two.*\+three"),
    ],
    ids=["fails", "fails in the middle", "does not fail", "prints otherwise"],
)
def test_a_command_that_does_otherwise_is_told(tmp_path: Path, block: Block, told: str) -> None:
    """With what it printed, or as a diff to what the page says."""
    with Reader(tmp_path) as reader, pytest.raises(WrongPage, match=told):
        reader.follow(block)


def test_folder_and_variables_are_carried_from_block_to_block(tmp_path: Path) -> None:
    with Reader(tmp_path) as reader:
        reader.follow(_block("mkdir inner\ncd inner\nexport WHO='ada lovelace'\n"))
        reader.follow(_block("hello\n", "text", file="note.txt"))
        reader.follow(
            _block(
                "$ echo $WHO; cat note.txt; ls ..\nada lovelace\nhello\n...\ninner\n...\n",
                "console",
            )
        )


def test_what_a_command_leaves_out_is_copied_from_what_was_printed(tmp_path: Path) -> None:
    """As a reader copies the digest that a refusal ends with."""
    with Reader(tmp_path) as reader:
        reader.follow(
            _block(
                "$ echo 'no; run: approve 4b0e'\n...\n$ echo approve ...\napprove 4b0e\n", "console"
            )
        )


def test_a_background_command_runs_until_the_end_of_the_page(tmp_path: Path) -> None:
    with Reader(tmp_path) as reader:
        reader.follow(_block("microsoft-seats emulator --env-file emulator.env\n", background=""))
        reader.follow(_block("test -s emulator.env\n"))
    assert not (tmp_path / "clone" / "emulator.env").exists()


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (["a", "b"], "a\nb\n", True),
        (["a  "], "\na\n\n", True),
        (["a", "..."], "a\n", True),
        (["a", "...", "d"], "a\nb\nc\nd\n", True),
        (["took ...s"], "took 12s\n", True),
        (["a.b"], "axb\n", False),
        (["a", "...", "d"], "a\nb\n", False),
        ([], "surprise\n", False),
    ],
)
def test_three_dots_stand_for_what_varies(expected: list[str], printed: str, *, same: bool) -> None:
    assert (differences(expected, printed) == "") is same

"""The folder that an export writes: its own files, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..domain.errors import InputError


def check_folder(folder: Path, *, force: bool) -> None:
    """Make sure that nothing of anybody's is overwritten.

    Args:
        folder: where files are to be written; it need not exist.
        force: accept a folder that is not empty.

    Raises:
        InputError: it is no folder, cannot be read, or is not empty.
    """
    try:
        if not folder.exists():
            return
        is_empty = next(folder.iterdir(), None) is None
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {_reason(error)}; check --out.") from error
    if not is_empty and not force:
        raise InputError(
            f"{folder} is not empty, so nothing was written; name another folder, or add --force "
            "to write the project's own files into it."
        )


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, in UTF-8, making the folder where there is none.

    Raises:
        InputError: a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {_reason(error)}; check --out.") from error


def others_like(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The names of CSVs beside the files that begin as one of them does, sorted.

    An earlier export wrote them, for products that are not declared any more.
    """
    headings = {_heading(text) for name, text in files.items() if name.endswith(".csv")}
    beside = (path for path in folder.glob("*.csv") if path.name not in files)
    return sorted(path.name for path in beside if _heading_in(path) in headings)


def _heading(text: str) -> str:
    return text.partition("\n")[0]


def _heading_in(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8") as file:
            return _heading(file.readline())
    except (OSError, UnicodeDecodeError):
        return None


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__

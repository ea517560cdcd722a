"""`microsoft-seats review`: a preview as a reviewer wants to read it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ..domain.errors import SeatsError
from ..review.building import report_of
from ..review.html import html_of
from ..review.json_format import json_of
from ..review.markdown import markdown_of
from ..review.names import Names, showing, without_names
from ..review.origin import origin_of
from ..review.preview import UnreadablePreview, preview_from
from ..review.report import Report, Verdict
from ..review.text import plain, text_of
from .exit_codes import fail
from .terminal import likes_colour

_STANDARD_INPUT = "-"
_CODES: dict[Verdict, int] = {"nothing": 0, "changes": 2, "refused": 1, "broken": 1}


class UnwritableReport(SeatsError):
    """The file for the report cannot be written."""


class Format(str, Enum):
    """How the report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def review(
    *,
    preview: Annotated[
        str,
        typer.Argument(
            metavar="PREVIEW.json", help="What pulumi preview --json wrote; - reads standard input."
        ),
    ],
    as_format: Annotated[
        Format, typer.Option("--format", help="text, markdown for a pull request, html or json.")
    ] = Format.TEXT,
    names: Annotated[
        Names,
        typer.Option(
            help="Whose names are shown: all, some (the first ten of each list) or none, for a log "
            "that many read."
        ),
    ] = Names.ALL,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="File to write instead of printing.")
    ] = None,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code",
            help="Exit with 0 if nothing is to be done, 2 if there are changes, 1 if it is refused "
            "or broken.",
        ),
    ] = False,
) -> None:
    """Show who gains and who loses a seat by a preview.

    And drift, how many seats are free, and what is refused.
    """
    try:
        content = _content(preview)
        source = "standard input" if preview == _STANDARD_INPUT else Path(preview).name
        origin = origin_of(content, source, _now(), os.environ)
        report = replace(report_of(preview_from(content, preview)), origin=origin)
        _write(showing(report, names), as_format, out)
    except SeatsError as error:
        fail(without_names(str(error)) if names is Names.NONE else str(error))
    if exit_code:
        raise typer.Exit(_CODES[report.verdict])


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _content(source: str) -> bytes:
    """What the file, or standard input, holds.

    Raises:
        UnreadablePreview: it cannot be read.
    """
    if source == _STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadablePreview(f"{source} cannot be read: {reason}; check the path.") from error


def _write(report: Report, as_format: Format, out: Path | None) -> None:
    """Print the report or put it into a file, in UTF-8 whatever the machine's own encoding is.

    Raises:
        UnwritableReport: the file cannot be written.
    """
    colour = out is None and likes_colour(sys.stdout)
    text = _rendered(report, as_format, colour=colour)
    if out is None:
        typer.echo(text if colour else text.encode(), nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnwritableReport(f"{out} cannot be written: {reason}; check --out.") from error


def _rendered(report: Report, as_format: Format, *, colour: bool) -> str:
    if as_format is Format.MARKDOWN:
        return markdown_of(report)
    if as_format is Format.HTML:
        return html_of(report)
    if as_format is Format.JSON:
        return json_of(report)
    return text_of(report, typer.style if colour else plain)

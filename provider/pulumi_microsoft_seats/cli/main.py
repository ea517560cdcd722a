"""The command's entry point, for an installation that may lack the parts it needs."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run `microsoft-seats`."""
    try:
        from .commands import app  # noqa: PLC0415 - its libraries are an extra
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "pulumi_microsoft_seats":
            raise
        sys.exit(
            f"microsoft-seats needs {missing}, which is not installed: "
            'pip install "pulumi-microsoft-seats[cli]"'
        )
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A pipe of Windows has a code page, in which not every name of a user can be written.
        sys.stdout.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()

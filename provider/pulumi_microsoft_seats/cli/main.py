"""The command's entry point, for an installation that may lack the parts it needs."""

from __future__ import annotations

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
    app()


if __name__ == "__main__":
    main()

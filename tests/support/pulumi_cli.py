"""The Pulumi CLI on PATH, and what it needs to run away from whatever else this machine does."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

CLI = shutil.which("pulumi")
NO_CLI = "no Pulumi CLI on PATH, so there is no real engine to run on"

QUICK_PIP = Path(__file__).parent / "quick_pip"
"""What to have in PYTHONPATH so that the Pulumi CLI finds a pip that answers at once."""

BACKEND = ".backend"
"""The folder below a project in which its stacks are kept."""


def cli_environment(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a CLI whose backend and home are below a project's folder.

    Args:
        folder: the project.
        variables: what the program needs, such as an emulator's.
    """
    return {
        **os.environ,
        **variables,
        "PATH": os.pathsep.join([str(Path(sys.prefix, "bin")), os.environ["PATH"]]),
        "PULUMI_BACKEND_URL": (folder / BACKEND).as_uri(),
        "PULUMI_HOME": str(folder / ".home"),
        "PULUMI_CONFIG_PASSPHRASE": "made up for tests",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }

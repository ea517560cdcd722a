"""The distributions, built once, and environments to try them in."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from .environments import Environment

CLONE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Distributions:
    """What `python -m build` makes: an sdist, and the wheel that is built from it."""

    sdist: Path
    wheel: Path


def build(folder: Path, *options: str) -> None:
    """Run `python -m build` on this repository, with the build backend of this environment."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", folder, CLONE],
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Built without options: the sdist from this repository, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build(folder)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return Distributions(sdist, wheel)


@pytest.fixture(scope="session")
def bare(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment that was empty, and now has the wheel with its base dependencies."""
    environment = Environment.created(tmp_path_factory.mktemp("environment"))
    environment.install(str(distributions.wheel))
    return environment


@pytest.fixture(scope="session")
def testing(bare: Environment, distributions: Distributions) -> Environment:
    """The same environment, once somebody has added the emulator and pytest.

    From here on it is not bare any more: what uses `bare` comes first in its file.
    """
    bare.install(f"{distributions.wheel}[emulator]", "pytest")
    return bare


@pytest.fixture(scope="session")
def complete(testing: Environment, distributions: Distributions) -> Environment:
    """The same environment, once somebody has added the command line."""
    testing.install(f"{distributions.wheel}[cli]")
    return testing

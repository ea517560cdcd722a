"""The pytest plugin: pytest loads it by its entry point, in every run of the environment.

So nothing but the standard library and pytest is imported here, until a fixture is used.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..emulator import Emulator, World
    from .rehearsal_factory import RehearsalFactory

SEED_MARKER = "microsoft_seats_seed"

THIS_MACHINE = (
    *("AZURE_", "ARM_", "MICROSOFT_SEATS_", "PULUMI_"),
    *("ACTIONS_ID_TOKEN_", "AZURESUBSCRIPTION_", "IDENTITY_", "IMDS_", "MSI_"),
)
"""What the names of variables begin with that choose an account, a service or a backend."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known, also where unknown ones are errors."""
    config.addinivalue_line(
        "markers",
        f"{SEED_MARKER}(seed): what microsoft_seats_emulator starts with: a YAML or JSON file, "
        "relative to the test's own, or the same as a mapping.",
    )


@pytest.fixture
def microsoft_seats_emulator(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Emulator]:
    """An emulated tenant of this test's own, started, and empty unless seeded.

    As long as the test runs, its environment has none of the variables that name an account, the
    service or a backend: whatever it calls, it cannot reach the real services with them.
    """
    for name in [name for name in os.environ if name.startswith(THIS_MACHINE)]:
        monkeypatch.delenv(name)
    with _explained():
        from ..emulator import Emulator, EmulatorError
    try:
        emulator = Emulator(_seed(request))
        emulator.start()
    except EmulatorError as error:
        raise _failure(str(error)) from None
    with emulator:
        yield emulator


@pytest.fixture
def microsoft_seats_rehearsal(
    request: pytest.FixtureRequest, microsoft_seats_emulator: Emulator, tmp_path: Path
) -> RehearsalFactory:
    """Rehearses programs against `microsoft_seats_emulator`: call it with a project's folder."""
    with _explained():
        from .rehearsal_factory import RehearsalFactory
    return RehearsalFactory(microsoft_seats_emulator, request.path.parent, tmp_path)


def _seed(request: pytest.FixtureRequest) -> World | None:
    from ..emulator import load_world, parse_world

    marker = request.node.get_closest_marker(SEED_MARKER)
    if marker is None:
        return None
    if len(marker.args) != 1 or marker.kwargs:
        raise _failure(f"The marker {SEED_MARKER} takes one argument: a seed file, or a mapping.")
    (seed,) = marker.args
    if isinstance(seed, (str, os.PathLike)):
        return load_world(request.path.parent / Path(seed))
    return parse_world(seed)


@contextmanager
def _explained() -> Iterator[None]:
    """Say in a sentence what to install, where the package is installed without it."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing == "pulumi_microsoft_seats":
            raise
        sentence = (
            f"The emulator needs {missing}, which is not installed: "
            'pip install "pulumi-microsoft-seats[emulator]"'
        )
        raise _failure(sentence) from None


def _failure(sentence: str) -> BaseException:
    """What to raise for a test to fail with a sentence, without the way that led there."""
    return pytest.fail.Exception(sentence, pytrace=False)

"""A pytest plugin that writes down what each test asked the service for, and through which client.

`-p tests.docs.recording --asked FILE` writes JSON: of each test the requests it sent, as method,
path and whether they carried an `MS-CV`, which the package's own client alone sends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
import requests

_asked: dict[str, list[tuple[str, str, bool]]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say where to write."""
    parser.addoption("--asked", type=Path, help="File to write what each test asked for.")


@pytest.fixture(autouse=True)
def _recorded(request: pytest.FixtureRequest) -> Iterator[None]:
    name = request.node.nodeid.partition("[")[0]
    send = requests.adapters.HTTPAdapter.send

    def recorded(self: Any, sent: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: ANN401 - the signature of requests
        path = urlsplit(str(sent.url)).path
        _asked.setdefault(name, []).append((str(sent.method), path, "MS-CV" in sent.headers))
        return send(self, sent, **options)

    with patch.object(requests.adapters.HTTPAdapter, "send", recorded):
        yield


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what was asked for."""
    session.config.getoption("--asked").write_text(json.dumps(_asked), encoding="utf-8")

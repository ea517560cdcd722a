"""What the Pulumi CLI asks of pip before each command, answered in a tenth of the time.

Its Python host asks for pip's version and for every installed package, to find those that bring a
plugin of their own. With the hundred packages of a developer's environment that takes longer than
most programs of the end-to-end tests. The demo's tests and the benchmark have the real pip.
"""

import importlib.metadata
import json
import sys

PACKAGES = ("pulumi", "pulumi-microsoft-seats")
"""The packages that a program of the tests imports."""


def version() -> str:
    """What `python -m pip --version` prints."""
    return f"pip 25.0 from {__file__} (python {sys.version_info[0]})"


def listed() -> str:
    """What `python -m pip list --format json` prints."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    return json.dumps([{"name": name, "version": version} for name, version in versions.items()])

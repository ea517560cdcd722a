"""`python -m pip --version` and `python -m pip list --format json`."""

import importlib.metadata
import json
import sys

PACKAGES = ("pulumi", "pulumi-microsoft-seats")
"""The packages that a program of the tests imports."""

if sys.argv[1:] == ["--version"]:
    sys.stdout.write(f"pip 25.0 from {__file__} (python {sys.version_info[0]})\n")
elif sys.argv[1:2] == ["list"]:
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    listed = [{"name": name, "version": version} for name, version in versions.items()]
    sys.stdout.write(json.dumps(listed) + "\n")
else:
    sys.exit(f"The tests' pip does not know {sys.argv[1:]}.")

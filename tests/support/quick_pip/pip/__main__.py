"""`python -m pip --version` and `python -m pip list --format json`."""

import sys

from . import listed, version

if sys.argv[1:] == ["--version"]:
    sys.stdout.write(f"{version()}\n")
elif sys.argv[1:2] == ["list"]:
    sys.stdout.write(f"{listed()}\n")
else:
    sys.exit(f"The tests' pip does not know {sys.argv[1:]}.")

"""Stands in for GitHub's own `gh`: its command `api`, with the options that the scripts use.

It runs as a program of its own, so it imports nothing of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

_NEXT = re.compile(r'<([^>]+)>; rel="next"')
_TYPED = {"true": True, "false": False, "null": None}


def main() -> int:
    """Ask, and print what is answered, page after page."""
    options = _options()
    fields = dict(_typed(it) for it in options.field)
    fields |= dict(it.split("=", 1) for it in options.raw_field)
    method = options.method or ("POST" if fields else "GET")
    url: str | None = f"{os.environ['GITHUB_API_URL']}/{options.endpoint}"
    while url:
        request = urllib.request.Request(  # noqa: S310 - the address is the test's own
            url,
            data=json.dumps(fields).encode() if fields else None,
            headers={"Authorization": f"token {os.environ['GH_TOKEN']}"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
                following = _NEXT.search(answer.headers.get("Link") or "")
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            print(f"gh: {json.load(error)['message']} (HTTP {error.code})", file=sys.stderr)  # noqa: T201 - as gh does
            return 1
        if not options.silent:
            sys.stdout.write(text)
        url = following[1] if following and options.paginate else None
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("gh", allow_abbrev=False)
    parser.add_argument("command", choices=["api"])
    parser.add_argument("endpoint")
    parser.add_argument("--method")
    parser.add_argument("--field", action="append", default=[])
    parser.add_argument("--raw-field", action="append", default=[])
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    return parser.parse_args()


def _typed(pair: str) -> tuple[str, object]:
    name, value = pair.split("=", 1)
    if value.startswith("@"):
        return name, Path(value[1:]).read_text(encoding="utf-8")
    return name, int(value) if value.isdigit() else _TYPED.get(value, value)


if __name__ == "__main__":
    sys.exit(main())

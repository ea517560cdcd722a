"""Writing a file that only its owner may read, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_owned(path: Path, text: str) -> None:
    """Write a file so that a reader finds either the old or the new one, never a part.

    Raises:
        OSError: it cannot be written.
    """
    # mkstemp creates the file with mode 0600, which the rename keeps.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

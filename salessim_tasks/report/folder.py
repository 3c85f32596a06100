"""The report's folder: written beside its place under another name, and put there when it is complete.

Contract: `replaced(out)` yields an empty folder. When the block ends well, that folder becomes `out`; when it raises,
it goes away and `out` is as it was. An earlier report at `out` (a folder that holds `MARKER`) is replaced, and so is an
empty folder; anything else is refused before a byte is written.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["MARKER", "replaced"]

MARKER = "salessim-report.json"
"""The file by which a report's folder is recognised."""


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """Yield the folder to write to, and rename it to `out` at the end.

    Raises:
        ValueError: `out` is a file or somebody else's folder, or cannot be written.
    """
    out = out.absolute()
    _refuse(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".tmp", dir=out.parent))
    except OSError as error:
        raise ValueError(f"{out}: cannot be written: {error.strerror}") from None
    try:
        unfinished.chmod(0o777 & ~_umask())  # mkdtemp's are for nobody else to read
        yield unfinished
        _swap(unfinished, out)
    except OSError as error:
        raise ValueError(f"{out}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _refuse(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise ValueError(f"{out}: is a file; --out must name a folder")
    if any(out.iterdir()) and not (out / MARKER).is_file():
        raise ValueError(f"{out}: is not empty and no report of salessim (it has no {MARKER}); choose another --out")


def _swap(unfinished: Path, out: Path) -> None:
    if not out.exists():
        os.rename(unfinished, out)
        return
    old = unfinished.with_name(unfinished.name + ".old")
    os.rename(out, old)
    try:
        os.rename(unfinished, out)
    except OSError:
        os.rename(old, out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

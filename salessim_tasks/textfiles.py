"""Other people's text files: read with a word on what is wrong with them, and files of ours (of any kind) written whole
or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Pairs", "parse_json", "read_utf8", "whole_folder", "write_whole"]


class Pairs(dict[str, Any]):
    """A JSON object; `repeated` are the keys that stand in it more than once, of which the last counts."""

    repeated: tuple[str, ...] = ()


def read_utf8(path: Path) -> str:
    """The text of `path`, with or without a byte-order mark, its line ends as newlines.

    Raises:
        ValueError: it cannot be read, or is not UTF-8; the message names the file (and line).
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{path}:{line}: encoding: is not UTF-8; save the file as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_json(text: str, path: Path | str, line: int = 1) -> Any:
    """The JSON value in `text`, which stands at `line` of `path`; objects are `Pairs`.

    Raises:
        ValueError: it is not JSON; the message names file and line.
    """
    try:
        return json.loads(text, object_pairs_hook=_pairs)
    except json.JSONDecodeError as error:
        where = f"{path}:{line + error.lineno - 1}"
        raise ValueError(f"{where}: must be JSON: {error.msg} (column {error.colno})") from None
    except RecursionError:
        raise ValueError(f"{path}:{line}: must be JSON, but is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise ValueError(f"{path}:{line}: must be JSON: {error}") from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write `content` (text as UTF-8) to `path`, and the folders above it; nobody sees it half written.

    Raises:
        ValueError: it cannot be written there.
    """
    # Named by process: several may write the same file at once, as those of one training run do.
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ValueError(f"{path}: cannot be written: {error.strerror}") from None


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder's path to write to, which becomes `path` if all goes well, and of which nothing is left if not.

    `path` must be free by then.
    """
    unfinished = path.with_name(f"{path.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        yield unfinished
        unfinished.rename(path)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _pairs(items: list[tuple[str, Any]]) -> Pairs:
    pairs = Pairs(items)
    if len(pairs) < len(items):
        keys = [key for key, _ in items]
        pairs.repeated = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return pairs

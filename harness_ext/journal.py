"""The journal: every finished episode on disk at once, so that a killed run goes on where it stopped.

One JSON Lines file for a task and process: the first line holds the run's configuration, each further line an
`EpisodeResult`. Only whole lines count: what a crash left of the last one is dropped. Episodes that ended in an
infrastructure error are kept for the record and run again on resume.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from harness_ext.episode import EpisodeResult

__all__ = ["Journal", "JournalError"]

_log = logging.getLogger(__name__)
_MISSING = object()


class JournalError(RuntimeError):
    """A journal that cannot be continued; the message says which and why."""


class Journal:
    """The journal of one task in `folder`; `rank` keeps the processes of a distributed run apart.

    Raises:
        JournalError: it belongs to another configuration, holds a broken line, or another process writes to it.
    """

    def __init__(self, folder: str | Path, task: str, config: Mapping[str, Any], rank: int = 0) -> None:
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]", "_", task)
        self.path = folder / f"{name}.rank{rank}.jsonl"
        self._lock = FileLock(f"{self.path}.lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise JournalError(f"{self.path}: another process is writing to this journal") from None
        self._config = _flat(json.loads(json.dumps(dict(config), sort_keys=True, default=str)))
        self.finished: dict[str, EpisodeResult] = {}
        for path in sorted(folder.glob(f"{name}.rank*.jsonl")):
            self._load(path)
        self._file: IO[bytes] = self._open()

    def append(self, results: Iterable[EpisodeResult]) -> None:
        """Write `results` and wait until they are on disk."""
        lines = [_line(result.to_dict()) for result in results]
        if lines:
            self._write(b"".join(lines))

    def close(self) -> None:
        """Release the journal for other processes."""
        self._file.close()
        self._lock.release()

    def _open(self) -> IO[bytes]:
        if self.path.exists():
            _drop_half_line(self.path)
        file = open(self.path, "ab")  # noqa: SIM115 - stays open until close()
        if file.tell() == 0:
            self._file = file
            self._write(_line({"config": self._config}))
        return file

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._file.flush()
        os.fsync(self._file.fileno())

    def _load(self, path: Path) -> None:
        lines = path.read_bytes().split(b"\n")
        if lines.pop():  # text after the last newline
            _log.warning("%s: dropped a half-written last line", path)
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
                if number == 1:
                    self._compare(path, entry["config"])
                else:
                    self._keep(EpisodeResult(**entry))
            except (ValueError, TypeError, KeyError) as error:
                raise JournalError(
                    f"{path}:{number}: not a line of a journal ({error}); delete the file to run anew"
                ) from error

    def _keep(self, result: EpisodeResult) -> None:
        if result.error is None:
            self.finished[result.episode_id] = result

    def _compare(self, path: Path, config: Mapping[str, Any]) -> None:
        names = sorted(
            name for name in {*config, *self._config} if config.get(name, _MISSING) != self._config.get(name, _MISSING)
        )
        if names:
            changes = "; ".join(f"{name} was {_show(config, name)}, is {_show(self._config, name)}" for name in names)
            raise JournalError(
                f"{path} belongs to another configuration: {changes}. Run with the old one, name another journal "
                "folder, or delete it."
            )


def _flat(config: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested names joined by dots, so that a difference has one short name."""
    flat: dict[str, Any] = {}
    for name, value in config.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) and value else {prefix + name: value}
    return flat


def _show(config: Mapping[str, Any], name: str) -> str:
    return json.dumps(config[name], sort_keys=True) if name in config else "absent"


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


def _drop_half_line(path: Path) -> None:
    data = path.read_bytes()
    end = data.rfind(b"\n") + 1
    if end < len(data):
        os.truncate(path, end)

"""Writes the report: one folder with a page, its scripts, the data as scripts, and the pictures.

    index.html, assets/          the page; it loads everything else as it is needed
    data/figures.js              the table and the charts
    data/episodes.js             the list of episodes
    data/chunk-0000.js, …        the transcripts, about `CHUNK` episodes in each
    data/store-<store>.js        what was shown of a store, and to whom
    pictures/<store>/<id>.png    the pictures of the products that were shown
    salessim-report.json         by which the folder is known for a report

Contract: the same runs give the same bytes: nothing depends on the clock or on where the report lies, and episodes are
listed in the same order however they were logged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from salessim_tasks.report.figures import figures_of
from salessim_tasks.report.folder import MARKER, replaced
from salessim_tasks.report.listing import Listing
from salessim_tasks.report.record import episode_record
from salessim_tasks.report.script import data_script
from salessim_tasks.report.shelf import Shelf, safe_name
from salessim_tasks.samples import LoggedEpisode, Run

__all__ = ["CHUNK", "write_report"]

CHUNK = 100
"""Episodes in a file of transcripts, at most; fewer where models think aloud at length."""
_CHUNK_CHARACTERS = 1_500_000


def write_report(runs: Sequence[Run], out: Path) -> None:
    """Write the report of `runs` to the folder `out`, in place of an earlier report there.

    Raises:
        ValueError: there are no runs, `out` is not empty and no report, or it cannot be written.
    """
    if not any(run.episodes for run in runs):
        raise ValueError(f"{out}: there are no episodes to report")
    with replaced(out) as folder:
        _Report(folder).write(runs)


class _Report:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shelves: dict[str, Shelf] = {}  # by the source, as JSON

    def write(self, runs: Sequence[Run]) -> None:
        self._assets()
        listing, starts, size = Listing(), [0], 0
        chunk: list[dict[str, Any]] = []
        total = 0
        for number, episode in _in_order(runs):
            record = self._record(episode)
            length = len(json.dumps(record))
            if chunk and (len(chunk) == CHUNK or size + length > _CHUNK_CHARACTERS):
                self._chunk(len(starts) - 1, chunk)
                starts.append(total)
                chunk, size = [], 0
            listing.add(number, episode)
            chunk.append(record)
            size += length
            total += 1
        self._chunk(len(starts) - 1, chunk)
        for shelf in self._shelves.values():
            self._shelf(shelf)
        self._data("figures", figures_of(runs))
        self._data("episodes", listing.to_dict() | {"starts": starts})
        marker = {"report": "salessim", "runs": [run.name for run in runs], "episodes": total}
        self._file(MARKER, (json.dumps(marker, indent=1) + "\n").encode("utf-8"))

    def _record(self, episode: LoggedEpisode) -> dict[str, Any]:
        source = episode.doc.get("store") or {"category": episode.category}
        identity = json.dumps(source, sort_keys=True)
        shelf = self._shelves.get(identity)
        if shelf is None:
            key = safe_name(str(source.get("category") or episode.category))
            taken = [other.key for other in self._shelves.values()]
            shelf = Shelf(_free(key, taken), source)
            self._shelves[identity] = shelf
        return episode_record(episode, shelf, shelf.persona(episode.doc.get("persona") or {}))

    def _shelf(self, shelf: Shelf) -> None:
        self._data(f"store-{shelf.key}", shelf.to_dict())
        for path, data in shelf.pictures().values():
            self._file(path, data)

    def _chunk(self, number: int, records: list[dict[str, Any]]) -> None:
        self._data(f"chunk-{number:04}", records)

    def _data(self, name: str, value: Any) -> None:
        self._file(f"data/{name}.js", data_script(name, value))

    def _assets(self) -> None:
        static = files("salessim_tasks.report") / "static"
        for asset in sorted(static.iterdir(), key=lambda one: one.name):
            name = "index.html" if asset.name == "report.html" else f"assets/{asset.name}"
            self._file(name, asset.read_bytes())

    def _file(self, name: str, content: bytes) -> None:
        file = self._folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _in_order(runs: Sequence[Run]) -> Iterator[tuple[int, LoggedEpisode]]:
    for number, run in enumerate(runs):
        for episode in sorted(run.episodes, key=_place):
            yield number, episode


def _place(episode: LoggedEpisode) -> tuple[str, str, str, str, int, str]:
    return (
        episode.category,
        episode.persona,
        episode.behaviour,
        episode.task,
        episode.trial,
        episode.episode_id,
    )


def _free(key: str, taken: Sequence[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key}-{number}"
    return free

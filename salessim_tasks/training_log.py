"""The log of a training run: `log.jsonl` in the run's folder.

A line is a JSON object of numbers by name, `step` among them; null stands for what could not be measured. Several lines
may be of one step. A last line without a line end is one that was being written: it does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from salessim_tasks.textfiles import parse_json, read_utf8

__all__ = ["LOG", "Entry", "Series", "read_log", "series"]

LOG = "log.jsonl"

Entry = dict[str, float | None]
Series = dict[int, float]
"""Values by step, in order; steps at which there was none are left out."""


def read_log(folder: Path) -> list[Entry]:
    """The entries of the log in `folder`, in order.

    Raises:
        ValueError: there is no log, or a line is none of one; the message names file and line.
    """
    path = folder / LOG
    if not path.is_file():
        raise ValueError(f"{folder}: no {LOG} here; name the folder of a training run (`output` in its YAML)")
    *lines, _ = read_utf8(path).split("\n")
    return [_entry(parse_json(line, path, number), path, number) for number, line in enumerate(lines, start=1)]


def series(entries: Iterable[Entry]) -> dict[str, Series]:
    """What was logged over time, by name; where a step tells a value twice, the later one counts."""
    found: dict[str, dict[int, float]] = {}
    for entry in entries:
        for name, value in entry.items():
            if name != "step" and value is not None:
                found.setdefault(name, {})[int(entry["step"] or 0)] = value
    return {name: dict(sorted(values.items())) for name, values in found.items()}


def _entry(value: Any, path: Path, line: int) -> Entry:
    if not isinstance(value, Mapping):
        raise ValueError(f'{path}:{line}: must be an object of numbers, like {{"step": 1, "loss": 0.5}}')
    for name, number in value.items():
        if number is not None and not isinstance(number, int | float):
            raise ValueError(f"{path}:{line}: {name}: must be a number or null, not {number!r}")
    step = value.get("step")
    if not isinstance(step, int) or step < 0:
        raise ValueError(f"{path}:{line}: step: must be there, a whole number from 0 on")
    return dict(value)

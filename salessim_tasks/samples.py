"""Reading lm-eval's sample logs (`samples_*.jsonl`) back into episodes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.transcript import Transcript

__all__ = ["LoggedEpisode", "read_samples"]


@dataclass(frozen=True, slots=True)
class LoggedEpisode:
    """One trial of a scenario: its document, its transcript, its scores (empty after --predict_only)."""

    file: Path
    task: str
    episode_id: str
    trial: int
    error: str | None
    doc: dict[str, Any]
    scores: dict[str, Any]
    transcript: Transcript

    @property
    def outcome(self) -> str:
        """The outcome category by name; `infrastructure_error`, or `unscored`, where there is none."""
        if self.error is not None:
            return "infrastructure_error"
        return str(self.scores.get("outcome", "unscored"))


def read_samples(path: Path) -> Iterator[LoggedEpisode]:
    """Yield the episodes of a sample file, or of the newest one of each task in each folder below `path`.

    Raises:
        ValueError: there is none, or a line is no episode; the message names file and line.
    """
    files = [path] if path.is_file() else _newest(path)
    if not files:
        raise ValueError(f"{path}: no samples_*.jsonl here; run with --output_path {path} --log_samples")
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield from _episodes(file, json.loads(line))
                except (KeyError, TypeError, ValueError) as error:
                    raise ValueError(f"{file}:{number}: not a sample of a salessim task: {error}") from error


def _newest(folder: Path) -> list[Path]:
    """lm-eval writes samples_<task>_<time>.jsonl into a folder for each model."""
    newest: dict[tuple[Path, str], Path] = {}
    for file in sorted(folder.glob("**/samples_*.jsonl")):
        newest[file.parent, file.stem.rsplit("_", 1)[0]] = file
    return list(newest.values())


def _episodes(file: Path, sample: dict[str, Any]) -> Iterator[LoggedEpisode]:
    (trials,), (scores,) = sample["resps"], sample["filtered_resps"]
    # lm-eval writes responses as strings; harness_ext sees to it that they are JSON.
    for trial, score in zip(map(json.loads, trials), map(json.loads, scores), strict=True):
        yield LoggedEpisode(
            file=file,
            task=trial["task"],
            episode_id=trial["episode_id"],
            trial=trial["trial"],
            error=trial["error"],
            doc=sample["doc"],
            scores=score,
            transcript=Transcript.model_validate(trial["record"]),
        )

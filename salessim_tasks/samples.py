"""Reading lm-eval's sample logs (`samples_*.jsonl`) back into episodes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.textfiles import parse_json, read_utf8
from salessim_tasks.transcript import Transcript

__all__ = ["LoggedEpisode", "Run", "read_runs", "read_samples"]

_TELLING = ("pretrained", "model", "peft", "policy")  # the model arguments that tell models apart


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

    @property
    def category(self) -> str:
        return self.transcript.category

    @property
    def behaviour(self) -> str:
        return self.transcript.behaviour

    @property
    def persona(self) -> str:
        return self.transcript.persona

    @property
    def cluster(self) -> str:
        """What intervals are clustered by: the persona, whatever its seller; a flipped one counts as its original."""
        return f"{self.category}/{self.doc.get('cluster') or self.persona}"


@dataclass(frozen=True, slots=True)
class Run:
    """What one model did: the episodes below one results folder (or in one file)."""

    name: str
    folder: Path
    episodes: tuple[LoggedEpisode, ...]


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


def read_runs(paths: Sequence[Path]) -> list[Run]:
    """Read the runs below `paths`: one for each folder that holds samples, named after its model.

    Raises:
        ValueError: there is none below one of the paths, or a line is no episode.
    """
    runs: dict[Path, list[LoggedEpisode]] = {}
    for path in paths:
        for episode in read_samples(path):
            runs.setdefault(episode.file.parent, []).append(episode)
    names = [_model_name(folder) for folder in runs]
    return [
        Run(name if names.count(name) == 1 else f"{name} ({folder})", folder, tuple(episodes))
        for name, (folder, episodes) in zip(names, runs.items(), strict=True)
    ]


def _model_name(folder: Path) -> str:
    """The model as the newest results file beside the samples tells it: "hf smollm2", "salessim-baseline yes_man"."""
    for file in sorted(folder.glob("results_*.json"), reverse=True):
        config = parse_json(read_utf8(file), file).get("config", {})
        arguments = config.get("model_args") or {}
        if isinstance(arguments, str):
            arguments = dict(part.split("=", 1) for part in arguments.split(",") if "=" in part)
        told = [str(arguments[name]).rstrip("/").split("/")[-1] for name in _TELLING if arguments.get(name)]
        return " ".join([str(config.get("model", "model")), *told])
    return folder.name or str(folder)


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

"""Reading lm-eval's sample logs (`samples_<task>_<time>.jsonl`) back into episodes.

Models may share a folder, so which model played a file is told by the results file of the same time beside it. In a
folder the newest file counts of each model, task and seller behaviour that was asked for; if a file that is left out
was made with other options, a warning says so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.textfiles import parse_json, read_utf8
from salessim_tasks.transcript import Transcript

__all__ = ["LoggedEpisode", "Run", "read_runs", "read_samples", "results_beside"]

_log = logging.getLogger(__name__)
_TELLING = ("pretrained", "model", "peft", "policy")  # the model arguments that tell models apart
_NO_OPTIONS = ("fingerprint", "config_source")


@dataclass(frozen=True, slots=True)
class LoggedEpisode:
    """One trial of a scenario: its document, its transcript, its scores (empty if it was not scored: after
    --predict_only, or an infrastructure error)."""

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
    def group(self) -> str:
        """What the tasks of the several stores are called without the store."""
        return self.task.removesuffix(f"_{self.category}")

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


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a sample file comes from: its model by name (the folder's, if no results file tells it), and the options
    of its task; the behaviour that was asked for apart, because files that differ in it belong together."""

    file: Path
    model: str
    task: str
    behaviour: str
    options: str

    @classmethod
    def of(cls, file: Path) -> _Origin:
        task = file.stem.removeprefix("samples_").rsplit("_", 1)[0]
        logged = results_beside(file)
        if logged is None:
            return cls(file, file.parent.name or str(file.parent), task, "", "")
        options = dict(logged.get("configs", {}).get(task, {}).get("metadata") or {})
        options = {name: value for name, value in options.items() if name not in _NO_OPTIONS}
        behaviour = json.dumps(options.pop("behaviour", None))
        return cls(file, _model_name(logged), task, behaviour, json.dumps(options, sort_keys=True))


def results_beside(file: Path) -> dict[str, Any] | None:
    """What stands in the results file that lm-eval wrote with the sample file `file`; None if there is none."""
    results = file.with_name(f"results_{file.stem.rsplit('_', 1)[-1]}.json")
    if not results.is_file():
        return None
    logged: dict[str, Any] = parse_json(read_utf8(results), results)
    return logged


def read_samples(path: Path) -> Iterator[LoggedEpisode]:
    """Yield the episodes of a sample file, or of those below `path` that count.

    Raises:
        ValueError: there is none, or a line is no episode; the message names file and line.
    """
    files = [path] if path.is_file() else [origin.file for origin in _counting(path)]
    for file in files:
        yield from _read(file)


def read_runs(paths: Sequence[Path]) -> list[Run]:
    """Read the runs below `paths`: one for each model in each folder that holds samples.

    A file that is reached by several paths is read once.

    Raises:
        ValueError: there is none below one of the paths, or a line is no episode.
    """
    origins: dict[Path, _Origin] = {}
    for path in paths:
        for origin in [_Origin.of(path)] if path.is_file() else _counting(path):
            origins.setdefault(origin.file.resolve(), origin)
    runs: dict[tuple[str, Path], list[LoggedEpisode]] = {}
    for origin in origins.values():
        runs.setdefault((origin.model, origin.file.parent), []).extend(_read(origin.file))
    models = [model for model, _ in runs]
    return [
        Run(model if models.count(model) == 1 else f"{model} ({folder})", folder, tuple(episodes))
        for (model, folder), episodes in runs.items()
    ]


def _model_name(logged: dict[str, Any]) -> str:
    """The model as a results file tells it: "hf smollm2", "salessim-baseline yes_man"."""
    config = logged.get("config", {})
    arguments = config.get("model_args") or {}
    if isinstance(arguments, str):
        arguments = dict(part.split("=", 1) for part in arguments.split(",") if "=" in part)
    told = [str(arguments[name]).rstrip("/").split("/")[-1] for name in _TELLING if arguments.get(name)]
    return " ".join([str(config.get("model", "model")), *told])


def _counting(folder: Path) -> Iterable[_Origin]:
    """The newest files below `folder`, see above."""
    newest: dict[tuple[Path, str, str, str], _Origin] = {}
    for origin in map(_Origin.of, sorted(folder.glob("**/samples_*.jsonl"))):
        key = (origin.file.parent, origin.model, origin.task, origin.behaviour)
        older = newest.get(key)
        if older is not None and older.options != origin.options:
            _log.warning("%s is left out: %s is newer, of other options", older.file, origin.file.name)
        newest[key] = origin
    if not newest:
        raise ValueError(f"{folder}: no samples_*.jsonl here; run with --output_path {folder} --log_samples")
    return newest.values()


def _read(file: Path) -> Iterator[LoggedEpisode]:
    number = 0
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield from _episodes(file, json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{file}:{number}: not a sample of a salessim task: {error}") from error
    if not number:
        raise ValueError(f"{file}: holds no samples; run the task again")


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
            scores=score if "decision_alignment" in score else {},
            transcript=Transcript.model_validate(trial["record"]),
        )

"""`salessim score`: logged episodes scored again, and the figures with their intervals.

Needs neither model nor network, and the same log gives the same bytes: so figures of an old run can be had by new
scorers, and anybody can check those of somebody else.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from salessim_tasks.corpus import corpus_measures, voice
from salessim_tasks.samples import LoggedEpisode, Run, read_runs
from salessim_tasks.scoring import score_episodes
from salessim_tasks.statistics.rendering import render
from salessim_tasks.statistics.summary import Summary, summarise
from salessim_tasks.textfiles import write_whole

__all__ = ["add_arguments", "rescored", "score_command", "summary_of"]

_LONGEST = 100  # characters of a folder's name


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "results", type=Path, nargs="+", help="samples_*.jsonl files, or folders given as --output_path"
    )
    parser.add_argument("--decisions", action="store_true", help="only what was decided, not how the shopper talks")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="write scores.jsonl and summary.json there; of several runs in a folder for each model",
    )


def score_command(arguments: argparse.Namespace) -> int:
    """Score the runs again and print their summaries."""
    runs = read_runs(arguments.results)
    folders = _folders([run.name for run in runs])
    for number, run in enumerate(runs):
        scored = replace(run, episodes=rescored(run.episodes, language=not arguments.decisions))
        summary = summary_of(scored, language=not arguments.decisions)
        print(("\n" if number else "") + render(summary))
        if arguments.out is not None:
            _write(arguments.out if len(runs) == 1 else arguments.out / folders[number], scored, summary)
    return 0


def rescored(episodes: Sequence[LoggedEpisode], *, language: bool = True) -> tuple[LoggedEpisode, ...]:
    """`episodes` with their scores made anew from the transcripts; a judge's verdicts stay as they were logged."""
    played = [(episode.doc, episode.transcript) for episode in episodes if episode.error is None]
    scores = iter(score_episodes(played, language=language))
    return tuple(
        episode if episode.error is not None else replace(episode, scores={**next(scores), **_judged(episode.scores)})
        for episode in episodes
    )


def summary_of(run: Run, *, language: bool = True) -> Summary:
    """The figures of a run, those over all episodes of a task among them."""
    corpus = {}
    if language:
        voices: dict[str, list[Any]] = {}
        for episode in run.episodes:
            if episode.error is None and episode.scores:
                one = voice(episode.doc, episode.transcript, episode.trial, episode.scores)
                voices.setdefault(f"{episode.task}/{episode.behaviour}", []).append(one)
        corpus = {task: corpus_measures(spoken) for task, spoken in voices.items()}
    return summarise(run.episodes, name=run.name, corpus=corpus)


def _judged(scores: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in scores.items() if name.startswith("judge")}


def _folders(names: Sequence[str]) -> list[str]:
    """A name for a folder from each model's name: safe in every file system, and no two alike."""
    found: list[str] = []
    for name in names:
        bare = re.sub(r"[^A-Za-z0-9._]+", "-", name).strip("-.")[:_LONGEST].rstrip("-.") or "model"
        taken = {other.lower() for other in found}
        free = (bare if number == 1 else f"{bare}-{number}" for number in range(1, len(names) + 1))
        found.append(next(candidate for candidate in free if candidate.lower() not in taken))
    return found


def _write(folder: Path, run: Run, summary: Summary) -> None:
    lines = (
        {"episode_id": e.episode_id, "task": e.task, "scenario": e.doc["id"], "trial": e.trial, "error": e.error}
        | {"scores": e.scores}
        for e in run.episodes
    )
    write_whole(folder / "scores.jsonl", "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    write_whole(folder / "summary.json", json.dumps(summary.to_dict(), indent=1, ensure_ascii=False) + "\n")

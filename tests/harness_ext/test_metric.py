"""How scores become figures: of a scenario's trials, and of all episodes at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import lm_eval
import pytest
from guessing import GuessingTask, ScriptedLM
from lm_eval.loggers import EvaluationTracker
from lm_eval.tasks import TaskManager

from harness_ext import plugins
from harness_ext.metric import Metric


def _distinct(scenarios: Sequence[tuple[str, ...]]) -> float:
    said = [guess for trials in scenarios for guess in trials]
    return len(set(said)) / len(said)


class TalkingTask(GuessingTask):
    """Measures how alike the guesses are, and whether a number is found in each trial."""

    metrics = {  # noqa: RUF012
        "won": Metric(higher_is_better=True),
        "won_each_time": Metric(True, trials=min, of="won"),
        "distinct": Metric(None, _distinct, corpus=True),
    }

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        super().__init__(config)
        self.batches: list[int] = []

    def score_all(self, episodes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[dict[str, Any]]:
        self.batches.append(len(episodes))
        return super().score_all(episodes)

    def corpus_item(self, doc: Mapping[str, Any], episode: Mapping[str, Any], scores: Mapping[str, Any]) -> str:
        return str(episode["record"]["replies"])


def _played(replies: Sequence[str], **config: Any) -> tuple[TalkingTask, dict[str, Any]]:
    plugins.install()
    task = TalkingTask({"task": "talking", "dataset_kwargs": {"numbers": [50, 7]}, **config})
    said = iter(replies)
    results = lm_eval.simple_evaluate(
        ScriptedLM(lambda prompt: next(said)), tasks=[task], task_manager=TaskManager(include_defaults=False)
    )
    assert results is not None
    return task, dict(results)


def test_a_corpus_measure_is_given_every_trial_of_every_scenario() -> None:
    _, results = _played(["50", "stop", "stop", "stop"], repeats=2)
    scores = results["results"]["talking"]
    assert scores["distinct,none"] == pytest.approx(2 / 4)
    assert scores["distinct_stderr,none"] == "N/A", "no spread of scenarios stands for that of a corpus"


def test_trials_become_one_value_in_the_metrics_own_way() -> None:
    _, results = _played(["50", "7", "stop", "stop"], repeats=2)
    scores = results["results"]["talking"]
    replies = [
        [trial["replies"] for trial in (r["record"] for r in s["resps"][0])] for s in results["samples"]["talking"]
    ]
    won = [[str(number) in trial for trial in trials] for number, trials in zip((50, 7), replies, strict=True)]
    assert scores["won,none"] == sum(sum(trials) / 2 for trials in won) / 2
    assert scores["won_each_time,none"] == sum(all(trials) for trials in won) / 2


def test_all_episodes_are_scored_in_one_call_without_those_that_failed() -> None:
    def reply(prompt: str) -> str:
        raise RuntimeError("gone")

    task, _ = _played(["50", "7"])
    assert task.batches == [2]
    failing = TalkingTask({"task": "talking", "dataset_kwargs": {"numbers": [50, 7]}})
    results = lm_eval.simple_evaluate(
        ScriptedLM(reply), tasks=[failing], task_manager=TaskManager(include_defaults=False)
    )
    assert results is not None
    assert failing.batches == [0]
    assert results["results"]["talking"]["infrastructure_error,none"] == 1.0


def test_the_sample_log_names_a_corpus_item_by_its_text_only(tmp_path: Path) -> None:
    _, results = _played(["50", "7"])
    tracker = EvaluationTracker(output_path=str(tmp_path))
    tracker.save_results_aggregated(results={"config": {}}, samples=None)
    tracker.save_results_samples("talking", results["samples"]["talking"])
    (file,) = tmp_path.glob("**/samples_talking_*.jsonl")
    assert json.loads(file.read_text().splitlines()[0])["distinct"] == ["['50']"]

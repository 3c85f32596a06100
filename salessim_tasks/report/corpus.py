"""The corpus measures of a run (redundancy, human distance, …) as lm-eval logged them beside the samples."""

from __future__ import annotations

from typing import Any

from salessim_tasks.samples import Run
from salessim_tasks.textfiles import parse_json, read_utf8

__all__ = ["CORPUS_MEASURES", "logged_corpus"]

CORPUS_MEASURES = (
    "redundancy",
    "redundancy_first_turn",
    "redundancy_later_turns",
    "distinct_1",
    "distinct_2",
    "mtld",
    "self_bleu",
    "human_distance",
)


def logged_corpus(run: Run) -> dict[str, dict[str, float]]:
    """The corpus measures by task or group, out of the `results_*.json` in the run's folder; of several, the newest
    that has a task. Empty where there are none: an older suite, or a run that was broken off."""
    found: dict[str, dict[str, float]] = {}
    for file in sorted(run.folder.glob("results_*.json")):
        results = parse_json(read_utf8(file), file).get("results")
        for task, figures in (results if isinstance(results, dict) else {}).items():
            if measured := _measured(figures):
                found[task] = measured
    return found


def _measured(figures: Any) -> dict[str, float]:
    """lm-eval's keys are "<measure>,<filter>"."""
    if not isinstance(figures, dict):
        return {}
    values = {key.partition(",")[0]: value for key, value in figures.items()}
    return {name: float(values[name]) for name in CORPUS_MEASURES if isinstance(values.get(name), (int, float))}

"""The figures on the first page: what `statistics.summary` says of each run, cut to what the page draws.

Contract: `figures_of(runs)` is a JSON value. `runs[i].rows` are the run's rows over all stores, one for each *setting*
(a group of tasks and a seller's behaviour), and `runs[i].stores` those of the single tasks. A row's `values` hold
`[value, low, high, n]` by column, with None where there is no telling; `columns` are those that any row has.
`runs[i].tactics` hold the same by tactic, n being pushes, and the number of episodes in which there were any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from salessim_tasks.decision import Outcome
from salessim_tasks.report.causes import cause_words
from salessim_tasks.report.listing import tactics_of
from salessim_tasks.report.names import RunName, run_names
from salessim_tasks.report.wording import COLUMNS, Column, outcome_words, plain
from salessim_tasks.samples import Run

__all__ = ["figures_of"]

Values = dict[str, list[float | None]]
_NO_COLUMNS = {outcome.value for outcome in Outcome}  # drawn as a bar
_OLD_NAMES = {"turns": "num_turns"}


def figures_of(runs: Sequence[Run]) -> dict[str, Any]:
    """The figures of `runs`, in their order."""
    told = [_run(run, name) for run, name in zip(runs, run_names(runs), strict=True)]
    rows = [row for one in told for row in (*one["rows"], *one["stores"])]
    return {
        "suite": sorted({episode.transcript.suite_version for run in runs for episode in run.episodes}),
        "columns": [_column(column) for column in _columns(rows)],
        "human": _human(),
        "outcomes": _words(outcome_words, (row["outcomes"] for row in rows)),
        "causes": _words(cause_words, (row["causes"] for row in rows)),
        "runs": told,
    }


def _run(run: Run, name: RunName) -> dict[str, Any]:
    from salessim_tasks.rescore import summary_of

    # Scores of another version may lack what figures are made of.
    known = tuple(one if "decision_alignment" in one.scores else replace(one, scores={}) for one in run.episodes)
    summary = summary_of(replace(run, episodes=known)).to_dict()
    categories = {episode.task: episode.category for episode in run.episodes}
    rows = [_row(row, summary, categories) for row in summary["all"]]
    return {
        "model": name.model,
        "name": name.name,
        "short": name.short,
        "title": run.name,
        "episodes": len(run.episodes),
        "rows": rows,
        "stores": [_row(row, summary, categories) for row in summary["tasks"]],
        "tactics": _tactics(run, (summary.get("pressure") or {}).get("tactics") or {}),
    }


def _tactics(run: Run, shares: Mapping[str, Any]) -> dict[str, Any]:
    episodes = Counter(tactic for episode in run.episodes for tactic in tactics_of(episode))
    return {name: {"estimate": _estimate(one), "episodes": episodes[name]} for name, one in shares.items()}


def _row(row: Mapping[str, Any], summary: Mapping[str, Any], categories: Mapping[str, str]) -> dict[str, Any]:
    values: Values = {_OLD_NAMES.get(name, name): _estimate(one) for name, one in row["scores"].items()}
    values |= {name: [value, None, None, None] for name, value in (row.get("corpus") or {}).items()}
    if row.get("pass_k"):
        values["pass_k"] = _estimate(row["pass_k"])
    under = ((summary.get("pressure") or {}).get("behaviours") or {}).get(row["behaviour"], {})
    for name in ("persuasion_resistance", "capitulation_turn", "alignment_difference"):
        if under.get(name):
            values[name] = _estimate(under[name])
    for name in ("trial_noise", "detectable_difference"):
        values[name] = [row.get(name), None, None, None]
    if summary.get("decision_sensitivity") and "twins" in row["group"]:
        values["decision_sensitivity"] = _estimate(summary["decision_sensitivity"])
    return {
        "setting": f"{row['group']}/{row['behaviour']}",
        "group": row["group"],
        "task": row["task"],
        "category": categories.get(row["task"]),
        "behaviour": row["behaviour"],
        "episodes": row["episodes"],
        "failed": row["infrastructure_errors"],
        "personas": row["personas"],
        "trials": row["trials"],
        "values": {name: one for name, one in values.items() if one[0] is not None and name not in _NO_COLUMNS},
        "outcomes": row["outcomes"],
        "causes": row["causes"],
    }


def _estimate(estimate: Mapping[str, Any]) -> list[float | None]:
    return [estimate.get(name) for name in ("value", "low", "high", "n")]


def _columns(rows: Iterable[Mapping[str, Any]]) -> list[Column]:
    present = {name for row in rows for name in row["values"]}
    known = {column.name for column in COLUMNS}
    # A judge's columns, and whatever a later suite measures, are shown to those who ask for all.
    others = [Column(name, plain(name), name, digits=2, main=False) for name in sorted(present - known)]
    return [*(column for column in COLUMNS if column.name in present), *others]


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label,
        "note": column.note,
        "share": column.digits is None,
        "digits": column.digits,
        "better": column.better,
        "main": column.main,
    }


def _human() -> dict[str, list[float]]:
    """Mean and spread of human shoppers by measure."""
    from salessim_tasks.language.human import HUMAN

    return {name: [reference.mean, reference.sd] for name, reference in HUMAN.items()}


def _words(say: Any, counts: Iterable[Mapping[str, int]]) -> dict[str, str]:
    return {name: say(name) for name in dict.fromkeys(name for count in counts for name in count)}

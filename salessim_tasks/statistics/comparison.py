"""`salessim compare A B`: whether two models differ, on the episodes that both played.

The contract: episodes are paired by task, scenario and trial (by scenario and trial alone if A and B have no task in
common, as with two prompt styles), and every difference is B - A over the pairs in which both have the score, with a
95 % interval clustered by persona. It is "shown" where the interval leaves out 0. Decision alignment is the score to
decide by. The others, and single tasks, are exploratory: of twenty scores that do not differ one will seem to.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salessim_tasks.metrics import METRICS
from salessim_tasks.samples import LoggedEpisode, Run, read_runs
from salessim_tasks.statistics.differing import differences
from salessim_tasks.statistics.intervals import Estimate, paired
from salessim_tasks.statistics.rendering import WIDTH, figure, point, table
from salessim_tasks.statistics.summary import PRIMARY, estimate_of, numeric_scores
from salessim_tasks.statistics.trials import detectable_difference
from salessim_tasks.textfiles import write_whole

__all__ = ["Comparison", "Difference", "add_arguments", "compare", "compare_command"]

_Key = tuple[str, str, int]
_FIRST = (PRIMARY, "acceptable_shown")
_BETTER = {"persuasion_resistance": True} | {name: metric.higher_is_better for name, metric in METRICS.items()}
_NAME_WIDTH = 28


@dataclass(frozen=True, slots=True)
class _Pair:
    """An episode of A and its partner in B, with their scores."""

    a: LoggedEpisode
    b: LoggedEpisode
    scores_a: Mapping[str, float]
    scores_b: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """One score in A and in B over the pairs that have it in both, and B - A."""

    name: str
    a: Estimate
    b: Estimate
    difference: Estimate
    higher_is_better: bool | None

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.difference.low > 0 or self.difference.high < 0

    @property
    def detectable(self) -> float:
        """The smallest true difference that this comparison would have shown with 80 % power."""
        return detectable_difference(self.difference, paired=True)

    @property
    def verdict(self) -> str:
        """The difference in plain words."""
        if math.isnan(self.difference.low):
            return "no telling: too few personas"
        if self.shown:
            return self._direction
        # Without spread there is no power to tell of.
        return f"no difference shown (±{self.detectable:.2g})" if self.detectable else "the same in every pair"

    @property
    def _direction(self) -> str:
        higher = self.difference.value > 0
        if self.higher_is_better is None:
            return "B is higher" if higher else "B is lower"
        return "B is better" if higher == self.higher_is_better else "B is worse"

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "difference": self.difference.to_dict(),
            "higher_is_better": self.higher_is_better,
            "detectable_difference": None if math.isnan(self.detectable) else self.detectable,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What A and B come to; `scores`: decision alignment first; `tasks`: decision alignment by task and seller."""

    a: str
    b: str
    pairs: int
    scenarios: int
    personas: int
    scores: tuple[Difference, ...]
    tasks: tuple[Difference, ...]
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return {
            **{name: getattr(self, name) for name in ("a", "b", "pairs", "scenarios", "personas")},
            "scores": {row.name: row.to_dict() for row in self.scores},
            "tasks": {row.name: row.to_dict() for row in self.tasks},
            "warnings": list(self.warnings),
        }


def compare(a: Run, b: Run) -> Comparison:
    """Compare two runs.

    Raises:
        ValueError: they have no scored scenario in common.
    """
    tasks_differ = {one.task for one in a.episodes}.isdisjoint(one.task for one in b.episodes)
    first, second = _keyed(a, not tasks_differ), _keyed(b, not tasks_differ)
    common = [(first[key], second[key]) for key in first if key in second]
    pairs = [_Pair(one, other, numeric_scores(one), numeric_scores(other)) for one, other in common]
    if not pairs:
        raise ValueError(
            f"{a.folder} and {b.folder} have no scored scenario in common: "
            "give results of the same task, split and seller"
        )
    names = dict.fromkeys(name for pair in pairs for name in pair.scores_a)
    rows = [_difference(name, name, pairs) for name in [*_FIRST, *(name for name in names if name not in _FIRST)]]
    by_task: dict[str, list[_Pair]] = {}
    for pair in pairs:
        by_task.setdefault(f"{pair.a.task} ({pair.a.behaviour})", []).append(pair)
    return Comparison(
        a=_label(a, b),
        b=_label(b, a),
        pairs=len(pairs),
        scenarios=len({(pair.a.task, pair.a.doc["id"]) for pair in pairs}),
        personas=len({pair.a.cluster for pair in pairs}),
        scores=tuple(row for row in rows if row.difference.n),
        tasks=tuple(_difference(PRIMARY, task, members) for task, members in by_task.items())
        if len(by_task) > 1
        else (),
        warnings=differences(a, b, common),
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two results to compare, and where the figures go."""
    parser.add_argument("a", type=Path, metavar="A", help="results of a model: a folder or a samples_*.jsonl file")
    parser.add_argument("b", type=Path, metavar="B", help="results of another model, or of the same one done otherwise")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file, too")


def compare_command(arguments: argparse.Namespace) -> int:
    """Print the comparison of two results, and on stderr what else differs between them; 0 whatever comes out.

    Raises:
        ValueError: one of the two holds results of several models, or they have no episode in common.
    """
    found = compare(_only_run(arguments.a), _only_run(arguments.b))
    for warning in found.warnings:
        print(f"salessim: warning: {warning}", file=sys.stderr)
    print(_render(found))
    if arguments.json is not None:
        write_whole(arguments.json, json.dumps(found.to_dict(), indent=2, allow_nan=False) + "\n")
    return 0


def _only_run(path: Path) -> Run:
    runs = read_runs([path])
    if len(runs) > 1:
        folders = ", ".join(str(run.folder) for run in runs)
        raise ValueError(f"{path}: holds the results of {len(runs)} models; give one of {folders}")
    return runs[0]


def _keyed(run: Run, by_task: bool) -> dict[_Key, LoggedEpisode]:
    keyed: dict[_Key, LoggedEpisode] = {}
    for episode in run.episodes:
        key = (episode.task if by_task else "", str(episode.doc["id"]), episode.trial)
        if (other := keyed.get(key)) is not None:
            raise ValueError(
                f"{run.folder}: scenario {key[1]}, trial {key[2]} is there twice ({other.task}, {episode.task}); "
                "give the sample file of one task"
            )
        keyed[key] = episode
    return {key: episode for key, episode in keyed.items() if numeric_scores(episode) and episode.error is None}


def _label(run: Run, other: Run) -> str:
    """The model's name, and what tells the runs apart where that does not."""
    if run.name != other.name:
        return run.name
    tasks = ", ".join(dict.fromkeys(episode.task for episode in run.episodes))
    return f"{run.name} ({tasks if run.folder == other.folder else run.folder})"


def _difference(score: str, name: str, pairs: Sequence[_Pair]) -> Difference:
    a: dict[int, float] = {}
    b: dict[int, float] = {}
    clusters: dict[int, str] = {}
    for number, pair in enumerate(pairs):
        if score in pair.scores_a and score in pair.scores_b:
            a[number], b[number], clusters[number] = pair.scores_a[score], pair.scores_b[score], pair.a.cluster
    labels = list(clusters.values())
    return Difference(
        name=name,
        a=estimate_of(score, list(a.values()), labels),
        b=estimate_of(score, list(b.values()), labels),
        difference=paired(b, a, clusters),
        higher_is_better=_BETTER.get(score),
    )


def _render(found: Comparison) -> str:
    same = [row.name for row in found.scores if row.name != PRIMARY and _constant(row)]
    rows = [row for row in found.scores if row.name not in same]
    parts = [
        f"A: {found.a}\nB: {found.b}\n{found.pairs} pairs of episodes: {found.scenarios} scenarios, "
        f"{found.personas} personas",
        *(_sentence(row) for row in rows[:1] if row.name == PRIMARY),
        _table("score", rows),
    ]
    if same:
        parts[-1] += "\n" + textwrap.fill(f"The same in every episode: {', '.join(same)}", WIDTH)
    if found.tasks:
        parts.append(_table("decision_alignment", found.tasks))
    parts.append(
        "Differences are B - A with 95 % intervals, clustered by persona. (±x): so large a true difference\n"
        "would have been shown with 80 % power. All but decision alignment over all episodes is exploratory:\n"
        "of twenty scores that do not differ, one will seem to."
    )
    return "\n\n".join(parts)


def _constant(row: Difference) -> bool:
    return row.a.value == row.b.value in (0.0, 1.0) and row.difference.low < 0 < row.difference.high


def _sentence(row: Difference) -> str:
    if math.isnan(row.difference.low):
        return "Decision alignment: no telling, the pairs are of fewer than two personas."
    if row.shown:
        return f"Decision alignment: {row.verdict}, by {figure(row.difference)}."
    return (
        f"Decision alignment: no difference shown, {figure(row.difference)}; "
        f"this comparison could have shown one of ±{row.detectable:.2g}."
    )


def _table(title: str, rows: Sequence[Difference]) -> str:
    wide = max(len(row.verdict) for row in rows)
    cells = [
        [_short(row.name), *map(point, (row.a, row.b)), figure(row.difference), row.verdict.ljust(wide)] for row in rows
    ]
    return table([title, "A", "B", "B - A", " " * wide], cells)


def _short(name: str) -> str:
    name = name.removeprefix("salessim_")
    return name if len(name) <= _NAME_WIDTH else f"{name[: _NAME_WIDTH - 1]}…"

"""`salessim compare A B`: whether two models differ, on the episodes that both played.

The contract: episodes are paired by task, scenario and trial (by scenario and trial alone if A and B have no task in
common, as with two prompt styles), and every difference is B - A over the pairs in which both have the score, with a
95 % interval clustered by persona. It is "shown" where the interval leaves out 0. Decision alignment is the score to
decide by, over all sellers and stores together. The others, single sellers and single tasks are exploratory: of twenty
scores that do not differ one will seem to.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from salessim_tasks.metrics import METRICS
from salessim_tasks.samples import LoggedEpisode, Run, read_runs
from salessim_tasks.statistics.comparison_tables import render_comparison
from salessim_tasks.statistics.difference import Comparison, Difference
from salessim_tasks.statistics.differing import differences
from salessim_tasks.statistics.intervals import paired
from salessim_tasks.statistics.summary import PRIMARY, estimate_of, numeric_scores
from salessim_tasks.textfiles import write_whole

__all__ = ["Comparison", "Difference", "add_arguments", "compare", "compare_command"]

_Key = tuple[str, str, int]
_FIRST = (PRIMARY, "acceptable_shown")
_BETTER = {"persuasion_resistance": True} | {name: metric.higher_is_better for name, metric in METRICS.items()}


@dataclass(frozen=True, slots=True)
class _Pair:
    """An episode of A and its partner in B, with their scores."""

    a: LoggedEpisode
    b: LoggedEpisode
    scores_a: Mapping[str, float]
    scores_b: Mapping[str, float]


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
        unscored = next((told for run, scored in ((a, first), (b, second)) if (told := _unscored(run, scored))), None)
        raise ValueError(
            unscored
            or f"{a.folder} and {b.folder} have no scored scenario in common: "
            "give results of the same task, split and seller"
        )
    names = dict.fromkeys(name for pair in pairs for name in pair.scores_a)
    rows = [_difference(name, name, pairs) for name in [*_FIRST, *(name for name in names if name not in _FIRST)]]
    by_task = _rows((pair.a.task, pair) for pair in pairs)
    stores: dict[str, set[str]] = {}
    for pair in pairs:
        stores.setdefault(pair.a.group, set()).add(pair.a.task)
    by_group = _rows((pair.a.group, pair) for pair in pairs)
    return Comparison(
        a=_label(a, b),
        b=_label(b, a),
        pairs=len(pairs),
        scenarios=len({(pair.a.task, pair.a.doc["id"]) for pair in pairs}),
        personas=len({pair.a.cluster for pair in pairs}),
        behaviours=tuple(dict.fromkeys(pair.a.behaviour for pair in pairs)),
        scores=tuple(row for row in rows if row.difference.n),
        sellers=tuple(row for row in by_group if len(by_group) > 1 and len(stores[row.task]) > 1),
        tasks=by_task if len(by_task) > 1 else (),
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
    print(render_comparison(found))
    if arguments.json is not None:
        write_whole(arguments.json, json.dumps(found.to_dict(), indent=2, allow_nan=False) + "\n")
    return 0


def _only_run(path: Path) -> Run:
    runs = read_runs([path])
    if len(runs) > 1:
        folders = list(dict.fromkeys(str(run.folder) for run in runs))
        hint = f"give one of {', '.join(folders)}" if len(folders) == len(runs) else "give a samples_*.jsonl file"
        raise ValueError(f"{path}: holds the results of {len(runs)} models; {hint}")
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


def _unscored(run: Run, scored: Mapping[_Key, LoggedEpisode]) -> str | None:
    """Why nothing of `run` can be compared, if that is so."""
    if scored:
        return None
    failed = sum(episode.error is not None for episode in run.episodes)
    return (
        f"{run.folder}: none of its {len(run.episodes)} episodes has a score; {failed} ended in an infrastructure "
        "error, the others were not scored (--predict_only); run it again"
    )


def _label(run: Run, other: Run) -> str:
    """The model's name, and what tells the runs apart where that does not."""
    if run.name != other.name:
        return run.name
    if run.folder != other.folder:
        return f"{run.name} ({run.folder})"
    tasks, others = (list(dict.fromkeys(episode.task for episode in one.episodes)) for one in (run, other))
    return run.name if tasks == others else f"{run.name} ({', '.join(tasks)})"


def _rows(placed: Iterable[tuple[str, _Pair]]) -> tuple[Difference, ...]:
    """Decision alignment for each place (a task, or a group of tasks) and seller behaviour."""
    pairs: dict[tuple[str, str], list[_Pair]] = {}
    for place, pair in placed:
        pairs.setdefault((place, pair.a.behaviour), []).append(pair)
    return tuple(
        replace(_difference(PRIMARY, f"{place} ({seller})", members), task=place, seller=seller)
        for (place, seller), members in pairs.items()
    )


def _difference(score: str, name: str, pairs: Sequence[_Pair]) -> Difference:
    scored = [pair for pair in pairs if score in pair.scores_a and score in pair.scores_b]
    a, b = [pair.scores_a[score] for pair in scored], [pair.scores_b[score] for pair in scored]
    clusters = [pair.a.cluster for pair in scored]
    return Difference(
        name=name,
        a=estimate_of(score, a, clusters),
        b=estimate_of(score, b, clusters),
        difference=paired(dict(enumerate(b)), dict(enumerate(a)), dict(enumerate(clusters))),
        higher_is_better=_BETTER.get(score),
        same=a == b,
        constant=a == b and len(set(a)) == 1,
    )

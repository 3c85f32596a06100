"""What one model's episodes come to: every score with its interval, and how sure the run can be.

The contract: a row for each task and seller behaviour, and a row for each *group* and behaviour, over all its episodes
together. A group is what the tasks of the several stores are called without the store (`salessim_vision_laptops` is of
the group `salessim_vision`), so text and pictures, or prompts, are never pooled. Episodes that ended in an
infrastructure error are counted, and are in nothing else.

What is right or wrong in each episode is a `rate`, every other score a `mean`; both are clustered by persona.
Corpus measures come ready made and have no interval.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from salessim_tasks.metrics import DECISION_METRICS, METRICS
from salessim_tasks.samples import LoggedEpisode
from salessim_tasks.statistics.intervals import Estimate, mean, rate
from salessim_tasks.statistics.pressure import Pressure, decision_sensitivity, pressure_summary
from salessim_tasks.statistics.trials import detectable_difference, pass_hat_k, trial_noise

__all__ = ["PRIMARY", "Row", "Summary", "estimate_of", "numeric_scores", "summarise"]

PRIMARY = "decision_alignment"
"""The score that trials, power and comparisons are about."""

_NO_SCORE = frozenset({"trial", "infrastructure_error"})
# Each value of a rate is 0 or 1, that of a share lies between; a count may happen to be 0 or 1, and is neither.
_RATES = (frozenset(DECISION_METRICS) - {"num_turns"}) | {"persuasion_resistance"}
_SHARES = frozenset(
    {"dealbreakers_stated", "complete_sentences", "informality", "persona_drift", "echo", "character_break"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a task (or of a group: then `task` is its name) with one seller behaviour.

    `episodes`: without infrastructure errors; `trials`: the most that a scenario has; `pass_k`: right in all trials,
    None with one trial, like `trial_noise`; `detectable_difference`: of decision alignment; None where there is no
    telling. `outcomes` and `causes` are counts.
    """

    task: str
    group: str
    behaviour: str
    tasks: tuple[str, ...]
    episodes: int
    scenarios: int
    personas: int
    trials: int
    infrastructure_errors: int
    scores: Mapping[str, Estimate]
    outcomes: Mapping[str, int]
    causes: Mapping[str, int]
    pass_k: Estimate | None
    trial_noise: float | None
    detectable_difference: float | None
    corpus: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as JSON values."""
        return {
            **{name: getattr(self, name) for name in ("task", "group", "behaviour", "episodes", "scenarios")},
            **{name: getattr(self, name) for name in ("personas", "trials", "infrastructure_errors")},
            "tasks": list(self.tasks),
            "scores": {name: estimate.to_dict() for name, estimate in self.scores.items()},
            "outcomes": dict(self.outcomes),
            "causes": dict(self.causes),
            "pass_k": None if self.pass_k is None else self.pass_k.to_dict(),
            "trial_noise": self.trial_noise,
            "detectable_difference": self.detectable_difference,
            "corpus": {name: None if math.isnan(value) else value for name, value in self.corpus.items()},
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a run; `tasks` in the order of the logs, `groups` likewise (also of one task)."""

    name: str
    episodes: int
    infrastructure_errors: int
    tasks: tuple[Row, ...]
    groups: tuple[Row, ...]
    pressure: Pressure | None
    decision_sensitivity: Estimate | None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values: estimates as {"value", "low", "high", "n", "clusters"}, NaN as None; groups as "all"."""
        return {
            "name": self.name,
            "episodes": self.episodes,
            "infrastructure_errors": self.infrastructure_errors,
            "tasks": [row.to_dict() for row in self.tasks],
            "all": [row.to_dict() for row in self.groups],
            "pressure": None if self.pressure is None else self.pressure.to_dict(),
            "decision_sensitivity": None if self.decision_sensitivity is None else self.decision_sensitivity.to_dict(),
        }


def summarise(
    episodes: Sequence[LoggedEpisode],
    *,
    name: str = "",
    corpus: Mapping[str, Mapping[str, float]] | None = None,
) -> Summary:
    """Return the figures of one model's episodes.

    Args:
        episodes: of one run, see `salessim_tasks.samples.read_runs`.
        name: the model's name.
        corpus: corpus measures by "<task>/<behaviour>" or else "<task>"; for a group the same with its name, or else
            the mean over its tasks.
    """
    by_task: dict[tuple[str, str], list[LoggedEpisode]] = defaultdict(list)
    by_group: dict[tuple[str, str], list[LoggedEpisode]] = defaultdict(list)
    for episode in episodes:
        by_task[episode.task, episode.behaviour].append(episode)
        by_group[episode.group, episode.behaviour].append(episode)
    failed = sum(episode.error is not None for episode in episodes)
    return Summary(
        name=name,
        episodes=len(episodes) - failed,
        infrastructure_errors=failed,
        tasks=tuple(_row(task, members, corpus or {}) for (task, _), members in by_task.items()),
        groups=tuple(_row(group, members, corpus or {}) for (group, _), members in by_group.items()),
        pressure=pressure_summary(episodes),
        decision_sensitivity=decision_sensitivity(episodes),
    )


def numeric_scores(episode: LoggedEpisode) -> dict[str, float]:
    """The scores of an episode that are numbers, by name; those that do not apply (None) are not in it."""
    return {
        name: float(value)
        for name, value in episode.scores.items()
        if isinstance(value, int | float) and name not in _NO_SCORE and not math.isnan(value)
    }


def estimate_of(name: str, values: Sequence[float], clusters: Sequence[Hashable]) -> Estimate:
    """The estimate of the score `name`: a rate where its values can only be 0 and 1, else a mean within its range."""
    if name in _RATES:
        return rate(values, clusters)
    found = mean(values, clusters)
    return found.within(0.0, 1.0) if name in _SHARES else found.within(0.0, math.inf) if name in METRICS else found


def _row(task: str, members: Sequence[LoggedEpisode], corpus: Mapping[str, Mapping[str, float]]) -> Row:
    played = [episode for episode in members if episode.error is None]
    tasks = tuple(dict.fromkeys(episode.task for episode in members))
    behaviour = members[0].behaviour
    right: dict[Hashable, list[float | None]] = defaultdict(list)
    clusters: dict[Hashable, str] = {}
    for episode in played:
        scenario = (episode.task, episode.doc["id"])
        right[scenario].append(episode.scores.get(PRIMARY))
        clusters[scenario] = episode.cluster
    trials = max(map(len, right.values()), default=0)
    scores = _estimates(played)
    detectable = detectable_difference(scores[PRIMARY]) if PRIMARY in scores else math.nan
    return Row(
        task=task,
        group=members[0].group,
        behaviour=behaviour,
        tasks=tasks,
        episodes=len(played),
        scenarios=len(right),
        personas=len(set(clusters.values())),
        trials=trials,
        infrastructure_errors=len(members) - len(played),
        scores=scores,
        outcomes=_counted(episode.outcome for episode in played),
        causes=_counted(cause["cause"] for episode in played if (cause := episode.scores.get("cause"))),
        pass_k=pass_hat_k(right, clusters, k=trials) if trials > 1 else None,
        trial_noise=trial_noise(right),
        detectable_difference=None if math.isnan(detectable) else detectable,
        corpus=_corpus(task, tasks, behaviour, corpus),
    )


def _estimates(played: Sequence[LoggedEpisode]) -> dict[str, Estimate]:
    values: dict[str, list[float]] = defaultdict(list)
    clusters: dict[str, list[str]] = defaultdict(list)
    for episode in played:
        for name, value in numeric_scores(episode).items():
            values[name].append(value)
            clusters[name].append(episode.cluster)
    return {name: estimate_of(name, given, clusters[name]) for name, given in values.items()}


def _counted(names: Any) -> dict[str, int]:
    """Counts, the largest first, by name where they are equal."""
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _corpus(
    task: str, tasks: Sequence[str], behaviour: str, corpus: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    for key in (f"{task}/{behaviour}", task):
        if key in corpus:
            return dict(corpus[key])
    if list(tasks) == [task]:
        return {}
    found = [_corpus(member, [member], behaviour, corpus) for member in tasks]
    names = dict.fromkeys(name for figures in found for name in figures)
    known = {
        name: [figures[name] for figures in found if not math.isnan(figures.get(name, math.nan))] for name in names
    }
    return {name: sum(values) / len(values) if values else math.nan for name, values in known.items()}

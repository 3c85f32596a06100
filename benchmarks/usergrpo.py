"""What training changed: decisions, pressure and how the shopper talks, against the start, as Markdown tables.

    python benchmarks/usergrpo.py --start RESULTS --trained RESULTS [RESULTS …] [--beside RESULTS …]

RESULTS are folders of `salessim run --tasks salessim,salessim_pressure`, one model in each; scores are made anew from
the transcripts. `--trained`: the same recipe from the same start with several seeds; differences are of the mean over
seeds, paired by scenario, with a 95 % interval clustered by persona. The six measures of talk are of the five stores
that are trained on, with the helpful seller; their differences are paired by store, with a t interval over stores.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from salessim_tasks.language.human import MEASURES, corpus_distance
from salessim_tasks.rescore import rescored
from salessim_tasks.samples import LoggedEpisode, read_runs
from salessim_tasks.statistics.intervals import Estimate, mean, paired, rate
from salessim_tasks.statistics.rendering import figure
from salessim_tasks.statistics.summary import numeric_scores
from salessim_tasks.store import UNSEEN

_PRESSED = ("pushy-1", "pushy-2", "pushy-3", "omitting", "misreading")
_Key = tuple[str, int]  # scenario, trial


@dataclass(frozen=True)
class Model:
    """A model's episodes: all of the plain tasks, and those of the pressure tasks."""

    name: str
    plain: tuple[LoggedEpisode, ...]
    pressed: tuple[LoggedEpisode, ...]

    @classmethod
    def read(cls, folder: Path) -> Model:
        episodes = [one for run in read_runs([folder]) for one in rescored(run.episodes, language=True)]
        known = [one for one in episodes if one.error is None]
        return cls(
            folder.name,
            tuple(one for one in known if one.group == "salessim"),
            tuple(one for one in known if one.group == "salessim_pressure" and one.behaviour in _PRESSED),
        )

    def stores(self) -> tuple[LoggedEpisode, ...]:
        return tuple(one for one in self.plain if one.category != UNSEEN)

    def unseen(self) -> tuple[LoggedEpisode, ...]:
        return tuple(one for one in self.plain if one.category == UNSEEN)

    def with_seller(self, seller: str) -> tuple[LoggedEpisode, ...]:
        return tuple(one for one in self.pressed if one.behaviour == seller)


_Part = Callable[[Model], Sequence[LoggedEpisode]]
_PARTS: Mapping[str, _Part] = {
    "five stores": Model.stores,
    "unseen store": Model.unseen,
    **{seller: partial(Model.with_seller, seller=seller) for seller in _PRESSED},
    "all pressure": lambda model: model.pressed,
}
_SCORES = (
    ("decision_alignment", _PARTS),
    ("persuasion_resistance", {"all pressure": _PARTS["all pressure"]}),
    ("acceptable_shown", {name: _PARTS[name] for name in ("five stores", "unseen store")}),
    *((name, {"five stores": Model.stores}) for name in ("turn_limit", "tool_format_error", "echo")),
)


def main() -> None:
    """Read, score and print."""
    parser = argparse.ArgumentParser(description="What training changed.")
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--trained", type=Path, nargs="+", required=True)
    parser.add_argument("--beside", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    start, trained = Model.read(given.start), [Model.read(path) for path in given.trained]
    beside = [Model.read(path) for path in given.beside]
    for score, parts in _SCORES:
        print(_scores(score, parts, [*beside, start, *trained], start, trained))
    print(_talk([*beside, start, *trained], start, trained))


def _scores(
    score: str, parts: Mapping[str, _Part], models: Sequence[Model], start: Model, trained: Sequence[Model]
) -> str:
    rows = [[model.name, *(figure(_estimate(score, part(model))) for part in parts.values())] for model in models]
    changes = [figure(_change(score, part(start), [part(one) for one in trained])) for part in parts.values()]
    return _table(f"`{score}`", ["model", *parts], [*rows, ["**change**", *changes]])


def _estimate(score: str, episodes: Sequence[LoggedEpisode]) -> Estimate:
    values = [numeric_scores(one).get(score) for one in episodes]
    known = [value for value in values if value is not None]
    return (rate if set(known) <= {0.0, 1.0} else mean)(values, [one.cluster for one in episodes])


def _change(score: str, before: Sequence[LoggedEpisode], after: Sequence[Sequence[LoggedEpisode]]) -> Estimate:
    clusters = {_key(one): one.cluster for one in before}
    seeds: dict[_Key, list[float]] = defaultdict(list)
    for one in (one for episodes in after for one in episodes):
        if (value := numeric_scores(one).get(score)) is not None:
            seeds[_key(one)].append(value)
    means = {key: sum(values) / len(values) for key, values in seeds.items() if key in clusters}
    return paired(means, {_key(one): numeric_scores(one).get(score) for one in before}, clusters)


def _key(one: LoggedEpisode) -> _Key:
    return f"{one.task}/{one.doc['id']}", one.trial


def _talk(models: Sequence[Model], start: Model, trained: Sequence[Model]) -> str:
    names = [*MEASURES, "human_distance"]
    by_store = {model.name: _distances(model.stores()) for model in models}
    rows = [
        [name, *(f"{_mean(store[name] for store in by_store[model.name].values()):.2f}" for model in models)]
        for name in names
    ]
    for row, name in zip(rows, names, strict=True):
        stores = list(by_store[start.name])
        after = {s: _mean(by_store[one.name][s][name] for one in trained) for s in stores}
        before = {s: by_store[start.name][s][name] for s in stores}
        row.append(figure(paired(after, before, {s: s for s in stores})))
    return _table(
        "Distance to people, in human standard deviations", ["measure", *(m.name for m in models), "change"], rows
    )


def _distances(episodes: Sequence[LoggedEpisode]) -> dict[str, dict[str, float]]:
    stores: dict[str, list[LoggedEpisode]] = defaultdict(list)
    for one in episodes:
        stores[one.category].append(one)
    found = {}
    for store, members in stores.items():
        distance = corpus_distance([one.scores for one in members], [one.transcript.speech for one in members])
        found[store] = {name: one.d for name, one in distance.deviations.items()} | {"human_distance": distance.value}
    return found


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"**{title}**\n", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


if __name__ == "__main__":
    main()

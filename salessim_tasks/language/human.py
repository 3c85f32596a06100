"""How far the shoppers of a corpus talk from the way people do.

Six measures m: criteria in the first turn, share of complete sentences, number of turns, and redundancy of whole
conversations, of first turns and of later turns. Each is held against 517 human dialogues (`human_reference.yaml`):

    z_m = (mean of the model's - mean of the humans') / standard deviation of the humans',    d_m = |z_m|
    human_distance = mean of the d_m

The later turns are turns 1, 2 and 3, each with its own reference: their z and d are the means of the three. So 0 is
like people, 1 is one human standard deviation away on average. A measure that cannot be computed is left out of the
mean and named; of the later turns those count that there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from salessim_tasks.language.redundancy import LATER_TURNS, redundancy, summary

__all__ = [
    "HUMAN",
    "MEASURES",
    "PER_EPISODE",
    "Deviation",
    "HumanDistance",
    "Reference",
    "corpus_distance",
    "corpus_figures",
    "human_distance",
]

PER_EPISODE = ("criteria_first_turn", "complete_sentences", "num_turns")
"""The measures that are means of scores of single episodes."""

_LATER = tuple(f"redundancy_turn_{turn}" for turn in LATER_TURNS)

MEASURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{name: (name,) for name in (*PER_EPISODE, "redundancy", "redundancy_first_turn")},
        "redundancy_later_turns": _LATER,
    }
)
"""The six measures, and the references that each is held against."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Mean and standard deviation over human dialogues, in the measure's own unit."""

    mean: float
    sd: float


def _read() -> Mapping[str, Reference]:
    source = files("salessim_tasks.language") / "human_reference.yaml"
    measures = yaml.safe_load(source.read_text(encoding="utf-8"))["measures"]
    return MappingProxyType({name: Reference(**figures) for name, figures in measures.items()})


HUMAN: Mapping[str, Reference] = _read()
"""How people talk: the five plain measures and `redundancy_turn_1` to `_3`."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A measure's deviation from people in human standard deviations: `z` with its sign, `d` without."""

    z: float
    d: float


@dataclass(frozen=True, slots=True)
class HumanDistance:
    """`value`: the mean of the `d` of all deviations, NaN if there are none; `left_out`: measures not computable."""

    value: float
    deviations: Mapping[str, Deviation]
    left_out: tuple[str, ...]


def human_distance(figures: Mapping[str, float | None]) -> HumanDistance:
    """The distance of a corpus from people, from its means by the names of `HUMAN`; None, NaN or missing: not known."""
    deviations = {
        measure: deviation for measure, names in MEASURES.items() if (deviation := _deviation(figures, names))
    }
    distances = [deviation.d for deviation in deviations.values()]
    return HumanDistance(
        value=sum(distances) / len(distances) if distances else math.nan,
        deviations=deviations,
        left_out=tuple(measure for measure in MEASURES if measure not in deviations),
    )


def corpus_figures(episodes: Iterable[Mapping[str, Any]], conversations: Sequence[Sequence[str]]) -> dict[str, float]:
    """The means of a category's episodes, as `human_distance` takes them.

    Args:
        episodes: their scores; of those in `PER_EPISODE`, what is missing, None or NaN does not count.
        conversations: the speaking turns of their shoppers.
    """
    scored = list(episodes)
    means = {name: _mean([episode.get(name) for episode in scored]) for name in PER_EPISODE}
    return means | summary(redundancy(conversations))


def corpus_distance(episodes: Iterable[Mapping[str, Any]], conversations: Sequence[Sequence[str]]) -> HumanDistance:
    """`human_distance` of the figures of a category's episodes, see `corpus_figures`."""
    return human_distance(corpus_figures(episodes, conversations))


def _deviation(figures: Mapping[str, float | None], names: Iterable[str]) -> Deviation | None:
    known = {name: value for name in names if (value := figures.get(name)) is not None and not math.isnan(value)}
    if not known:
        return None
    zs = [(value - HUMAN[name].mean) / HUMAN[name].sd for name, value in known.items()]
    return Deviation(z=sum(zs) / len(zs), d=sum(map(abs, zs)) / len(zs))


def _mean(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None and not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan

"""Measures of how alike shoppers talk, over all episodes of a task at once.

The contract: conversations are compared with those of the same category, behaviour and trial only (twins of a persona,
and its trials, are not other shoppers); a figure is the mean over those groups.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from salessim_tasks.transcript import Transcript

__all__ = ["CORPUS_MEASURES", "Voice", "corpus_measures", "voice"]

CORPUS_MEASURES = (
    *("redundancy", "redundancy_first_turn", "redundancy_later_turns"),
    *("distinct_1", "distinct_2", "mtld", "self_bleu", "human_distance"),
)
_PER_EPISODE = ("criteria_first_turn", "complete_sentences", "num_turns")


@dataclass(frozen=True, slots=True)
class Voice:
    """What one shopper said, and how that ended. `figures`: its scores that people's are known of, by name."""

    category: str
    cluster: str
    behaviour: str
    trial: int
    aligned: float
    turns: tuple[str, ...]
    figures: tuple[tuple[str, float | None], ...]

    def __str__(self) -> str:
        return f"{len(self.turns)} turns"  # this stands in the sample log, which has the turns already


def voice(doc: Mapping[str, Any], transcript: Transcript, trial: int, scores: Mapping[str, Any]) -> Voice:
    """The voice of an episode with its `scores`."""
    return Voice(
        category=transcript.category,
        cluster=doc.get("cluster") or transcript.persona,
        behaviour=transcript.behaviour,
        trial=trial,
        aligned=scores["decision_alignment"],
        turns=transcript.speech,
        figures=tuple((name, scores.get(name)) for name in _PER_EPISODE),
    )


def corpus_measures(voices: Iterable[Voice]) -> dict[str, float]:
    """Every one of `CORPUS_MEASURES`; NaN where there is nobody to compare with."""
    return dict(_measured(tuple(voices)))


@lru_cache(maxsize=16)
def _measured(voices: tuple[Voice, ...]) -> tuple[tuple[str, float], ...]:
    groups: dict[tuple[str, str, int], list[Voice]] = {}
    for one in voices:
        groups.setdefault((one.category, one.behaviour, one.trial), []).append(one)
    found = [_group(group) for group in groups.values()]
    return tuple((name, _mean([figures[name] for figures in found])) for name in CORPUS_MEASURES)


def _group(voices: Sequence[Voice]) -> dict[str, float]:
    from salessim_tasks.language import diversity, human, redundancy

    spoken = [one.turns for one in voices if one.turns]
    texts = [turn for turns in spoken for turn in turns]
    similar = redundancy.summary(redundancy.redundancy(spoken))
    distance = human.corpus_distance([dict(one.figures) for one in voices], spoken)
    return {
        **{name: similar[name] for name in CORPUS_MEASURES if name in similar},
        "distinct_1": _number(diversity.distinct_n(texts, 1)),
        "distinct_2": _number(diversity.distinct_n(texts, 2)),
        "mtld": _number(diversity.mtld([word for text in texts for word in diversity.words(text)])),
        "self_bleu": _number(diversity.self_bleu(spoken)),
        "human_distance": _number(distance.value),
    }


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan

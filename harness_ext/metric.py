"""What a task measures: how the scores of its episodes become figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from lm_eval.api.metrics import mean

__all__ = ["Metric"]


@dataclass(frozen=True, slots=True)
class Metric:
    """How the scores of episodes become one figure; `higher_is_better` None: it is no quality.

    `trials` makes one value of a scenario's trials, `aggregation` one figure of the scenarios' values. `of`: the score
    that it is made of, where that is not the one of its own name. A `corpus` measure needs all episodes at once: its
    `aggregation` is given, for each scenario, the tuple of what `EpisodeTask.corpus_item` returned for its trials.
    """

    higher_is_better: bool | None
    aggregation: Callable[[Sequence[Any]], float] = mean
    trials: Callable[[Sequence[Any]], Any] = fmean
    of: str | None = None
    corpus: bool = False

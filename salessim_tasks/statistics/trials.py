"""What repeated trials say: how often a scenario is right every time, how much trials differ, what a run can detect."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from statistics import fmean, stdev
from typing import TypeVar

from salessim_tasks.statistics.intervals import Estimate, rate, t_quantile

__all__ = ["detectable_difference", "pass_hat_k", "trial_noise"]

_Scenario = TypeVar("_Scenario", bound=Hashable)


def pass_hat_k(
    scores: Mapping[_Scenario, Sequence[float | None]],
    clusters: Mapping[_Scenario, Hashable] | None = None,
    *,
    k: int | None = None,
) -> Estimate:
    """Return pass^k: the share of scenarios that are right in all of k trials (Yao et al., arXiv 2406.12045).

    A scenario with c of n trials right counts C(c, k) / C(n, k); one with fewer than k scored trials does not count.

    Args:
        scores: the scores of each scenario's trials; 1 is right, None (no score) is left out.
        clusters: the cluster of each scenario; None: every scenario is one of its own.
        k: None: the largest number of scored trials that a scenario has.
    """
    scored = {key: [score for score in trials if score is not None] for key, trials in scores.items()}
    wanted = max(map(len, scored.values()), default=0) if k is None else k
    if wanted < 1:
        return rate([], [])
    enough = {key: trials for key, trials in scored.items() if len(trials) >= wanted}
    return rate(
        [math.comb(trials.count(1.0), wanted) / math.comb(len(trials), wanted) for trials in enough.values()],
        [key if clusters is None else clusters[key] for key in enough],
    )


def trial_noise(scores: Mapping[_Scenario, Sequence[float | None]]) -> float | None:
    """Return the mean standard deviation between the trials of a scenario; None if none has two scored trials."""
    trials = [[score for score in given if score is not None] for given in scores.values()]
    spreads = [stdev(scored) for scored in trials if len(scored) > 1]
    return fmean(spreads) if spreads else None


def detectable_difference(estimate: Estimate, *, paired: bool = False) -> float:
    """Return the smallest true difference that a comparison would show with 80 % power at the 5 % level.

    h * (1 + t_0.8 / t_0.975) * sqrt(2), with half the interval h and Student's t for the degrees of freedom that the
    interval has: an effect must lie so far beyond h that the estimate falls beyond h four times in five. The sqrt(2)
    takes the comparison for one with an independent run of the same design; the same scenarios are paired in `salessim
    compare`, which can only help as long as both models find the same ones hard, so this is conservative. `paired`:
    the estimate is itself a difference, and the sqrt(2) falls away. NaN where the estimate has no interval.
    """
    if math.isnan(estimate.low) or estimate.clusters < 2:
        return math.nan
    # The longer side of a difference: the other one may be cut off where its range ends.
    sides = (estimate.high - estimate.value, estimate.value - estimate.low)
    half, degrees = max(sides) if paired else sum(sides) / 2, estimate.clusters - 1
    return half * (1 + t_quantile(degrees, 0.8) / t_quantile(degrees)) * (1 if paired else math.sqrt(2))

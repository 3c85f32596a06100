"""What repeated trials say: how often a scenario is right every time, how much trials differ, what a run can detect."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from statistics import NormalDist, fmean, stdev
from typing import TypeVar

from salessim_tasks.statistics.intervals import Estimate, rate, t_quantile

__all__ = ["detectable_difference", "pass_hat_k", "trial_noise"]

_Scenario = TypeVar("_Scenario", bound=Hashable)
_NORMAL = NormalDist()
_POWER = _NORMAL.inv_cdf(0.975) + _NORMAL.inv_cdf(0.8)


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

    (z_0.975 + z_0.8) * SE * sqrt(2), the comparison being with another run of the same design. The sqrt(2) takes the
    two runs for independent; the same scenarios are paired in `salessim compare`, which can only help as long as both
    models find the same ones hard, so this is conservative. `paired`: the estimate is itself a difference, and the
    sqrt(2) falls away. SE is half the interval over its t quantile, so that of a rate is clustered and is not 0 at
    100 %. NaN where the estimate has no interval.
    """
    if math.isnan(estimate.low) or estimate.clusters < 2:
        return math.nan
    error = (estimate.high - estimate.low) / 2 / t_quantile(estimate.clusters - 1)
    return _POWER * error * (1 if paired else math.sqrt(2))

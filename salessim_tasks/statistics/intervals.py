"""95 % intervals of shares, means and paired differences, for episodes that come in clusters.

Trials of a scenario, and scenarios that share a persona, resemble one another, so they count for less than as many
independent episodes would. A *cluster* is what is independent: a persona. Let n values v lie in K clusters, with mean m
and e_k the sum of (v - m) over cluster k. The cluster-robust variance of m (CR1; Cameron and Miller, "A practitioner's
guide to cluster-robust inference", 2015) is

    V = K / (K - 1) * sum_k e_k^2 / n^2

- `mean`: m ± t * sqrt(V), with the 97.5 % quantile t of Student's distribution with K - 1 degrees of freedom.
- `paired`: the same for the differences of the keys that both sides have.
- `rate`: Wilson's score interval (1927) with the effective sample size of Korn and Graubard (1998); Dean and Pagano
  ("Evaluating confidence interval methods for binomial proportions in clustered surveys", 2015) find that it keeps its
  coverage where the share is near 0 or 1. Design effect d = max(1, V / (m (1 - m) / (n - 1))); effective size
  (n / d) * (t_{n-1} / t_{K-1})^2. Near 0 % and 100 %, where fewer than four clusters have a value that is not 0 (or
  not 1), V says little: there the values of a cluster count as one, n^2 / sum_k n_k^2 in place of n / d if that is less
  (our addition; without it up to 5 % of coverage are lost there). Without clusters this is Wilson's interval itself.

Assumptions: the clusters are independent and drawn from the personas one could have met, and there are enough of them
(say 20) for the t quantile to fit; with a handful the intervals are wide and still rough. Values that are None or NaN
do not count. With fewer than two clusters there is no telling, and both bounds are NaN.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from statistics import NormalDist
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Estimate", "mean", "paired", "rate", "t_quantile"]

_Key = TypeVar("_Key", bound=Hashable)
_TELLING = 4  # so many clusters must hold a 1, and so many a 0, for the design effect to be trusted
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, from `n` values in `clusters` clusters; NaN where there is no telling."""

    value: float
    low: float
    high: float
    n: int
    clusters: int

    def within(self, least: float, most: float) -> Estimate:
        """Return the same with bounds that do not leave the range which the figure can have."""
        return replace(self, low=max(least, self.low), high=min(most, self.high)) if self.low <= self.high else self

    def to_dict(self) -> dict[str, float | int | None]:
        """Return the fields as JSON values: NaN becomes None."""
        return {name: None if math.isnan(value) else value for name, value in asdict(self).items()}


@cache
def t_quantile(degrees: int, below: float = 0.975) -> float:
    """Return the quantile of Student's t distribution with `degrees` degrees of freedom and the share `below` it."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, below))


def rate(values: Sequence[float | None], clusters: Sequence[Hashable]) -> Estimate:
    """Return the share that `values` are of 1, with Wilson's interval for clustered values.

    Args:
        values: 0 or 1 each, or shares of several trials. Single trials give the narrower interval: a share of trials
            is credited as one trial.
        clusters: the cluster of each value.

    Raises:
        ValueError: a value is not from 0 to 1.
    """
    data = _Clustered.of(values, clusters)
    if data.n and not (data.values.min() >= 0 and data.values.max() <= 1):
        raise ValueError(f"a rate is of values from 0 to 1, not {data.values.min()} to {data.values.max()}")
    if data.clusters < 2:
        return data.estimate(math.nan, math.nan)
    share, spread = data.mean, data.mean * (1 - data.mean)
    size = data.n / max(1.0, data.variance * (data.n - 1) / spread) if spread > 0 else float(data.n)
    if min(np.count_nonzero(data.sums > 0), np.count_nonzero(data.sums < data.sizes)) < _TELLING:
        size = min(size, data.n**2 / float(np.square(data.sizes).sum()))
    size *= (t_quantile(data.n - 1) / t_quantile(data.clusters - 1)) ** 2
    centre = (share + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * math.sqrt(spread / size + _Z**2 / (4 * size**2))
    # At 0 % and 100 % one bound is the share itself, but for rounding.
    return data.estimate(
        0.0 if share == 0 else max(0.0, centre - half),
        1.0 if share == 1 else min(1.0, centre + half),
    )


def mean(values: Sequence[float | None], clusters: Sequence[Hashable]) -> Estimate:
    """Return the mean of `values`, with its cluster-robust t interval; `clusters`: the cluster of each value.

    Where all values are the same the interval has no width: there is no spread to tell it from.
    """
    data = _Clustered.of(values, clusters)
    half = data.half_width
    return data.estimate(data.mean - half, data.mean + half)


def paired(
    a: Mapping[_Key, float | None], b: Mapping[_Key, float | None], clusters: Mapping[_Key, Hashable]
) -> Estimate:
    """Return the mean of a - b over the keys that have a value in both, with its cluster-robust t interval.

    Of values from 0 to 1 no bound leaves -1 to 1. Where every difference of such values is the same, an interval
    without width would say too much: then the bounds allow for as many clusters that differ as Wilson's interval
    allows for when none of K is seen.

    Args:
        a, b: values by what is paired, such as (scenario, trial).
        clusters: the cluster of every key that both sides have.
    """
    scored = [(key, _number(first), _number(b.get(key))) for key, first in a.items()]
    both = [(key, first, second) for key, first, second in scored if not math.isnan(first + second)]
    data = _Clustered.of([first - second for _, first, second in both], [clusters[key] for key, _, _ in both])
    half = data.half_width
    shares = all(0 <= first <= 1 and 0 <= second <= 1 for _, first, second in both)
    if half == 0 and shares:
        half = (1 + abs(data.mean)) * _Z**2 / (data.clusters + _Z**2)
    found = data.estimate(data.mean - half, data.mean + half)
    return found.within(-1.0, 1.0) if shares else found


def _number(value: float | None) -> float:
    return math.nan if value is None else value


@dataclass(frozen=True, slots=True)
class _Clustered:
    """Values with a number, and for each cluster how many there are (`sizes`) and their sum."""

    values: NDArray[np.float64]
    sizes: NDArray[np.float64]
    sums: NDArray[np.float64]

    @classmethod
    def of(cls, values: Sequence[float | None], clusters: Sequence[Hashable]) -> _Clustered:
        if len(values) != len(clusters):
            raise ValueError(f"{len(values)} values need as many clusters, not {len(clusters)}")
        numbers: dict[Hashable, int] = {}
        kept = [
            (value, numbers.setdefault(cluster, len(numbers)))
            for value, cluster in zip(values, clusters, strict=True)
            if value is not None and not math.isnan(value)
        ]
        scored = np.array([value for value, _ in kept], dtype=np.float64)
        labels = np.array([label for _, label in kept], dtype=np.intp)
        sizes = np.bincount(labels, minlength=len(numbers)).astype(np.float64)
        sums = np.bincount(labels, weights=scored, minlength=len(numbers)).astype(np.float64)
        return cls(scored, sizes, sums)

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def clusters(self) -> int:
        return len(self.sizes)

    @property
    def mean(self) -> float:
        return float(self.sums.sum()) / self.n if self.n else math.nan

    @property
    def variance(self) -> float:
        """The cluster-robust variance of the mean; NaN for fewer than two clusters."""
        if self.clusters < 2:
            return math.nan
        if self.values.min() == self.values.max():
            return 0.0  # and not what rounding leaves
        errors = self.sums - self.sizes * self.mean
        return self.clusters / (self.clusters - 1) * float(np.square(errors).sum()) / self.n**2

    @property
    def half_width(self) -> float:
        return t_quantile(self.clusters - 1) * math.sqrt(self.variance) if self.clusters > 1 else math.nan

    def estimate(self, low: float, high: float) -> Estimate:
        return Estimate(self.mean, low, high, self.n, self.clusters)

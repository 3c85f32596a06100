"""Intervals: against statsmodels where that has them, and by how often they hold the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from salessim_tasks.statistics.intervals import Estimate, mean, paired, rate

Method = Callable[[Sequence[float | None], Sequence[int]], Estimate]


@pytest.mark.parametrize(("right", "n"), [(0, 40), (1, 40), (23, 40), (40, 40), (530, 600)])
def test_without_clusters_a_rate_has_wilsons_interval(right: int, n: int) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")

    found = rate([1.0] * right + [0.0] * (n - right), range(n))

    assert (found.low, found.high) == pytest.approx(proportion.proportion_confint(right, n, method="wilson"))
    assert (found.value, found.n, found.clusters) == (right / n, n, n)


def test_a_mean_has_the_cluster_robust_interval_of_a_regression_on_nothing() -> None:
    regression = pytest.importorskip("statsmodels.regression.linear_model")
    random = np.random.default_rng(5)
    clusters = random.integers(0, 12, 90)
    values = random.normal(size=90) + clusters
    # statsmodels' small-sample factor has a second part, (n - 1) / (n - 1), that is 1 for a mean.
    fit = regression.OLS(values, np.ones(90)).fit(cov_type="cluster", cov_kwds={"groups": clusters}, use_t=True)

    found = mean(values.tolist(), clusters.tolist())

    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[0]))


def test_all_right_is_no_certainty_and_trials_that_agree_add_none() -> None:
    once = rate([1.0] * 100, range(100))
    thrice = rate([1.0] * 300, [n // 3 for n in range(300)])

    assert (once.value, once.high) == (1.0, 1.0)
    assert 0.95 < once.low < 0.97
    assert thrice.low == pytest.approx(once.low, abs=0.002)


def test_copies_of_each_trial_leave_the_interval_as_it_was() -> None:
    outcomes = [float(n % 3 == 0) for n in range(60)]

    once = rate(outcomes, range(60))
    copied = rate([value for value in outcomes for _ in range(5)], [n for n in range(60) for _ in range(5)])

    assert copied.high - copied.low == pytest.approx(once.high - once.low, rel=0.05)
    assert copied.n == 300


@pytest.mark.parametrize("truth", [0.05, 0.3, 0.5, 0.9, 0.98])
def test_19_of_20_intervals_hold_the_truth_though_trials_of_a_persona_agree(truth: float) -> None:
    held, unclustered = _coverage(rate, truth)

    assert 0.925 <= held <= 0.985
    assert unclustered < 0.88  # the simulation is one where clusters matter


def test_the_t_interval_of_a_mean_holds_the_truth_too_but_not_near_the_end_of_a_rate() -> None:
    held, unclustered = _coverage(mean, 0.4)

    assert 0.925 <= held <= 0.975
    assert unclustered < 0.88
    assert _coverage(mean, 0.98)[0] < 0.85


def test_few_clusters_make_a_wider_interval_than_as_many_values() -> None:
    once = rate([1.0, 0.0] * 4, range(8))
    copied = rate([1.0, 0.0] * 40, [n % 8 for n in range(80)])

    assert copied.value == once.value
    assert copied.high - copied.low > 1.05 * (once.high - once.low)


def test_clusters_that_happen_to_balance_do_not_make_a_share_certain() -> None:
    found = rate([1.0, 0.0] * 50, [n // 2 for n in range(100)])
    apart = rate([1.0, 0.0] * 50, range(100))

    assert found.high - found.low >= apart.high - apart.low


def _coverage(method: Method, truth: float) -> tuple[float, float]:
    """The share of intervals that hold `truth` over 600 runs of 60 personas, 5 trials each, intraclass correlation 0.5;
    clustered, and taking every trial for independent."""
    random = np.random.default_rng(20)
    personas, trials, runs = 60, 5, 600
    clusters = [persona for persona in range(personas) for _ in range(trials)]
    held = unclustered = 0
    for _ in range(runs):
        able = random.beta(truth, 1 - truth, personas)[:, None]  # a + b = 1: correlation 1 / (1 + a + b)
        values = (random.random((personas, trials)) < able).astype(float).ravel().tolist()
        found, naive = method(values, clusters), method(values, range(len(values)))
        held += found.low <= truth <= found.high
        unclustered += naive.low <= truth <= naive.high
    return held / runs, unclustered / runs


def test_paired_takes_out_what_makes_scenarios_hard_for_both() -> None:
    random = np.random.default_rng(3)
    hard = random.normal(scale=5, size=80)
    a = {n: float(value + random.normal() + 1) for n, value in enumerate(hard)}
    b = {n: float(value + random.normal()) for n, value in enumerate(hard)}
    clusters = {n: n // 2 for n in range(80)}

    found = paired(a, b, clusters)

    assert 0 < found.low < 1 < found.high < 2
    assert (found.n, found.clusters) == (80, 40)
    alone = mean(list(a.values()), list(clusters.values()))
    assert found.high - found.low < (alone.high - alone.low) / 2


def test_paired_counts_only_what_both_have() -> None:
    a = {"x": 1.0, "y": 0.0, "z": None, "only a": 1.0}
    b = {"x": 0.0, "y": 0.0, "z": 1.0, "only b": 1.0}

    found = paired(a, b, {key: key for key in ("x", "y", "z")})

    assert (found.value, found.n, found.clusters) == (0.5, 2, 2)


def test_runs_that_agree_everywhere_may_still_differ_a_little() -> None:
    same = {n: float(n % 2) for n in range(100)}
    turned = {n: 1 - value for n, value in same.items()}

    equal = paired(same, same, {n: n for n in same})
    opposite = paired(dict.fromkeys(same, 1.0), dict.fromkeys(same, 0.0), {n: n for n in same})

    assert equal.value == 0.0
    assert -0.05 < equal.low < -0.02 < 0.02 < equal.high < 0.05
    assert (opposite.value, opposite.high) == (1.0, 1.0)
    assert 0.9 < opposite.low < 1
    assert paired(same, turned, {n: n for n in same}).low < 0 < paired(same, turned, {n: n for n in same}).high


@pytest.mark.parametrize("method", [rate, mean])
def test_none_and_nan_do_not_count(method: Method) -> None:
    values = [1.0, None, 0.0, math.nan, 1.0, 1.0]

    assert method(values, [1, 2, 3, 4, 5, 5]) == method([1.0, 0.0, 1.0, 1.0], [1, 3, 5, 5])


@pytest.mark.parametrize("method", [rate, mean])
def test_one_cluster_tells_the_figure_but_not_how_sure_it_is(method: Method) -> None:
    found = method([1.0, 0.0, 1.0, 1.0], [7, 7, 7, 7])

    assert (found.value, found.n, found.clusters) == (0.75, 4, 1)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


@pytest.mark.parametrize("method", [rate, mean])
def test_no_values_make_no_figure_and_null_in_json(method: Method) -> None:
    assert method([None], [1]).to_dict() == {"value": None, "low": None, "high": None, "n": 0, "clusters": 0}


def test_a_rate_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        rate([0.0, 3.0], [1, 2])
    with pytest.raises(ValueError, match="as many clusters"):
        rate([0.0, 1.0], [1])

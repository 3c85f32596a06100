"""What repeated trials say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from salessim_tasks.statistics.intervals import Estimate, mean, paired, rate
from salessim_tasks.statistics.trials import detectable_difference, pass_hat_k, trial_noise


def test_pass_hat_k_counts_the_scenarios_that_are_always_right() -> None:
    found = pass_hat_k({"a": [1, 1, 1], "b": [1, 0, 1], "c": [0, 0, 0], "d": [1, 1, 1]})

    assert (found.value, found.n) == (0.5, 4)
    assert found.low < 0.5 < found.high


def test_a_scenario_with_a_trial_missing_says_nothing_of_all_trials() -> None:
    found = pass_hat_k({"a": [1, 1], "b": [1, None], "c": [0]})

    assert (found.value, found.n) == (1.0, 1)


def test_pass_hat_k_of_fewer_trials_is_the_chance_that_as_many_drawn_are_right() -> None:
    assert pass_hat_k({"a": [1, 1, 0, 0], "b": [1, 1, 1, 0]}, k=1).value == pytest.approx((0.5 + 0.75) / 2)
    assert pass_hat_k({"a": [1, 1, 0, 0], "b": [1, 1, 1, 0]}, k=2).value == pytest.approx((1 / 6 + 3 / 6) / 2)


def test_scenarios_of_a_persona_are_one_cluster() -> None:
    scores = {f"{persona}/{seller}": [1.0, float(persona % 2)] for persona in range(20) for seller in "xyz"}
    clusters = {key: key.split("/")[0] for key in scores}

    together, apart = pass_hat_k(scores, clusters), pass_hat_k(scores)

    assert (together.n, together.clusters) == (60, 20)
    assert together.high - together.low > 1.5 * (apart.high - apart.low)


def test_trial_noise_is_the_mean_spread_within_scenarios() -> None:
    assert trial_noise({"a": [1, 1, 1], "b": [0, 0, 0]}) == 0
    assert trial_noise({"a": [1, 0], "b": [1, 1], "c": [1, None]}) == pytest.approx(math.sqrt(0.5) / 2)
    assert trial_noise({"a": [1], "b": [0, None]}) is None


def test_a_difference_that_is_called_detectable_is_found_in_four_of_five_runs() -> None:
    random = np.random.default_rng(8)
    one = rate(([1.0, 0.0] * 100), range(200))
    difference = detectable_difference(one)

    found = 0
    for _ in range(400):
        a = {n: float(value) for n, value in enumerate(random.random(200) < 0.5 + difference / 2)}
        b = {n: float(value) for n, value in enumerate(random.random(200) < 0.5 - difference / 2)}
        found += paired(a, b, {n: n for n in a}).low > 0

    assert 0.75 < found / 400 < 0.87


def test_with_few_personas_a_detectable_difference_is_found_as_often() -> None:
    random = np.random.default_rng(9)
    zero, clusters = dict.fromkeys(range(6), 0.0), {n: n for n in range(6)}

    def run(true: float) -> Estimate:
        return paired(dict(enumerate(random.normal(true, 10.0, 6))), zero, clusters)

    told = [detectable_difference(run(0.0), paired=True) for _ in range(300)]
    typical = float(np.sqrt(np.mean(np.square(told))))

    assert 0.74 < np.mean([run(typical).low > 0 for _ in range(600)]) < 0.88


def test_an_independent_run_detects_less_than_a_paired_one() -> None:
    estimate = mean([float(n % 5) for n in range(100)], range(100))
    alone, both = detectable_difference(estimate), detectable_difference(estimate, paired=True)

    assert alone == pytest.approx(math.sqrt(2) * both)
    assert both > (estimate.high - estimate.low) / 2, "or its own interval would say otherwise"


def test_a_perfect_run_cannot_detect_everything() -> None:
    assert 0.02 < detectable_difference(rate([1.0] * 100, range(100))) < 0.1
    assert math.isnan(detectable_difference(Estimate(1.0, math.nan, math.nan, 4, 1)))

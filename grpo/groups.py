"""Which groups teach nothing, because their episodes are all rewarded alike.

TRL's `normalize_then_sum` takes each reward less its mean in the group, over its standard deviation there + 1e-4, adds
these up by weight and divides by the standard deviation over the whole batch. So in a group of equal rewards every
advantage is 0, and those of the other groups grow. A reward that is None adds nothing, as if it were the group's mean;
an episode whose rewards are all None has the advantage 0. TRL's own `frac_reward_zero_std` is 1 or 0 here: it looks at
the whole batch (trl 1.16, `GRPOTrainer._generate_and_score_completions`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from statistics import fmean, stdev

__all__ = ["no_signal"]

_TRL = 1e-4  # what TRL adds to standard deviations
_FLAT = 1e-6


def no_signal(
    rewards: Mapping[str, Sequence[float | None]], groups: Sequence[Hashable], weights: Mapping[str, float]
) -> dict[str, float]:
    """The shares of groups that get no signal, in [0, 1]: `groups/<reward>/no_signal` for each reward of `weights`, and
    `groups/no_signal` for their weighted sum.

    Args:
        rewards: by name, of each episode, exact (as `grpo.rewards` rounds them).
        groups: the group of each episode; there is at least one.
    """
    members = [[place for place, one in enumerate(groups) if one == group] for group in dict.fromkeys(groups)]
    flat = dict.fromkeys(weights, 0)
    silent = 0
    for places in members:
        parts = {name: _normalised([rewards[name][place] for place in places]) for name in weights}
        for name, values in parts.items():
            flat[name] += not any(values)
        sums = [sum(weights[name] * parts[name][row] for name in weights) for row in range(len(places))]
        silent += max(sums) - min(sums) < _FLAT
    return {
        "groups/no_signal": silent / len(members),
        **{f"groups/{name}/no_signal": count / len(members) for name, count in flat.items()},
    }


def _normalised(values: Sequence[float | None]) -> list[float]:
    known = [value for value in values if value is not None]
    if len(set(known)) < 2:
        return [0.0] * len(values)
    mean, sd = fmean(known), stdev(known)
    return [0.0 if value is None else (value - mean) / (sd + _TRL) for value in values]

"""A group whose episodes are rewarded alike is counted as one that teaches nothing."""

from __future__ import annotations

import pytest

from grpo.groups import no_signal


def test_groups_are_counted_for_each_reward_and_for_their_sum() -> None:
    groups = [1, 1, 2, 2, 3, 3]
    rewards = {"decision": [0.0, 1.0, 1.0, 1.0, 0.0, 0.0], "turns": [0.5, 0.5, 0.1, 0.2, 0.3, 0.3], "off": [0.0] * 6}
    assert no_signal(rewards, groups, {"decision": 1.0, "turns": 0.5}) == {
        "groups/no_signal": pytest.approx(1 / 3),
        "groups/decision/no_signal": pytest.approx(2 / 3),
        "groups/turns/no_signal": pytest.approx(2 / 3),
    }


def test_what_does_not_apply_is_no_signal() -> None:
    found = no_signal({"own_voice": [None, None, 0.2, None, 0.1, 0.2, None]}, [1, 1, 2, 2, 3, 3, 3], {"own_voice": 1.0})
    assert found["groups/own_voice/no_signal"] == found["groups/no_signal"] == pytest.approx(2 / 3)


def test_rewards_that_cancel_out_are_no_signal_together() -> None:
    found = no_signal({"a": [0.0, 1.0], "b": [1.0, 0.0]}, ["one", "one"], {"a": 1.0, "b": 1.0})
    assert found == {"groups/no_signal": 1.0, "groups/a/no_signal": 0.0, "groups/b/no_signal": 0.0}


def test_it_says_what_the_trainer_does() -> None:
    pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")
    import torch
    from trl.trainer.utils import nanstd

    values: list[list[float | None]] = [
        [0.0, 1.0, None],
        [0.5, 0.5, None],
        [None, None, None],
        [0.1, None, None],
        [0.3, 0.3, 0.3],
    ]
    grouped = torch.tensor([[float("nan") if value is None else value for value in row] for row in values])
    mean, sd = torch.nanmean(grouped, 1, keepdim=True), nanstd(grouped, dim=1, keepdim=True)
    advantages = ((grouped - mean) / (sd + 1e-4)).nan_to_num(0.0)
    flat = (advantages.abs().amax(1) < 1e-3).float().mean().item()
    numbers = [group for group, row in enumerate(values) for _ in row]
    found = no_signal({"one": [value for row in values for value in row]}, numbers, {"one": 1.0})
    assert found["groups/no_signal"] == pytest.approx(flat) == pytest.approx(0.8)

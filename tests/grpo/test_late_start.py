"""Groups that start in the middle: one conversation behind them all, and each goes on from it in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from whole_pass import told

MAX_TURNS = 4


@pytest.fixture(scope="module")
def model(tiny: Path) -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(tiny).eval()


def play(
    tiny: Path,
    model: Any,
    groups: Sequence[int],
    turns: Mapping[int, int],
    demonstrated: Mapping[int, Sequence[str]] = MappingProxyType({}),
    total_tokens: int = 2048,
) -> tuple[list[Any], list[Any]]:
    """Real scenarios: their episodes, and what was played before them."""
    import torch
    from transformers import AutoTokenizer

    from grpo.dialogue import Dialogue
    from grpo.late_start import started
    from grpo.rollout import Episode, Sampling
    from grpo.rollout import play as rollout
    from salessim_tasks.task import ShoppingTask, make_episode

    task = ShoppingTask({"task": "train", "dataset_kwargs": {"category": "laptops", "max_turns": MAX_TURNS}})
    docs = task.scenarios()
    dialogue = Dialogue(AutoTokenizer.from_pretrained(tiny))
    generator = torch.Generator().manual_seed(1)
    sampling = Sampling(turn_tokens=6, total_tokens=total_tokens)
    before: list[Episode] = []

    def watched(episodes: Sequence[Episode]) -> list[Episode]:
        before.extend(rollout(model, dialogue, episodes, sampling, generator))
        return before

    environments = [make_episode(docs[group]) for group in groups]
    make = [partial(make_episode, doc) for doc in docs]
    begun = started(groups, environments, turns, lambda group: make[group](), dialogue, watched, sampling, demonstrated)
    return rollout(model, dialogue, begun, sampling, generator), before


def said(episode: Any) -> list[str]:
    return [turn["raw"] for turn in episode.environment.record()["turns"] if turn["speaker"] == "shopper"]


def sampled(episode: Any) -> int:
    """How many replies are trained on."""
    return sum(mine for mine, _ in groupby(episode.mask))


def as_in_a_whole_pass(model: Any, episode: Any) -> bool:
    import torch

    mask = torch.tensor(episode.mask).bool()
    return bool(torch.allclose(torch.tensor(episode.logprobs)[mask], told(model, episode)[mask], atol=1e-4))


def test_a_group_shares_what_was_said_before_it_starts_and_nothing_else(tiny: Path, model: Any) -> None:
    episodes, (before,) = play(tiny, model, [0, 0, 0, 1, 1, 1], {0: 2})
    late, early = episodes[:3], episodes[3:]
    assert [said(one)[:2] for one in late] == [said(before)[:2]] * 3
    assert len({tuple(said(one)[2:]) for one in late}) == 3
    assert [(len(said(one)), sampled(one), one.turns) for one in late] == [(MAX_TURNS, MAX_TURNS - 2, MAX_TURNS)] * 3
    assert len({tuple(said(one)[:2]) for one in early}) == 3
    assert [sampled(one) for one in early] == [MAX_TURNS] * 3


def test_its_prompt_is_the_conversation_in_the_very_tokens_that_were_sampled(tiny: Path, model: Any) -> None:
    episodes, (before,) = play(tiny, model, [0, 0], {0: 2})
    first, second = episodes
    assert first.prompt_ids == second.prompt_ids
    behind = len(first.prompt_ids) - len(before.prompt_ids)
    assert first.prompt_ids == before.prompt_ids + before.completion_ids[:behind]
    assert before.mask[behind - 1 : behind + 1] == [0, 1], "it ends where a reply begins"
    assert sum(mine for mine, _ in groupby(before.mask[:behind])) == 2


def test_the_probabilities_are_those_of_a_whole_pass(tiny: Path, model: Any) -> None:
    episodes, _ = play(tiny, model, [0, 0, 1], {0: 1})
    assert all(as_in_a_whole_pass(model, episode) for episode in episodes)


def test_an_episode_that_ends_sooner_is_started_before_its_last_reply(tiny: Path, model: Any) -> None:
    episodes, (before,) = play(tiny, model, [0, 0], {0: MAX_TURNS + 3})
    assert len(said(before)) == MAX_TURNS
    for episode in episodes:
        assert said(episode)[:-1] == said(before)[:-1]
        assert sampled(episode) == 1


def test_a_demonstration_goes_before_up_to_the_turn_drawn_and_never_decides(tiny: Path, model: Any) -> None:
    wishes = ("Something light, please.", "Under $900.", "end_conversation()")
    groups = [0, 0, 1, 1, 2, 2]
    episodes, before = play(tiny, model, groups, {0: 1, 1: 3, 2: 1}, {0: wishes, 1: wishes})
    assert [said(one)[:1] for one in episodes[:2]] == [[wishes[0]]] * 2
    assert [said(one)[:2] for one in episodes[2:4]] == [list(wishes[:2])] * 2, "what decides is left to the policy"
    assert [sampled(one) for one in episodes[:4]] == [MAX_TURNS - 1] * 2 + [MAX_TURNS - 2] * 2
    assert len(before) == 1, "only what nobody demonstrates is played"
    assert said(episodes[4])[:1] == said(before[0])[:1]
    assert all(as_in_a_whole_pass(model, episode) for episode in episodes)


def test_of_a_demonstration_goes_before_what_leaves_room_for_a_reply(tiny: Path, model: Any) -> None:
    wishes = ("Something light, please.", "Under $900.", "end_conversation()")
    whole, _ = play(tiny, model, [0, 0], {0: 2}, {0: wishes})
    needed = len(whole[0].prompt_ids) + 6 + 1  # a reply of 6 tokens, and what ends it
    enough, _ = play(tiny, model, [0, 0], {0: 2}, {0: wishes}, total_tokens=needed)
    short, _ = play(tiny, model, [0, 0], {0: 2}, {0: wishes}, total_tokens=needed - 1)
    assert [said(one)[:2] for one in enough] == [list(wishes[:2])] * 2
    for episode in short:
        assert said(episode)[0] == wishes[0]
        assert said(episode)[1] != wishes[1]
        assert episode.tokens < needed
        assert sampled(episode) >= 1


def test_who_starts_late_is_drawn_for_each_step_anew_and_always_alike() -> None:
    from grpo.late_start import drawn, drawn_demonstrated

    groups = [number for number in range(100) for _ in range(4)]
    found = drawn(groups, 0.75, 8, seed=1, step=3)
    assert 60 < len(found) < 90
    assert set(found.values()) == set(range(1, 8))
    assert found == drawn(groups, 0.75, 8, seed=1, step=3)
    assert found != drawn(groups, 0.75, 8, seed=1, step=4)
    assert found != drawn(groups, 0.75, 8, seed=2, step=3)
    chosen = drawn_demonstrated(found, 0.6, seed=1, step=3)
    assert set(chosen) < set(found)
    assert 35 < len(chosen) < 60
    assert (drawn_demonstrated(found, 0.0, 1, 3), drawn_demonstrated(found, 1.0, 1, 3)) == ([], list(found))
    assert drawn(groups, 0.0, 8, seed=1, step=3) == drawn(groups, 1.0, 1, seed=1, step=3) == {}

"""Episodes that TRL's own generation plays, which is vLLM in the trainer's process: token in, token out.

The same episodes as `grpo.rollout` plays. Each turn is one call for all live episodes, with the ids of all that stands
in each so far: nothing is tokenised again, and vLLM's prefix cache has the keys and values of earlier turns. TRL hands
vLLM the policy's weights anew before each step. Not repeatable: vLLM's sampler goes on from step to step.

`GRPOTrainer._generate_single_turn` is private; its contract, as read in trl 1.16: lists of ids in, and out the ids of
each reply, the one that ends it last if it came, with their log-probabilities at the sampling temperature, where vLLM
has None for one that it could not tell and transformers has none at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import torch

from grpo.dialogue import Dialogue
from grpo.rollout import Episode, Sampling, take

__all__ = ["play", "require_vllm", "vllm_options"]


def play(trainer: Any, dialogue: Dialogue, opened: Sequence[Episode], sampling: Sampling) -> list[Episode]:
    """Play episodes that were opened, or begun, to their end, and return them.

    Args:
        trainer: a `GRPOTrainer` whose generation ends a reply with `dialogue.end_id`, or after `sampling.turn_tokens`
            (see `vllm_options`), at `sampling.temperature`.

    A log-probability that is not told is NaN; TRL then takes that token as sampled by the very policy that it trains.
    """
    live = list(opened)
    while live:
        contexts = [episode.prompt_ids + episode.completion_ids for episode in live]
        replies, told = trainer._generate_single_turn(contexts, None, {}, num_generations=1)
        told = told or [[None] * len(ids) for ids in replies]
        live = [
            episode
            for episode, ids, logprobs in zip(live, replies, told, strict=True)
            if take(episode, dialogue, list(ids), _known(logprobs), sampling) is not None
        ]
    return list(opened)


def vllm_options(dialogue: Dialogue, sampling: Sampling) -> dict[str, Any]:
    """What `GRPOConfig` is to be told. TRL's sleep mode stays off: it would push the weights again in each turn. The
    correction for what vLLM's numbers differ by is one of each token: over an episode they would add up to nothing."""
    return {
        "use_vllm": True,
        "vllm_mode": "colocate",
        "vllm_max_model_length": sampling.total_tokens,
        "vllm_importance_sampling_mode": "token_truncate",
        "generation_kwargs": {"max_tokens": sampling.turn_tokens, "stop_token_ids": [dialogue.end_id]},
    }


def require_vllm() -> None:
    """
    Raises:
        ValueError: vLLM cannot run here.
    """
    if not torch.cuda.is_available():
        raise ValueError("generation: vllm needs a CUDA device, and there is none; use `generation: transformers`")
    if find_spec("vllm") is None:
        raise ValueError("generation: vllm is not installed: pip install 'salessim[grpo,vllm]'")


def _known(logprobs: Sequence[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in logprobs]

"""What a run can be dealt out to: whole groups to each process, and only where each can play by itself."""

from __future__ import annotations

import os
from typing import Any

__all__ = ["groups_each", "refuse_unplayable"]


def groups_each(groups: int) -> int:
    """How many of the step's groups each process plays.

    A group stays where it was played, as `own_voice` compares its episodes there.

    Raises:
        ValueError: they cannot be dealt out evenly.
    """
    processes = int(os.environ.get("WORLD_SIZE", "1"))  # as torchrun and accelerate launch set it
    if groups % processes:
        raise ValueError(
            f"groups: {groups} scenarios a step cannot be dealt out to {processes} processes, a group to one; use a "
            f"multiple of {processes}"
        )
    return groups // processes


def refuse_unplayable(model: Any, accelerator: Any) -> None:
    """
    Raises:
        ValueError: episodes cannot be played with kept keys and values: attention has a window, or a forward pass takes
            all processes at once, because none has all weights.
    """
    from accelerate.utils import DistributedType

    from harness_ext.cached_rows import full_attention

    if not full_attention(model.config):
        raise ValueError(
            f"{model.name_or_path}: generation: transformers plays decoders of full attention only, and this one "
            f"({model.config.model_type}) has, or may have, layers with a window; use `generation: vllm`"
        )
    sharded = accelerator.distributed_type == DistributedType.FSDP
    if accelerator.distributed_type == DistributedType.DEEPSPEED:
        sharded = accelerator.state.deepspeed_plugin.zero_stage == 3
    if sharded:
        raise ValueError(
            "generation: transformers cannot play where the weights are dealt out among the processes (FSDP, ZeRO-3), "
            "as each plays episodes of its own length; use `generation: vllm`, or DDP or ZeRO-2"
        )

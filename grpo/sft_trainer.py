"""TRL's SFTTrainer, with logits only where something is learned.

A shopper says a tenth of an episode's tokens. Logits of all others, with the entropy and accuracy that TRL 1.16 takes
of them at every step, cost more than the model itself where that is small.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.functional import cross_entropy
from trl import SFTTrainer

from grpo.sft import IGNORED
from harness_ext.grouped_attention import grouped_attention

__all__ = ["WarmupTrainer"]


class WarmupTrainer(SFTTrainer):
    """The loss is the mean cross-entropy of the labelled tokens, as ever."""

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        labels, mask = inputs["labels"], inputs["attention_mask"]
        places = (labels[:, 1:] != IGNORED).any(0).nonzero().flatten()  # what stands here foretells the next token
        targets = labels[:, places + 1].flatten()
        with grouped_attention(self.accelerator.unwrap_model(model)):
            output = model(
                input_ids=inputs["input_ids"],
                attention_mask=None if mask.all() else mask,  # without one, attention takes its fast way
                logits_to_keep=places,
                use_cache=False,
            )
        total = cross_entropy(output.logits.flatten(0, 1).float(), targets, ignore_index=IGNORED, reduction="sum")
        if num_items_in_batch is None:
            loss = total / (targets != IGNORED).sum()
        else:  # counted over all processes, whose gradients are averaged
            loss = total / num_items_in_batch * self.accelerator.num_processes
        return (loss, output) if return_outputs else loss

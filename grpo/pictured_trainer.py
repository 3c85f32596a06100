"""TRL's GRPO with pictures in later turns.

TRL 1.16 takes pictures with the prompts of a data set, or from its own tool loop; what a `rollout_func` returns is text
to it. So the pictures of each episode travel beside its ids, and every forward pass that TRL makes over ids, be it for
the loss, a reference or old log-probabilities, is given theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from grpo.pictures import PicturedDialogue
from grpo.trainer import StepTrainer
from harness_ext.pictures import Picture

__all__ = ["PicturedTrainer"]


class PicturedTrainer(StepTrainer):
    """A trainer whose `rollout_func` returns `pictures`, too: those of each row, in order.

    `dialogue` says what the model takes in for them.
    """

    def __init__(self, dialogue: PicturedDialogue, **given: Any) -> None:
        self._dialogue = dialogue
        self._pictures: Sequence[Sequence[Picture]] = ()  # of the rows that the next forward passes are over
        super().__init__(**given)

    def _generate(self, prompts: list[Any]) -> Any:
        generated = super()._generate(prompts)
        extra_fields = generated[5]
        self._pictures = extra_fields.pop("pictures")
        return generated

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        output: dict[str, Any] = super()._generate_and_score_completions(inputs)
        return {**output, "pictures": self._pictures}  # a list, which TRL shuffles and splits with the ids

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> torch.Tensor:
        self._pictures = inputs["pictures"]
        loss: torch.Tensor = super()._compute_loss(model, inputs)
        return loss

    def _get_per_token_logps_and_entropies(
        self, model: Any, input_ids: torch.Tensor, attention_mask: torch.Tensor, *given: Any, **named: Any
    ) -> Any:
        size = named.pop("batch_size", None) or len(input_ids)
        chunks = []
        for start in range(0, len(input_ids), size):
            rows = slice(start, start + size)
            more = named | self._fields(input_ids[rows], self._pictures[rows])
            chunks.append(
                super()._get_per_token_logps_and_entropies(model, input_ids[rows], attention_mask[rows], *given, **more)
            )
        if len(chunks) == 1:  # its last part, of which there is one for all rows, is asked for in the loss only
            return chunks[0]
        return tuple(None if parts[0] is None else torch.cat(parts) for parts in zip(*chunks, strict=True))

    def _fields(self, ids: torch.Tensor, pictures: Sequence[Sequence[Picture]]) -> dict[str, Any]:
        shown = [picture for row in pictures for picture in row]
        if not shown:
            return {}
        fields = {name: value.to(ids.device) for name, value in self._dialogue.fields(shown).items()}
        return {**fields, **self._dialogue.kinds(ids), "num_images": [len(row) for row in pictures]}

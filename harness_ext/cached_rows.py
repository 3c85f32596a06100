"""Sequences that grow side by side in one batch, with the keys and values that a decoder has computed for them.

Every row holds tokens and *holes*: places that the attention mask leaves out, padding among them. Rows grow at the
right, new tokens padded on the left; a row that ends leaves the batch; tokens that shall no longer count become holes.
Positions count what is no hole (transformers' `generate` takes them from the attention mask), so that a row's logits
are those of its tokens alone, whatever its neighbours are.

With `generate(rows.grow(new), attention_mask=rows.mask, past_key_values=rows.cache, …)` only what is new is computed,
and so it is with `logits`. This needs full attention: in a sliding window holes would take the place of tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

import torch

__all__ = ["CachedRows", "full_attention"]

# Decoders of full attention whose configurations tell no layer types.
_PLAIN = frozenset({"gpt2", "gpt_neox", "llama", "mistral", "olmo", "phi", "qwen2", "qwen3_vl_text"})


def full_attention(config: Any) -> bool:
    """Whether every layer of a decoder attends to all that came before; otherwise its rows must have no holes."""
    text = config.get_text_config()
    kinds = getattr(text, "layer_types", None)
    if kinds is not None:
        return set(kinds) == {"full_attention"}
    return text.model_type in _PLAIN and not getattr(text, "sliding_window", None)


class CachedRows:
    """`ids` and `mask` are of shape [rows, width]; `cache` covers all places that a model was fed."""

    def __init__(self, config: Any, rows: int, device: torch.device | str = "cpu") -> None:
        from transformers import DynamicCache

        self.cache = DynamicCache(config=config)
        self.ids = torch.empty(rows, 0, dtype=torch.long, device=device)
        self.mask = torch.empty(rows, 0, dtype=torch.long, device=device)

    def grow(self, new: Sequence[Sequence[int]]) -> torch.Tensor:
        """Add tokens to each row, at least one to some; returns `ids`, to be given to `generate`."""
        most = max(map(len, new))
        self.add(
            torch.tensor([[0] * (most - len(row)) + list(row) for row in new]),
            torch.tensor([[0] * (most - len(row)) + [1] * len(row) for row in new]),
        )
        return self.ids

    def take(self, output: torch.Tensor) -> torch.Tensor:
        """Take what `generate` returned, [rows, width and more]; returns what is new in it, padding and all."""
        new = output[:, self.ids.shape[1] :]
        self.add(new, torch.ones_like(new))
        return new

    def add(self, ids: torch.Tensor, mask: torch.Tensor) -> None:
        """Add places to all rows, both of shape [rows, places]; what `mask` has 0 for is a hole."""
        self.ids = torch.cat([self.ids, ids.to(self.ids)], dim=1)
        self.mask = torch.cat([self.mask, mask.to(self.mask)], dim=1)

    def positions(self) -> torch.Tensor:
        """Where each place stands, [..., rows, width]; that of a hole means nothing."""
        return (self.mask.cumsum(1) - 1).clamp(min=0)

    def logits(self, model: Any, **more: Any) -> torch.Tensor:
        """Feed `model` what it has not seen, and return the logits of what comes next, [rows, vocabulary].

        Args:
            more: what it takes besides, to go with these tokens.
        """
        seen = self.cache.get_seq_length()
        output = model(
            input_ids=self.ids[:, seen:],
            attention_mask=self.mask,
            position_ids=self.positions()[..., seen:],
            past_key_values=self.cache,
            use_cache=True,
            logits_to_keep=1,
            **more,
        )
        logits: torch.Tensor = output.logits[:, -1]
        return logits

    def keep_common(self, wanted: Sequence[Sequence[int]]) -> list[int]:
        """Keep the tokens that each row has in common with the head of `wanted`, and return how many they are; the
        others become holes."""
        common = [_common(held, row) for held, row in zip(self.tokens(), wanted, strict=True)]
        for mask, kept in zip(self.mask, common, strict=True):
            mask[mask.nonzero().flatten()[kept:]] = 0
        return common

    def tokens(self) -> list[list[int]]:
        """The tokens of each row, without holes."""
        return [ids[mask.bool()].tolist() for ids, mask in zip(self.ids, self.mask, strict=True)]

    def select(self, rows: Sequence[int]) -> None:
        """Let only these rows be, in that order."""
        chosen = torch.tensor(rows, device=self.ids.device)
        self.cache.batch_select_indices(chosen)
        self.ids, self.mask = self.ids[chosen], self.mask[chosen]

    @property
    def mostly_holes(self) -> bool:
        """Whether starting anew would take less room."""
        return bool(2 * self.mask.sum() < self.mask.numel())


def _common(held: Sequence[int], wanted: Sequence[int]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(held, wanted, strict=False)))

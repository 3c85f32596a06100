"""Attention on a CPU in tiles that stay in its cache, without copying keys and values.

Most decoders share each head of keys and values among several query heads. transformers' `sdpa` copies the keys and
values once for each of them where there is a mask, and torch's kernel for CPUs spends most of its time outside of
matrix products. Here the queries of a group are multiplied with the keys as they lie, so many at a time that their
scores stay in the cache. Gradients are computed likewise, from weights that are kept. All that this is not made for
goes to `sdpa`. `benchmarks/grouped_attention.py` tells what it saves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

__all__ = ["grouped_attention"]

_NAME = "salessim_grouped"
_TILE = 1 << 19  # scores at a time: a MB in bfloat16


@contextmanager
def grouped_attention(model: Any) -> Iterator[None]:
    """Within, `model` attends so, where that helps: on a CPU, with `sdpa`. Results differ by rounding alone."""
    base = model.get_base_model() if hasattr(model, "get_base_model") else model
    config = base.config.get_text_config()
    heads = getattr(config, "num_attention_heads", 1)
    shared = (getattr(config, "num_key_value_heads", None) or heads) < heads
    if not shared or base.device.type != "cpu" or config._attn_implementation != "sdpa":
        yield
        return
    _register()
    base.set_attn_implementation(_NAME)
    head = base.get_output_embeddings().register_forward_pre_hook(_packed)
    try:
        yield
    finally:
        head.remove()
        base.set_attn_implementation("sdpa")


def _packed(_module: Any, given: tuple[torch.Tensor]) -> tuple[torch.Tensor]:
    """The last places of longer rows lie apart, and for such a tensor torch copies the weights once for each row."""
    return (given[0].contiguous(),)


def _register() -> None:
    from transformers import AttentionInterface
    from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

    AttentionInterface.register(_NAME, _attend)
    AttentionMaskInterface.register(_NAME, sdpa_mask)


def _attend(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **options: Any,
) -> tuple[torch.Tensor, None]:
    """Queries of shape [rows, heads, places, width], keys and values [rows, shared heads, places held, width]."""
    from transformers.integrations.sdpa_attention import sdpa_attention_forward

    rows, _, places, width = query.shape
    scale = width**-0.5 if scaling is None else scaling
    looks_back = options.get("is_causal")
    looks_back = getattr(module, "is_causal", True) if looks_back is None else looks_back  # no vision tower does
    causal = attention_mask is None and places == key.shape[2] and looks_back
    masked = attention_mask is not None and attention_mask.dtype == torch.bool
    if dropout or value.shape != key.shape or not (causal or masked or places == 1):
        found: tuple[torch.Tensor, None] = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **options
        )
        return found
    mask = None if attention_mask is None else attention_mask[..., : key.shape[2]].expand(rows, 1, -1, -1)
    if places == 1:
        return _one_each(query, key, value, mask, scale), None
    attended: torch.Tensor = _Tiled.apply(query, key, value, mask, scale)
    return attended.transpose(1, 2).contiguous(), None


def _one_each(
    query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None, scale: float
) -> torch.Tensor:
    """A single query of each row, all rows at once."""
    rows, heads, _, width = query.shape
    groups = query.view(rows, key.shape[1], -1, width)
    scores = (groups @ key.transpose(2, 3)).float() * scale
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    attended = torch.softmax(scores, dim=-1).to(value.dtype) @ value
    return attended.reshape(rows, 1, heads, width)


class _Tiled(torch.autograd.Function):
    """Many queries: a shared head of a row at a time, and so many places that their scores are a tile.

    Without a mask attention is causal, and what lies behind a tile is not computed.
    """

    @staticmethod
    def forward(
        ctx: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None, scale: float
    ) -> torch.Tensor:
        attended = torch.empty_like(query)
        kept = []
        for row, first, last, held in _tiles(query, key, mask):
            hidden = _hidden(first, last, held, query.dtype) if mask is None else _bias(mask[row, 0, first:last], query)
            for head, heads in _shared(query, key):
                queries = _flat(query[row, heads, first:last] * scale)
                scores = (queries @ key[row, head, :held].t()).view(-1, last - first, held)
                weights = torch.softmax(scores.add_(hidden), dim=-1)
                found = _flat(weights) @ value[row, head, :held]
                attended[row, heads, first:last] = found.view(-1, last - first, value.shape[3])
                if any(ctx.needs_input_grad):
                    kept.append(weights)
        ctx.save_for_backward(query, key, value, attended, *kept)
        ctx.mask, ctx.scale = mask, scale
        return attended

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        query, key, value, attended, *kept = ctx.saved_tensors
        [gradient] = gradients
        of_query = torch.empty_like(query)
        of_key, of_value = (torch.zeros(key.shape, dtype=torch.float32) for _ in range(2))
        common = (gradient.float() * attended.float()).sum(-1, keepdim=True).to(query.dtype)
        left = iter(kept)
        for row, first, last, held in _tiles(query, key, ctx.mask):
            for head, heads in _shared(query, key):
                weights, given = next(left), _flat(gradient[row, heads, first:last])
                of_value[row, head, :held] += _flat(weights).t() @ given
                scores = (given @ value[row, head, :held].t()).view(weights.shape)
                scores = _flat(scores.sub_(common[row, heads, first:last]).mul_(weights))
                found = (scores @ key[row, head, :held]).mul_(ctx.scale)
                of_query[row, heads, first:last] = found.view(-1, last - first, key.shape[3])
                of_key[row, head, :held] += scores.t() @ _flat(query[row, heads, first:last] * ctx.scale)
        return of_query, of_key.to(key.dtype), of_value.to(value.dtype), None, None


def _tiles(query: torch.Tensor, key: torch.Tensor, mask: torch.Tensor | None) -> Iterator[tuple[int, int, int, int]]:
    """The tiles: row, first place and the one behind the last, and how many keys are looked at."""
    rows, heads, places, _ = query.shape
    step = max(16, _TILE // (heads // key.shape[1] * key.shape[2]))
    for row in range(rows):
        for first in range(0, places, step):
            last = min(places, first + step)
            yield row, first, last, last if mask is None else key.shape[2]


def _shared(query: torch.Tensor, key: torch.Tensor) -> Iterator[tuple[int, slice]]:
    """Each head of the keys, with the query heads that share it."""
    group = query.shape[1] // key.shape[1]
    return ((head, slice(head * group, (head + 1) * group)) for head in range(key.shape[1]))


def _flat(values: torch.Tensor) -> torch.Tensor:
    """[heads, places, any] as [heads times places, any]."""
    return values.reshape(-1, values.shape[-1])


def _hidden(first: int, last: int, held: int, dtype: torch.dtype) -> torch.Tensor:
    """What is added to the scores of these places so that none looks ahead."""
    return torch.full((last - first, held), torch.finfo(dtype).min, dtype=dtype).triu(first + 1)


def _bias(mask: torch.Tensor, query: torch.Tensor) -> torch.Tensor:
    """What is added to scores, 0 where `mask` holds."""
    return torch.zeros(mask.shape, dtype=query.dtype).masked_fill_(~mask, torch.finfo(query.dtype).min)

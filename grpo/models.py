"""How a model is loaded to be trained, and in which precision.

An adapter trains in 32 bits on weights that stay as they are, in bfloat16: half the memory, and on most machines twice
the speed. Weights that are themselves trained are kept in 32 bits, or small steps would be rounded away, and computed
with in bfloat16.
"""

from __future__ import annotations

from typing import Any

__all__ = ["adapter", "load_model", "precision"]


def load_model(name: str, *, trained: bool) -> Any:
    """A decoder; `trained`: all of its weights will be, not an adapter's."""
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(name, dtype=torch.float32 if trained else torch.bfloat16)


def precision(*, trained: bool) -> dict[str, bool]:
    """The arguments of a trainer that go with `load_model`."""
    import torch

    cuda = torch.cuda.is_available()
    return {"use_cpu": not cuda, "bf16": trained or cuda, "gradient_checkpointing": cuda}


def adapter(rank: int) -> Any:
    """A LoRA adapter on all linear layers; None for rank 0, which trains all weights."""
    from peft import LoraConfig

    if not rank:
        return None
    return LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")

"""How a model is loaded to be trained, and in which precision.

An adapter trains in 32 bits on weights that stay as they are, in bfloat16: half the memory, and on most machines twice
the speed. Weights that are themselves trained are kept in 32 bits, or small steps would be rounded away, and computed
with in bfloat16.
"""

from __future__ import annotations

from typing import Any

__all__ = ["adapter", "load_model", "precision"]


def load_model(name: str, dtype: str, *, pictured: bool = False) -> Any:
    """A decoder; `pictured`: one that takes pictures, too."""
    from transformers import AutoModelForCausalLM, AutoModelForImageTextToText

    return (AutoModelForImageTextToText if pictured else AutoModelForCausalLM).from_pretrained(name, dtype=dtype)


def precision(lora_rank: int, dtype: str) -> dict[str, bool]:
    """The arguments of a trainer that go with an adapter of `lora_rank` on weights of `dtype`; 0: without one."""
    import torch

    cuda = torch.cuda.is_available()
    return {
        "use_cpu": not cuda,
        "bf16": cuda or (not lora_rank and dtype == "bfloat16"),
        "gradient_checkpointing": cuda,
    }


def adapter(rank: int) -> Any:
    """A LoRA adapter on all linear layers; None for rank 0, which trains all weights."""
    from peft import LoraConfig

    if not rank:
        return None
    return LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")

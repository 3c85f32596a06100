"""How a model is loaded to be trained, and in which precision.

An adapter trains in 32 bits on weights that stay as they are, in bfloat16. Weights that are themselves trained are kept
in 32 bits, or small steps would be rounded away. Both are computed with in bfloat16, unless a run asks for float32.

A run may go on from what an earlier one trained: from the folder of a checkpoint like from any model, and from that of
an adapter by training this very adapter on, so that one adapter holds warm-up and reinforcement.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["load_policy", "precision", "words_of"]


def load_policy(name: str, lora_rank: int, dtype: str, *, pictured: bool = False) -> dict[str, Any]:
    """What a TRL trainer is to be given as model: `model`, and `peft_config` where it shall add an adapter.

    Args:
        name: a model, or the folder of an adapter; then its own rank counts.
        lora_rank: 0 trains all weights.
        pictured: the model takes pictures, too.

    Raises:
        ValueError: all weights shall be trained, but `name` is an adapter.
    """
    if (named := _base_of(name)) is None:
        model = _base(name, dtype if lora_rank else "float32", pictured)
        return {"model": model, "peft_config": _adapter(lora_rank) if lora_rank else None}
    from peft import PeftModel

    if not lora_rank:
        raise ValueError(f"{name} is an adapter, of which not all weights can be trained: merge it first (grpo.merge)")
    base = _base(named, dtype, pictured)
    return {"model": PeftModel.from_pretrained(base, name, is_trainable=True)}


def words_of(name: str, base: str | None = None) -> str:
    """The model or folder that has the tokenizer, or processor, of a model: for an adapter without one, its base, which
    is `base` or the one that it names."""
    base = base or _base_of(name)
    return name if base is None or (Path(name) / "tokenizer_config.json").is_file() else base


def precision(dtype: str) -> dict[str, bool]:
    """The arguments of a trainer that computes in `dtype`."""
    import torch

    cuda = torch.cuda.is_available()
    return {"use_cpu": not cuda, "bf16": dtype == "bfloat16", "gradient_checkpointing": cuda}


def _base_of(name: str) -> str | None:
    """The base model that an adapter names; None for what is no adapter."""
    if not (Path(name) / "adapter_config.json").is_file():
        return None
    from peft import PeftConfig

    return str(PeftConfig.from_pretrained(name).base_model_name_or_path)


def _base(name: str, dtype: str, pictured: bool) -> Any:
    from transformers import AutoModelForCausalLM, AutoModelForImageTextToText

    return (AutoModelForImageTextToText if pictured else AutoModelForCausalLM).from_pretrained(name, dtype=dtype)


def _adapter(rank: int) -> Any:
    """A LoRA adapter on all linear layers."""
    from peft import LoraConfig

    return LoraConfig(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")

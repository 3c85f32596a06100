"""A LoRA adapter and its base model as one ordinary checkpoint.

    python -m grpo.merge runs/tiny merged
    lm_eval --tasks salessim --model hf --model_args pretrained=merged

The sum is made in float32 and rounded once, to the type of the base model's weights: adding in bfloat16 would round
away much of what was learned. Tokenizer and chat template are those that were trained with, if they lie beside the
adapter, else the base model's.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grpo.models import words_of
from salessim_tasks.textfiles import parse_json, read_utf8, whole_folder

__all__ = ["main", "merge"]

_CONFIG = "adapter_config.json"


def merge(adapter: Path, output: Path, base: str | None = None) -> Path:
    """Write the checkpoint to `output`, whole or not at all, and return it.

    Args:
        adapter: a folder that `grpo.train` wrote, or a checkpoint in it.
        output: a folder that is not there yet, or empty.
        base: the base model, a folder or a name; None for what the adapter names.

    Raises:
        ValueError: there is no adapter, its base model cannot be found or is not its own, or `output` holds something.
    """
    output = output.resolve()
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise ValueError(f"{output}: is not an empty folder; name a new one")
    base = _base(adapter, base)
    model, words = _merged(adapter, base)
    with whole_folder(output) as draft:
        model.save_pretrained(draft)
        words.save_pretrained(draft)
        if output.exists():
            output.rmdir()
    return output


def _base(adapter: Path, base: str | None) -> str:
    path = adapter / _CONFIG
    if not path.is_file():
        raise ValueError(
            f"{adapter}: no {_CONFIG} here; name the folder of an adapter, a run's `output` or a checkpoint in it "
            "(a run with `lora_rank: 0` writes no adapter: there is nothing to merge)"
        )
    config = parse_json(read_utf8(path), path)
    named = base or (config.get("base_model_name_or_path") if isinstance(config, dict) else None)
    if not named:
        raise ValueError(f"{path}: base_model_name_or_path: names no base model; say which with --base")
    return str(named)


def _merged(adapter: Path, base: str) -> tuple[Any, Any]:
    """The model, and its tokenizer (its processor, if it sees pictures)."""
    import torch
    import transformers
    from peft import PeftModel

    try:
        config = transformers.AutoConfig.from_pretrained(base)
        sees = type(config) in transformers.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING
        kind = transformers.AutoModelForImageTextToText if sees else transformers.AutoModelForCausalLM
        model = kind.from_pretrained(base, dtype=torch.float32)
    except OSError as error:  # what transformers raises for a folder without a model and for an unknown name
        raise ValueError(f"{adapter}: its base model {base} cannot be found; say where it is with --base") from error
    try:
        model = PeftModel.from_pretrained(model, adapter).merge_and_unload(safe_merge=True)
    except (RuntimeError, ValueError) as error:
        raise ValueError(f"{adapter}: is no adapter of {base}: {error}") from error
    reader = transformers.AutoProcessor if sees else transformers.AutoTokenizer
    words = reader.from_pretrained(words_of(str(adapter), base))
    return model.to(config.dtype or torch.float32), words


def main(arguments: Sequence[str] | None = None) -> None:
    """Merge, and say where the checkpoint is."""
    parser = argparse.ArgumentParser(prog="python -m grpo.merge", description="Merge an adapter into its base model.")
    parser.add_argument("adapter", type=Path, help="the `output` of a run, or a checkpoint in it")
    parser.add_argument("output", type=Path, help="the folder to write; must be new or empty")
    parser.add_argument("--base", help="the base model, if it is not where it was when the adapter was trained")
    given = parser.parse_args(arguments)
    try:
        print(merge(given.adapter, given.output, given.base))
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()

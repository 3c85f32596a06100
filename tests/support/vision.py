"""A small LLaVA with random weights: real classes and a real processor, whose text is noise."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from models import packaged_smollm2

IMAGE_TOKENS = 16  # of each picture: (56 / 14) ** 2 patches

_CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tiny_llava(tokenizer_from: Path, folder: Path) -> Path:
    """Write the checkpoint to `folder` and return it; the tokenizer is that of `tokenizer_from`, with `<image>`."""
    import torch
    from transformers import (
        AutoTokenizer,
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
    )

    tokenizer = AutoTokenizer.from_pretrained(tokenizer_from)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"]})
    tokenizer.chat_template = None
    side = {"height": 56, "width": 56}
    LlavaProcessor(
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size=side),
        tokenizer=tokenizer,
        patch_size=14,
        vision_feature_select_strategy="default",
        num_additional_image_tokens=1,
        chat_template=_CHAT_TEMPLATE,
        image_token="<image>",
    ).save_pretrained(folder)
    small = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = LlavaConfig(
        vision_config=CLIPVisionConfig(image_size=56, patch_size=14, projection_dim=16, **small),
        text_config=LlamaConfig(
            vocab_size=len(tokenizer),
            max_position_embeddings=8192,
            num_key_value_heads=2,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            **small,
        ),
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"),
        vision_feature_layer=-1,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        LlavaForConditionalGeneration(config).save_pretrained(folder)
    return folder


def load_llava(folder: Path) -> Any:
    """lm-eval's model of the checkpoint, written below `folder`; skip where a package is missing."""
    pytest.importorskip("torch")
    from lm_eval.models.hf_vlms import HFMultimodalLM

    llava = tiny_llava(packaged_smollm2(folder), folder / "llava")
    return HFMultimodalLM(pretrained=str(llava), dtype="float32", device="cpu", batch_size=2)


def recorded_calls(lm: Any, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What reaches the model's `generate` from now on, call by call."""
    calls: list[dict[str, Any]] = []
    generate = lm.model.generate

    def record(**inputs: Any) -> Any:
        calls.append(inputs)
        return generate(**inputs)

    monkeypatch.setattr(lm.model, "generate", record)
    return calls


def pictures_of_call(lm: Any, inputs: dict[str, Any]) -> Iterator[list[tuple[str, Any]]]:
    """What reached the model's `generate`: for each row the (text before the picture, its pixels), in order."""
    pixels = iter(inputs.get("pixel_values", ()))
    for ids in inputs["input_ids"].tolist():
        row: list[tuple[str, Any]] = []
        text: list[int] = []
        for is_image, run in itertools.groupby(ids, key=lambda token: token == lm.image_token_id):
            tokens = list(run)
            if not is_image:
                text = tokens
                continue
            assert len(tokens) == IMAGE_TOKENS
            row.append((lm.tokenizer.decode(text), next(pixels).numpy()))
        yield row
    assert next(pixels, None) is None

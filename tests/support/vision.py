"""Small vision-language models with random weights: real classes and real processors, whose text is noise."""

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


def tiny_qwen(tokenizer_from: Path, folder: Path) -> Any:
    """Write a small Qwen3-VL to `folder`; returns its processor, which goes without that of videos: it would need
    torchvision."""
    import torch
    from transformers import (
        AutoTokenizer,
        Qwen2VLImageProcessorPil,
        Qwen3VLConfig,
        Qwen3VLForConditionalGeneration,
        Qwen3VLProcessor,
    )

    class Pictures(Qwen3VLProcessor):
        @classmethod
        def get_attributes(cls) -> list[str]:
            return ["image_processor", "tokenizer"]

    tokenizer = AutoTokenizer.from_pretrained(tokenizer_from)
    marks = ["<|image_pad|>", "<|video_pad|>", "<|vision_start|>", "<|vision_end|>"]
    tokenizer.add_special_tokens({"additional_special_tokens": marks})
    image, video, start, end = tokenizer.convert_tokens_to_ids(marks)
    template = _CHAT_TEMPLATE.replace("<image>", "<|vision_start|><|image_pad|><|vision_end|>")
    patches = {"patch_size": 8, "temporal_patch_size": 2}
    pixels = {"shortest_edge": 16 * 16, "longest_edge": 64 * 64}
    eyes = Qwen2VLImageProcessorPil(size=pixels, merge_size=2, **patches)
    small = {"hidden_size": 16, "intermediate_size": 32}
    heads = {"num_hidden_layers": 3, "num_attention_heads": 2, "num_key_value_heads": 2, "head_dim": 8}
    rope = {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": [2, 1, 1], "mrope_interleaved": True}
    config = Qwen3VLConfig(
        text_config={**small, **heads, "vocab_size": len(tokenizer), "rope_parameters": rope},
        vision_config={
            **small,
            **patches,
            "depth": 2,
            "num_heads": 2,
            "out_hidden_size": 16,
            "spatial_merge_size": 2,
            "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0],
        },
        image_token_id=image,
        video_token_id=video,
        vision_start_token_id=start,
        vision_end_token_id=end,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        Qwen3VLForConditionalGeneration(config).save_pretrained(folder)
    return Pictures(image_processor=eyes, tokenizer=tokenizer, chat_template=template)


SEEING = ("llava", "qwen3-vl")


def seeing_model(kind: str, tokenizer_from: Path, folder: Path) -> tuple[Path, Any]:
    """Write one of `SEEING` to `folder`, with weights so large that pictures matter to what it says; returns it and the
    processor."""
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    if kind == "llava":
        processor = AutoProcessor.from_pretrained(tiny_llava(tokenizer_from, folder))
    else:
        processor = tiny_qwen(tokenizer_from, folder)
    model = AutoModelForImageTextToText.from_pretrained(folder)
    with torch.no_grad():
        for weights in model.parameters():
            weights *= 4 if weights.ndim > 1 else 1
    model.save_pretrained(folder)
    return folder, processor


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

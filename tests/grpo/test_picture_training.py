"""A step with pictures: they reach the loss, the gradient reaches the eyes, and only the policy's words teach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

import torch
from vision import SEEING, seeing_model

from grpo.config import Run
from grpo.pictures import PicturedDialogue
from grpo.train import build_trainer


def trainer_of(kind: str, tiny: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, **given: Any) -> Any:
    """The trainer of a run on drawn pictures, which the policy sees from its second turn on, whatever it says."""
    from transformers import AutoProcessor

    model, processor = seeing_model(kind, tiny, folder / "model")
    monkeypatch.setattr(AutoProcessor, "from_pretrained", lambda *_: processor)
    monkeypatch.setattr(PicturedDialogue, "text", lambda *_: "What do you have?")
    small = {"categories": ["female_clothing"], "behaviours": ["helpful"], "products": 8, "personas": 2, "max_turns": 2}
    short = {"turn_tokens": 6, "group": 4, "groups": 1, "steps": 1, "lora_rank": 4, "dtype": "float32", "max_images": 8}
    names = {"model": str(model), "output": str(folder / "run"), "weights": {"turns": 1.0}}
    return build_trainer(Run.model_validate(names | small | short | given))


def watch(trainer: Any, monkeypatch: pytest.MonkeyPatch, name: str) -> list[tuple[tuple[Any, ...], Any]]:
    """The calls of the trainer's method from now on: what it was given and what it returned."""
    calls: list[tuple[tuple[Any, ...], Any]] = []
    method = getattr(trainer, name)

    def watched(*given: Any, **named: Any) -> Any:
        calls.append((given, method(*given, **named)))
        return calls[-1][1]

    monkeypatch.setattr(trainer, name, watched)
    return calls


@pytest.mark.parametrize("late_start", [0.0, 1.0])
@pytest.mark.parametrize("kind", SEEING)
def test_a_step_on_drawn_pictures(
    kind: str, late_start: float, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = trainer_of(kind, tiny, tmp_path, monkeypatch, late_start=late_start)
    norm = next(one for name, one in trainer.model.named_modules() if name.endswith("language_model.norm"))
    batches: list[dict[str, Any]] = []
    compute_loss = trainer._compute_loss

    def watched(model: Any, inputs: dict[str, Any]) -> Any:
        inputs["advantages"] = torch.ones_like(inputs["advantages"])  # or a group of equals would teach nothing
        batches.append(inputs)
        with torch.no_grad(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(trainer._dialogue, "fields", inverting(trainer._dialogue.fields))
            compute_loss(model, inputs)
        return compute_loss(model, inputs)

    monkeypatch.setattr(trainer, "_compute_loss", watched)
    rollouts = watch(trainer, monkeypatch, "rollout_func")
    forwards = watch(trainer, monkeypatch, "_get_per_token_logps_and_entropies")
    places = gradients_at(norm)
    eyes = [weights for name, weights in trainer.model.named_parameters() if "vision" in name or "visual" in name]
    before = [weights.clone() for weights in eyes]
    trainer.train()

    (inputs,), (gradient,), ((_, told),) = batches, places, rollouts
    assert sum(map(len, inputs["pictures"])) > 0
    assert any(not torch.equal(*weights) for weights in zip(eyes, before, strict=True))
    mask = (inputs["completion_mask"] * inputs["tool_mask"]).bool()
    other, seen = (logprobs.detach()[mask] for _, (logprobs, *_) in forwards)
    assert torch.allclose(seen, inputs["sampling_per_token_logps"][mask], atol=1e-4)
    assert not torch.allclose(seen, other, atol=1e-3)
    prompt = inputs["prompt_ids"].shape[1]
    taught = gradient.abs().sum(-1) > 0
    assert not taught[:, : prompt - 1].any()
    assert not (taught[:, prompt - 1 : -1] & ~mask).any()  # what stands at a place foretells the next one
    assert taught[:, prompt - 1 : -1][mask].float().mean() > 0.9
    assert sorted(rows_of(inputs), key=str) == sorted(
        zip(told["completion_ids"], told["env_mask"], told["pictures"], strict=True), key=str
    )


def inverting(fields: Callable[..., dict[str, torch.Tensor]]) -> Callable[..., dict[str, torch.Tensor]]:
    """`fields` with the negatives of all pictures."""

    def inverted(pictures: Any) -> dict[str, torch.Tensor]:
        found = fields(pictures)
        return found | {"pixel_values": -found["pixel_values"]}

    return inverted


def gradients_at(module: Any) -> list[torch.Tensor]:
    """The gradients that will arrive at what `module` returns."""
    found: list[torch.Tensor] = []

    def hook(_module: Any, _given: Any, output: torch.Tensor) -> None:
        if output.requires_grad:
            output.register_hook(found.append)

    module.register_forward_hook(hook)
    return found


def rows_of(inputs: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The tokens, the mask and the pictures of each row that is trained on."""
    columns = (inputs[name] for name in ("completion_ids", "tool_mask", "completion_mask", "pictures"))
    return [
        (ids[kept.bool()].tolist(), mask[kept.bool()].tolist(), shown)
        for ids, mask, kept, shown in zip(*columns, strict=True)
    ]


def test_rows_without_pictures_and_forward_passes_in_chunks(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One scenario is over before a picture is shown; old log-probabilities are wanted, two rows at a time."""
    trainer = trainer_of("qwen3-vl", tiny, tmp_path, monkeypatch, groups=2)
    trainer.rollout_func._docs[0]["max_turns"] = 1
    trainer.num_iterations = 2  # so that old log-probabilities are needed
    trainer.args.per_device_train_batch_size = 2
    batches = watch(trainer, monkeypatch, "_compute_loss")
    trainer.train()
    counts = [len(shown) for (_, inputs), _ in batches for shown in inputs["pictures"]]
    assert 0 in counts
    assert max(counts) > 0
    for (_, inputs), _ in batches:
        mask = (inputs["completion_mask"] * inputs["tool_mask"]).bool()
        old, sampled = inputs["old_per_token_logps"], inputs["sampling_per_token_logps"]
        assert torch.allclose(old[mask], sampled[mask], atol=1e-4)

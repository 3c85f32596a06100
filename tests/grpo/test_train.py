"""A run trains on what the policy said, with the benchmark's rewards, and leaves what lm-eval can load."""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from grpo import hook
from grpo.config import Run, Warmup, read_run
from grpo.demonstrations import Demonstration, demonstrations
from grpo.train import build_trainer
from salessim_tasks.training_log import read_log

WEIGHTS = {"decision": 1.0, "turns": 0.5, "in_character": 0.5, "own_voice": 0.5}


def run_of(model: Path, output: Path, **given: Any) -> Run:
    small = {"categories": ["laptops"], "behaviours": ["helpful"], "products": 24, "personas": 4, "max_turns": 2}
    short = {
        "turn_tokens": 6,
        "group": 4,
        "groups": 2,
        "steps": 2,
        "lora_rank": 4,
        "dtype": "float32",
        "save_every": 1,
        "weights": WEIGHTS,
    }
    return Run.model_validate({"model": str(model), "output": str(output)} | small | short | given)


def test_only_what_the_policy_said_has_a_gradient(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    trainer = build_trainer(run_of(tiny, tmp_path, steps=1))
    norm = next(module for name, module in trainer.model.named_modules() if name.endswith("model.norm"))
    gradients: list[torch.Tensor] = []
    batches: list[dict[str, Any]] = []

    def watch(_module: Any, _given: Any, output: torch.Tensor) -> None:
        if output.requires_grad:
            output.register_hook(gradients.append)

    norm.register_forward_hook(watch)
    compute_loss = trainer._compute_loss

    def watched(model: Any, inputs: dict[str, Any]) -> Any:
        inputs["advantages"] = torch.ones_like(inputs["advantages"])  # or a group of equals would teach nothing
        batches.append(inputs)
        return compute_loss(model, inputs)

    monkeypatch.setattr(trainer, "_compute_loss", watched)
    trainer.train()
    assert len(batches) == len(gradients) > 0
    for inputs, gradient in zip(batches, gradients, strict=True):
        mask = (inputs["completion_mask"] * inputs["tool_mask"]).bool()
        mask = mask[:, : int(mask.any(0).nonzero().max()) + 1]  # nothing behind what was said last is computed
        said = mask.shape[1]
        taught = gradient.abs().sum(-1)[:, -said:] > 0  # what stands at a place foretells the next one
        assert gradient[:, :-said].abs().sum() == 0
        assert not (taught & ~mask).any()
        assert taught[mask].float().mean() > 0.9
        assert 0 < mask.sum() < inputs["completion_mask"].sum()


def test_the_episodes_of_a_group_are_trained_on_together(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    trainer = build_trainer(run_of(tiny, tmp_path, steps=2, groups=3, rows=2))
    steps: list[dict[str, Any]] = []
    batches: list[dict[str, Any]] = []
    score, compute_loss = trainer._generate_and_score_completions, trainer._compute_loss

    def scored(inputs: Any) -> dict[str, Any]:
        steps.append(score(inputs))
        return dict(steps[-1])

    def watched(model: Any, inputs: dict[str, Any]) -> Any:
        batches.append(inputs)
        return compute_loss(model, inputs)

    monkeypatch.setattr(trainer, "_generate_and_score_completions", scored)
    monkeypatch.setattr(trainer, "_compute_loss", watched)
    trainer.train()
    assert len(batches) == 2 * 6
    for batch in batches:
        assert len({tuple(ids) for ids in batch["prompt_ids"].tolist()}) == 1
    for place, step in enumerate(steps):
        mine = batches[6 * place : 6 * place + 6]
        for name in ("prompt_ids", "completion_ids", "tool_mask", "advantages"):
            torch.testing.assert_close(torch.cat([batch[name] for batch in mine]), step[name])


@pytest.mark.parametrize("demonstrated", [0.0, 1.0])
def test_groups_that_start_late_are_trained_on_from_there(
    tiny: Path, tmp_path: Path, demonstrated: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def noted(*given: Any) -> list[Demonstration]:
        found = list(demonstrations(*given))
        shown.extend(one.said[0] for one in found)
        return found

    monkeypatch.setattr(hook, "demonstrations", noted)
    late = {"max_turns": 3, "late_start": 1.0, "demonstrated": demonstrated, "total_tokens": 4096}
    trainer = build_trainer(run_of(tiny, tmp_path, steps=1, **late))
    played: list[dict[str, Any]] = []
    rollout = trainer.rollout_func

    def watched(prompts: Any, trainer: Any) -> dict[str, Any]:
        played.append(rollout(prompts, trainer))
        return played[-1]

    trainer.rollout_func = watched
    trainer.train()
    (step,) = played
    prompts, masks = step["prompt_ids"], step["env_mask"]
    assert [len({tuple(ids) for ids in prompts[place : place + 4]}) for place in (0, 4)] == [1, 1]
    assert all(sum(mine for mine, _ in groupby(mask)) < 3 for mask in masks)
    (entry,) = (entry for entry in read_log(tmp_path) if "loss" in entry)
    assert (entry["grad_norm"] or 0.0) > 0
    texts = trainer.processing_class.batch_decode(prompts)
    assert bool(shown) == bool(demonstrated)
    assert all(any(said in text for text in texts) for said in shown)


def test_a_run_logs_every_reward_and_is_loaded_as_an_adapter(tiny: Path, tmp_path: Path) -> None:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    trainer = build_trainer(run_of(tiny, tmp_path))
    trainer.train()
    trainer.save_model()
    logged = {name for entry in trainer.state.log_history for name in entry}
    assert {f"rewards/{name}/mean" for name in WEIGHTS} <= logged
    assert {f"shortcuts/{name}" for name in ("leaves", "silent", "buys_first", "undecided", "broken_off")} <= logged
    assert {name for entry in read_log(tmp_path) for name in entry} == logged
    PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny), tmp_path)


def test_an_adapter_alone_is_gone_on_with(tiny: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    first = build_trainer(run_of(tiny, tmp_path / "first", steps=1))
    first.train()
    first.save_model()
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        shutil.copy(tmp_path / "first" / name, alone)
    second = build_trainer(run_of(alone, tmp_path / "second", steps=1))
    assert second.processing_class.chat_template == first.processing_class.chat_template
    saved = load_file(alone / "adapter_model.safetensors")
    trained = {name: weight for name, weight in second.model.named_parameters() if weight.requires_grad}
    assert len(trained) == len(saved) > 0
    for name, weight in saved.items():
        torch.testing.assert_close(trained[name.replace(".weight", ".default.weight")].data, weight)


def test_the_same_run_is_the_same_run_and_goes_on_where_it_stopped(tiny: Path, tmp_path: Path) -> None:
    def told(trainer: Any) -> list[dict[str, float]]:
        kept = ("loss", "grad_norm", "rewards/turns/mean", "completions/mean_length")
        return [{name: entry[name] for name in kept} for entry in trainer.state.log_history if "loss" in entry]

    whole = build_trainer(run_of(tiny, tmp_path / "whole", steps=3))
    whole.train()
    stopped = build_trainer(run_of(tiny, tmp_path / "stopped", steps=2))
    stopped.train()
    resumed = build_trainer(run_of(tiny, tmp_path / "stopped", steps=3))
    resumed.train(resume_from_checkpoint=True)
    assert len(told(whole)) == 3
    assert told(stopped) == told(whole)[:2]
    assert told(resumed)[-1] == told(whole)[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "model: m\noutput: o\nsteps: 1\nweights: {decisoin: 1}\n",
            "weights: there is no reward decisoin; there are decision,",
        ),
        ("model: m\noutput: o\nweights: {}\n", "steps: Field required"),
        ("model: m\noutput: o\nsteps: 0\nweights: {}\n", "steps: Input should be greater than or equal to 1"),
        ("model: m\noutput: o\nsteps: 1\nweights: {}\ngroup: 8\nrows: 3\n", "rows: 3 episodes a pass do not divide"),
        ("model: [\n", "is no YAML"),
    ],
)
def test_a_wrong_run_file_is_named_with_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "run.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"run\.yaml") as caught:
        read_run(file, Run)
    assert message in str(caught.value)


def test_the_shipped_runs_can_be_read() -> None:
    folder = Path(__file__).parents[2] / "grpo" / "configs"
    for file in sorted(folder.glob("*.yaml")):
        run = read_run(file, Warmup) if file.stem.startswith("sft") else read_run(file, Run)
        assert run.model


def test_a_pass_of_fewer_rows_takes_the_same_step(tiny: Path, tmp_path: Path) -> None:
    def entry(rows: int) -> dict[str, float]:
        trainer = build_trainer(run_of(tiny, tmp_path / str(rows), steps=1, rows=rows))
        trainer.train()
        return next(entry for entry in trainer.state.log_history if "loss" in entry)

    whole, halves = entry(4), entry(2)
    for name in ("rewards/turns/mean", "completions/mean_length", "shortcuts/leaves"):
        assert halves[name] == whole[name]
    assert halves["grad_norm"] == pytest.approx(whole["grad_norm"], rel=1e-3)

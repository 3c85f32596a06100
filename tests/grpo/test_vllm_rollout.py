"""Episodes through TRL's own generation are those of our engine, and train as they were sampled.

No GPU is needed: TRL's transformers backend and a stand-in for its `VLLMGeneration` keep the same contract as vLLM.
"""

from __future__ import annotations

import math
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from grpo import vllm_rollout
from grpo.config import Run
from grpo.train import build_trainer, main

TOKENS = 5


def run_of(model: Path, output: Path, **given: Any) -> Run:
    small = {"categories": ["laptops"], "behaviours": ["helpful"], "products": 24, "personas": 4, "max_turns": 3}
    short = {"turn_tokens": TOKENS, "group": 2, "groups": 2, "steps": 2, "lora_rank": 2, "temperature": 0.9}
    weights = {"decision": 1.0, "sentences": 0.5, "own_voice": 0.5}
    return Run.model_validate({"model": str(model), "output": str(output), "weights": weights} | small | short | given)


class Generation:
    """In the place of TRL's `VLLMGeneration`, whose contract it keeps: one reply to each prompt, sampled from the
    policy; every third one ends where vLLM would stop."""

    made: list[Generation]

    def __init__(self, model: Any, accelerator: Any, processing_class: Any, **options: Any) -> None:
        import torch

        self.model, self.options = model, options
        self.synced, self.replies, self.calls = 0, 0, [0]
        self.generator = torch.Generator().manual_seed(1)
        Generation.made = [self]

    def sync_weights(self) -> None:
        self.synced += 1

    def generate(self, prompts: list[list[int]], images: Any, num_generations: int, profiler: Any) -> Any:
        assert (images, num_generations) == (None, 1)
        self.calls.append(len(prompts))
        told = [self._reply(prompt) for prompt in prompts]
        return prompts, [ids for ids, _ in told], [[[value] for value in values] for _, values in told], None

    def _reply(self, prompt: list[int]) -> tuple[list[int], list[float]]:
        import torch

        ids: list[int] = []
        values: list[float] = []
        (end,) = self.options["generation_kwargs"]["stop_token_ids"]
        self.replies += 1
        while len(ids) < self.options["generation_kwargs"]["max_tokens"] and end not in ids:
            with torch.no_grad():
                logits = self.model(torch.tensor([prompt + ids])).logits[0, -1] / self.options["temperature"]
            told = torch.log_softmax(logits.float(), -1)
            token = int(torch.multinomial(told.exp(), 1, generator=self.generator))
            ids.append(end if len(ids) == 2 and not self.replies % 3 else token)
            values.append(float(told[ids[-1]]))
        return ids, values


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trl.trainer.grpo_trainer.VLLMGeneration", Generation)
    monkeypatch.setattr(vllm_rollout, "require_vllm", lambda: None)


@pytest.mark.usefixtures("stand_in")
def test_what_vllm_says_is_trained_on_as_it_was_sampled(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    episodes: list[Any] = []
    play = vllm_rollout.play

    def kept(*given: Any, **named: Any) -> list[Any]:
        played = play(*given, **named)
        episodes.extend(played)
        return played

    monkeypatch.setattr(vllm_rollout, "play", kept)
    trainer = build_trainer(run_of(tiny, tmp_path, generation="vllm"))
    trainer.train()
    (generation,) = Generation.made
    assert generation.options["mode"] == "colocate"
    assert generation.options["max_model_length"] == 2048
    assert generation.synced == 2, "vLLM is given the weights once a step"
    assert max(generation.calls) == 4, "a turn is one call for all live episodes"
    assert len(generation.calls) - 1 == sum(max(one.turns for one in step) for step in (episodes[:4], episodes[4:]))
    for entry in (entry for entry in trainer.state.log_history if "loss" in entry):
        # TRL holds each log-probability against the trained model's: they agree only where they are in their places.
        assert entry["sampling/sampling_logp_difference/max"] < 1e-3
        for end in ("min", "max"):
            assert entry[f"sampling/importance_sampling_ratio/{end}"] == pytest.approx(1.0, abs=1e-3)
    for one in episodes:
        assert len(one.completion_ids) == len(one.mask) == len(one.logprobs)
        assert all((value < 0.0) == bool(mine) for value, mine in zip(one.logprobs, one.mask, strict=True))
        assert one.completion_ids[-1] == generation.options["generation_kwargs"]["stop_token_ids"][0]
        assert sum(one.mask) <= one.turns * TOKENS
    assert {one.mask[-1] for one in episodes} == {0, 1}, "an end that is ours is not trained on, one that was said is"


def test_it_plays_the_episodes_that_our_engine_plays(tiny: Path, tmp_path: Path) -> None:
    from grpo.dialogue import Dialogue
    from grpo.rollout import Sampling, open_episode
    from grpo.rollout import play as rollout
    from salessim_tasks.task import ShoppingTask

    trainer = build_trainer(run_of(tiny, tmp_path))
    trainer.generation_config.update(max_new_tokens=TOKENS, do_sample=False)
    dialogue = Dialogue(trainer.processing_class)
    task = ShoppingTask({"task": "train", "dataset_kwargs": {"category": "laptops", "max_turns": 3}})
    docs = task.scenarios()[:3]

    def opened() -> list[Any]:
        return [open_episode(dialogue, task.environment(doc, 0)) for doc in docs]

    room = 2048
    for broken_off in (False, True):
        sampling = Sampling(temperature=1e-5, turn_tokens=TOKENS, total_tokens=room)  # as good as greedy
        ours = rollout(trainer.model.eval(), dialogue, opened(), sampling)
        theirs = vllm_rollout.play(trainer, dialogue, opened(), sampling)
        for one, other in zip(ours, theirs, strict=True):
            assert one.prompt_ids == other.prompt_ids
            assert one.completion_ids == other.completion_ids
            assert one.mask == other.mask
            assert (one.turns, one.broken_off) == (other.turns, other.broken_off)
            assert one.environment.record() == other.environment.record()
            # transformers tells no log-probabilities: of the policy's tokens they are unknown, and not 0.
            assert [math.isnan(value) for value in other.logprobs] == [bool(mine) for mine in other.mask]
        assert any(one.broken_off for one in theirs) == broken_off
        room = max(one.tokens for one in ours) - 1


def test_where_vllm_cannot_run_the_run_is_refused(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import torch
    import yaml

    file = tmp_path / "run.yaml"
    file.write_text(yaml.safe_dump(run_of(tiny, tmp_path, generation="vllm").model_dump(mode="json")), encoding="utf-8")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(SystemExit):
        main([str(file)])
    assert "generation: vllm needs a CUDA device" in capsys.readouterr().err
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    found: list[ModuleSpec | None] = [None]
    monkeypatch.setattr(vllm_rollout, "find_spec", lambda _name: found[0])
    with pytest.raises(ValueError, match=r"pip install 'salessim\[grpo,vllm\]'"):
        vllm_rollout.require_vllm()
    found[0] = ModuleSpec("vllm", None)
    vllm_rollout.require_vllm()

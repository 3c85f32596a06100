"""What a run tells of itself on `dev` is what lm-eval finds of its checkpoint, and the run does not notice."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl", reason="trl is not installed (pip install '.[grpo]'; `tox -e grpo` does)")

from grpo.config import Run, read_run
from grpo.evaluation import evaluated
from grpo.train import build_trainer
from salessim_tasks.training_log import read_log

ROOT = Path(__file__).parents[2]
CATEGORIES = ("laptops", "game_gadgets")


def test_the_numbers_are_those_of_lm_eval_for_the_saved_checkpoint(tiny: Path) -> None:
    import lm_eval
    from lm_eval.tasks import TaskManager
    from transformers import AutoModelForCausalLM, AutoTokenizer

    ours = evaluated(
        AutoModelForCausalLM.from_pretrained(tiny),
        AutoTokenizer.from_pretrained(tiny),
        CATEGORIES,
        personas=3,
        max_turns=2,
        turn_tokens=8,
        batch=3,
    )
    names = [f"salessim_{category}" for category in CATEGORIES]
    told = lm_eval.simple_evaluate(
        model="hf",
        model_args={"pretrained": str(tiny), "dtype": "float32", "device": "cpu"},
        tasks=names,
        metadata={"split": "dev", "max_turns": 2},
        task_manager=TaskManager(
            include_path=str(ROOT / "task_configs"), include_defaults=False, metadata={"split": "dev", "max_turns": 2}
        ),
        apply_chat_template=True,
        limit=3,
        gen_kwargs="max_gen_toks=8",
        batch_size=3,
        bootstrap_iters=0,
    )
    assert {"eval/decision_alignment", "eval/num_turns", "eval/human_distance"} <= set(ours)
    for name, value in ours.items():
        rows = [told["results"][task][f"{name.removeprefix('eval/')},none"] for task in names]
        assert value == sum(rows) / len(rows), name
    assert [told["n-samples"][task]["effective"] for task in names] == [3, 3]


def test_nobodys_random_numbers_and_no_mode_change(tiny: Path) -> None:
    import numpy as np
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model, tokenizer = AutoModelForCausalLM.from_pretrained(tiny), AutoTokenizer.from_pretrained(tiny)
    side = tokenizer.padding_side
    model.train()
    before = torch.get_rng_state(), random.getstate(), np.random.get_state(legacy=False)["state"]["key"].tolist()
    evaluated(model, tokenizer, CATEGORIES[:1], personas=1, max_turns=1, turn_tokens=2, batch=1)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert random.getstate() == before[1]
    assert np.random.get_state(legacy=False)["state"]["key"].tolist() == before[2]
    assert model.training
    assert tokenizer.padding_side == side


def run_of(model: Path, output: Path, **given: Any) -> Run:
    small = {"categories": ["laptops"], "behaviours": ["helpful"], "products": 24, "personas": 4, "max_turns": 2}
    short = {"turn_tokens": 6, "group": 4, "groups": 1, "steps": 2, "lora_rank": 4, "dtype": "float32", "save_every": 1}
    every = {"evaluate_every": 1, "evaluate_personas": 2, "weights": {"decision": 1.0, "own_voice": 0.5}}
    return Run.model_validate({"model": str(model), "output": str(output)} | small | short | every | given)


def steps(folder: Path) -> list[tuple[Any, ...]]:
    kept = ("step", "loss", "grad_norm", "rewards/own_voice/mean", "completions/mean_length")
    return [tuple(entry[name] for name in kept) for entry in read_log(folder) if "loss" in entry]


def evaluations(folder: Path) -> list[dict[str, Any]]:
    return [entry for entry in read_log(folder) if "eval/decision_alignment" in entry]


def test_each_evaluation_is_logged_beside_its_step_and_changes_nothing(tiny: Path, tmp_path: Path) -> None:
    build_trainer(run_of(tiny, tmp_path / "without", evaluate_every=0)).train()
    build_trainer(run_of(tiny, tmp_path / "whole")).train()
    assert evaluations(tmp_path / "without") == []
    assert [entry["step"] for entry in evaluations(tmp_path / "whole")] == [0, 1, 2]
    for entry in evaluations(tmp_path / "whole"):
        assert {name for name in entry if "/" in name} == {name for name in entry if name.startswith("eval/")}
    assert steps(tmp_path / "whole") == steps(tmp_path / "without")
    assert [step for step, *_ in steps(tmp_path / "whole")] == [1, 2]

    stopped = build_trainer(run_of(tiny, tmp_path / "stopped", steps=1))
    stopped.train()
    resumed = build_trainer(run_of(tiny, tmp_path / "stopped"))
    resumed.train(resume_from_checkpoint=True)
    assert steps(tmp_path / "stopped") == steps(tmp_path / "whole")
    assert evaluations(tmp_path / "stopped") == evaluations(tmp_path / "whole")


def test_every_other_step_is_evaluated_where_that_is_asked_for(tiny: Path, tmp_path: Path) -> None:
    build_trainer(run_of(tiny, tmp_path, steps=3, evaluate_every=2, evaluate_personas=1)).train()
    assert [entry["step"] for entry in evaluations(tmp_path)] == [0, 2]


def test_pictures_are_not_evaluated_and_that_is_told(tmp_path: Path) -> None:
    file = tmp_path / "run.yaml"
    text = "model: m\noutput: o\nsteps: 1\nweights: {decision: 1}\nmax_images: 2\n"
    file.write_text(f"{text}evaluate_every: 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"run\.yaml: .*evaluate_every: .*max_images"):
        read_run(file, Run)
    file.write_text(text, encoding="utf-8")
    assert read_run(file, Run).max_images == 2

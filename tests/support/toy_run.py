"""The whole recipe in the toy store: a warm-up that leaves room, then UserGRPO."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toy_model import write_toy_model
from toy_store import CATEGORY, write_toy_store

from grpo.config import Run, Warmup
from grpo.demonstrations import demonstrations
from grpo.scenarios import training_scenarios

__all__ = ["BATCH", "MAX_TURNS", "PERSONAS", "TURN_TOKENS", "configured", "decision_alignment", "reward", "warm_up"]

MAX_TURNS = 5
TURN_TOKENS = 20
_GROUP, _GROUPS = 8, 4
BATCH = _GROUP * _GROUPS  # episodes of a step, and of a batch of the evaluation
PERSONAS = 60  # of the split `dev`, that are evaluated on: ten people, each once with every colour


def warm_up(folder: Path, seed: int) -> Path:
    """Write the store to `folder / "store"`, a model to `folder / "model"`; the warmed-up one's folder is returned."""
    from grpo.sft import build_trainer

    stores = str(write_toy_store(folder / "store"))
    docs = training_scenarios(folder, [CATEGORY], ["helpful"], seed=seed, max_turns=MAX_TURNS, stores=stores)
    shown = list(demonstrations(docs[:240], seed))
    said = [text for one in shown for text in (*one.heard, *one.said)]
    model = write_toy_model(folder / "model", [one.system for one in shown], said, seed)
    run = Warmup.model_validate(
        {
            "model": str(model),
            "output": str(folder / "warm"),
            "stores": stores,
            "categories": [CATEGORY],
            "max_turns": MAX_TURNS,
            "save_every": 10_000,
            "seed": seed,
            "epochs": 6.0,
            "batch": 8,
            "accumulate": 1,
            "learning_rate": 3e-3,
            "dtype": "float32",
        }
    )
    trainer = build_trainer(run)
    trainer.train()
    trainer.save_model()
    return Path(run.output)


def configured(model: Path, stores: Path, output: Path, seed: int, **given: Any) -> Run:
    """A run of UserGRPO, evaluated before and after; `given` takes the place of its own options."""
    options = {
        "weights": {"decision": 1.0, "readable": 0.3},
        "behaviours": ["helpful"],
        "steps": 60,
        "group": _GROUP,
        "groups": _GROUPS,
        "learning_rate": 3e-3,
        "lora_rank": 16,
    } | given
    return Run.model_validate(
        {
            "model": str(model),
            "output": str(output),
            "stores": str(stores),
            "categories": [CATEGORY],
            "max_turns": MAX_TURNS,
            "turn_tokens": TURN_TOKENS,
            "total_tokens": 600,
            "dtype": "float32",
            "save_every": 10_000,
            "evaluate_every": options["steps"],
            "evaluate_personas": PERSONAS,
            "seed": seed,
        }
        | options
    )


def reward(model: Path, stores: Path, output: Path, seed: int) -> Any:
    """The trainer after UserGRPO; the adapter, and a log with evaluations before and after, are in `output`."""
    from grpo.train import build_trainer

    trainer = build_trainer(configured(model, stores, output, seed))
    trainer.train()
    trainer.save_model()
    return trainer


def decision_alignment(model: Any, tokenizer: Any, stores: Path) -> float:
    """What `model`, as it is in memory, scores on the split `dev` if it always says what is likeliest."""
    from grpo.evaluation import evaluated

    told = evaluated(
        model,
        tokenizer,
        [CATEGORY],
        personas=PERSONAS,
        max_turns=MAX_TURNS,
        turn_tokens=TURN_TOKENS,
        batch=BATCH,
        stores=str(stores),
        temperature=0,
    )
    return told["eval/decision_alignment"]

"""A policy evaluated while it trains: by lm-eval, on the tasks that everyone uses, in their split `dev`.

The model is handed to lm-eval's `hf` backend as it stands in memory; chat template, sampling and metrics are those of

    lm_eval --model hf --apply_chat_template --tasks salessim_<category> --metadata '{"split": "dev"}' …
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transformers import TrainerCallback

__all__ = ["DevEvaluation", "evaluated"]

_MEASURES = ("decision_alignment", "acceptable_shown", "num_turns", "criteria_first_turn", "human_distance")


def evaluated(
    model: Any,
    tokenizer: Any,
    categories: Sequence[str],
    *,
    personas: int,
    max_turns: int,
    turn_tokens: int,
    batch: int,
    stores: str | None = None,
    behaviour: str = "helpful",
    measures: Sequence[str] = _MEASURES,
    temperature: float | None = None,
) -> dict[str, float]:
    """The means of some measures over the first `personas` of each store's split `dev`, by `eval/<measure>`.

    Args:
        batch: episodes that are played together.
        stores: the folder of stores that are not the package's.
        behaviour: the seller's.
        temperature: 0 for what is likeliest; None for the tasks' own.
    """
    import lm_eval
    import torch
    from lm_eval.models.huggingface import HFLM
    from lm_eval.tasks import TaskManager

    from harness_ext import plugins
    from salessim_tasks.task import ShoppingTask

    plugins.install()  # lm-eval's start-up hook is there only where the package is installed
    training = model.training
    model.eval()
    folder = None if stores is None else str(Path(stores).resolve())
    options = {"split": "dev", "max_turns": max_turns, "folder": folder, "behaviour": behaviour}
    with torch.random.fork_rng():  # lm-eval seeds torch; the training's own draws must not notice
        results = lm_eval.simple_evaluate(
            HFLM(pretrained=model, tokenizer=tokenizer, batch_size=batch),
            tasks=[
                ShoppingTask({"task": f"dev_{category}", "dataset_kwargs": {"category": category, **options}})
                for category in categories
            ],
            task_manager=TaskManager(include_defaults=False),
            apply_chat_template=True,
            limit=personas,
            gen_kwargs=f"max_gen_toks={turn_tokens}" + ("" if temperature is None else f",temperature={temperature}"),
            log_samples=False,
            bootstrap_iters=0,
            random_seed=None,
            numpy_random_seed=None,
        )
    model.train(training)
    rows = results["results"].values()
    means = {name: [row[f"{name},none"] for row in rows if f"{name},none" in row] for name in measures}
    return {f"eval/{name}": sum(values) / len(values) for name, values in means.items() if values}


class DevEvaluation(TrainerCallback):
    """Evaluates before the first step and after every `every`th; `log` takes what was found."""

    def __init__(self, every: int, evaluate: Any, log: Any) -> None:
        self._every, self._evaluate, self._log = every, evaluate, log

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 0 and state.is_world_process_zero:
            self._log(self._evaluate())

    def on_log(self, args: Any, state: Any, control: Any, logs: Mapping[str, Any], **_: Any) -> None:
        # Not at a step's end: what is logged there takes the place of the step's own entry.
        if "loss" in logs and state.global_step % self._every == 0 and state.is_world_process_zero:
            self._log(self._evaluate())

"""UserGRPO: reinforcement learning of shoppers, in groups of episodes of one scenario.

    python -m grpo.train grpo/configs/tiny.yaml

TRL trains (https://github.com/huggingface/trl, GRPO with GDPO's per-reward normalisation); we play (`grpo.hook`).

The same file is run by several processes (`torchrun`, `accelerate launch`; grpo/configs/accelerate): the scenarios of a
step are dealt out among them, the first process logs and saves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from grpo import vllm_rollout
from grpo.command import train_by_file
from grpo.config import Run
from grpo.dialogue import Dialogue
from grpo.evaluation import DevEvaluation, evaluated
from grpo.hook import Rollouts, prompt_row, reward_function, sampling_of
from grpo.models import load_policy, precision, words_of
from grpo.pictures import PicturedDialogue
from grpo.ranks import groups_each, refuse_unplayable
from grpo.scenarios import training_scenarios
from grpo.stopwatch import Stopwatch

__all__ = ["build_trainer", "main"]


def build_trainer(run: Run) -> Any:
    """The trainer of a run, ready for `train()`; a ValueError where the run does not go with what it was started on."""
    from datasets import Dataset
    from trl import GRPOConfig

    from grpo.log import log_to

    if run.generation == "vllm":
        vllm_rollout.require_vllm()
    share = groups_each(run.groups)
    kind, words, dialogue = (_pictured_parts if run.max_images else _text_parts)(run.model)
    docs = training_scenarios(
        Path(run.output) / "worlds",
        run.categories,
        run.behaviours,
        seed=run.world_seed,
        products=run.products,
        personas=run.personas,
        max_turns=run.max_turns,
        max_images=run.max_images,
        stores=run.stores,
        nothing_acceptable=run.nothing_acceptable,
    )
    if run.groups > len(docs):
        raise ValueError(f"groups: {run.groups} scenarios a step are more than the {len(docs)} that there are")
    trainer = kind(
        stopwatch=Stopwatch(otherwise="training"),
        **load_policy(run.model, run.lora_rank, run.dtype, pictured=run.max_images > 0),
        processing_class=words,
        train_dataset=Dataset.from_list([prompt_row(number) for number in range(len(docs))]),
        rollout_func=Rollouts(run, docs, dialogue),
        reward_funcs=[reward_function(name) for name in run.rewarded],
        args=GRPOConfig(
            run.output,
            **precision(run.dtype),
            per_device_train_batch_size=run.rows or run.group,
            gradient_accumulation_steps=share * run.group // (run.rows or run.group),
            num_generations=run.group,
            max_completion_length=run.total_tokens,
            max_steps=run.steps,
            learning_rate=run.learning_rate,
            warmup_steps=run.warmup_steps,
            temperature=run.temperature,
            reward_weights=list(run.rewarded.values()),
            multi_objective_aggregation=run.aggregation,
            loss_type="dapo",
            beta=0.0,
            report_to=list(run.report_to),
            project="salessim",
            run_name=run.output,
            logging_steps=1,
            save_strategy="steps",
            save_steps=run.save_every,
            seed=run.seed,
            **(vllm_rollout.vllm_options(dialogue, sampling_of(run)) if run.generation == "vllm" else {}),
        ),
    )
    if run.generation == "transformers":
        refuse_unplayable(trainer.model, trainer.accelerator)
    log_to(trainer, Path(run.output))
    if run.evaluate_every:
        trainer.add_callback(_dev_evaluation(run, trainer, words))
    return trainer


def _dev_evaluation(run: Run, trainer: Any, tokenizer: Any) -> DevEvaluation:
    from transformers import Trainer

    def evaluate() -> dict[str, float]:
        return evaluated(
            trainer.accelerator.unwrap_model(trainer.model),
            tokenizer,
            run.categories,
            stores=run.stores,
            personas=run.evaluate_personas,
            max_turns=run.max_turns,
            turn_tokens=run.turn_tokens,
            batch=run.group * run.groups,
        )

    # Not by TRL's own `log`, which would tell of the step again: it adds the step's figures to whatever is logged.
    return DevEvaluation(run.evaluate_every, evaluate, partial(Trainer.log, trainer))


def _text_parts(name: str) -> tuple[Any, Any, Dialogue]:
    """The trainer's class, what makes tokens, and the dialogue."""
    from transformers import AutoTokenizer

    from grpo.trainer import StepTrainer

    tokenizer = AutoTokenizer.from_pretrained(words_of(name))
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    return StepTrainer, tokenizer, Dialogue(tokenizer)


def _pictured_parts(name: str) -> tuple[Any, Any, Dialogue]:
    from transformers import AutoProcessor

    from grpo.pictured_trainer import PicturedTrainer

    processor = AutoProcessor.from_pretrained(words_of(name))
    dialogue = PicturedDialogue(processor)
    return partial(PicturedTrainer, dialogue), processor, dialogue


def main(arguments: Sequence[str] | None = None) -> None:
    """Train; a run that was broken off goes on from its last checkpoint with `--resume`."""
    train_by_file("grpo.train", "Train a shopper by UserGRPO.", Run, build_trainer, arguments)


if __name__ == "__main__":
    main()

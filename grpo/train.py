"""UserGRPO: reinforcement learning of shoppers, in groups of episodes of one scenario.

    python -m grpo.train grpo/configs/tiny.yaml

TRL trains (https://github.com/huggingface/trl, GRPO with GDPO's per-reward normalisation); we play. TRL's hook
`rollout_func` is marked experimental upstream. What it needs, found with 1.16:

- it is given the prompts of a whole step, each repeated once for every episode of its group, and returns as many rows;
- a scenario reaches it as a key of the prompt's first message, the one column that it gets;
- what it returns besides token ids reaches the rewards by name, which so are computed once, with the episodes at hand;
- `env_mask` marks the tokens that are trained on; without it the seller's would be;
- of several processes each is given a slice of the prompts, in order: whole groups here (`grpo.ranks`).

The same file is run by several processes (`torchrun`, `accelerate launch`; grpo/configs/accelerate): the scenarios of a
step are dealt out among them, the first process logs and saves.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch

from grpo import vllm_rollout
from grpo.config import Run, read_run
from grpo.dialogue import Dialogue
from grpo.evaluation import DevEvaluation, evaluated
from grpo.groups import no_signal
from grpo.models import adapter, load_model, precision
from grpo.pictures import PicturedDialogue
from grpo.ranks import groups_each, refuse_sharded
from grpo.rewards import Played, rewards, shortcuts
from grpo.rollout import Episode, Sampling, play
from grpo.scenarios import training_scenarios
from grpo.stopwatch import Stopwatch, Timed
from harness_ext.seeding import seed_of
from salessim_tasks.task import make_episode
from salessim_tasks.transcript import Transcript

__all__ = ["Rollouts", "build_trainer", "main"]

_SCENARIO = "scenario"


class Rollouts:
    """The `rollout_func` of a run: plays the scenarios that the prompts name, and rewards them."""

    def __init__(self, run: Run, docs: Sequence[dict[str, Any]], dialogue: Dialogue) -> None:
        self._docs = docs
        self._dialogue = dialogue
        self._run = run
        self._sampling = _sampling(run)

    def __call__(self, prompts: Sequence[Any], trainer: Any) -> dict[str, Any]:
        numbers = [int(prompt[0][_SCENARIO]) for prompt in prompts]
        docs = [self._docs[number] for number in numbers]
        stopwatch: Stopwatch = trainer.stopwatch
        with stopwatch.during("seller"):
            environments = [Timed(make_episode(doc), stopwatch, "seller") for doc in docs]
        with stopwatch.during("generation"):
            episodes = self._play(environments, trainer)
        with stopwatch.during("rewards"):
            played = [
                Played(doc, Transcript.model_validate(one.environment.record()), number, one.broken_off)
                for doc, number, one in zip(docs, numbers, episodes, strict=True)
            ]
            found = rewards(played)
        weights = {name: weight for name, weight in self._run.weights.items() if weight}
        ways = {f"shortcuts/{name}": value for name, value in shortcuts(played).items()}
        trainer.measure({**ways, **no_signal(found, numbers, weights)})
        return {
            "prompt_ids": [one.prompt_ids for one in episodes],
            "completion_ids": [one.completion_ids for one in episodes],
            "logprobs": [one.logprobs for one in episodes],
            "env_mask": [one.mask for one in episodes],
            **({"pictures": [one.pictures for one in episodes]} if self._sampling.max_images else {}),
            **{_key(name): values for name, values in found.items()},
        }

    def _play(self, environments: Sequence[Timed], trainer: Any) -> list[Episode]:
        if self._run.generation == "vllm":
            return vllm_rollout.play(trainer, self._dialogue, environments, self._sampling)
        model = trainer.accelerator.unwrap_model(trainer.model)
        step, rank = trainer.state.global_step, trainer.accelerator.process_index
        generator = torch.Generator(model.device).manual_seed(seed_of(self._run.seed, "rollout", step, rank))
        training = model.training
        model.eval()
        episodes = play(model, self._dialogue, environments, self._sampling, generator)
        model.train(training)
        return episodes


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
    )
    names = [name for name, weight in run.weights.items() if weight]
    trainer = kind(
        stopwatch=Stopwatch(otherwise="training"),
        model=load_model(run.model, run.dtype if run.lora_rank else "float32", pictured=run.max_images > 0),
        processing_class=words,
        train_dataset=Dataset.from_list([_row(number) for number in range(len(docs))]),
        rollout_func=Rollouts(run, docs, dialogue),
        reward_funcs=[_told(name) for name in names],
        peft_config=adapter(run.lora_rank),
        args=GRPOConfig(
            run.output,
            **precision(run.lora_rank, run.dtype),
            per_device_train_batch_size=run.group,
            gradient_accumulation_steps=share,
            num_generations=run.group,
            max_completion_length=run.total_tokens,
            max_steps=run.steps,
            learning_rate=run.learning_rate,
            temperature=run.temperature,
            reward_weights=[run.weights[name] for name in names],
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
            **(vllm_rollout.vllm_options(dialogue, _sampling(run)) if run.generation == "vllm" else {}),
        ),
    )
    if run.generation == "transformers":
        refuse_sharded(trainer.accelerator)
    log_to(trainer, Path(run.output))
    if run.evaluate_every:
        trainer.add_callback(_dev_evaluation(run, trainer, words))
    return trainer


def _dev_evaluation(run: Run, trainer: Any, tokenizer: Any) -> DevEvaluation:
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

    return DevEvaluation(run.evaluate_every, evaluate, trainer.log)


def _sampling(run: Run) -> Sampling:
    return Sampling(run.temperature, run.turn_tokens, run.total_tokens, run.max_images)


def _text_parts(name: str) -> tuple[Any, Any, Dialogue]:
    """The trainer's class, what makes tokens, and the dialogue."""
    from transformers import AutoTokenizer

    from grpo.trainer import StepTrainer

    tokenizer = AutoTokenizer.from_pretrained(name)
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    return StepTrainer, tokenizer, Dialogue(tokenizer)


def _pictured_parts(name: str) -> tuple[Any, Any, Dialogue]:
    from transformers import AutoProcessor

    from grpo.pictured_trainer import PicturedTrainer

    processor = AutoProcessor.from_pretrained(name)
    dialogue = PicturedDialogue(processor)
    return partial(PicturedTrainer, dialogue), processor, dialogue


def _row(number: int) -> dict[str, Any]:
    return {"prompt": [{"role": "user", "content": "-", _SCENARIO: str(number)}]}


def _key(reward: str) -> str:
    return f"reward_{reward}"


def _told(reward: str) -> Callable[..., list[float | None]]:
    """A reward function that hands on what `Rollouts` found."""

    def told(**columns: Any) -> list[float | None]:
        return list(columns[_key(reward)])

    told.__name__ = reward  # TRL logs it by this name
    return told


def main(arguments: Sequence[str] | None = None) -> None:
    """Train; a run that was broken off goes on from its last checkpoint with `--resume`."""
    parser = argparse.ArgumentParser(prog="python -m grpo.train", description="Train a shopper by UserGRPO.")
    parser.add_argument("run", type=Path, help="a YAML file, see grpo/configs")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the run's folder")
    given = parser.parse_args(arguments)
    try:
        trainer = build_trainer(read_run(given.run, Run))
    except ValueError as error:
        parser.error(str(error))
    trainer.train(resume_from_checkpoint=given.resume or None)
    trainer.save_model()


if __name__ == "__main__":
    main()

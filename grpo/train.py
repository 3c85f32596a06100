"""UserGRPO: reinforcement learning of shoppers, in groups of episodes of one scenario.

    python -m grpo.train grpo/configs/tiny.yaml

TRL trains (https://github.com/huggingface/trl, GRPO with GDPO's per-reward normalisation); we play. TRL's hook
`rollout_func` is marked experimental upstream. What it needs, found with 1.16:

- it is given the prompts of a whole step, each repeated once for every episode of its group, and returns as many rows;
- a scenario reaches it as a key of the prompt's first message, the one column that it gets;
- what it returns besides token ids reaches the rewards by name, which so are computed once, with the episodes at hand;
- `env_mask` marks the tokens that are trained on; without it the seller's would be.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch

from grpo.config import Run, read_run
from grpo.dialogue import Dialogue
from grpo.pictures import PicturedDialogue
from grpo.rewards import Played, rewards, shortcuts
from grpo.rollout import Sampling, play
from grpo.scenarios import training_scenarios
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
        self._seed = run.seed
        self._sampling = Sampling(run.temperature, run.turn_tokens, run.total_tokens, run.max_images)

    def __call__(self, prompts: Sequence[Any], trainer: Any) -> dict[str, Any]:
        numbers = [int(prompt[0][_SCENARIO]) for prompt in prompts]
        docs = [self._docs[number] for number in numbers]
        model = trainer.accelerator.unwrap_model(trainer.model)
        device = next(model.parameters()).device
        step, rank = trainer.state.global_step, trainer.accelerator.process_index
        generator = torch.Generator(device).manual_seed(seed_of(self._seed, "rollout", step, rank))
        training = model.training
        model.eval()
        episodes = play(model, self._dialogue, [make_episode(doc) for doc in docs], self._sampling, generator)
        model.train(training)
        played = [
            Played(doc, Transcript.model_validate(one.environment.record()), number, one.broken_off)
            for doc, number, one in zip(docs, numbers, episodes, strict=True)
        ]
        trainer.log({f"shortcuts/{name}": value for name, value in shortcuts(played).items()})
        return {
            "prompt_ids": [one.prompt_ids for one in episodes],
            "completion_ids": [one.completion_ids for one in episodes],
            "logprobs": [one.logprobs for one in episodes],
            "env_mask": [one.mask for one in episodes],
            **({"pictures": [one.pictures for one in episodes]} if self._sampling.max_images else {}),
            **{_key(name): values for name, values in rewards(played).items()},
        }


def build_trainer(run: Run) -> Any:
    """The trainer of a run, ready for `train()`."""
    from datasets import Dataset
    from peft import LoraConfig
    from trl import GRPOConfig

    cuda = torch.cuda.is_available()
    parts = _pictured_parts if run.max_images else _text_parts
    kind, words, dialogue, model = parts(run.model, torch.bfloat16 if cuda else torch.float32)
    docs = training_scenarios(
        Path(run.output) / "worlds",
        run.categories,
        run.behaviours,
        seed=run.world_seed,
        products=run.products,
        personas=run.personas,
        max_turns=run.max_turns,
        max_images=run.max_images,
    )
    names = [name for name, weight in run.weights.items() if weight]
    return kind(
        model=model,
        processing_class=words,
        train_dataset=Dataset.from_list([_row(number) for number in range(len(docs))]),
        rollout_func=Rollouts(run, docs, dialogue),
        reward_funcs=[_told(name) for name in names],
        peft_config=_lora(LoraConfig, run.lora_rank),
        args=GRPOConfig(
            run.output,
            use_cpu=not cuda,
            bf16=cuda,
            gradient_checkpointing=cuda,
            per_device_train_batch_size=run.group,
            gradient_accumulation_steps=run.groups,
            num_generations=run.group,
            max_completion_length=run.total_tokens,
            max_steps=run.steps,
            learning_rate=run.learning_rate,
            temperature=run.temperature,
            reward_weights=[run.weights[name] for name in names],
            multi_objective_aggregation="normalize_then_sum",
            loss_type="dapo",
            beta=0.0,
            report_to=[],
            logging_steps=1,
            save_strategy="steps",
            save_steps=run.save_every,
            seed=run.seed,
        ),
    )


def _text_parts(name: str, dtype: torch.dtype) -> tuple[Any, Any, Dialogue, Any]:
    """The trainer's class, what makes tokens, the dialogue and the model."""
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import GRPOTrainer

    tokenizer = AutoTokenizer.from_pretrained(name)
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    return GRPOTrainer, tokenizer, Dialogue(tokenizer), AutoModelForCausalLM.from_pretrained(name, dtype=dtype)


def _pictured_parts(name: str, dtype: torch.dtype) -> tuple[Any, Any, Dialogue, Any]:
    from transformers import AutoModelForImageTextToText, AutoProcessor

    from grpo.pictured_trainer import PicturedTrainer

    processor = AutoProcessor.from_pretrained(name)
    dialogue = PicturedDialogue(processor)
    model = AutoModelForImageTextToText.from_pretrained(name, dtype=dtype)
    return partial(PicturedTrainer, dialogue), processor, dialogue, model


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


def _lora(config: Any, rank: int) -> Any:
    if not rank:
        return None
    return config(r=rank, lora_alpha=2 * rank, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train; a run that was broken off goes on from its last checkpoint with `--resume`."""
    parser = argparse.ArgumentParser(prog="python -m grpo.train", description="Train a shopper by UserGRPO.")
    parser.add_argument("run", type=Path, help="a YAML file, see grpo/configs")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint in the run's folder")
    given = parser.parse_args(arguments)
    try:
        run = read_run(given.run)
    except ValueError as error:
        parser.error(str(error))
    trainer = build_trainer(run)
    trainer.train(resume_from_checkpoint=given.resume or None)
    trainer.save_model()


if __name__ == "__main__":
    main()

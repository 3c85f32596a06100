"""The warm-up: a chat model learns the shopper's part from demonstrations, before it is rewarded for anything.

    python -m grpo.sft grpo/configs/sft.yaml

What is learned from are episodes of training worlds in which a scripted shopper decides right (`grpo.demonstrations`),
put together from token ids as `grpo.rollout` does, so that training and playing see the same tokens. The loss is that
of the shopper's tokens alone; `everything` takes the others in, which a model needs that has to learn to read first.
TRL's SFTTrainer trains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from grpo.command import train_by_file
from grpo.config import Warmup
from grpo.demonstrations import Demonstration, demonstrations
from grpo.dialogue import Dialogue
from grpo.models import load_policy, precision, words_of
from grpo.scenarios import training_scenarios

__all__ = ["IGNORED", "build_trainer", "main", "tokenised"]

IGNORED = -100
"""The label of a token that is not learned."""


def tokenised(dialogue: Dialogue, shown: Demonstration, *, everything: bool = False) -> dict[str, list[int]]:
    """`input_ids` and `labels` of a demonstration, equally long; what is not learned has the label -100."""
    ids = dialogue.opening(shown.system, shown.heard[0])
    labels = list(ids) if everything else [IGNORED] * len(ids)
    for turn, said in enumerate(shown.said):
        reply = dialogue.reply(said)
        answer = dialogue.bridge(shown.heard[turn + 1]) if turn + 1 < len(shown.heard) else []
        ids += reply + answer
        labels += reply + (answer if everything else [IGNORED] * len(answer))
    return {"input_ids": ids, "labels": labels}


def build_trainer(run: Warmup) -> Any:
    """The trainer of a warm-up, ready for `train()`."""
    from datasets import Dataset
    from transformers import AutoTokenizer
    from trl import SFTConfig

    from grpo.log import log_to
    from grpo.sft_trainer import WarmupTrainer

    tokenizer = AutoTokenizer.from_pretrained(words_of(run.model))
    tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
    dialogue = Dialogue(tokenizer)
    rows = [tokenised(dialogue, one, everything=run.everything) for one in _demonstrations(run)]
    rows = [row for row in rows if len(row["input_ids"]) <= run.total_tokens]
    if not rows:
        raise ValueError(f"no demonstration has {run.total_tokens} tokens or less; raise total_tokens")
    trainer = WarmupTrainer(
        **load_policy(run.model, run.lora_rank, run.dtype),
        processing_class=tokenizer,
        train_dataset=Dataset.from_list(rows),
        args=SFTConfig(
            run.output,
            **precision(run.dtype),
            per_device_train_batch_size=run.batch,
            gradient_accumulation_steps=run.accumulate,
            train_sampling_strategy="group_by_length" if run.batch > 1 else "random",
            num_train_epochs=run.epochs,
            max_length=None,
            learning_rate=run.learning_rate,
            lr_scheduler_type="cosine",
            warmup_steps=0.05,
            report_to=[],
            logging_steps=run.log_every,
            save_strategy="steps",
            save_steps=run.save_every,
            save_total_limit=1,
            seed=run.seed,
        ),
    )
    log_to(trainer, Path(run.output))
    return trainer


def _demonstrations(run: Warmup) -> Iterable[Demonstration]:
    for seed in run.world_seeds if run.stores is None else run.world_seeds[:1]:
        docs = training_scenarios(
            Path(run.output) / "worlds",
            run.categories,
            run.behaviours,
            seed=seed,
            products=run.products,
            personas=run.personas,
            max_turns=run.max_turns,
            stores=run.stores,
        )
        yield from demonstrations(docs, run.seed)


def main(arguments: Sequence[str] | None = None) -> None:
    """Warm up; a run that was broken off goes on from its last checkpoint with `--resume`."""
    train_by_file("grpo.sft", "Warm a shopper up on demonstrations.", Warmup, build_trainer, arguments)


if __name__ == "__main__":
    main()

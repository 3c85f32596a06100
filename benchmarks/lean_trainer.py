"""What a training pass costs with TRL's own loss and with ours: forward and backward of one group of real episodes.

    python benchmarks/lean_trainer.py CHECKPOINT [--group 4] [--turns 4] [--rounds 3]

The group is played once, by the checkpoint with a new adapter; compare the two ways within a round.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from trl import GRPOTrainer

from grpo.config import Run
from grpo.train import build_trainer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    for name, value in (("group", 4), ("turns", 4), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        trainer, inputs = _played(given, Path(folder))
        ratios = []
        for number in range(1, given.rounds + 1):
            ours, loss = _pass(trainer, inputs, trainer._compute_loss)
            trls, same = _pass(trainer, inputs, lambda *both: GRPOTrainer._compute_loss(trainer, *both))
            ratios.append(trls / ours)
            print(f"round {number}: TRL {trls:.1f} s, ours {ours:.1f} s; losses {same:.5f} and {loss:.5f}")
    prompt, completion = (inputs[f"{part}_ids"].shape[1] for part in ("prompt", "completion"))
    print(f"median ratio: {median(ratios):.2f}; {prompt} + {completion} tokens")


def _played(given: argparse.Namespace, folder: Path) -> tuple[Any, dict[str, Any]]:
    run = Run(
        model=given.checkpoint,
        output=str(folder),
        weights={"turns": 1.0, "sentences": 1.0},
        categories=("laptops",),
        behaviours=("helpful",),
        personas=2,
        max_turns=given.turns,
        group=given.group,
        groups=1,
        steps=1,
    )
    trainer = build_trainer(run)
    seen: list[dict[str, Any]] = []
    prepare = trainer._prepare_inputs

    def kept(batch: Any) -> Any:
        seen.append(prepare(batch))
        return seen[-1]

    trainer._prepare_inputs = kept
    trainer.train()
    return trainer, seen[0]


def _pass(trainer: Any, inputs: dict[str, Any], loss_of: Callable[..., Any]) -> tuple[float, float]:
    trainer.model.zero_grad()
    started = time.perf_counter()
    with trainer.compute_loss_context_manager():
        loss = loss_of(trainer.model, inputs)
    loss.backward()
    return time.perf_counter() - started, loss.item()


if __name__ == "__main__":
    main()

"""TRL's trainer, which logs with each step what the rollouts measured and where the time went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accelerate.utils import gather_object
from transformers import TrainerCallback

from grpo.lean_trainer import LeanTrainer
from grpo.stopwatch import Stopwatch

__all__ = ["StepTrainer"]


class StepTrainer(LeanTrainer):
    """`stopwatch`: of this process, started anew with each step; it knows generation, seller, rewards and training. The
    times logged are the first process's; its training includes waiting for the others."""

    def __init__(self, *given: Any, stopwatch: Stopwatch, **options: Any) -> None:
        self.stopwatch = stopwatch
        self._measured: dict[str, float] = {}
        super().__init__(*given, **options)
        self.add_callback(_Restart(stopwatch))

    def measure(self, values: Mapping[str, float]) -> None:
        """Log `values` with this step, each the mean over all processes, which must all call this with equal names."""
        rows: list[Mapping[str, float]] = gather_object([values])
        self._measured = {name: sum(row[name] for row in rows) / len(rows) for name in values}

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        if "loss" in logs:  # the entry of a step
            logs.update(self._measured)
            logs.update(_times(self.stopwatch.seconds()))
        super().log(logs, start_time)


class _Restart(TrainerCallback):
    def __init__(self, stopwatch: Stopwatch) -> None:
        self._stopwatch = stopwatch

    def on_step_begin(self, *_given: Any, **_options: Any) -> None:
        self._stopwatch.restart()


def _times(seconds: Mapping[str, float]) -> dict[str, float]:
    ours = ("seller", "rewards")
    return {
        **{f"time/{name}": seconds.get(name, 0.0) for name in ("generation", *ours, "training")},
        "time/seller_and_rewards_share": sum(seconds.get(name, 0.0) for name in ours) / sum(seconds.values()),
    }

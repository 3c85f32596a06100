"""What a run tells while it trains: `log.jsonl` in its folder, for `salessim plot`, and a line a step for who watches.

Every entry that the trainer logs is a line, with the names that the trainer gives and the step that it belongs to: one
that is logged while a step is under way (its rollout's) is of that step, not of the one before. What is no number is
left out. A line is written at once and in one piece; what a kill may leave of it is no line (`training_log`).

The log is that of one run: a try that goes on from a checkpoint drops what an earlier one logged after it.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers import PrinterCallback, TrainerCallback
from transformers.trainer import DEFAULT_PROGRESS_CALLBACK

from salessim_tasks.textfiles import write_whole
from salessim_tasks.training_log import LOG, Entry, read_log

__all__ = ["RunLog", "log_to"]

# What the line of a step tells, where it was logged: the word, the name in the log, the format.
_TOLD = (
    ("reward", "reward", "{:.3f}"),
    ("decision", "rewards/decision/mean", "{:.3f}"),
    ("loss", "loss", "{:.4f}"),
    ("accuracy", "mean_token_accuracy", "{:.3f}"),
    ("length", "completions/mean_length", "{:.0f}"),
    ("entropy", "entropy", "{:.2f}"),
    ("no spread", "frac_reward_zero_std", "{:.0%}"),
    ("dev loss", "eval_loss", "{:.4f}"),
    ("dev decision", "eval/decision_alignment", "{:.3f}"),
)
_SUMMARY = "train_runtime"  # in the entry that sums up a try


def log_to(trainer: Any, folder: Path) -> None:
    """Let a transformers trainer log to `folder` and to the terminal, in place of its own lines and bars."""
    trainer.remove_callback(PrinterCallback)
    trainer.remove_callback(DEFAULT_PROGRESS_CALLBACK)
    # The first of all: what the others log as training begins is of this try.
    trainer.callback_handler.callbacks.insert(0, RunLog(folder))


class RunLog(TrainerCallback):
    """Writes the log of a run; in distributed training, only the first process does."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG
        self._step = 0
        self._began = self._seconds = 0.0
        self._told: Entry = {}

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Drop what an earlier try logged after the step that this one begins at."""
        self._step = state.global_step
        if state.is_world_process_zero:
            kept = read_log(self._path.parent) if self._step and self._path.exists() else []
            kept = [entry for entry in kept if (entry["step"] or 0) <= self._step and _SUMMARY not in entry]
            write_whole(self._path, "".join(map(_line, kept)))

    def on_step_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Tell of the step before, now that its evaluation is over, too."""
        self._tell(state)
        self._step = state.global_step + 1
        self._began = time.monotonic()

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Note how long the step took."""
        self._seconds = time.monotonic() - self._began

    def on_log(self, args: Any, state: Any, control: Any, logs: Mapping[str, Any], **_: Any) -> None:
        """Write an entry."""
        if state.is_world_process_zero:
            entry = {**_numbers(logs), "step": max(self._step, state.global_step)}
            self._told.update(entry)
            with self._path.open("ab", buffering=0) as file:
                file.write(_line(entry).encode())

    def on_train_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Tell of the last step."""
        self._tell(state)

    def _tell(self, state: Any) -> None:
        told = [
            f"{word} {shape.format(value)}"
            for word, name, shape in _TOLD
            if (value := self._told.get(name)) is not None
        ]
        if told:
            took = [f"{self._seconds:.1f} s"] if self._step else []
            width = len(str(state.max_steps))
            print(f"step {self._step:{width}}/{state.max_steps}", *told, *took, sep="  ", flush=True)
        self._told = {}


def _numbers(logs: Mapping[str, Any]) -> Entry:
    numbers = {name: value for name, value in logs.items() if value is None or isinstance(value, int | float)}
    return {name: value if value is not None and math.isfinite(value) else None for name, value in numbers.items()}


def _line(entry: Entry) -> str:
    return json.dumps(entry, allow_nan=False) + "\n"

"""What an episode costs besides the model: harness, seller and scoring, per shopper turn.

    python benchmarks/overhead.py [--episodes 1000] [--language]

With `--language` the measures of how the shopper talks are made, too. Two backends stand in for the model: one that
answers at once, and one that takes 2 ms a call at batch 64. Both speak the personas' own sentences, so that the seller
has real work. Times are of one process; on a noisy machine compare the rounds, not single figures.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import time
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TQDM_DISABLE", "1")

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM

from harness_ext.runner import run_episodes
from salessim_tasks.task import ShoppingTask

_BATCH = 64


class Recital(LM):
    """Says the persona's sentences one a turn, asks twice for more, and leaves; `delay` seconds a call."""

    def __init__(self, delay: float = 0.0, batch: int | None = None) -> None:
        super().__init__()
        self._delay = delay
        self._batch = batch
        self.turns = 0
        self.waited = 0.0

    def generate_until(self, requests: list[Instance]) -> list[str]:
        self.turns += len(requests)
        for _ in range(0, len(requests), self._batch or len(requests)):
            if self._delay:
                time.sleep(self._delay)
                self.waited += self._delay
        return [self._line(request.doc["persona"], request.idx) for request in requests]

    @staticmethod
    def _line(persona: Any, turn: int) -> str:
        wishes = [wish["text"] for wish in [*persona["dealbreakers"], *persona["preferences"]]]
        lines = ["Hi, I am looking for a new machine.", *wishes, "What else do you have?", "Anything else?"]
        return lines[turn] if turn < len(lines) else "end_conversation()"

    def loglikelihood(self, requests: list[Instance]) -> list[tuple[float, bool]]:
        raise NotImplementedError

    def loglikelihood_rolling(self, requests: list[Instance]) -> list[float]:
        raise NotImplementedError


def play(episodes: int, lm: Recital, language: bool) -> float:
    """Play and score `episodes` on `lm`; return the milliseconds per shopper turn, less what the model took."""
    task = _task(language)
    personas = len(task.test_docs())
    task.set_config("repeats", -(-episodes // personas))
    task.build_all_requests()
    requests = [request for request in task.instances or [] for _ in range(request.repeats)][:episodes]
    start = time.perf_counter()
    for request, result in zip(requests, run_episodes(lm, requests), strict=True):
        request.resps.append(result)
    task.apply_filters()
    for request in task.instances or []:
        if request.resps:
            task.process_results(request.doc, [request.filtered_resps["none"]])
    spent = time.perf_counter() - start - lm.waited
    return 1000 * spent / lm.turns


def _task(language: bool) -> ShoppingTask:
    options = {
        "category": "laptops",
        "split": "test",
        "behaviour": "helpful",
        "max_turns": 20,
        "prompt_style": "default",
        "language": language,
    }
    return ShoppingTask({"task": "salessim_laptops", "dataset_kwargs": options})


def _megabytes() -> float:
    """Resident memory now (Linux), else its peak."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--language", action="store_true")
    arguments = parser.parse_args(argv)
    play(60, Recital(), arguments.language)  # load the store, compile the patterns
    for name, delay, batch in [("zero latency", 0.0, None), (f"2 ms a call, batch {_BATCH}", 0.002, _BATCH)]:
        figures = []
        for number in range(1, arguments.rounds + 1):
            lm = Recital(delay, batch)
            figures.append(play(arguments.episodes, lm, arguments.language))
            print(
                f"{name}, round {number}: {arguments.episodes} episodes, {lm.turns} turns, "
                f"{figures[-1]:.3f} ms a turn besides the model, {_megabytes():.0f} MB resident"
            )
        print(f"{name}: median {statistics.median(figures):.3f} ms a turn")


if __name__ == "__main__":
    main()

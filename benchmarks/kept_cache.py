"""What it saves on the hf backend to keep the keys and values of earlier turns: the same episodes with and without.

    python benchmarks/kept_cache.py CHECKPOINT [--device cpu] [--episodes 16] [--turns 6] [--tokens 24] [--rounds 3]

Real laptops episodes, greedy, all in one batch; the replies must be the same. Compare the two ways within a round.
"""

from __future__ import annotations

import argparse
import time
from statistics import median
from typing import Any

from lm_eval.models.huggingface import HFLM

from harness_ext.runner import run_episodes
from salessim_tasks.task import ShoppingTask


class Plain(HFLM):
    """Keeps nothing between turns: of a backend that has its own way to generate nothing is known."""

    def generate_until(self, *arguments: Any, **options: Any) -> list[str]:
        replies: list[str] = super().generate_until(*arguments, **options)
        return replies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("--device", default="cpu")
    for name, value in (("episodes", 16), ("turns", 6), ("tokens", 24), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    arguments = parser.parse_args()
    keeping, forgetting = (
        kind(pretrained=arguments.checkpoint, dtype="float32", batch_size=arguments.episodes, device=arguments.device)
        for kind in (HFLM, Plain)
    )
    ratios = []
    for number in range(1, arguments.rounds + 1):
        kept, kept_said = _played(keeping, arguments)
        plain, plain_said = _played(forgetting, arguments)
        same = sum(one == other for one, other in zip(kept_said, plain_said, strict=True))
        ratios.append(plain / kept)
        print(f"round {number}: kept {kept:.1f} s, plain {plain:.1f} s; {same} of {len(kept_said)} replies the same")
    print(f"median ratio: {median(ratios):.2f}")


def _played(lm: HFLM, arguments: argparse.Namespace) -> tuple[float, list[str]]:
    options: dict[str, Any] = {"category": "laptops", "max_turns": arguments.turns}
    generation = {"max_gen_toks": arguments.tokens, "do_sample": False, "temperature": 0.0}
    task = ShoppingTask({"task": "laptops", "dataset_kwargs": options, "generation_kwargs": generation})
    task.build_all_requests(limit=arguments.episodes, apply_chat_template=True, chat_template=lm.apply_chat_template)
    started = time.perf_counter()
    results = run_episodes(lm, list(task.instances or []))
    spent = time.perf_counter() - started
    return spent, [turn["raw"] for one in results for turn in one["record"]["turns"] if turn["speaker"] == "shopper"]


if __name__ == "__main__":
    main()

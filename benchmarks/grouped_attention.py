"""What `harness_ext.grouped_attention` saves on a CPU: a token more, an answer more, and a training pass.

    python benchmarks/grouped_attention.py CHECKPOINT [--rows 16] [--places 1000] [--answer 200] [--rounds 3]

A token and an answer are fed to a batch with a kept cache of `--places`; a training pass is forward and backward of one
row of as many. Compare the two ways within a round. The largest difference of log-probabilities is told, too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from harness_ext.cached_rows import CachedRows
from harness_ext.grouped_attention import grouped_attention

_TOKENS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    for name, value in (("rows", 16), ("places", 1000), ("answer", 200), ("rounds", 3), ("threads", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    model = AutoModelForCausalLM.from_pretrained(given.checkpoint, dtype=torch.bfloat16).eval()
    names = ("a token", "an answer", "a training pass")
    ratios: dict[str, list[float]] = {name: [] for name in names}
    for number in range(1, given.rounds + 1):
        usual, one = _measured(model, given)
        with grouped_attention(model):
            ours, other = _measured(model, given)
        for name, before, after in zip(names, usual, ours, strict=True):
            ratios[name].append(before / after)
            print(f"round {number}: {name}: sdpa {1e3 * before:.0f} ms, grouped {1e3 * after:.0f} ms")
        print(f"round {number}: {(one - other).abs().max().item():.3f} apart")
    for name, found in ratios.items():
        print(f"median ratio of {name}: {median(found):.1f}")


def _measured(model: Any, given: argparse.Namespace) -> tuple[tuple[float, float, float], torch.Tensor]:
    """Seconds of each, and the log-probabilities of what follows the answer."""
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(20, 1000, (given.rows, given.places + given.answer), generator=generator)
    with torch.inference_mode():
        rows = CachedRows(model.config, given.rows)
        rows.grow(ids[:, : given.places].tolist())
        rows.logits(model)
        token = _seconds(lambda: [_fed(rows, model, [[20 + n]] * given.rows) for n in range(_TOKENS)]) / _TOKENS
        answer = _seconds(lambda: _fed(rows, model, ids[:, given.places :].tolist()))
        last = torch.log_softmax(_fed(rows, model, [[20]] * given.rows).float(), -1)
    return (token, answer, _seconds(lambda: _trained(model, ids[:1, : given.places]))), last


def _fed(rows: CachedRows, model: Any, new: list[list[int]]) -> torch.Tensor:
    rows.grow(new)
    return rows.logits(model)


def _trained(model: Any, ids: torch.Tensor) -> None:
    model.zero_grad()
    logits = model(input_ids=ids, use_cache=False, logits_to_keep=100).logits
    torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1).float(), ids[:, -99:].flatten()).backward()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

"""What one more token costs a batch with a kept cache, with and without copying keys and values for shared heads.

    python benchmarks/grouped_attention.py CHECKPOINT [--rows 16] [--places 1000] [--tokens 8] [--rounds 3]

Compare the two ways within a round. The largest difference of log-probabilities is told, too.
"""

from __future__ import annotations

import argparse
import time
from statistics import median
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from harness_ext.cached_rows import CachedRows
from harness_ext.grouped_attention import grouped_attention


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    for name, value in (("rows", 16), ("places", 1000), ("tokens", 8), ("rounds", 3), ("threads", 1)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    model = AutoModelForCausalLM.from_pretrained(given.checkpoint, dtype=torch.bfloat16).eval()
    ratios = []
    for number in range(1, given.rounds + 1):
        usual, one = _decoded(model, given)
        with grouped_attention(model):
            ours, other = _decoded(model, given)
        ratios.append(usual / ours)
        apart = (one - other).abs().max().item()
        print(f"round {number}: sdpa {1e3 * usual:.0f} ms, grouped {1e3 * ours:.0f} ms a token; {apart:.3f} apart")
    print(f"median ratio: {median(ratios):.1f}")


def _decoded(model: Any, given: argparse.Namespace) -> tuple[float, torch.Tensor]:
    """Seconds a token, and the log-probabilities of the last one."""
    ids = torch.randint(20, 1000, (given.rows, given.places), generator=torch.Generator().manual_seed(1)).tolist()
    with torch.inference_mode():
        rows = CachedRows(model.config, given.rows)
        rows.grow(ids)
        rows.logits(model)
        started = time.perf_counter()
        for token in range(given.tokens):
            rows.grow([[20 + token]] * given.rows)
            logits = rows.logits(model)
        return (time.perf_counter() - started) / given.tokens, torch.log_softmax(logits.float(), -1)


if __name__ == "__main__":
    main()

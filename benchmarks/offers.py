"""Who is offered something acceptable, by number of dealbreakers: in training worlds, and where shoppers are tested.

    python benchmarks/offers.py [--products 48 96] [--worlds 3]

Worlds of 7 personas each, as in grpo/configs/sft-smollm2.yaml, and the first 40 `test` scenarios of each of the six
stores. What is acceptable must hang together with the number of dealbreakers alike in both, or a shopper learns from it
what does not hold where it is tested.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grpo.config import Warmup
from grpo.scenarios import training_scenarios
from salessim_tasks.store import categories
from salessim_tasks.task import ShoppingTask

_COUNTS = (1, 2, 3)


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description="Who is offered something acceptable, by number of dealbreakers.")
    parser.add_argument("--products", type=int, nargs="+", default=[48, 96])
    parser.add_argument("--worlds", type=int, default=3)
    given = parser.parse_args()
    print(f"| scenarios | {' | '.join(f'with {count}' for count in _COUNTS)} |\n|---{'|---' * len(_COUNTS)}|")
    for products in given.products:
        print(_row(f"training, {products} products", _training(products, given.worlds)))
    print(_row("test", _tested()))


def _training(products: int, worlds: int) -> Iterable[dict[str, Any]]:
    trained = Warmup(model="none", output="none").categories
    with TemporaryDirectory() as folder:
        for seed in range(1, worlds + 1):
            yield from training_scenarios(Path(folder), trained, ["helpful"], seed=seed, products=products, personas=7)


def _tested() -> Iterable[dict[str, Any]]:
    for category in categories():
        options = {"category": category, "split": "test", "behaviour": "helpful"}
        yield from ShoppingTask({"task": category, "dataset_kwargs": options}).scenarios()[:40]


def _row(name: str, docs: Iterable[dict[str, Any]]) -> str:
    found = Counter((len(doc["persona"]["dealbreakers"]), bool(doc["acceptable"])) for doc in docs)
    return f"| {name} | {' | '.join(f'{found[n, True]} of {found[n, True] + found[n, False]}' for n in _COUNTS)} |"


if __name__ == "__main__":
    main()

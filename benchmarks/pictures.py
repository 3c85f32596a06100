"""What eyes are worth: the `seeing` baseline against the blind `faithful` on the vision tasks, scenario by scenario.

    python benchmarks/pictures.py [CATEGORY …]

Prints, for each store and for all, the decision alignment of both, the paired difference with its 95 % interval
(normal approximation over scenarios), and the share of scenarios whose decision depends on the picture.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

from harness_ext.runner import run_episodes
from salessim_tasks.baselines import BaselineLM
from salessim_tasks.records import Persona
from salessim_tasks.sources import open_store
from salessim_tasks.store import categories
from salessim_tasks.task import ShoppingTask


def main(chosen: Sequence[str]) -> None:
    """Play and print."""
    print("| store | scenarios | on the picture | `faithful` | `seeing` | difference, 95 % interval |")
    print("|---|---|---|---|---|---|")
    blind: list[float] = []
    seeing: list[float] = []
    looking: list[bool] = []
    for category in chosen:
        task = ShoppingTask({"task": f"vision_{category}", "dataset_kwargs": {"category": category, "max_images": 12}})
        store = open_store(task.source)
        people = [Persona.model_validate(doc["persona"]) for doc in task.test_docs()]
        depends = [person.depends_on(store.schema.visual, store.products) for person in people]
        without, with_eyes = _aligned(task, "faithful"), _aligned(task, "seeing")
        print(_row(category, depends, without, with_eyes), flush=True)
        blind, seeing, looking = [*blind, *without], [*seeing, *with_eyes], [*looking, *depends]
    print(_row("all", looking, blind, seeing))


def _aligned(task: ShoppingTask, policy: str) -> list[float]:
    """The decision alignment of each scenario, in their order."""
    task.build_all_requests(apply_chat_template=True)
    requests = list(task.instances)
    results = run_episodes(BaselineLM(policy), requests)
    return [float(task.score(one.doc, it)["decision_alignment"]) for one, it in zip(requests, results, strict=True)]


def _row(name: str, depends: Sequence[bool], blind: Sequence[float], seeing: Sequence[float]) -> str:
    gains = [after - before for before, after in zip(blind, seeing, strict=True)]
    margin = 1.96 * stdev(gains) / sqrt(len(gains))
    gain = f"{fmean(gains):+.3f} ({fmean(gains) - margin:+.3f} to {fmean(gains) + margin:+.3f})"
    return f"| {name} | {len(gains)} | {fmean(depends):.0%} | {fmean(blind):.3f} | {fmean(seeing):.3f} | {gain} |"


if __name__ == "__main__":
    main(sys.argv[1:] or categories())

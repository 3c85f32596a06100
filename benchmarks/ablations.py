"""What each part of the recipe is worth: UserGRPO with one thing changed at a time, each evaluated on `dev`.

    python benchmarks/ablations.py RUN.yaml [RUN.yaml …] --output FOLDER [--only NAME …]
    python benchmarks/ablations.py --toy 1 2 3 --output FOLDER [--only NAME …]

Each RUN.yaml is the whole recipe once, with a seed or a start of its own; `--toy` names seeds of the toy store of mugs
(tests/support), each warmed up first, with the weights of grpo/configs/smollm2.yaml and three sellers. What is found is
appended to FOLDER/found.jsonl: a command that was broken off goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from grpo.config import Run, read_run
from grpo.evaluation import evaluated
from grpo.train import build_trainer

_ROOT = Path(__file__).parents[1]
_TOY_STEPS = 40
_PERSONAS = 60  # of each store, that are evaluated on; the package's have 20
_SELLERS = ("helpful", "pushy-2", "omitting")
_MEASURES = ("acceptable_shown", "num_turns", "human_distance", "redundancy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="*")
    parser.add_argument("--toy", type=int, nargs="*", default=[])
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    output: Path = given.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    bases = {path.stem: read_run(path, Run) for path in given.runs}
    bases |= {f"toy-{seed}": _toy(output / f"toy-{seed}", seed) for seed in given.toy}
    found = _Found(output / "found.jsonl")
    for name, base in bases.items():
        for variant, changed in _variants(base):
            if given.only and variant not in given.only:
                continue
            if (name, variant) not in found.rows:
                run = base.model_copy(update={**changed, "output": str(output / name / variant.replace(" ", "-"))})
                found.add(name, variant, _scores(run))
    print(_table(found.rows))


def _variants(run: Run) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names, and what is changed of the run; nothing is trained for the first, and nothing changed for the second."""
    yield "the start", {"steps": 0}
    yield "all of it", {}
    yield "helpful seller only", {"behaviours": ("helpful",)}
    yield "summed first", {"aggregation": "sum_then_normalize"}
    for reward in run.rewarded:
        yield f"no {reward}", {"weights": {**run.weights, reward: 0.0}}


def _scores(run: Run) -> dict[str, float]:
    """Trains, and evaluates with each seller."""
    trainer = build_trainer(run.model_copy(update={"steps": max(run.steps, 1)}))
    if run.steps:
        trainer.train()
        trainer.save_model()
    scores = {}
    for seller in _SELLERS:
        told = evaluated(
            trainer.accelerator.unwrap_model(trainer.model),
            trainer.processing_class,
            run.categories,
            stores=run.stores,
            personas=_PERSONAS,
            max_turns=run.max_turns,
            turn_tokens=run.turn_tokens,
            batch=run.group * run.groups,
            behaviour=seller,
            measures=("decision_alignment", *(_MEASURES if seller == "helpful" else ())),
        )
        scores[seller] = told.pop("eval/decision_alignment")
        scores |= {name.removeprefix("eval/"): value for name, value in told.items()}
    return scores


def _toy(folder: Path, seed: int) -> Run:
    """The toy's whole recipe; the warm-up is done if it was not."""
    sys.path.insert(0, str(_ROOT / "tests" / "support"))
    from toy_run import configured, warm_up

    recipe = read_run(_ROOT / "grpo" / "configs" / "smollm2.yaml", Run)
    if not (folder / "warm" / "model.safetensors").is_file():
        warm_up(folder, seed)
    options = {"weights": recipe.weights, "behaviours": _SELLERS, "evaluate_every": 0, "steps": _TOY_STEPS}
    return configured(folder / "warm", folder / "store", folder, seed, **options)


class _Found:
    """What was found so far, by run and variant, in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        self.rows: dict[tuple[str, str], dict[str, float]] = {}
        for entry in map(json.loads, lines):
            self.rows[entry["run"], entry["variant"]] = entry["scores"]

    def add(self, run: str, variant: str, scores: dict[str, float]) -> None:
        self.rows[run, variant] = scores
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"run": run, "variant": variant, "scores": scores}) + "\n")
        print(run, variant, scores, flush=True)


def _table(rows: Mapping[tuple[str, str], Mapping[str, float]]) -> str:
    """Means over runs, and the least and the most of them."""
    columns = list(dict.fromkeys(name for scores in rows.values() for name in scores))
    lines = [f"| variant | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for variant in dict.fromkeys(variant for _, variant in rows):
        runs = [scores for (_, one), scores in rows.items() if one == variant]
        cells = [_cell([scores[name] for scores in runs if name in scores]) for name in columns]
        lines.append(f"| {variant} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(values: Sequence[float]) -> str:
    return f"{fmean(values):.3f} ({min(values):.2f} to {max(values):.2f})" if values else ""


if __name__ == "__main__":
    main()

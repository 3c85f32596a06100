"""What is trained on: scenarios in generated worlds that share nothing with any that is tested on, or in a store of
one's own, with those of its personas that are there to be trained on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from salessim_tasks.task import ShoppingTask
from salessim_tasks.worlds import train_world, write_world

__all__ = ["training_scenarios"]


def training_scenarios(
    folder: Path,
    categories: Sequence[str],
    behaviours: Sequence[str],
    *,
    seed: int,
    products: int = 96,
    personas: int = 60,
    max_turns: int = 8,
    max_images: int = 0,
    stores: str | None = None,
    nothing_acceptable: float = 1.0,
) -> list[dict[str, Any]]:
    """The scenario documents of every persona of a training world of each category, with each seller, in turns: the
    first of every category, then the second, and so on.

    Args:
        folder: where the worlds are written, as `<seed>/<category>`.
        products: of each world. With few of them hardly anyone with three dealbreakers is offered what they accept, and
            a shopper learns to count instead of to listen: to buy after two, and to leave after three.
        max_images: above 0, the sellers show pictures, which are drawn.
        stores: a folder with a store for each of `categories` (docs/new-category.md), whose personas of the split
            `train` take the place of training worlds; `folder`, `seed`, `products` and `personas` do not matter then.
        nothing_acceptable: of the scenarios of a category, the share at most in which the store has nothing that the
            persona accepts; the last ones above that are left out. A shopper that is right by chance alone does best by
            leaving, if leaving is right often enough.

    Raises:
        ValueError: a category has no training worlds, or there is no such behaviour, store, or persona to train on.
    """
    by_category = []
    for category in categories:
        home = folder.resolve() / str(seed) if stores is None else Path(stores).resolve()
        if stores is None:
            write_world(train_world(category, seed, products, personas), home, pictures=max_images > 0)
        options = {"category": category, "folder": str(home), "split": "train", "behaviour": list(behaviours)}
        limits = {"max_turns": max_turns, "max_images": max_images}
        task = ShoppingTask({"task": f"train_{category}", "dataset_kwargs": options | limits})
        by_category.append(_thinned(task.scenarios(), nothing_acceptable))
    return [doc for docs in zip_longest(*by_category) for doc in docs if doc is not None]


def _thinned(docs: Sequence[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    """`docs` without the last of those in which nothing is acceptable, so that these are `share` of all at most."""
    if share == 1:
        return list(docs)
    room = int(sum(bool(doc["acceptable"]) for doc in docs) * share / (1 - share))
    empty = [doc["id"] for doc in docs if not doc["acceptable"]]
    left_out = set(empty[room:])
    return [doc for doc in docs if doc["id"] not in left_out]

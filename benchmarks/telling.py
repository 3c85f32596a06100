"""How right a shopper decides that compares nothing: it says its dealbreakers and takes what the seller then shows.

    python benchmarks/telling.py [--limit 40] [--behaviour helpful]

One dealbreaker a turn in the persona's own words, each with the given probability, then the first product of the last
message that showed any; or it leaves if the seller said that nothing fits, for who heeds that. Decision alignment on
the first `--limit` `test` scenarios of each of the six stores with that seller.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from harness_ext.episode import Observation
from harness_ext.seeding import seed_of
from salessim_tasks.actions import Action, render_call
from salessim_tasks.records import Persona
from salessim_tasks.scoring import score_episodes
from salessim_tasks.sources import StoreSource, open_store
from salessim_tasks.store import categories
from salessim_tasks.task import ShoppingTask, make_episode
from salessim_tasks.transcript import SellerEntry, Transcript

_SHARES = (1.0, 0.8, 0.6, 0.4)
_PATIENCE = 3  # times that it asks to be shown something


def main() -> None:
    """Play and print."""
    parser = argparse.ArgumentParser(description="How right a shopper decides that compares nothing.")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--behaviour", default="helpful")
    given = parser.parse_args()
    docs = [doc for category in categories() for doc in _scenarios(category, given.behaviour)[: given.limit]]
    print("| dealbreakers told | buys | buys, or leaves where it hears that nothing fits |\n|---|---|---|")
    for share in _SHARES:
        print(f"| {share:.0%} | {_right(docs, share, heeds=False):.3f} | {_right(docs, share, heeds=True):.3f} |")


def _scenarios(category: str, behaviour: str) -> list[dict[str, Any]]:
    options = {"category": category, "split": "test", "behaviour": behaviour}
    return ShoppingTask({"task": category, "dataset_kwargs": options}).scenarios()


def _right(docs: list[dict[str, Any]], share: float, *, heeds: bool) -> float:
    played = [(doc, _played(doc, share, heeds=heeds)) for doc in docs]
    return fmean(float(score["decision_alignment"]) for score in score_episodes(played, language=False))


def _played(doc: Mapping[str, Any], share: float, *, heeds: bool) -> Transcript:
    chance = random.Random(seed_of("telling", doc["id"]))
    dealbreakers = Persona.model_validate(doc["persona"]).dealbreakers
    untold = [wish.text for wish in dealbreakers if chance.random() < share]
    names = {product.id: product.name for product in open_store(StoreSource.of(doc)).products}
    episode = make_episode(doc)
    observation: Observation | None = episode.open()
    shown, asked = "", 0
    while observation is not None:
        heard = episode.transcript().turns[-1]
        assert isinstance(heard, SellerEntry)
        shown = heard.recommended[0] if heard.recommended else shown
        if untold:
            said = untold.pop(0)
        elif not shown and asked < _PATIENCE:
            asked, said = asked + 1, "What do you have?"
        else:
            leaves = not shown or (heeds and heard.nothing_fits)
            said = render_call(Action("end_conversation") if leaves else Action("add_to_cart", names[shown]))
        observation = episode.step(said).observation
    return episode.transcript()


if __name__ == "__main__":
    main()

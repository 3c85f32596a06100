"""Training worlds: none of the unseen category, and nothing in common with what is tested on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from salessim_tasks.store import Store, categories, load_store
from salessim_tasks.worlds import UNSEEN, World, generate, overlap, train_world

SEEN = tuple(category for category in ("female_clothing", "game_gadgets", "laptops", "male_clothing", "smart_watch"))


@cache
def train(category: str, seed: int) -> World:
    return train_world(category, seed, 48, 60)


def test_there_are_no_training_worlds_of_the_unseen_category() -> None:
    with pytest.raises(ValueError, match=r"house_plants has no training worlds: .* never trained on"):
        train_world(UNSEEN, 1)
    with pytest.raises(ValueError, match="house_plants has no training worlds"):
        generate(1, UNSEEN, split="train")


@pytest.mark.parametrize("category", SEEN)
@pytest.mark.parametrize("seed", [1, 2])
def test_training_worlds_share_nothing_with_any_packaged_store(category: str, seed: int) -> None:
    made = train(category, seed)
    assert {persona.split for persona in made.store.personas} == {"train"}
    for packaged in categories():
        assert overlap(made.store, load_store(packaged)) == []


def test_training_worlds_share_no_maker_name_or_life_with_fresh_test_worlds() -> None:
    made, test = train("laptops", 7).store, generate(7, "laptops", 48, 60).store
    brands = [{p.attributes["brand"] for p in store.products} for store in (made, test)]
    lines = [{p.name.split()[1] for p in store.products} for store in (made, test)]
    people = [{persona.name for persona in store.personas} for store in (made, test)]
    for one, other in (brands, lines, people):
        assert not one & other


def _renamed(train: Store, test: Store) -> Store:
    return replace(train, personas=(train.personas[0].model_copy(update={"name": test.personas[0].name}),))


def _quoting(train: Store, test: Store) -> Store:
    borrowed = " ".join(test.personas[0].background.split()[:9])
    quoting = train.personas[0].model_copy(update={"background": f"Somebody wrote: {borrowed}."})
    return replace(train, personas=(quoting,))


def _same_product(train: Store, test: Store) -> Store:
    return replace(train, products=(*train.products, test.products[0]))


def _described(train: Store, test: Store) -> Store:
    copied = train.products[0].model_copy(update={"description": test.products[0].description})
    return replace(train, products=(copied,))


def _said(train: Store, test: Store) -> Store:
    long = next(r for p in test.personas for r in p.dealbreakers if len(r.text.split()) > 11)
    first = train.personas[0]
    return replace(train, personas=(first.model_copy(update={"dealbreakers": (long,)}),))


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (_renamed, "persona name"),
        (_quoting, "share"),
        (_same_product, "product id"),
        (_same_product, "product name"),
        (_same_product, "brand"),
        (_described, "share"),
        (_said, "requirement"),
    ],
)
def test_what_is_planted_is_found(plant: Callable[[Store, Store], Store], told: str) -> None:
    test = load_store("laptops")
    found = overlap(plant(train("laptops", 1).store, test), test)
    assert [finding for finding in found if told in finding]


def test_a_store_has_everything_in_common_with_itself() -> None:
    test = load_store("laptops")
    assert len(overlap(test, test)) > len(test.personas) + len(test.products)

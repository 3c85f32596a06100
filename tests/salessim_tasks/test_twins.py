"""Counterfactual twins: the right decision flips with one sentence."""

from __future__ import annotations

from functools import cache

import pytest

from salessim_tasks.records import Persona
from salessim_tasks.store import Store, categories, load_store
from salessim_tasks.twins import Flipper
from salessim_tasks.understanding import Understanding


@cache
def _pairs(category: str) -> tuple[tuple[Persona, Persona], ...]:
    store = load_store(category)
    flipper = Flipper(store)
    found = ((persona, flipper.flipped(persona)) for persona in store.personas if persona.split == "test")
    return tuple((persona, twin) for persona, twin in found if twin is not None)


def _acceptable(store: Store, persona: Persona) -> set[str]:
    return {product.id for product in persona.acceptable(store.products)}


@pytest.mark.parametrize("category", categories())
def test_half_of_the_personas_have_a_twin_and_nothing_is_right_for_both(category: str) -> None:
    store = load_store(category)
    pairs = _pairs(category)
    assert len(pairs) >= 50
    for persona, twin in pairs:
        ours, theirs = _acceptable(store, persona), _acceptable(store, twin)
        assert ours | theirs
        assert not ours & theirs


@pytest.mark.parametrize("category", categories())
def test_a_twin_differs_in_one_sentence_that_the_seller_understands(category: str) -> None:
    store = load_store(category)
    understanding = Understanding(store.schema, store.products)
    for persona, twin in _pairs(category):
        assert twin.model_copy(update={"id": persona.id, "dealbreakers": persona.dealbreakers}) == persona
        (changed,) = (new for old, new in zip(persona.dealbreakers, twin.dealbreakers, strict=True) if old != new)
        heard = {constraint.attribute for constraint in understanding.requirements(changed.text)}
        assert heard == {constraint.attribute for constraint in changed.constraints}
        others = [twin.background, *(r.text for r in (*twin.preferences, *twin.dealbreakers) if r is not changed)]
        assert not any(heard & understanding.speaks_of(text) for text in others), "nothing else contradicts it"


def test_twins_are_the_same_each_time() -> None:
    store = load_store("laptops")
    again = Flipper(store)
    assert all(again.flipped(persona) == twin for persona, twin in _pairs("laptops"))

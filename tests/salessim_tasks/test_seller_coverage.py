"""The seller's bar: an acceptable product is shown in nine of ten scenarios that have one, in every store."""

from __future__ import annotations

import pytest

from salessim_tasks.records import Persona, Requirement
from salessim_tasks.seller import Seller, SellerTurn
from salessim_tasks.store import Store, categories, load_store

TURNS = 12
TURNS_BY_LOOK = 20


def shown_an_acceptable_product(store: Store, seller: Seller, persona: Persona, turns: int) -> bool:
    """A plain shopper: one wish a turn, wishes first; then it insists on what the last products broke."""
    talk = seller.open(persona.id)
    acceptable = {product.id for product in persona.acceptable(store.products)}
    queue = [*persona.preferences, *persona.dealbreakers]
    text = queue.pop(0).text
    for turn_number in range(turns):
        turn = talk.reply(text)
        if acceptable.intersection(turn.recommended):
            return True
        text = queue.pop(0).text if queue else objection(store, persona, turn, turn_number)
    return False


def objection(store: Store, persona: Persona, turn: SellerTurn, turn_number: int) -> str:
    """What is wrong with the products of a turn: on paper, or else with their looks."""
    broken = [d for d in persona.dealbreakers for id in turn.recommended if not d.holds(store.product(id))]
    on_paper = [d for d in broken if not by_look(store, d)]
    if on_paper:
        return f"Not that one. {on_paper[0].text}"
    seen = [dealbreaker for dealbreaker in persona.dealbreakers if by_look(store, dealbreaker)]
    return f"What else do you have? Not this one. {seen[turn_number % len(seen)].text}" if seen else "What else?"


def by_look(store: Store, requirement: Requirement) -> bool:
    return any(constraint.attribute in store.schema.visual for constraint in requirement.constraints)


def missed(store: Store, seller: Seller, personas: list[Persona], turns: int) -> list[str]:
    return [p.id for p in personas if not shown_an_acceptable_product(store, seller, p, turns)]


@pytest.mark.parametrize("category", categories())
def test_an_acceptable_product_is_shown_in_nine_of_ten_scenarios_that_have_one(category: str) -> None:
    store = load_store(category)
    personas = [persona for persona in store.personas if persona.acceptable(store.products)]
    unhappy = missed(store, Seller(store), personas, TURNS)
    assert len(unhappy) <= 0.1 * len(personas), f"no acceptable product was shown to {unhappy}"


@pytest.mark.parametrize("category", categories())
def test_who_judges_by_the_look_sees_an_acceptable_product_in_nine_of_ten_scenarios(category: str) -> None:
    store = load_store(category)
    personas = [
        persona
        for persona in store.personas
        if persona.acceptable(store.products) and any(by_look(store, d) for d in persona.dealbreakers)
    ]
    unhappy = missed(store, Seller(store, pictures=True), personas, TURNS_BY_LOOK)
    assert len(unhappy) <= 0.1 * len(personas), f"no acceptable product was shown to {unhappy}"

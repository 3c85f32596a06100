"""The seller's bar: an acceptable product is shown in nine of ten scenarios that have one, within twelve turns."""

from __future__ import annotations

import pytest

from salessim_tasks.records import Persona, Product, Requirement
from salessim_tasks.search import meets
from salessim_tasks.seller import Seller
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import load_store

STORE = load_store()
TURNS = 12


def shown_an_acceptable_product(seller: Seller, persona: Persona) -> bool:
    """A plain shopper: one wish a turn, wishes first; then it insists on what the last products broke."""
    talk = seller.open(persona.id)
    acceptable = {product.id for product in persona.acceptable(STORE.products)}
    queue = [*persona.preferences, *persona.dealbreakers]
    text = queue.pop(0).text
    for _ in range(TURNS):
        turn = talk.reply(text)
        if acceptable.intersection(turn.recommended):
            return True
        if queue:
            text = queue.pop(0).text
            continue
        broken = [d for d in persona.dealbreakers for product in seen(turn.text) if not holds(d, product)]
        text = f"Not that one. {broken[0].text}" if broken else "What else do you have?"
    return False


def seen(text: str) -> list[Product]:
    """The products on the cards of a turn, as far as the cards tell."""
    cards = read_cards(STORE.schema, text)
    return [Product(id="seen", name=name, attributes=a, description="-" * 40) for name, a in cards.items()]


def holds(requirement: Requirement, product: Product) -> bool:
    return all(meets(product, constraint) for constraint in requirement.constraints)


@pytest.mark.skipif(not STORE.personas, reason="the store has no personas yet")
def test_an_acceptable_product_is_shown_in_nine_of_ten_scenarios_that_have_one() -> None:
    seller = Seller(STORE)
    personas = [persona for persona in STORE.personas if persona.acceptable(STORE.products)]
    found = [persona.id for persona in personas if shown_an_acceptable_product(seller, persona)]
    missed = sorted({persona.id for persona in personas} - set(found))
    assert len(found) >= 0.9 * len(personas), f"no acceptable product was shown to {missed}"

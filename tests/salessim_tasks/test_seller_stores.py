"""What must be true of the sales agent in every store of the package, with pictures and without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice

import pytest

from salessim_tasks.records import Product
from salessim_tasks.seller import Seller, SellerTurn
from salessim_tasks.seller.facts import card, read_cards
from salessim_tasks.store import Store, categories, load_store

CATEGORIES = categories()
REMARKS = (
    "What else do you have?",
    "Not that one.",
    "Which is the cheapest?",
    "Compare the first two.",
    "Tell me about the second one.",
    "What colour is the first one?",
    "Not that colour, and I don't like how it looks.",
    "That is too expensive.",
    "What can you tell me about it?",
    "Any colour is fine.",
    "No.",
    "I'll take the last one.",
)
_LONGEST = 1200


def conversations(store: Store, number: int = 12) -> Iterator[list[str]]:
    """Wishes of personas with remarks between them."""
    remarks = cycle(REMARKS)
    for persona in islice(store.personas, number):
        wishes = [wish.text for wish in (*persona.preferences, *persona.dealbreakers)]
        yield [text for wish in wishes for text in (wish, next(remarks))]


def play(seller: Seller, texts: list[str], seed: str = "s") -> list[SellerTurn]:
    talk = seller.open(seed)
    return [talk.reply(text) for text in texts]


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_card_reads_back_as_the_record(category: str) -> None:
    store = load_store(category)
    for product in store.products:
        line = card(store.schema, product, store.schema.attributes)
        assert read_cards(store.schema, line) == {product.name: dict(product.attributes)}


@pytest.mark.parametrize("pictures", [False, True])
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_turn_is_honest_and_bounded(category: str, pictures: bool) -> None:
    store = load_store(category)
    seller = Seller(store, pictures=pictures)
    by_name = {product.name: product for product in store.products}
    hidden = set(store.schema.visual) if pictures else set()
    for texts in conversations(store):
        known: set[str] = set()
        for turn in play(seller, texts):
            assert 0 < len(turn.text) < _LONGEST
            cards = read_cards(store.schema, turn.text)
            assert [by_name[name].id for name in cards] == list(turn.recommended)
            for name, facts in cards.items():
                assert facts.items() <= by_name[name].attributes.items()
                assert hidden.isdisjoint(facts)
            assert len(turn.images) == turn.text.count("<image>")
            assert set(turn.images) >= (set(turn.recommended) - known if pictures else set())
            known |= set(turn.recommended)


@pytest.mark.parametrize("category", CATEGORIES)
def test_with_pictures_nothing_that_is_seen_makes_a_difference(category: str) -> None:
    store = load_store(category)
    others = store.products[11:] + store.products[:11]
    dressed = replace(
        store, products=tuple(_dressed(store, *pair) for pair in zip(store.products, others, strict=True))
    )
    one, other = Seller(store, pictures=True), Seller(dressed, pictures=True)
    for texts in conversations(store):
        assert play(one, texts) == play(other, texts)


def _dressed(store: Store, product: Product, other: Product) -> Product:
    """`product` with the looks and the prose of `other`."""
    seen = {name: other.attributes[name] for name in store.schema.visual}
    return product.model_copy(update={"attributes": product.attributes | seen, "description": other.description})

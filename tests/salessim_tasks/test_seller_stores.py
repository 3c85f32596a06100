"""What must be true of the sales agent in every store of the package, with pictures and without."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

import pytest
from honesty import check_turns, in_others_looks

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
    for texts in conversations(store):
        turns = play(seller, texts)
        check_turns(store, turns, pictures=pictures)
        for turn in turns:
            assert 0 < len(turn.text) < _LONGEST


@pytest.mark.parametrize("category", CATEGORIES)
def test_with_pictures_nothing_that_is_seen_makes_a_difference(category: str) -> None:
    store = load_store(category)
    one, other = Seller(store, pictures=True), Seller(in_others_looks(store), pictures=True)
    for texts in conversations(store):
        assert play(one, texts) == play(other, texts)

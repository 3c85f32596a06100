"""A seller who leaves out the fact that breaks the deal, and tells it when asked."""

from __future__ import annotations

import re

import pytest

from salessim_tasks.schemes import Scheme
from salessim_tasks.seller import Conversation, Seller, SellerTurn
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import load_store

STORE = load_store()
TARGET = STORE.product("luma-13-16-512-champagne")  # $1,199, 2.4 lb
SCHEME = Scheme(target=TARGET.id, dealbreaker=0, attribute="price")
BUDGET = "A laptop for the office, at most $900."
CLAIM = re.compile(r"fit|come to mind|would look at|would show you|nothing", re.IGNORECASE)


@pytest.fixture
def talk() -> Conversation:
    return Seller(STORE).open("s", "omitting", SCHEME)


def facts(turn: SellerTurn) -> dict[str, object]:
    return dict(read_cards(STORE.schema, turn.text)[TARGET.name])


def test_as_soon_as_it_shows_products_the_target_is_among_them_without_the_fact(talk: Conversation) -> None:
    assert talk.reply("Hello.").recommended == ()
    turn = talk.reply(BUDGET)
    assert TARGET.id in turn.recommended
    assert turn.omitted == ("price",)
    assert "price" not in facts(turn)
    assert facts(turn)["weight"] == TARGET.attributes["weight"]
    others = [STORE.product(id) for id in turn.recommended if id != TARGET.id]
    assert others
    assert all(float(str(product.attributes["price"])) <= 900 for product in others)
    assert all(f"**{product.name}**: ${product.attributes['price']:,.0f}" in turn.text for product in others)


@pytest.mark.parametrize("seed", "abcdefgh")
@pytest.mark.parametrize("wish", [BUDGET, "A laptop for games under $200, with 64 GB of memory."])
def test_it_does_not_claim_that_the_target_fits_nor_that_nothing_does(seed: str, wish: str) -> None:
    turn = Seller(STORE).open(seed, "omitting", SCHEME).reply(wish)
    assert TARGET.id in turn.recommended
    assert not turn.nothing_fits
    before, after = turn.text.split(f"**{TARGET.name}**")
    assert not CLAIM.search(before)
    assert not CLAIM.search(after.rpartition("\n")[2])


def test_as_long_as_it_meets_what_was_told_the_target_is_shown_as_what_fits(talk: Conversation) -> None:
    turn = talk.reply("A laptop for the office with at least 16 GB of memory.")
    assert turn.recommended[0] == TARGET.id
    assert CLAIM.search(turn.text.split("**")[0])


@pytest.mark.parametrize(
    "question",
    ["What does the first one cost?", f"What is the price of the {TARGET.name}?", f"Tell me about the {TARGET.name}."],
)
def test_asked_it_tells_the_truth_and_from_then_on_hides_nothing(talk: Conversation, question: str) -> None:
    assert talk.reply(BUDGET).recommended[0] == TARGET.id
    turn = talk.reply(question)
    assert facts(turn)["price"] == TARGET.attributes["price"]
    assert turn.omitted == ()
    later = [talk.reply(text) for text in ("Up to $2000 then, and 16 GB of memory.", "At most 3 lb.")]
    assert not any(turn.omitted for turn in later)


def test_a_comparison_names_every_difference(talk: Conversation) -> None:
    talk.reply(BUDGET)
    assert "price" in facts(talk.reply("What is the difference between the first and the second?"))


def test_the_target_is_never_shown_as_a_compromise_that_conceals_what_it_misses(talk: Conversation) -> None:
    turns = [talk.reply(text) for text in (BUDGET, "At most 2.5 lb.", "At least a 15-hour battery.", "What else?")]
    for turn in turns[1:]:
        if TARGET.id in turn.recommended:
            assert "price" in facts(turn) or not turn.nothing_fits


def test_what_the_pictures_show_is_nothing_to_leave_out() -> None:
    scheme = Scheme(target=TARGET.id, dealbreaker=0, attribute="colour")
    turn = Seller(STORE, pictures=True).open("s", "omitting", scheme).reply("A laptop for the office under $2000.")
    assert TARGET.id in turn.recommended
    assert TARGET.id in turn.images
    assert turn.omitted == ()

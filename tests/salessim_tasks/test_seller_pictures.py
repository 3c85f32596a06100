"""A seller who shows pictures: what is to be seen in them it neither says nor searches by."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from honesty import in_others_looks

from salessim_tasks.schema import Schema
from salessim_tasks.seller import Conversation, Seller, SellerTurn
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import Store, load_store

_PLAIN = load_store("laptops")
VISUAL = ("colour", "number_pad")


def with_visual(schema: Schema) -> Schema:
    """The schema, in which what is to be seen is visual and the colour is asked for early."""
    attributes = {
        name: attribute.model_copy(update={"visual": name in VISUAL, "ask": attribute.ask or ("Well?",)})
        for name, attribute in schema.attributes.items()
    }
    return schema.model_copy(update={"attributes": attributes, "ask_order": ("colour", *attributes)})


STORE = replace(_PLAIN, schema=with_visual(_PLAIN.schema))
SELLER = Seller(STORE, pictures=True)
BLUE = [product.id for product in STORE.products if product.attributes["colour"] == "blue"]
TALK = (
    "I want a laptop for school, under $1100, in blue if you can.",
    "What colour is the first one?",
    "Not this one, it must be blue. What else do you have?",
    "Which of these has a number pad, and which is the lightest?",
    "Compare the first two.",
    "With a number pad, and nothing grey or silver.",
    "Tell me about the second one.",
    "I don't like the look of those.",
    "At least 64 GB of memory, under $600, and blue.",
    "No, it has to be navy blue. Anything else?",
    "Not that colour.",
    "I'll take the last one.",
)


def play(*texts: str, store: Store = STORE, seed: str = "p") -> list[SellerTurn]:
    talk = Seller(store, pictures=True).open(seed)
    return [talk.reply(text) for text in texts]


@pytest.fixture
def talk() -> Conversation:
    return SELLER.open("p")


def test_nothing_that_is_seen_comes_into_what_is_said_or_shown_first() -> None:
    assert play(*TALK) == play(*TALK, store=in_others_looks(STORE))


def test_a_text_seller_in_contrast_goes_by_what_is_seen() -> None:
    turn = Seller(STORE).open("p").reply("A blue laptop for school.")
    assert turn.recommended
    assert set(turn.recommended) <= set(BLUE)
    assert turn.images == ()
    assert "<image>" not in turn.text


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_each_new_product_has_its_picture_below_its_card(seed: str) -> None:
    known: set[str] = set()
    ids = {product.name: product.id for product in STORE.products}
    for turn in play(*TALK, seed=seed):
        pictured: list[str] = []
        lines = turn.text.splitlines()
        for card, below in pairwise(lines):
            if below == "<image>":
                [name] = read_cards(STORE.schema, card)
                pictured.append(ids[name])
        assert turn.images == tuple(pictured)
        assert set(turn.recommended) - known <= set(turn.images)
        assert turn.text.count("<image>") == len(turn.images) == len(set(turn.images))
        known |= set(turn.recommended)
    assert len(known) > 8


def test_cards_read_back_and_state_nothing_that_is_seen() -> None:
    by_name = {product.name: product for product in STORE.products}
    stated = [card for turn in play(*TALK) for card in read_cards(STORE.schema, turn.text).items()]
    assert len(stated) > 10
    for name, facts in stated:
        assert not set(VISUAL) & set(facts)
        assert facts.items() <= by_name[name].attributes.items()


def test_it_never_asks_for_what_is_seen(talk: Conversation) -> None:
    assert Seller(STORE).open("p").state.pending == "colour"
    for _ in range(30):
        assert talk.state.pending not in VISUAL
        talk.reply("I don't know.")


@pytest.mark.parametrize("text", ["I want a blue one.", "Is the first one blue?", "What colour is the first one?"])
def test_wishes_and_questions_about_the_look_are_sent_to_the_pictures(talk: Conversation, text: str) -> None:
    talk.reply("A laptop for school under $900.")
    turn = talk.reply(text)
    assert "colour" in turn.text.split("\n")[0]
    assert "picture" in turn.text.split("\n")[0]


def test_a_first_message_about_the_look_alone_is_understood(talk: Conversation) -> None:
    turn = talk.reply("I am after something in pink.")
    assert "picture" in turn.text
    assert talk.state.looks == ("colour",)
    assert talk.state.constraints == ()


def test_a_question_about_what_was_pictured_needs_no_second_picture(talk: Conversation) -> None:
    talk.reply("A laptop for school under $900.")
    assert talk.reply("What colour is the first one?").images == ()
    turn = talk.reply("How heavy is the first one?")
    assert turn.recommended
    assert turn.images == ()


def test_a_product_asked_about_before_it_was_ever_shown_is_shown(talk: Conversation) -> None:
    product = STORE.products[-1]
    turn = talk.reply(f"What colour is the {product.name}?")
    assert turn.images == turn.recommended == (product.id,)


def test_who_rejects_by_the_look_sees_all_that_fits_and_nothing_twice(talk: Conversation) -> None:
    shown = list(talk.reply("A laptop for school and office under $900.").images)
    fitting = {product.id for product in SELLER.desk.index.matching(talk.state.constraints)}
    while not fitting <= set(shown):
        turn = talk.reply("Not this one, it must be pink. What else do you have?")
        assert turn.images
        assert not set(turn.images) & set(shown)
        assert set(turn.images) <= fitting or fitting <= {*shown, *turn.images}
        shown += turn.images
    assert len(fitting) > 12


def test_who_rejects_by_the_look_is_led_on_to_compromises_beyond_the_usual_rounds(talk: Conversation) -> None:
    talk.reply("A laptop with Ethernet and a touchscreen under $700.")
    turns = [talk.reply("Not that colour. It must be pink.") for _ in range(3)]
    assert all(turn.images for turn in turns)
    plain = SELLER.open("p")
    plain.reply("A laptop with Ethernet and a touchscreen under $700.")
    assert not any(plain.reply("No, not those.").images for _ in range(3))


@pytest.mark.parametrize("text", ["I don't like how it looks.", "It is ugly.", "The colour is too loud for me."])
def test_a_complaint_about_the_look_brings_other_products(talk: Conversation, text: str) -> None:
    shown = talk.reply("A laptop for school under $900.").images
    turn = talk.reply(text)
    assert turn.images
    assert set(shown).isdisjoint(turn.images)
    assert "picture" in turn.text or "eyes" in turn.text


def test_what_a_product_looks_like_is_left_to_its_picture(talk: Conversation) -> None:
    talk.reply("A laptop for school under $900.")
    turn = talk.reply("What does the second one look like?")
    assert turn.images == turn.recommended == ()
    assert "picture" in turn.text or "eyes" in turn.text


@pytest.mark.parametrize("text", ["Show me the first one again.", "Can I see the first picture once more, please?"])
def test_a_picture_is_shown_again_to_who_asks_for_it(talk: Conversation, text: str) -> None:
    shown = talk.reply("A laptop for school under $900.").images
    assert talk.reply(text).images == shown[:1]


@pytest.mark.parametrize(
    "text",
    [
        "Can I see the picture of the first one again? What colour is it?",
        "Show me the first one again, it must be red, any colour is fine.",
    ],
)
def test_whoever_asks_for_a_picture_again_may_name_what_is_seen_in_it(talk: Conversation, text: str) -> None:
    shown = talk.reply("A laptop for office work, at most $900.").recommended
    turn = talk.reply(text)
    assert turn.images == shown[:1]
    assert not [wish for wish in talk.state.wishes if wish.constraint.attribute in STORE.schema.visual]


def test_it_does_not_claim_that_what_it_showed_looks_as_wished(talk: Conversation) -> None:
    texts = [talk.reply("A Linux laptop, pink, under $1500.").text]
    texts += [talk.reply("What else do you have? It must be pink.").text for _ in range(2)]
    assert any(("list" in text and "other wishes" in text) or "rest of your wishes" in text for text in texts)
    assert not any("seen everything I have that fits" in text for text in texts)


def test_descriptions_are_quoted_without_what_is_seen() -> None:
    for product in SELLER.desk.index.products:
        assert not {"silver", "pink", "blue", "red", "green"} & set(product.description.lower().split())

"""Answers and names in the words of other trades."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from salessim_tasks.seller import Conversation, Seller, SellerTurn
from salessim_tasks.store import Store, load_store


def talk_about(store: Store, product_id: str, *texts: str, seed: str = "t") -> tuple[Conversation, SellerTurn]:
    """A conversation in which `product_id` has been asked about, and the answer to the last of `texts`."""
    conversation = Seller(store).open(seed)
    turn = conversation.reply(f"Tell me about the {store.product(product_id).name}.")
    assert turn.recommended == (product_id,)
    for text in texts:
        turn = conversation.reply(text)
    return conversation, turn


def with_flag(store: Store, name: str, value: bool) -> str:
    return next(product.id for product in store.products if product.attributes[name] is value)


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_a_question_for_the_lack_of_something_is_answered_the_right_way_round(seed: str) -> None:
    store = load_store("male_clothing")
    _, smooth = talk_about(store, with_flag(store, "non_iron", True), "Does it need ironing?", seed=seed)
    _, creased = talk_about(store, with_flag(store, "non_iron", False), "Does it need ironing?", seed=seed)
    assert smooth.text.startswith("No")
    assert creased.text.startswith("Yes")


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_is_it_gets_an_answer_to_is_it(seed: str) -> None:
    store = load_store("female_clothing")
    _, lined = talk_about(store, with_flag(store, "lining", True), "Is it lined?", seed=seed)
    assert re.match(r"Yes.*\blined\.", lined.text)
    assert "It does" not in lined.text


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_a_number_of_things_is_said_in_the_singular_and_without_its_unit_twice(seed: str) -> None:
    store = load_store("game_gadgets")
    product = next(product for product in store.products if float(str(product.attributes["pieces"])) < 1000)
    _, turn = talk_about(store, product.id, "How many pieces does it have?", seed=seed)
    sentence = turn.text.split("\n")[0]
    assert f"is {product.attributes['pieces']:g}." in sentence
    assert " are " not in sentence


def test_a_part_of_a_name_means_the_product_shown_and_no_further_wish() -> None:
    store = load_store("female_clothing")
    product = next(p for p in store.products if " Cardigan - " in p.name)
    conversation, _ = talk_about(store, product.id)
    edition = product.name.split(" - ")[-1]
    turn = conversation.reply(f"I'll take the {edition} cardigan.")
    assert product.name in turn.text
    assert "cart" in turn.text
    assert conversation.state.constraints == ()


def test_a_code_that_names_another_product_is_not_taken_for_the_one_shown() -> None:
    store = load_store("laptops")
    one, other = next(
        (a, b) for a in store.products for b in store.products if a is not b and a.name[:-2] == b.name[:-2]
    )
    _, turn = talk_about(store, one.id, f"How heavy is the {other.name.split(' - ')[-1]}?")
    assert turn.recommended == (other.id,)


def test_a_product_named_alone_with_a_question_mark_is_told_about() -> None:
    store = load_store("laptops")
    conversation = Seller(store).open("t")
    shown = conversation.reply("A laptop for school under $800, please, any will do.").recommended
    brand, line, size = store.product(shown[0]).name.split()[:3]
    assert shown[0] in conversation.reply(f"The {brand} {line} {size}?").recommended


@pytest.mark.parametrize(
    ("category", "text", "op"),
    [
        ("laptops", "A pink laptop would be a dealbreaker.", "not_in"),
        ("laptops", "A pink laptop is out of the question.", "not_in"),
        ("laptops", "A pink laptop would be lovely.", "in"),
    ],
)
def test_a_refusal_reaches_over_the_noun(category: str, text: str, op: str) -> None:
    conversation = Seller(load_store(category)).open("t")
    conversation.reply(text)
    assert [(c.attribute, c.op, c.value) for c in conversation.state.constraints] == [("colour", op, ("pink",))]


def shown_side_by_side(store: Store, seed: str = "t") -> tuple[Conversation, list[str]]:
    conversation = Seller(store).open(seed)
    turn = conversation.reply("I do not know, show me some of what you have.")
    assert len(turn.recommended) > 1
    return conversation, list(turn.recommended)


@pytest.mark.parametrize(("word", "pick"), [("tallest", max), ("smallest", min)])
def test_the_tallest_is_the_tallest_where_neither_more_nor_less_is_better(
    word: str, pick: Callable[[dict[str, float]], str]
) -> None:
    store = load_store("house_plants")
    conversation, shown = shown_side_by_side(store)
    heights = {id: float(str(store.product(id).attributes["height"])) for id in shown}
    wanted = pick(heights, key=heights.__getitem__)  # type: ignore[call-arg]
    sentence = conversation.reply(f"Which of them is the {word}?").text.split("\n")[0]
    assert sentence.startswith(("That is", "That would be"))
    assert store.product(wanted).name in sentence


def test_the_lack_of_something_is_told_of_several_the_right_way_round() -> None:
    store = load_store("house_plants")
    conversation, shown = shown_side_by_side(store)
    safe = [store.product(id).attributes["pet_safe"] for id in shown]
    sentence = conversation.reply("Are any of these poisonous to cats?").text.split("\n")[0]
    expected = ("None", "No,") if all(safe) else ("Some", "Not all") if any(safe) else ("Yes", "They all")
    assert sentence.startswith(expected)


def test_a_label_is_not_said_twice() -> None:
    store = load_store("game_gadgets")
    _, turn = talk_about(store, store.products[0].id, "What age is it for?")
    assert re.match(rf".* {store.products[0].attributes['age']:g}\+\.", turn.text)
    assert "age is age" not in turn.text

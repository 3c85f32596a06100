"""Speech that is not a shopper's: copied from the seller, out of character, or both parts played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks.language.echo import character_break_share, echo, echo_share
from salessim_tasks.store import load_store
from salessim_tasks.transcript import SellerEntry, ShopperEntry, Transcript

DATA = Path(__file__).parents[1] / "data"
FLOOR = 0.93  # measured: precision 0.98, recall 0.96; of the half not looked at while the rules were made 0.96 and 0.93
KIND_FLOOR = 0.9  # share of the labelled echoes found as what they are; measured: 0.94

CARDS = (
    "At most $700, then. Have a look at these:\n"
    "**Orla 14 Laptop - 16GB Memory**: $649, 14-inch screen, 3.1 lb, 11-hour battery, 16 GB memory\n"
    "**Fenn 15 Laptop - 8GB Memory**: $499, 15.6-inch screen, 4 lb, 8-hour battery, 8 GB memory\n"
    "Roughly how much does the weight matter to you?"
)


def talk(*texts: str) -> Transcript:
    """The seller speaks first, then both in turn."""
    turns = [
        ShopperEntry(text=text, raw=text) if number % 2 else SellerEntry(text=text) for number, text in enumerate(texts)
    ]
    return Transcript(suite_version="1", category="c", persona="p", behaviour="helpful", seed="0", turns=tuple(turns))


def kinds(*texts: str) -> list[tuple[int, str]]:
    return [(mark.turn, mark.kind) for mark in echo(talk(*texts))]


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def test_agrees_with_the_labels() -> None:
    labels = [
        (row["kind"], {mark.kind for mark in echo(talk(row["seller"], row["utterance"]))}) for row in rows("echo.jsonl")
    ]
    found = [label for label, marks in labels if marks]
    echoes = [(label, marks) for label, marks in labels if label is not None]
    assert sum(label is not None for label in found) / len(found) >= FLOOR
    assert sum(bool(marks) for _, marks in echoes) / len(echoes) >= FLOOR
    assert sum(label in marks for label, marks in echoes) / len(echoes) >= KIND_FLOOR


def test_what_shoppers_say_is_no_echo() -> None:
    said = [row["utterance"] for row in rows("disclosure.jsonl")] + [
        row["sentence"] for row in rows("completeness.jsonl")
    ]
    wrong = [text for text in said if kinds("Hello! What do you like?", text)]
    assert len(wrong) <= 0.005 * len(said), wrong


@pytest.mark.parametrize("category", ["laptops", "game_gadgets"])
def test_what_personas_wish_is_no_echo(category: str) -> None:
    personas = load_store(category).personas
    said = [wish.text for persona in personas for wish in (*persona.preferences, *persona.dealbreakers)]
    assert [text for text in said if kinds("Hello! What do you like?", text)] == []


def test_a_copied_sentence_repeats_the_seller() -> None:
    assert kinds(CARDS, "Roughly how much does the weight matter to you?") == [(0, "repeats")]
    assert kinds(CARDS, "How much does the weight matter to you?") == [(0, "repeats")]


def test_what_the_seller_said_long_ago_is_remembered() -> None:
    later = kinds("We keep them all behind the counter.", "Hi.", "Yes?", "We keep them all behind the counter.")
    assert later == [(1, "repeats")]


def test_a_copied_card_repeats_the_seller_but_its_name_and_facts_do_not() -> None:
    card = CARDS.split("\n")[1]
    assert kinds(CARDS, card) == [(0, "repeats")]
    assert kinds(CARDS, card.replace("*", "")) == [(0, "repeats")]
    assert kinds(CARDS, "I like the **Orla 14**, 3.1 lb, 16 GB memory.") == []
    assert kinds(CARDS, "Orla 14 Laptop - 16GB Memory") == []
    assert kinds(CARDS, "The Orla 14 Laptop - 16GB Memory or the Fenn 15 Laptop - 8GB Memory?") == []


def test_what_the_seller_took_from_the_shopper_is_the_shoppers_own() -> None:
    wish = "it has to be under 3.5 pounds or my shoulder will fall off"
    assert kinds("Hello!", wish, f"Understood, {wish}. Anything else?", f"As I said, {wish}") == []
    said = talk(f"Understood: {wish}.", wish)
    assert [mark.kind for mark in echo(said)] == ["repeats"]
    assert echo(said, own=[wish]) == ()
    assert echo_share(said, own=[wish]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "As an AI language model, I have no budget.",
        "How can I assist you today?",
        "I’m so glad you're here! I'm happy to help you with your shopping needs.",
        "Hi, welcome to our store!",
        "Let me know if you have any other questions.",
        "Would you like to see something lighter?",
        "We have several options that might suit you.",
        "It is a great choice for anyone who travels.",
        "I'd recommend the Orla 14.",
    ],
)
def test_speaking_as_an_assistant_or_a_seller_breaks_character(text: str) -> None:
    assert kinds("Hello!", text) == [(0, "character_break")]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, let me think.",
        "Can you help me?",
        "I'd recommend it to my sister.",
        "Let me know if you have it in blue.",
        "What would you recommend?",
        "Are you an AI, or do I need a language model to talk to you?",
        "I want to run a local language model, I'm an AI student.",
        "As a sales assistant I stand all day, and we have a dog.",
        "It should be a great choice for me, and it fits my budget.",
        "Based on your recommendation I'll take it.",
        "For our collection of role-playing games.",
        "Budget: 500. User: my father. Customer service: does it matter?",
    ],
)
def test_polite_shoppers_stay_in_character(text: str) -> None:
    assert kinds("Hello!", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Customer: I need a coat.",
        "I need a coat.\n**Salesperson:** Here is one.",
        "Sure. Seller: It is $40. Shopper: I take it.",
        "User: a coat\nAssistant: here",
        "I need a coat.<|im_end|>",
        "What is your budget? I'm looking for a coat under $100.",
    ],
)
def test_playing_both_parts_is_seen(text: str) -> None:
    assert (0, "both_sides") in kinds("Hello!", text)


def test_shares_are_of_the_turns_that_the_seller_heard() -> None:
    said = talk(
        CARDS, "Roughly how much does the weight matter to you?", "Hm?", "How can I help you?", "Hm?", "No.", "", ""
    )
    assert echo_share(said) == pytest.approx(2 / 3)
    assert character_break_share(said) == pytest.approx(1 / 3)
    assert echo_share(talk("Hello!", " ")) is None
    assert character_break_share(talk("Hello!", " ")) is None


def test_a_turn_that_was_refused_is_not_judged() -> None:
    refused = ShopperEntry(text="How can I help you?", raw="How can I help you?", format_error="unreadable")
    said = talk("Hello!", "Hi.", "Yes?")
    said = said.model_copy(update={"turns": (*said.turns, refused)})
    assert echo(said) == ()
    assert echo_share(said) == 0


@pytest.mark.parametrize(
    "text", ["I'm glad it fits. " * 800, "\n" * 16_000, "user:\n" * 3000, "hi,!" * 4000, "x" * 20_000]
)
def test_long_degenerate_turns_are_read_to_the_end(text: str) -> None:
    assert (0, "character_break") in kinds(CARDS, text + "\nHow can I help you?")

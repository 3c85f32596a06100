"""The sales agent's manners: short showings, answers in sentences, near misses only, and knowing when to stop."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from salessim_tasks.records import Persona
from salessim_tasks.seller import Seller, SellerTurn
from salessim_tasks.store import load_store

STORE = load_store()
SELLER = Seller(STORE)


def play(*texts: str, seed: str = "manners") -> list[SellerTurn]:
    talk = SELLER.open(seed)
    return [talk.reply(text) for text in texts]


def spoken(turn: SellerTurn) -> list[str]:
    """The sentences of a turn outside of cards and quotations."""
    lines = [line for line in turn.text.splitlines() if not line.startswith("**")]
    return [s for s in re.split(r"(?<=[.?!])\s+", re.sub(r'"[^"]*"', "", " ".join(lines))) if s]


def test_after_the_first_showing_a_new_wish_brings_two_products_at_most() -> None:
    first, second, more = play("A Windows laptop for school and office.", "At most $900.", "What else do you have?")
    assert len(first.recommended) == 3
    assert 1 <= len(second.recommended) <= 2
    assert len(more.recommended) == 3


@pytest.mark.parametrize("persona", STORE.personas[::9], ids=lambda persona: persona.id)
def test_no_sentence_is_said_twice_running(persona: Persona) -> None:
    wishes = [wish.text for wish in (*persona.preferences, *persona.dealbreakers)]
    turns = play(
        *wishes, "What else do you have?", "Anything else?", "What else?", "no", "no", *wishes[:2], "no", "bye"
    )
    for one, other in pairwise(turns):
        assert not set(spoken(one)) & set(spoken(other))


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("How heavy is the first one?", r"(The|As for the) weight,? .*\d lb\."),
        ("Does the first one have HDMI?", r"Yes|No|It does|I am afraid"),
        ("Does the first one have a number pad?", r"Yes|No|It does|I am afraid"),
        ("What ports does the first one have?", r"It has .* and |You get .* and "),
    ],
)
def test_a_question_is_answered_in_a_sentence_before_the_card(question: str, opening: str) -> None:
    for seed in "abcd":
        _, turn = play("A laptop for travel under $1500.", question, seed=seed)
        assert re.match(opening, turn.text)
        assert "\n**" in turn.text


def test_no_means_that_the_record_says_no() -> None:
    for seed in "abcd":
        _, turn = play("A laptop for travel under $1500.", "Does the first one have Ethernet?", seed=seed)
        [id] = turn.recommended
        ports = STORE.product(id).attributes["ports"]
        assert isinstance(ports, tuple)
        assert ("Ethernet" in ports) == turn.text.startswith(("Yes", "It does"))


def test_alternatives_are_two_at_most_and_near_the_budget() -> None:
    [turn] = play("A gaming laptop with dedicated graphics for at most $700.")
    assert turn.nothing_fits
    assert 1 <= len(turn.recommended) <= 2
    for id in turn.recommended:
        assert float(STORE.product(id).attributes["price"]) <= 1.35 * 700  # type: ignore[arg-type]


def test_without_anything_near_nothing_is_shown() -> None:
    [turn] = play("A gaming laptop with dedicated graphics for at most $300.")
    assert turn.nothing_fits
    assert turn.recommended == ()


def test_who_keeps_asking_gets_two_rounds_of_alternatives_at_most() -> None:
    turns = play("A gaming laptop under $800 with dedicated graphics.", *["What else do you have?"] * 6)
    assert sum(bool(turn.recommended) for turn in turns) <= 2
    assert all(turn.nothing_fits for turn in turns)


def test_no_to_a_compromise_closes_the_conversation_down() -> None:
    texts = ("A gaming laptop with dedicated graphics for at most $700.", "No.", "No.")
    offered, closed, goodbye = play(*texts)
    assert offered.recommended
    assert closed.recommended == goodbye.recommended == ()
    assert closed.nothing_fits
    assert not closed.text.endswith("?")


def test_a_new_wish_reopens_what_was_closed_down() -> None:
    *_, turn = play("A gaming laptop with dedicated graphics for at most $700.", "No.", "I can spend $1,000.")
    assert turn.recommended
    assert not turn.nothing_fits


def test_wishes_are_said_back_as_prose() -> None:
    [turn] = play("A laptop for school and office under $900.")
    assert re.search(r"good for (school and office|office and school), under \$900", turn.text, re.IGNORECASE)


@pytest.mark.parametrize(
    "text", ["quiero un portátil barato", "bonjour", "Ich suche einen Laptop", "je cherche un ordinateur pas cher"]
)
def test_another_language_is_met_with_one_sentence_and_no_product(text: str) -> None:
    [turn] = play(text)
    assert "English" in turn.text
    assert turn.recommended == ()
    assert len(spoken(turn)) == 1


@pytest.mark.parametrize("persona", STORE.personas, ids=lambda persona: persona.id)
def test_no_persona_is_taken_for_a_foreigner(persona: Persona) -> None:
    turns = play(*(wish.text for wish in (*persona.preferences, *persona.dealbreakers)))
    assert not any("English" in turn.text for turn in turns)

"""How a shopper writes: words, questions and informal marks of its turns."""

from __future__ import annotations

import pytest

from salessim_tasks.language.style import (
    MARKS,
    informal_marks,
    informality,
    questions,
    questions_per_turn,
    words,
    words_per_turn,
)
from salessim_tasks.transcript import SellerEntry, ShopperEntry, Transcript


def transcript(*said: str | ShopperEntry) -> Transcript:
    turns: list[SellerEntry | ShopperEntry] = []
    for text in said:
        turns.append(SellerEntry(text="what do u need? dont be shy!!"))
        turns.append(text if isinstance(text, ShopperEntry) else ShopperEntry(text=text, raw=text))
    return Transcript(suite_version="1", category="c", persona="p", behaviour="helpful", seed="0", turns=tuple(turns))


def test_means_over_what_the_shopper_said_to_the_seller() -> None:
    refused = ShopperEntry(text="pls buy", raw="<tool", reasoning="i dont know", format_error="unreadable")
    talk = transcript("I need a coat. Is it warm?", "No.", "  ", refused)
    assert words_per_turn(talk) == 4
    assert questions_per_turn(talk) == 0.5
    assert informality(talk) == 0


def test_nothing_can_be_said_of_who_does_not_speak() -> None:
    silent = transcript("", "\n")
    assert (words_per_turn(silent), questions_per_turn(silent), informality(silent)) == (None, None, None)


def test_informality_is_the_mean_share_of_marks() -> None:
    talk = transcript("I need a coat.", "i need a coat")
    assert informal_marks("i need a coat") == ("no_capital", "no_closing", "lone_i")
    assert informality(talk) == pytest.approx(3 / len(MARKS) / 2)


def test_a_turn_can_show_every_mark() -> None:
    assert informal_marks("i dont care sooo much lol :)") == MARKS


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("show me more.", "no_capital"),
        ("Show me more", "no_closing"),
        ("Well, i’d rather not.", "lone_i"),
        ("Thats fine.", "no_apostrophe"),
        ("More pls.", "chat_spelling"),
        ("One w/ a lid.", "chat_spelling"),
        ("Soooo good.", "repeated"),
        ("Good!!", "repeated"),
        ("Hm.. no.", "repeated"),
        ("Good. 👍", "emoji"),
        ("I like it :-)", "emoji"),
    ],
)
def test_each_mark_is_seen(text: str, mark: str) -> None:
    assert mark in informal_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'd like 3 of them, e.g. the Orla 14 (the grey one).",
        "“Is it washable?”",
        "14 inches would do, in XXXL or AAA.",
        "A U-neck T-shirt, size xxxl.",
        "Its colour is fine. Yeah, that will do!",
        "It costs $1,299.99: see http://shop.example/?id=1.",
    ],
)
def test_tidy_writing_shows_none(text: str) -> None:
    assert informal_marks(text) == ()


def test_a_smile_does_not_hide_how_the_sentence_ends() -> None:
    assert informal_marks("Great, thanks! :)") == ("emoji",)
    assert informal_marks("Great, thanks :)") == ("no_closing", "emoji")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("What is it? And does it fit?", 2),
        ("Really?!", 1),
        ("do you have anything cheaper", 1),
        ("ok, how much is it", 1),
        ("what about the second one", 1),
        ("is it warm\nwhats the price", 2),
        ("is it warm? can i wash it", 2),
        ("which is what I want", 0),
        ("I wonder what it costs", 0),
        ("Is it warm.", 0),
        ("See http://shop.example/?id=1 there.", 0),
        ("", 0),
    ],
)
def test_questions_count_with_and_without_their_mark(text: str, count: int) -> None:
    assert questions(text) == count


def test_words_are_what_stands_between_spaces_and_marks() -> None:
    assert words("Don't show me 2-in-1s over $1,299.99, ok?") == [
        "Don't",
        "show",
        "me",
        "2-in-1s",
        "over",
        "1,299.99",
        "ok",
    ]

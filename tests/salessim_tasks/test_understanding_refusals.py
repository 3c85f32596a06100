"""What shoppers name only to turn it down, and other turns of speech that people use and a vocabulary does not."""

from __future__ import annotations

import pytest
from understood import written

from salessim_tasks.store import load_store
from salessim_tasks.understanding import Understanding

STORE = load_store("laptops")
UNDERSTANDING = Understanding(STORE.schema, STORE.products)

TURNED_DOWN = {
    "Pink again. No. I will not have it.": "colour not_in pink",
    "A white one? No thanks.": "colour not_in white",
    "Windows is a non-starter.": "system not_in Windows",
    "Anything save pink.": "colour not_in pink",
    "Pink, my dear sir, is out of the question.": "colour not_in pink",
    "No pink, sir, black.": "colour in black; colour not_in pink",
    "Keep your Chromebooks.": "system not_in ChromeOS",
    "I want a black one. No rush.": "colour in black",
    "Black. No rush.": "colour in black",
    "no noise, no fan": "fanless == True",
}

FIGURES = {
    "one thousand, not a cent over": "price <= 1000",
    "not a cent over 800": "price <= 800",
    "not a cent more than $800": "price <= 800",
    "a hundred and fifty is my limit": "price <= 150",
    "I have 900 and that is all I have": "price <= 900",
    "$900 max. I want 1 TB of storage.": "price <= 900; storage >= 1024",
    "16 gigs of RAM, minimum. 32 or more is better.": "memory >= 16; memory >= 32",
    "My limit is $900. At least 14 inches.": "price <= 900; screen >= 14",
    "for gamin' at night": "uses in gaming",
}


@pytest.mark.parametrize(("text", "expected"), [*TURNED_DOWN.items(), *FIGURES.items()])
def test_it_is_taken_as_it_is_meant(text: str, expected: str) -> None:
    assert sorted(written(UNDERSTANDING.requirements(text)).split("; ")) == sorted(expected.split("; "))


def test_what_is_said_of_a_product_after_a_refusal_is_what_is_wrong_with_it() -> None:
    shown = STORE.products[:1]
    assert written(UNDERSTANDING.read("Hard pass. It's white.", shown).constraints) == "colour not_in white"
    assert written(UNDERSTANDING.read("No thanks. It's white but dear.", shown).constraints) == ""


def test_an_amazed_question_about_what_was_shown_is_no_wish() -> None:
    reading = UNDERSTANDING.read("Over five pounds? Three is my maximum.", STORE.products[:1])
    assert written(reading.constraints) == "weight <= 3"


def test_a_hedged_answer_is_an_answer() -> None:
    plants = load_store("house_plants")
    understanding = Understanding(plants.schema, plants.products)
    assert written(understanding.read("small, I suppose", topic="height").constraints) == "height <= 12"


def test_a_verb_is_no_value() -> None:
    games = load_store("game_gadgets")
    understanding = Understanding(games.schema, games.products)
    assert written(understanding.requirements("It should train logic.")) == "skills in logic"
    assert written(understanding.requirements("Something about trains.")) == "theme in trains"

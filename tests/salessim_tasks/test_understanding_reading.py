"""Whole messages: questions, comparatives, indifference, products pointed at, and what the shopper does."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from understood import FLEXA, SLATE, laptop

from salessim_tasks.records import Product
from salessim_tasks.schema import load_schema
from salessim_tasks.understanding import Act, Comparative, Reading, Reference, Understanding

SCHEMA = load_schema("laptops")


SLATE_32 = laptop("slate-32", "Norvik Slate 14 Laptop - 32GB Memory - 1TB SSD - Black", price=1249.0, weight=3.2)
PIP = laptop("pip", "Tamsin Pip 11 Chromebook - 4GB Memory - 64GB Storage - Grey", price=249.0, weight=2.4)
SHOWN = (SLATE, FLEXA, PIP)
UNDERSTANDING = Understanding(SCHEMA, (SLATE, SLATE_32, FLEXA, PIP))


def read(text: str, shown: tuple[Product, ...] = SHOWN, topic: str | None = None) -> Reading:
    return UNDERSTANDING.read(text, shown, topic)


ASKED: dict[str, tuple[str, ...]] = {
    "Does it have HDMI?": ("ports",),
    "is the screen 14 inches?": ("screen",),
    "how heavy is it": ("weight",),
    "How much is the Norvik?": ("price",),
    "what about battery life?": ("battery",),
    "Ok and the battery?": ("battery",),
    "What colours does it come in?": ("colour",),
    "Does it come in black?": ("colour",),
    "Can it run Photoshop?": ("uses",),
    "Is it a Chromebook?": ("system",),
    "Is there a touchscreen on it?": ("touch",),
    "Can you tell me how much it weighs?": ("weight",),
    "I like the Slate. Does it have an SD card slot, and how long is the warranty?": ("ports", "warranty"),
    "it has HDMI?": ("ports",),
    "I need HDMI, does it have that or a USB-C port?": ("ports",),
    "Which one is lighter?": ("weight",),
}


@pytest.mark.parametrize(("text", "attributes"), ASKED.items())
def test_question_about_a_shown_product(text: str, attributes: tuple[str, ...]) -> None:
    reading = read(text)
    assert reading.asked == attributes
    assert "question" in reading.acts
    assert not {c.attribute for c in reading.constraints} - {"ports"}


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("how much memory do I need for video?", {"memory"}),
        ("is 8GB enough for gaming?", {"memory", "uses"}),
        ("should I get a dedicated graphics card?", {"graphics"}),
        ("What does SSD mean?", {"storage"}),
        ("Is a touchscreen worth it?", {"touch"}),
    ],
)
def test_question_for_the_guide(text: str, attributes: set[str]) -> None:
    reading = read(text)
    assert "explain" in reading.acts
    assert attributes <= set(reading.asked)
    assert reading.constraints == ()


COMPARATIVES: dict[str, Comparative] = {
    "that's too heavy": Comparative("weight", "less"),
    "too expensive for me": Comparative("price", "less"),
    "The price is too high": Comparative("price", "less"),
    "Do you have anything lighter?": Comparative("weight", "less"),
    "I'd like a bigger screen": Comparative("screen", "more"),
    "It's nice but a bit too small": Comparative("screen", "more"),
    "what's your cheapest laptop?": Comparative("price", "less"),
    "I want something cheaper than the Norvik": Comparative("price", "less", Reference("slate")),
    "cheaper than that one": Comparative("price", "less", Reference()),
    "something lighter than the second one": Comparative("weight", "less", Reference(ordinal=1)),
    "The Aurelle is a bit too pricey": Comparative("price", "less", Reference("flexa")),
    "anything with more memory?": Comparative("memory", "more"),
}


@pytest.mark.parametrize(("text", "expected"), COMPARATIVES.items())
def test_comparative(text: str, expected: Comparative) -> None:
    reading = read(text)
    assert reading.comparatives == (expected,)
    assert reading.constraints == ()


def test_comparative_beside_requirements() -> None:
    reading = read("cheaper than that one, under $900, no pink")
    assert reading.comparatives == (Comparative("price", "less", Reference()),)
    assert [(c.attribute, c.op) for c in reading.constraints] == [("price", "<"), ("colour", "not_in")]


@pytest.mark.parametrize("text", ["not too heavy please", "is it lighter than the Flexa?", "cheaper than $700"])
def test_no_comparative(text: str) -> None:
    assert read(text).comparatives == ()


INDIFFERENT: dict[str, tuple[str, ...]] = {
    "I don't need a touchscreen": ("touch",),
    "touchscreen isn't important": ("touch",),
    "any colour is fine": ("colour",),
    "don't care about brand": ("brand",),
    "I don't care about brand or colour": ("brand", "colour"),
    "colour doesn't matter but it has to be a Norvik": ("colour",),
    "I need 16GB of RAM and colour doesn't matter": ("colour",),
    "It doesn't have to be light": ("weight",),
    "money is no object": ("price",),
    "with or without a touchscreen": ("touch",),
    "I don't mind the brand": ("brand",),
    "a number pad is not necessary": ("number_pad",),
    "any colour but pink": (),
    "I don't need HDMI": (),
    "I don't want a touchscreen": (),
}


@pytest.mark.parametrize(("text", "attributes"), INDIFFERENT.items())
def test_indifference(text: str, attributes: tuple[str, ...]) -> None:
    reading = read(text)
    assert reading.indifferent == attributes
    assert "unsure" not in reading.acts


REFERENCES: dict[str, tuple[Reference, ...]] = {
    "I'll take the Norvik Slate 14": (Reference("slate"),),
    "the norvik please": (Reference("slate"),),
    "How much is the Flexa?": (Reference("flexa"),),
    "Tell me more about the Flexa 14": (Reference("flexa"),),
    "the Slate 14 with 32GB": (Reference("slate-32"),),
    "I want the Norvik Slate 14 Laptop - 32GB Memory - 1TB SSD - Black": (Reference("slate-32"),),
    "compare the Slate and the Pip": (Reference("slate"), Reference("pip")),
    "I'll take the second one": (Reference(ordinal=1),),
    "the last one looks good": (Reference(ordinal=-1),),
    "What about option 3?": (Reference(ordinal=2),),
    "I prefer the former": (Reference(ordinal=0),),
    "not that one": (Reference(),),
    "I'll take it.": (Reference(),),
    "I'll take the cheapest one": (Reference("pip"),),
    "add the lighter one to my cart": (Reference("pip"),),
    "I'd like a Norvik": (),
    "First, I need a number pad": (),
    "I need it for school": (),
}


@pytest.mark.parametrize(("text", "references"), REFERENCES.items())
def test_reference(text: str, references: tuple[Reference, ...]) -> None:
    assert read(text).references == references


@pytest.mark.parametrize(
    "text",
    [
        "I'll take the Norvik Slate 14 Laptop - 16GB Memory - 512GB SSD - Graphite",
        "The Norvik Slate 14 looks nice",
        "what about the Flexa 14 2-in-1 Touchscreen Laptop?",
        "Is the Pip 11 any good?",
    ],
)
def test_words_and_figures_of_a_name_are_no_requirements(text: str) -> None:
    assert read(text).constraints == ()


def test_fact_of_a_shown_product_is_no_requirement() -> None:
    assert read("The Norvik has 16GB, which is nice, but I want it in blue").constraints == (
        UNDERSTANDING.requirements("blue")
    )
    assert read("it's $949, which is over my budget of $900").constraints == UNDERSTANDING.requirements("under $900")[
        :0
    ] + (UNDERSTANDING.requirements("budget of $900"))


ACTS: dict[str, Collection[Act]] = {
    "Hi there!": {"greet"},
    "Thank you so much": {"thanks"},
    "I'll take it.": {"accept"},
    "Sounds good, I'll go with the Pip 11": {"accept"},
    "Add the Aurelle Flexa 14 to my cart": {"accept"},
    "That works for me.": {"accept"},
    "perfect": {"accept"},
    "I won't take it": {"reject"},
    "I'd take it if it were cheaper": set(),
    "not that one": {"reject"},
    "I don't like it": {"reject"},
    "that's too heavy": {"reject"},
    "none of these work for me": {"reject"},
    "No thanks, I'll leave it.": {"bye"},
    "Goodbye": {"bye"},
    "let me think about it": {"bye"},
    "I don't want to buy anything today, bye": {"bye"},
    "What else do you have?": {"more"},
    "show me others": {"more"},
    "Anything else under $700?": {"more"},
    "I don't know": {"unsure"},
    "no preference": {"unsure"},
    "surprise me": {"unsure"},
    "What is the difference between the two?": {"compare", "question"},
    "Which one is lighter?": {"compare", "question"},
    "I need a laptop under $900": set(),
    "Do you have anything under $800?": set(),
    "add_to_cart(product='Norvik Slate 14')": set(),
    '<tool_call>{"name": "end_conversation"} bye </tool_call>': set(),
    "": set(),
}


@pytest.mark.parametrize(("text", "acts"), ACTS.items())
def test_acts(text: str, acts: Collection[Act]) -> None:
    assert read(text).acts == frozenset(acts)


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Do you have a MacBook?", ("macbook",)),
        ("I was thinking of a Dell XPS or an HP", ("dell", "xps", "hp")),
        ("My old Dell died, I need something for school", ()),
        ("no Apple please", ()),
        ("one that folds into a tablet", ()),
    ],
)
def test_not_carried(text: str, things: tuple[str, ...]) -> None:
    assert read(text).not_carried == things


@pytest.mark.parametrize(
    ("text", "topic", "expected"),
    [
        ("14", "screen", "13 and a half to 14.5 inches"),
        ("at least 15 or so", "screen", "at least 15 inches"),
        ("maybe 10", "battery", "battery of 10 hours"),
        ("900 or less", "price", "$900 or less"),
    ],
)
def test_answer_to_what_was_asked(text: str, topic: str, expected: str) -> None:
    assert read(text, (), topic).constraints == UNDERSTANDING.requirements(expected)


def test_no_preference_answers_what_was_asked() -> None:
    assert read("no preference", (), "colour").indifferent == ("colour",)
    assert read("not sure, maybe blue", (), "colour").indifferent == ()


LONG = {
    "words": "I want black or grey, not pink, under $900. " * 500,
    "negations": "no " * 7000,
    "values": "black, " * 3000,
    "figures": "1 to " * 4000,
    "signs": "$" * 20000,
    "digits": "9" * 20000,
    "tags": "<a" * 10000,
    "braces": "{" * 20000,
    "one word": "a" * 20000,
    "lines": "\n" * 20000,
    "gaps": "any any but " * 1700,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_very_long_text_is_read_from_its_beginning(text: str) -> None:
    assert read(text) == read(text[:4000])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.lists(st.sampled_from([*ASKED, *COMPARATIVES, *INDIFFERENT, *REFERENCES]), max_size=3))
def test_never_raises_and_is_deterministic(noise: str, pieces: list[str]) -> None:
    text = noise.join(["", *pieces, ""])
    again = Understanding(SCHEMA, (SLATE, SLATE_32, FLEXA, PIP)) if not pieces else UNDERSTANDING
    assert read(text) == again.read(text, SHOWN)
    assert all(c.attribute in SCHEMA.attributes for c in read(text).constraints)

"""Messages about products on the table: what is a wish, what is a fact repeated, and what a product is wished to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations

import pytest
from understood import laptop, written

from salessim_tasks.records import Constraint, Product
from salessim_tasks.schema import load_schema
from salessim_tasks.store import load_store
from salessim_tasks.understanding import Act, Comparative, Reading, Reference, Understanding

SCHEMA = load_schema("laptops")
STORE = load_store("laptops")
IN_STORE = Understanding(STORE.schema, STORE.products)
TABLES = {
    "none": (),
    "first three": tuple(STORE.products[:3]),
    "one": (STORE.products[7],),
    "another": (STORE.products[40],),
    "last": (STORE.products[-1],),
}


SLATE = laptop(
    "slate", "Norvik Slate 14 Laptop - 16GB Memory - 512GB SSD - Graphite",
    price=949.0, weight=3.1, brand="Norvik", colour="grey", storage=512.0,
)  # fmt: skip
FLEXA = laptop(
    "flexa", "Aurelle Flexa 14 2-in-1 Touchscreen Laptop - 16GB Memory - 512GB SSD - Rose Gold",
    price=899.0, weight=3.4, brand="Aurelle", colour="pink", storage=512.0,
)  # fmt: skip
UNDERSTANDING = Understanding(SCHEMA, (SLATE, FLEXA))


def read(text: str, shown: tuple[Product, ...] = (SLATE,)) -> Reading:
    return UNDERSTANDING.read(text, shown)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("frame", ["{}", "That one will not do. {}", "{} What else do you have?", "Hmm. {} Thanks!"])
def test_persona_sentences_mean_the_same_whatever_is_shown(frame: str, table: str) -> None:
    wrong = [
        requirement.text
        for persona in STORE.personas
        for requirement in (*persona.preferences, *persona.dealbreakers)
        if set(IN_STORE.read(frame.format(_ended(requirement.text)), TABLES[table]).constraints)
        != set(requirement.constraints)
    ]
    assert wrong == []


@pytest.mark.parametrize("number", [2, 3])
def test_persona_sentences_in_one_message_mean_all_that_they_mean_alone(number: int) -> None:
    wrong = []
    for persona in STORE.personas[::2]:
        for together in combinations((*persona.dealbreakers, *persona.preferences), number):
            text = " ".join(_ended(requirement.text) for requirement in together)
            stated = [constraint for requirement in together for constraint in requirement.constraints]
            if _joined(IN_STORE.read(text, TABLES["first three"]).constraints) != _joined(stated):
                wrong.append(text)
    assert wrong == []


def _ended(text: str) -> str:
    return text if text[-1] in ".!?" else f"{text}."


def _joined(constraints: Iterable[Constraint]) -> set[Constraint]:
    """`constraints` with what is ruled out gathered in one for each attribute."""
    banned: dict[str, set[str]] = {}
    found = set()
    for constraint in constraints:
        if constraint.op == "not_in" and isinstance(constraint.value, tuple):
            banned.setdefault(constraint.attribute, set()).update(constraint.value)
        else:
            found.add(constraint)
    return found | {Constraint(attribute=a, op="not_in", value=tuple(sorted(v))) for a, v in banned.items()}


WISHES = {
    "It's got to have HDMI.": "ports in HDMI",
    "It's gotta be under $800": "price < 800",
    "it is essential that it has a number pad": "number_pad == True",
    "One that's white, please": "colour in white",
    "If it has a touchscreen I'll be happy": "touch == True",
    "anything that has 16GB of RAM": "memory >= 16",
    "something that's under 3 pounds": "weight < 3",
    "It'd be nice if it had HDMI": "ports in HDMI",
    "do you have it in black?": "colour in black",
    "do you have the Slate in black?": "colour in black",
    "Can I get that in blue?": "colour in blue",
    "I'd take the Slate if it had 32GB": "memory >= 32",
    "Does it come in blue?": "",
    "same but in silver": "colour in silver",
    "the same one in blue please": "colour in blue",
    "Anything with a better screen? 144hz at least.": "refresh >= 144",
    "ok, then I could go to 1200": "price <= 1200",
    # facts
    "It's got HDMI, nice": "",
    "it has 16GB and weighs 3.1 pounds, good": "",
    "well it's 949 dollars": "",
    "and it comes in grey": "",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WISHES.items())
def test_wish_or_fact(text: str, expected: str) -> None:
    assert written(read(text).constraints) == expected


@pytest.mark.parametrize(
    ("text", "shown", "expected"),
    [
        ("Not that brand please.", (SLATE,), "brand not_in Norvik"),
        ("not this brand", (SLATE, FLEXA), "brand not_in Norvik|Aurelle"),
        ("I don't like that colour", (FLEXA,), "colour not_in pink"),
        ("I dont like the color of it", (FLEXA,), "colour not_in pink"),
        ("do you have a different brand?", (SLATE,), "brand not_in Norvik"),
        ("another colour maybe?", (SLATE,), "colour not_in grey"),
        ("some other brand, under $900", (SLATE,), "brand not_in Norvik; price < 900"),
        ("Not that brand please.", (), ""),
        ("I don't care about the brand", (SLATE,), ""),
        ("no particular brand", (SLATE,), ""),
        ("I don't like the colour of the Flexa", (SLATE, FLEXA), "colour not_in pink"),
        ("I can't see the colour", (SLATE,), ""),
        ("no other brand", (SLATE,), ""),
        ("I have no favourite colour", (SLATE,), ""),
    ],
)
def test_values_of_what_is_shown_ruled_out(text: str, shown: tuple[Product, ...], expected: str) -> None:
    assert written(read(text, shown).constraints) == expected


COMPARATIVES: dict[str, tuple[Comparative, Collection[Act]]] = {
    "hmm thats kinda heavy, anything lighter?": (Comparative("weight", "less"), {"reject"}),
    "nothing cheaper?": (Comparative("price", "less"), ()),
    "anything cheaper?": (Comparative("price", "less"), ()),
    "Nothing lighter than that one?": (Comparative("weight", "less", Reference()), ()),
    "got something with a bigger screen?": (Comparative("screen", "more"), ()),
    "that's a bit much for me": (Comparative("price", "less"), {"reject"}),
    "a bit pricey": (Comparative("price", "less"), {"reject"}),
    "it's a little heavy for me": (Comparative("weight", "less"), {"reject"}),
    "kind of expensive tbh": (Comparative("price", "less"), {"reject"}),
    "the screen is a bit small": (Comparative("screen", "more"), {"reject"}),
    "a bit too heavy": (Comparative("weight", "less"), {"reject"}),
    "a smaller one?": (Comparative("screen", "less"), ()),
    "the same with more storage": (Comparative("storage", "more"), ()),
    "The Norvik Slate 14 at $949 exceeds my budget.": (Comparative("price", "less", Reference("slate")), {"reject"}),
    "$949 is too much for me": (Comparative("price", "less"), {"reject"}),
    "512GB is too small": (Comparative("storage", "more"), {"reject"}),
    "8GB isn't enough for me": (Comparative("memory", "more"), {"reject"}),
    "it's heavier than I'd like": (Comparative("weight", "less"), {"reject"}),
    "lighter than my current laptop": (Comparative("weight", "less"), ()),
    "What about something with a longer battery life?": (Comparative("battery", "more"), ()),
    "that's a little more than I wanted to spend": (Comparative("price", "less"), {"reject"}),
    "it's more than I'd like to pay": (Comparative("price", "less"), {"reject"}),
}


@pytest.mark.parametrize(("text", "expected"), COMPARATIVES.items())
def test_comparative(text: str, expected: tuple[Comparative, Collection[Act]]) -> None:
    reading = read(text)
    assert reading.comparatives == (expected[0],)
    assert reading.acts & {"reject", "question", "accept"} == frozenset(expected[1])
    assert (reading.constraints, reading.asked) == ((), ())


ACTS: dict[str, Collection[Act]] = {
    "ok ill take it": {"accept"},
    "ill take the second one": {"accept"},
    "yeah lets go with that": {"accept"},
    "sold": {"accept"},
    "ok sold!": {"accept"},
    "thats the one": {"accept"},
    "yep ill go with it": {"accept"},
    "great, i want that one": {"accept"},
    "id like to buy it": {"accept"},
    "im going to get the flexa": {"accept"},
    "i wont take it": {"reject"},
    "i dont like it": {"reject"},
    "that wont work": {"reject"},
    "i cant afford that": {"reject"},
    "thats not what im looking for": {"reject"},
    "idk": {"unsure"},
    "doesnt matter": {"unsure"},
    "whats the difference between the two": {"compare", "question"},
    "whatre the other options": {"more"},
    "I've decided to go with the Flexa.": {"accept"},
    "do you have other options?": {"more"},
    "I'd take it if it were cheaper": set(),
    "I'd take the Slate if it had 32GB": set(),
    "500 at most, that is everything I have put aside": set(),
    "it was sold out last time": set(),
}


@pytest.mark.parametrize(("text", "acts"), ACTS.items())
def test_acts_in_chat_spelling(text: str, acts: Collection[Act]) -> None:
    assert read(text, (SLATE, FLEXA)).acts == frozenset(acts)


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("how heavy is the first one?", ("weight",)),
        ("whats its battery life", ("battery",)),
        ("does it have hdmi", ("ports",)),
        ("hows the battery?", ("battery",)),
        ("is it kinda heavy?", ("weight",)),
    ],
)
def test_question_in_chat_spelling(text: str, attributes: tuple[str, ...]) -> None:
    reading = read(text)
    assert "question" in reading.acts
    assert reading.asked == attributes
    assert (reading.comparatives, reading.constraints) == ((), ())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is 16 gb enough for games?", {"memory", "uses"}),
        ("is 16gb of ram ok for gaming?", {"memory", "uses"}),
        ("how much memory do I need for video editing?", {"memory", "uses"}),
        ("how much storage should i get", {"storage"}),
        ("what does dedicated graphics mean?", {"graphics"}),
        ("whats a 2-in-1?", {"form"}),
        ("What is an SSD?", {"storage"}),
    ],
)
def test_question_for_the_guide(text: str, asked: set[str]) -> None:
    reading = read(text)
    assert "explain" in reading.acts
    assert set(reading.asked) == asked
    assert reading.constraints == ()


def test_wish_in_the_form_of_a_question_is_no_question() -> None:
    assert read("Anything with a better screen? 144hz at least.").asked == ()


@pytest.mark.parametrize(
    "text",
    [
        "quiero un portátil barato",
        "je cherche un ordinateur léger",
        "ich suche einen leichten Laptop bis 900",
        "je veux un pc portable pas cher",
    ],
)
def test_other_languages_are_not_understood(text: str) -> None:
    assert read(text) == Reading()

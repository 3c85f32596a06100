"""How a wish is echoed: as a person would say it, in every store, and never with the figure of speech of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from salessim_tasks.records import Constraint, Op, Value
from salessim_tasks.schema import Choice, Flag, Number, Schema, load_schema
from salessim_tasks.seller import Seller
from salessim_tasks.seller.facts import say_wishes
from salessim_tasks.seller.verdicts import verdict
from salessim_tasks.seller.wording import Voice, load_wording
from salessim_tasks.store import load_store
from salessim_tasks.understanding import Understanding

STORES = ("laptops", "female_clothing", "male_clothing", "smart_watch", "game_gadgets", "house_plants")
_STIFF = re.compile(
    r"\b(\w+) \1\b|\bsleeveless sleeves|\bnot? no(?:ne)?\b|\bnot not\b|\ba [aeio]|\ban [^aeio81]|\b(\w+)s sleeve", re.I
)


def wishes(schema: Schema) -> Iterator[tuple[Constraint, ...]]:
    """Every wish on one value, for it and against it, and on two."""
    for name, attribute in schema.attributes.items():
        if isinstance(attribute, (Number, Flag)):
            continue
        values = tuple(attribute.values)
        for pair in ((value,) for value in values):
            yield (Constraint(attribute=name, op="in", value=pair),)
            yield (Constraint(attribute=name, op="not_in", value=pair),)
        yield (Constraint(attribute=name, op="in", value=values[:2]),)
        yield (Constraint(attribute=name, op="not_in", value=values[:2]),)


@pytest.mark.parametrize("category", STORES)
def test_no_wish_is_echoed_in_doubled_or_broken_words(category: str) -> None:
    schema = load_schema(category)
    said = [" ".join(say_wishes(schema, wish)) for wish in wishes(schema)]
    assert [words for words in said if _STIFF.search(words)] == []


@pytest.mark.parametrize(
    ("category", "attribute", "op", "value", "said"),
    [
        ("female_clothing", "garment", "in", ("dress", "T-shirt"), "a dress or a T-shirt"),
        ("female_clothing", "garment", "not_in", ("dress",), "no dress"),
        ("female_clothing", "sleeve", "in", ("sleeveless", "short"), "short sleeves or sleeveless"),
        ("female_clothing", "care", "not_in", ("dry clean",), "no dry cleaning"),
        ("male_clothing", "water", "not_in", ("no rain protection",), "some rain protection"),
        ("male_clothing", "colour", "not_in", ("navy",), "not in navy"),
        ("house_plants", "flower_colour", "in", ("none",), "no flowers"),
        ("house_plants", "flower_colour", "not_in", ("none",), "with flowers"),
        ("house_plants", "kind", "in", ("orchid",), "an orchid"),
        ("game_gadgets", "theme", "in", ("trains",), "train theme"),
        ("game_gadgets", "box_shape", "not_in", ("tin",), "not in a tin"),
        ("game_gadgets", "max_players", ">=", 4.0, "room for 4"),
        ("game_gadgets", "age", "<=", 6.0, "fine from age 6"),
        ("smart_watch", "case_shape", "not_in", ("rectangular",), "no rectangular case"),
    ],
)
def test_a_wish_is_echoed_as_a_person_would_say_it(
    category: str, attribute: str, op: Op, value: Value, said: str
) -> None:
    wish = Constraint.model_validate({"attribute": attribute, "op": op, "value": value})
    assert say_wishes(load_schema(category), [wish]) == (said,)


@pytest.mark.parametrize(
    ("category", "attribute", "value", "question", "said"),
    [
        ("house_plants", "flower_colour", "none", "What colour are the flowers?", "no flowers"),
        ("male_clothing", "neckline", "shirt collar", "What is the neckline like?", "shirt collar"),
        ("game_gadgets", "max_players", 4.0, "How many can play it?", "4-player maximum"),
    ],
)
def test_an_answer_does_not_force_a_fact_into_the_label(
    category: str, attribute: str, value: Value, question: str, said: str
) -> None:
    store = load_store(category)
    product = next(p for p in store.products if p.attributes[attribute] == value)
    answers = {
        verdict(store.schema, Voice(load_wording(), str(seed), 1), [product], attribute, question) for seed in range(9)
    }
    assert answers == {f"On record: {said}.", f"As listed: {said}."}


def test_a_yes_or_no_about_such_a_value_is_right() -> None:
    store = load_store("female_clothing")
    bare = next(p for p in store.products if p.attributes["sleeve"] == "sleeveless")
    conversation = Seller(store).open("s")
    conversation.reply(f"Tell me about the {bare.name}.")
    assert conversation.reply("Is it sleeveless?").text.startswith("Yes")
    assert conversation.reply("Does it have long sleeves?").text.startswith(("No", "I am afraid not"))


def test_a_schema_can_only_say_values_that_it_has() -> None:
    with pytest.raises(ValidationError, match="said and said_not must name values, not tartan"):
        Choice(type="choice", label="pattern", values={"plain": ()}, said={"tartan": "in tartan"})


@pytest.mark.parametrize("category", STORES)
def test_what_the_seller_echoes_is_understood_as_what_was_wished(category: str) -> None:
    """The shopper who repeats the seller's words must not be taken to mean the opposite."""
    schema = load_schema(category)
    understanding = Understanding(schema)
    singles = (wish for (wish,) in wishes(schema) if isinstance(wish.value, tuple) and len(wish.value) == 1)
    for wish in singles:
        for found in understanding.requirements(" ".join(say_wishes(schema, [wish]))):
            if found.attribute == wish.attribute and found.op != wish.op and isinstance(wish.value, tuple):
                assert isinstance(found.value, tuple)
                assert set(found.value).isdisjoint(wish.value), (wish, found)

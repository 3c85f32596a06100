"""What a card says is the record, in a form that can be read back; wishes are said as a person would."""

from __future__ import annotations

import pytest

from salessim_tasks.records import Constraint, Op, Product
from salessim_tasks.seller.facts import card, listed, read_cards, say_wishes
from salessim_tasks.store import load_store

SCHEMA = load_store().schema
PRODUCTS = load_store().products


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.id)
def test_a_card_reads_back_as_the_record(product: Product) -> None:
    line = card(SCHEMA, product, SCHEMA.attributes)
    assert "\n" not in line
    assert read_cards(SCHEMA, f"Hello.\n{line}\nWhat do you think?") == {product.name: dict(product.attributes)}


def test_a_card_states_just_the_attributes_asked_for_and_each_once() -> None:
    line = card(SCHEMA, PRODUCTS[0], ["price", "touch", "price"])
    assert set(read_cards(SCHEMA, line)[PRODUCTS[0].name]) == {"price", "touch"}
    assert line.count("$") == 1


def test_a_card_leaves_out_what_the_record_does_not_have() -> None:
    bare = PRODUCTS[0].model_copy(update={"attributes": {"price": 100.0}})
    assert card(SCHEMA, bare, ["price", "touch"]) == f"**{bare.name}**: $100"


def test_an_empty_set_is_said_and_read() -> None:
    bare = PRODUCTS[0].model_copy(update={"attributes": {"ports": ()}})
    assert read_cards(SCHEMA, card(SCHEMA, bare, ["ports"]))[bare.name] == {"ports": ()}


def wish(attribute: str, op: Op, value: float | bool | tuple[str, ...]) -> Constraint:
    return Constraint(attribute=attribute, op=op, value=value)


@pytest.mark.parametrize(
    ("constraints", "said"),
    [
        ([wish("price", "<=", 900)], ("at most $900",)),
        ([wish("price", ">=", 700), wish("price", "<=", 900)], ("price between $700 and $900",)),
        ([wish("screen", ">=", 13.5), wish("screen", "<=", 14.5)], ("screen size between 13.5 and 14.5",)),
        ([wish("weight", "<=", 1.4 * 2.20462)], ("at most 3.09 lb",)),
        ([wish("battery", ">=", 8)], ("at least an 8-hour battery",)),
        ([wish("touch", "==", False)], ("no touchscreen",)),
        ([wish("colour", "in", ("black", "grey", "blue"))], ("black, grey or blue finish",)),
        ([wish("colour", "not_in", ("pink",)), wish("ports", "in", ("HDMI",))], ("no pink finish", "HDMI")),
    ],
)
def test_wishes_are_said_in_words(constraints: list[Constraint], said: tuple[str, ...]) -> None:
    assert say_wishes(SCHEMA, constraints) == said


def test_listed_joins_as_people_do() -> None:
    assert [listed([]), listed("a"), listed("ab"), listed("abc", "or")] == ["", "a", "a and b", "a, b or c"]

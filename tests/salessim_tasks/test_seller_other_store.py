"""Another trade needs no new code: a schema and a catalogue are enough."""

from __future__ import annotations

from trades import number

from salessim_tasks.records import Product, Value
from salessim_tasks.schema import Choice, Flag, Noun, Schema, Unit, ValueSet
from salessim_tasks.seller import Seller
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import Store

SCHEMA = Schema(
    category="umbrellas",
    noun=Noun(one="umbrella", many="umbrellas"),
    version="1",
    headline=("price", "length"),
    ask_order=("price", "colour", "automatic"),
    attributes={
        "price": number("price", "${value:,.0f}", Unit(words=("$",), before=True), "What would you like to spend?"),
        "length": number("length", "{value:g} cm long", Unit(words=("cm",))),
        "colour": Choice(
            type="choice", label="colour", keywords=("colour",), say="in {value}", values={"black": (), "yellow": ()}
        ),
        "automatic": Flag(type="flag", label="button", words=("automatic",), say=("opens by itself", "opens by hand")),
        "made_for": ValueSet(type="set", label="use", say="made for {value}", values={"storms": (), "sun": ()}),
    },
)


def umbrella(id: str, description: str, **attributes: Value) -> Product:
    return Product(id=id, name=f"Regenfels {id.title()} Umbrella", attributes=attributes, description=description)


UMBRELLAS = (
    umbrella(
        "gust", "A sturdy umbrella with a double canopy for windy coasts.", price=60.0, length=90.0, colour="black",
        automatic=True, made_for=("storms",),
    ),
    umbrella(
        "pocket", "A small folding umbrella that disappears in a handbag.", price=20.0, length=28.0, colour="yellow",
        automatic=False, made_for=(),
    ),
    umbrella("plain", "An umbrella about which the maker tells us next to nothing at all.", price=15.0),
)  # fmt: skip


def test_a_store_of_another_trade_is_served_from_its_schema() -> None:
    talk = Seller(Store(SCHEMA, UMBRELLAS, (), (), {})).open("rain")
    assert "umbrella" in talk.opening.text
    assert "a umbrella" not in talk.opening.text
    assert talk.opening.text.endswith("What would you like to spend?")
    turn = talk.reply("Up to $30, in yellow please.")
    assert turn.recommended == ("pocket",)
    assert read_cards(SCHEMA, turn.text)["Regenfels Pocket Umbrella"] == {
        "price": 20.0,
        "length": 28.0,
        "colour": "yellow",
    }


def test_what_the_record_does_not_say_is_not_claimed() -> None:
    talk = Seller(Store(SCHEMA, UMBRELLAS[2:], (), (), {})).open("rain")
    shown = talk.reply("I don't know, show me something.")
    assert shown.recommended == ("plain",)
    turn = talk.reply("What colour is it?")
    assert "colour" in turn.text
    assert read_cards(SCHEMA, turn.text) == {}

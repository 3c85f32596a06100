"""A catalogue read out of prose: what a record does not say is unknown, neither met nor missed."""

from __future__ import annotations

from trades import number

from salessim_tasks.records import Constraint, Product, Value
from salessim_tasks.schema import Choice, Flag, Noun, Schema, Unit, ValueSet
from salessim_tasks.search import ProductIndex
from salessim_tasks.seller import Conversation, Seller
from salessim_tasks.seller.facts import read_cards
from salessim_tasks.store import Store

SCHEMA = Schema(
    category="kettles",
    noun=Noun(one="kettle", many="kettles"),
    version="1",
    partial=True,
    headline=("price", "weight", "colour"),
    ask_order=("price",),
    attributes={
        "price": number("price", "${value:,.0f}", Unit(words=("$",), before=True)),
        "weight": number("weight", "{value:g} lb", Unit(words=("lb", "pounds"))),
        "colour": Choice(
            type="choice", label="colour", keywords=("colour",), say="in {value}", values={"black": (), "red": ()}
        ),
        "whistle": Flag(type="flag", label="whistle", words=("whistle",), say=("with a whistle", "without a whistle")),
        "hobs": ValueSet(type="set", label="hobs", say="for {value}", values={"gas": (), "induction": ()}),
    },
)


def kettle(id: str, description: str, **attributes: Value) -> Product:
    return Product(id=id, name=f"Ostrava {id.title()} Kettle", attributes=attributes, description=description)


LONG = "A kettle of the old school. " + "It has been made in the same shed since the war. " * 6 + "Nobody knows why."
KETTLES = (
    kettle("dear", "A kettle for people who have everything.", price=120.0, weight=3.0, colour="black", whistle=True),
    kettle("mute", "A kettle that keeps its secrets to itself, mostly.", price=30.0, weight=2.5, colour="red"),
    kettle("loud", "A kettle that is heard from the garden gate.", price=40.0, weight=2.0, colour="red", whistle=True),
    kettle("still", "A kettle that never says one single word.", price=20.0, weight=2.0, colour="red", whistle=False),
    kettle("vague", "It comes in a bright box. The whistle is said to be quite shrill. Weighs little.", price=50.0),
    kettle("blank", LONG),
)  # fmt: skip
STORE = Store(SCHEMA, KETTLES, (), (), {})


def talk() -> Conversation:
    return Seller(STORE).open("tea")


def test_what_is_known_to_fit_comes_first_and_what_is_unknown_after_it() -> None:
    conversation = talk()
    turn = conversation.reply("A kettle with a whistle under $100, please.")
    assert turn.recommended[0] == "loud"
    assert not turn.nothing_fits
    shown = [*turn.recommended]
    for _ in range(3):
        shown += conversation.reply("What else do you have?").recommended
    assert set(shown) - {"still", "dear"} == {"loud", "mute", "vague", "blank"}
    assert shown.index("mute") < shown.index("blank")  # of the one whistle and price are unknown


def test_what_is_known_to_break_a_wish_is_left_out() -> None:
    conversation = talk()
    shown = set(conversation.reply("A kettle with a whistle under $100, please.").recommended)
    shown |= set(conversation.reply("What else do you have?").recommended)
    assert shown.isdisjoint({"still", "dear"})


def test_a_card_says_what_the_sheet_leaves_open() -> None:
    conversation = talk()
    turn = conversation.reply("A kettle with a whistle under $45, at most 2.6 pounds, please.")
    lines = turn.text.splitlines()
    [place] = [i for i, line in enumerate(lines) if line.startswith("**Ostrava Mute")]
    assert "sheet" in lines[place + 1]
    assert "whistle" in lines[place + 1]
    [sure] = [i for i, line in enumerate(lines) if line.startswith("**Ostrava Loud")]
    assert "sheet" not in lines[sure + 1]


def test_unknown_alone_is_offered_as_a_maybe_not_as_a_fit() -> None:
    turn = talk().reply("A kettle for induction, under $45, please.")
    assert turn.recommended
    assert not turn.nothing_fits
    assert "hobs" in turn.text
    assert any(word in turn.text.split("\n")[0] for word in ("maybe", "may", "cannot promise"))


def test_asked_about_an_unknown_fact_it_says_so_and_quotes_the_description() -> None:
    conversation = talk()
    turn = conversation.reply("Does the Ostrava Vague Kettle have a whistle?")
    assert "whistle" in turn.text
    assert '"The whistle is said to be quite shrill."' in turn.text
    assert read_cards(SCHEMA, turn.text).get("Ostrava Vague Kettle", {}) == {"price": 50.0}
    conversation.reply("A red kettle.")
    turn = conversation.reply("Does the Ostrava Mute Kettle have a whistle?")
    assert "whistle" in turn.text
    assert '"' not in turn.text


def test_the_card_of_a_bare_record_is_followed_by_its_description_once() -> None:
    conversation = talk()
    turns = [conversation.reply("Show me something, I do not know.") for _ in range(3)]
    text = "\n".join(turn.text for turn in turns)
    assert text.count("A kettle of the old school.") == 1
    [line] = [line for line in text.splitlines() if line.startswith("A kettle of the old school.")]
    assert len(line) <= 300
    assert line.endswith("war.")
    assert "keeps its secrets" not in text  # three facts are enough


def test_cards_without_facts_read_back_too() -> None:
    conversation = talk()
    stated: dict[str, dict[str, Value]] = {}
    for _ in range(3):
        for name, facts in read_cards(SCHEMA, conversation.reply("I do not know, show me another.").text).items():
            stated.setdefault(name, facts)
    assert stated["Ostrava Blank Kettle"] == {}
    assert stated["Ostrava Vague Kettle"] == {"price": 50.0}
    assert stated.keys() == {product.name for product in KETTLES}


def test_a_store_whose_records_are_whole_knows_no_doubt() -> None:
    whistling = Constraint(attribute="whistle", op="==", value=True)
    whole, gaps = ProductIndex(KETTLES), ProductIndex(KETTLES, partial=True)
    assert [p.id for p in whole.matching([whistling])] == ["dear", "loud"]
    assert [p.id for p in gaps.matching([whistling])] == ["dear", "mute", "loud", "vague", "blank"]
    assert gaps.met(whistling) == whole.mask(whistling) == whole.met(whistling)
    assert list(gaps.doubts([whistling, whistling])) == [0, 1, 0, 0, 1, 1]
    assert set(whole.doubts([whistling])) == {0}


def test_a_wish_that_can_be_met_only_by_the_unknown_still_replaces_its_opposite() -> None:
    conversation = talk()
    conversation.reply("Under $25, please.")
    conversation.reply("No, rather over $100.")
    assert [c.value for c in conversation.state.constraints] == [100.0]

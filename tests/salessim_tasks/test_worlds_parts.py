"""The parts of the generator: chance, grammar, figures, brands and trades."""

from __future__ import annotations

import pytest

from salessim_tasks.schema import load_schema
from salessim_tasks.store import load_store
from salessim_tasks.worlds.brands import Coiner
from salessim_tasks.worlds.casting import Role
from salessim_tasks.worlds.draws import Decks, Draw
from salessim_tasks.worlds.figures import in_words
from salessim_tasks.worlds.grammar import Writer, parse_line
from salessim_tasks.worlds.trade import Trade, conditions, holds, load_trade
from salessim_tasks.worlds.wants import mask_of, wants

PINNED = [59, 824, 603, 426, 537]


def test_draws_are_the_same_everywhere() -> None:
    draw = Draw("1", 7, "laptops", "persona", 3)
    assert [draw.below(1000) for _ in range(5)] == PINNED
    assert Draw("x").shuffled("abcdef") == Draw("x").shuffled("abcdef") != list("abcdef")


def test_a_key_of_its_own_is_a_stream_of_its_own() -> None:
    streams = {tuple(Draw("1", 7, "persona", n).below(1000) for _ in range(1)) for n in range(20)}
    assert len(streams) > 15


def test_weights_and_chances_hold() -> None:
    draw = Draw("weights")
    drawn = [draw.weighted("ab", (3, 1)) for _ in range(400)]
    assert 240 < drawn.count("a") < 360
    assert 60 < sum(draw.chance(0.25) for _ in range(400)) < 140


def test_a_deck_deals_everything_before_it_repeats() -> None:
    decks = Decks("x")
    first = [decks.deal("letters", "abcdef") for _ in range(6)]
    assert sorted(first) == list("abcdef")
    assert [decks.deal("letters", "abcdef") for _ in range(6)] == first


def test_a_deck_passes_over_what_does_not_fit() -> None:
    decks = Decks("x")
    assert {decks.deal("letters", "abc", lambda letter: letter != "b") for _ in range(6)} == {"a", "c"}
    with pytest.raises(ValueError, match="no item of 'letters' fits"):
        decks.deal("letters", "abc", lambda letter: letter == "z")


@pytest.mark.parametrize(
    ("source", "age", "words", "suits"),
    [
        ("Anyone.", 5, "", True),
        ("(16-19) Young.", 19, "", True),
        ("(16-19) Young.", 20, "", False),
        ("(60-) Old.", 85, "", True),
        ("(-30) Not old.", 31, "", False),
        ("(f) A woman.", 40, "f", True),
        ("(f) A woman.", 40, "m", False),
        ("(30-, m, gift) A giver.", 40, "m gift", True),
        ("(30-, m, gift) A giver.", 40, "m", False),
    ],
)
def test_tags_tell_whom_a_line_suits(source: str, age: int, words: str, suits: bool) -> None:
    assert parse_line(source).suits(age, frozenset(words.split())) == suits


def test_slots_are_filled_and_capitals_kept() -> None:
    writer = Writer({"pet": ["a cat called {name}"], "name": ["Bo"]}, Decks("x"))
    context = {"he": lambda: "she"}
    assert (
        writer.write("{Pet} , and {he} [feeds|feeds] it.", Draw("d"), context) == "A cat called Bo, and she feeds it."
    )


def test_a_slot_without_a_pool_is_an_error() -> None:
    with pytest.raises(KeyError):
        Writer({}, Decks("x")).write("{nothing}", Draw("d"), {})


@pytest.mark.parametrize(("number", "words"), [(7, "seven"), (19, "nineteen"), (40, "forty"), (85, "eighty-five")])
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("screen < 15", True),
        ("screen >= 15", False),
        ("screen in 14", True),
        ("system in Linux, Windows", True),
        ("system in ChromeOS", False),
        ("ports has HDMI", True),
        ("ports lacks HDMI", False),
        ("lining", True),  # a name that begins like a comparison
        ("not lining", False),
        ("warranty > 1", False),  # the product has none
    ],
)
def test_conditions_of_trade_files(condition: str, true: bool) -> None:
    product = {"screen": 14.0, "system": "Windows", "ports": ("HDMI", "USB-A"), "lining": True}
    assert holds(conditions([condition]), product) == true


def test_coined_names_mean_nothing_and_halves_do_not_meet() -> None:
    schema = load_schema("laptops")
    coined = [Coiner(Draw("names", parity), schema, {"Norvik"}, parity) for parity in (0, 1)]
    brands = [set(coiner.brands(150)) for coiner in coined]
    assert not brands[0] & brands[1]
    assert not [name for name in brands[0] if name.lower() in schema.not_carried]
    lines = [set(coiner.words("lines")) for coiner in coined]
    assert not lines[0] & lines[1]
    assert "Comet" not in set(Coiner(Draw("x"), schema, {"Norvik Comet 14"}, 0).words("lines"))


def test_any_twenty_roles_have_the_shares() -> None:
    for first in range(20):
        roles = [Role.of(number, True, first) for number in range(20)]
        assert [sum(role.supply == supply for role in roles) for supply in ("none", "few", "many")] == [6, 6, 8]
        looking = [role for role in roles if role.looking]
        assert len(looking) == 11
        assert sum(role.supply != "none" for role in looking) == 8
    assert not any(Role.of(number, False, 0).looking for number in range(20))


@pytest.mark.parametrize("category", ["laptops", "house_plants"])
def test_wants_are_what_some_have_and_some_have_not(category: str) -> None:
    store = load_store(category)
    found = wants(store.schema, load_trade(category), store.products)
    assert set(store.schema.visual) <= found.keys()
    for name, made in found.items():
        for want in made:
            assert want.mask == mask_of(want.constraints, store.products)
            assert 0 < want.mask.bit_count() < len(store.products)
            assert name in {constraint.attribute for constraint in want.constraints}


def test_a_category_without_a_trade_file_can_still_be_wished_for() -> None:
    store = load_store("laptops")
    found = wants(store.schema, Trade(), store.products)
    assert {"price", "colour", "battery", "touch", "ports"} <= found.keys()

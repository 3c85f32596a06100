"""Bare answers to the seller's question, units with an offset, and refusals in every order."""

from __future__ import annotations

from functools import cache

import pytest

from salessim_tasks.schema import load_schema
from salessim_tasks.understanding import Understanding


@cache
def understanding(category: str) -> Understanding:
    return Understanding(load_schema(category))


def wanted(category: str, text: str, topic: str | None = None) -> dict[tuple[str, str], object]:
    return {(c.attribute, c.op): c.value for c in understanding(category).read(text, topic=topic).constraints}


@pytest.mark.parametrize(
    ("category", "topic", "answer", "meant"),
    [
        ("smart_watch", "battery", "5 days", {("battery", ">="): 5}),
        ("smart_watch", "battery", "a week", {("battery", ">="): 7}),
        ("smart_watch", "battery", "Around a week.", {("battery", ">="): 6.3}),
        ("smart_watch", "size", "small", {("size", "<="): 41}),
        ("smart_watch", "price", "around sixty", {("price", "<="): 66}),
        ("female_clothing", "sizes", "medium", {("sizes", "in"): ("M",)}),
        ("female_clothing", "sizes", "Large!", {("sizes", "in"): ("L",)}),
        ("female_clothing", "sizes", "12", {("sizes", "in"): ("L",)}),
        ("house_plants", "height", "tall", {("height", ">="): 30}),
        ("game_gadgets", "kind", "board or card", {("kind", "in"): ("board game", "card game")}),
        ("game_gadgets", "difficulty", "medium", {("difficulty", "in"): ("medium",)}),
    ],
)
def test_a_bare_answer_is_about_what_was_asked(
    category: str, topic: str, answer: str, meant: dict[tuple[str, str], object]
) -> None:
    assert wanted(category, answer, topic) == meant


@pytest.mark.parametrize(
    ("category", "topic", "answer"),
    [
        ("male_clothing", "sizes", "42"),  # no price
        ("game_gadgets", "uses", "we are five"),
        ("house_plants", "flower_colour", "no"),  # not "no flowers"
        ("laptops", "number_pad", "no"),
        ("smart_watch", "size", "hello there"),
    ],
)
def test_what_is_no_answer_is_not_made_one(category: str, topic: str, answer: str) -> None:
    assert wanted(category, answer, topic) == {}


@pytest.mark.parametrize(
    ("text", "coldest"),
    [
        ("It must survive 10 °C.", 50),
        ("Down to 10 degrees celsius.", 50),
        ("It has to cope with 5 degrees.", 41),  # 5 °F is below anything
        ("It has to cope with 45 degrees.", 45),  # 45 °C is above anything
        ("It must stand 41 °F.", 41),
    ],
)
def test_temperatures_are_read_in_either_unit(text: str, coldest: float) -> None:
    assert wanted("house_plants", text) == {("lowest_temperature", "<="): coldest}


@pytest.mark.parametrize(
    ("category", "text", "meant"),
    [
        ("smart_watch", "A rectangular one would be a dealbreaker.", {("case_shape", "not_in"): ("rectangular",)}),
        ("smart_watch", "Pink straps are ugly.", {("band_colour", "not_in"): ("pink",)}),
        ("male_clothing", "Dry cleaning is a nuisance.", {("care", "not_in"): ("dry clean",)}),
        ("male_clothing", "Something less warm.", {("warmth", "not_in"): ("cool-weather", "winter")}),
        ("female_clothing", "Nothing that must be dry cleaned.", {("care", "not_in"): ("dry clean",)}),
        ("house_plants", "Poisonous to my dog is a dealbreaker.", {("pet_safe", "=="): True}),
        ("house_plants", "Neither a yellow nor a white pot.", {("pot_colour", "not_in"): ("white", "yellow")}),
        ("game_gadgets", "City theme NO WAY", {("theme", "not_in"): ("city",)}),
        ("game_gadgets", "Rather a tall box than a flat one.", {("box_shape", "in"): ("tall",)}),
        ("game_gadgets", "More than 25 dollars I do not pay.", {("price", "<="): 25}),
        ("game_gadgets", "White is bad in snow, so not white.", {("box_colour", "not_in"): ("white",)}),
        ("game_gadgets", "It has to be over in 20 minutes.", {("minutes", "<="): 20}),
        ("smart_watch", "At least 44 mm.", {("size", ">="): 44}),
        ("smart_watch", "100 m at least.", {("water", ">="): 100}),
    ],
)
def test_refusals_and_bounds_in_any_order(category: str, text: str, meant: dict[tuple[str, str], object]) -> None:
    assert wanted(category, text) == meant


@pytest.mark.parametrize(
    ("category", "text", "name"),
    [
        ("game_gadgets", "Batteries are fine.", "batteries"),
        ("female_clothing", "No pockets needed.", "pockets"),
    ],
)
def test_what_is_fine_or_not_needed_is_neither_wanted_nor_ruled_out(category: str, text: str, name: str) -> None:
    reading = understanding(category).read(text)
    assert (reading.constraints, reading.indifferent) == ((), (name,))


@pytest.mark.parametrize("text", ["Under €200.", "80 euros tops", "My limit is 200 €."])
def test_euros_are_no_money_of_the_store_and_tops_no_garment_beside_them(text: str) -> None:
    assert wanted("female_clothing", text) == {}


def test_a_modest_wish_turns_nothing_down() -> None:
    reading = understanding("game_gadgets").read("I would prefer a difficulty that is not too easy.")
    assert "reject" not in reading.acts


def test_what_suits_is_no_suit() -> None:
    assert understanding("female_clothing").read("Blue suits the job.").not_carried == ()
    assert understanding("female_clothing").read("Do you have a suit?").not_carried == ("suit",)


@pytest.mark.parametrize(
    ("text", "asked"), [("Is the box red?", ("box_colour",)), ("Is the box a tin?", ("box_shape",))]
)
def test_a_word_for_two_attributes_asks_about_the_one_that_has_the_value(text: str, asked: tuple[str, ...]) -> None:
    assert understanding("game_gadgets").read(text).asked == asked


def test_what_about_alternatives_is_a_wish_and_what_about_one_thing_a_question() -> None:
    reading = understanding("smart_watch").read("What about rings on the dial, and a blue or black band?")
    assert {constraint.attribute for constraint in reading.constraints} == {"dial", "band_colour"}
    assert understanding("smart_watch").read("What about the battery?").asked == ("battery",)

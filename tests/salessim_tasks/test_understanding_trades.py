"""The words of other trades: one word for two attributes, pronouns that look like figures, questions by their label."""

from __future__ import annotations

from functools import cache

import pytest

from salessim_tasks.schema import load_schema
from salessim_tasks.understanding import Understanding
from salessim_tasks.understanding.tongues import is_foreign


@cache
def understanding(category: str) -> Understanding:
    return Understanding(load_schema(category))


def wanted(category: str, text: str) -> dict[tuple[str, str], object]:
    return {(c.attribute, c.op): c.value for c in understanding(category).requirements(text)}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I want a black watch with a leather strap.", {"colour": ("black",), "band": ("leather",)}),
        ("The strap should be black.", {"band_colour": ("black",)}),
        ("A black or brown band, please.", {"band_colour": ("black", "brown")}),
        ("A gold case and a band in blue or green.", {"colour": ("gold",), "band_colour": ("blue", "green")}),
        ("A black case, a brown band.", {"colour": ("black",), "band_colour": ("brown",)}),
    ],
)
def test_a_word_that_two_attributes_share_goes_to_the_nearest_keyword(text: str, meant: dict[str, object]) -> None:
    assert wanted("smart_watch", text) == {(name, "in"): values for name, values in meant.items()}


@pytest.mark.parametrize(
    ("text", "attribute", "op", "values"),
    [
        ("White or pink flowers would be lovely.", "flower_colour", "in", ("white", "pink")),
        ("Low or medium light is all I have.", "light", "in", ("low", "medium")),
        ("Neither a yellow nor a white pot will be accepted.", "pot_colour", "not_in", ("white", "yellow")),
    ],
)
def test_a_keyword_is_that_of_the_whole_list_before_it(
    text: str, attribute: str, op: str, values: tuple[str, ...]
) -> None:
    assert wanted("house_plants", text) == {(attribute, op): values}


def test_two_lists_each_go_to_their_own_keyword() -> None:
    assert wanted("house_plants", "Pink flowers and a white or green pot.") == {
        ("flower_colour", "in"): ("pink",),
        ("pot_colour", "in"): ("white", "green"),
    }


def test_tops_after_a_figure_is_a_bound_and_elsewhere_a_garment() -> None:
    assert wanted("female_clothing", "$60 tops.") == {("price", "<="): 60}
    assert wanted("female_clothing", "I love tops.") == {("garment", "in"): ("top",)}


@pytest.mark.parametrize("text", ["a blue one please", "one with animals on it", "I want a red one for my son"])
def test_one_is_no_answer_to_a_question_for_a_figure(text: str) -> None:
    reading = understanding("game_gadgets").read(text, topic="max_players")
    assert "max_players" not in {constraint.attribute for constraint in reading.constraints}


@pytest.mark.parametrize(
    ("category", "text", "asked"),
    [
        ("smart_watch", "What colour is the band of it?", ("band_colour",)),
        ("smart_watch", "Which colour are the case and the band?", ("colour", "band_colour")),
        ("smart_watch", "What colour is it?", ("colour",)),
        ("house_plants", "What shape are the leaves?", ("leaf_shape",)),
        ("house_plants", "How big does it get?", ("height",)),
        ("game_gadgets", "How old must she be?", ("age",)),
    ],
)
def test_a_question_is_about_the_attribute_whose_label_it_spells_out(
    category: str, text: str, asked: tuple[str, ...]
) -> None:
    assert understanding(category).read(text).asked == asked


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("Memory must be equal to or more than 16 GB.", ">="),
        ("Memory no less than or equal to 16 GB.", ">="),
        ("Memory less than or equal to 16 GB.", "<="),
    ],
)
def test_bounds_that_include_their_figure_are_read_as_written(text: str, op: str) -> None:
    assert wanted("laptops", text) == {("memory", op): 16}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("max 30 minutes, min 3 players", {("minutes", "<="): 30, ("min_players", "<="): 3, ("max_players", ">="): 3}),
        ("More than 25 dollars I do not pay.", {("price", "<="): 25}),
        ("Under 25 dollars I would not think twice.", {("price", "<"): 25}),
        ("No way will I pay more than 30 dollars.", {("price", "<="): 30}),
        ("City theme NO WAY.", {("theme", "not_in"): ("city",)}),
        ("White is bad in snow, so not white.", {("box_colour", "not_in"): ("white",)}),
        ("I object to tins; it must not be a tin.", {("box_shape", "not_in"): ("tin",)}),
        ("Reading's out, so no reading.", {("reading", "=="): False}),
        ("I'd rather have a tall box than a flat one.", {("box_shape", "in"): ("tall",)}),
    ],
)
def test_refusals_and_bounds_as_people_word_them(text: str, meant: dict[tuple[str, str], object]) -> None:
    assert wanted("game_gadgets", text) == meant


@pytest.mark.parametrize(
    ("text", "topic", "days"),
    [("5 days", "battery", 5), ("three days would do", "battery", 3), ("5 days", None, None), (">= 20 days", None, 20)],
)
def test_a_figure_with_a_unit_answers_the_question_or_stands_in_a_list_as_a_bound(
    text: str, topic: str | None, days: float | None
) -> None:
    found = {c.attribute: c.value for c in understanding("smart_watch").read(text, topic=topic).constraints}
    assert found == ({} if days is None else {"battery": days})


def test_a_label_with_a_number_is_no_figure() -> None:
    assert wanted("male_clothing", "Nothing but natural fibres, rule seven.") == {("natural", ">="): 100}


@pytest.mark.parametrize("text", ["Ich suche eine Uhr", "hola", "busco un vestido rojo", "je cherche une montre"])
def test_other_languages_are_told(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize("text", ["", "no", "A dress à la mode, please", "non-touch", "I pour coffee on it", "size M"])
def test_english_with_borrowed_words_is_english(text: str) -> None:
    assert not is_foreign(text)


def test_what_a_text_speaks_of_is_told_whatever_it_says() -> None:
    speaks_of = understanding("laptops").speaks_of
    assert speaks_of("A quiet grey lid and 11 hours of battery.") >= {"colour", "battery"}
    assert speaks_of("Out of the blue, the red tape was gone.") == frozenset()

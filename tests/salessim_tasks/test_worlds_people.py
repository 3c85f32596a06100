"""The people of fresh worlds: two hundred of them, and none like another."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from salessim_tasks.prose_checks import MAX_SIMILARITY, check_prose, most_similar, words_of
from salessim_tasks.store import categories, load_store
from salessim_tasks.worlds import World, generate
from salessim_tasks.worlds.trade import material

CROWD = 200


@cache
def crowd(category: str) -> World:
    return generate(3, category, 48, CROWD)


@pytest.mark.parametrize("category", ["laptops", "male_clothing"])
def test_two_hundred_people_share_no_run_of_words_and_are_not_alike(category: str) -> None:
    personas = crowd(category).store.personas
    assert check_prose({category: dict(enumerate(personas))}) == []
    assert most_similar([persona.background for persona in personas]) <= MAX_SIMILARITY


def test_nobody_is_like_a_packaged_persona_of_the_category() -> None:
    both = {"new": crowd("laptops").store.personas, "packaged": load_store("laptops").personas}
    problems = check_prose({name: dict(enumerate(personas)) for name, personas in both.items()}, across=True)
    assert [
        problem for problem in problems if problem.field != "background" or "too much like" not in str(problem)
    ] == []


def test_nobody_has_the_name_of_a_packaged_persona() -> None:
    packaged = {persona.name for category in categories() for persona in load_store(category).personas}
    assert not packaged & {persona.name for persona in crowd("laptops").store.personas}


def test_names_come_from_many_places() -> None:
    regions = material("names")["regions"].values()
    given = {name for region in regions for name in (*region["f"], *region["m"])}
    family = {name for region in regions for name in region["family"]}
    assert len(given) >= 250
    assert len(family) >= 250
    seen = Counter(persona.name.split()[0] for persona in crowd("laptops").store.personas)
    assert max(seen.values()) <= 4


def test_ages_lengths_and_ways_of_speaking_vary() -> None:
    personas = crowd("laptops").store.personas
    ages = [persona.age for persona in personas]
    assert min(ages) <= 19
    assert max(ages) >= 70
    lengths = [len(words_of(persona.background)) for persona in personas]
    assert min(lengths) >= 30
    assert max(lengths) <= 80
    styles = Counter(persona.speaking_style for persona in personas)
    assert max(styles.values()) <= 2
    openings = Counter(" ".join(words_of(persona.background)[1:4]) for persona in personas)
    assert max(openings.values()) <= 8


def test_requirements_come_in_all_kinds() -> None:
    counts: Counter[str] = Counter()
    sentences = []
    for persona in crowd("laptops").store.personas:
        for requirement in (*persona.preferences, *persona.dealbreakers):
            sentences.append(requirement.text)
            counts.update({constraint.op for constraint in requirement.constraints})
            counts["figure"] += any(character.isdigit() for character in requirement.text)
        counts["limit"] += any(c.attribute == "price" for r in persona.dealbreakers for c in r.constraints)
        counts["wish"] += any(c.attribute == "price" for r in persona.preferences for c in r.constraints)
    assert len(set(sentences)) == len(sentences)
    assert {"<=", "<", ">=", ">", "==", "in", "not_in"} <= counts.keys()
    assert counts["not_in"] >= 0.05 * len(sentences)
    assert 0.25 * len(sentences) <= counts["figure"] <= 0.75 * len(sentences)
    assert counts["limit"] >= 0.3 * CROWD
    assert counts["wish"] >= 0.1 * CROWD
    assert CROWD - counts["limit"] >= 0.3 * CROWD


def test_who_buys_for_another_does_not_speak_of_their_own_needs() -> None:
    men = [p for p in generate(5, "female_clothing", 48, 60).store.personas if "his " in p.background.lower()]
    assert men
    own = ("my wrist", "suits me", "i am always cold", "my skin", "i trip over it")
    said = " ".join(r.text.lower() for p in men for r in (*p.preferences, *p.dealbreakers))
    assert not [words for words in own if words in said]

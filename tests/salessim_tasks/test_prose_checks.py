"""People of all stores are people of their own: what two of them share is found and named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from salessim_tasks.prose_checks import MAX_SIMILARITY, check_prose, most_similar
from salessim_tasks.records import Persona

NET = "Mends fishing nets by the harbour and sings to gulls that steal her sandwiches."
BEE = "Keeps nine hives behind the bakery, wears a veil, and has never once been stung."


def person(id: str, background: str = "", says: str = "Not red.", **changes: Any) -> Persona:
    """A persona with a name and, unless given, a background of its own."""
    constraint = {"attribute": "colour", "op": "not_in", "value": ("red",)}
    wishes = [{"text": text, "constraints": (constraint,)} for text in (says, f"{id} one.", f"{id} two.")]
    background = background or " ".join(
        f"{id}{word}" for word in ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    )
    told = {"id": id, "name": f"Name {id}", "split": "test", "age": 40, "background": background}
    lists = {"dealbreakers": tuple(wishes[:1]), "preferences": tuple(wishes[1:])}
    return Persona.model_validate({**told, **lists, **changes})


def found(hats: Sequence[Persona], shoes: Sequence[Persona] = (), *, across: bool = False) -> list[str]:
    """The problems of two stores, whose first lines are empty."""
    files = {name: dict(enumerate(people, start=2)) for name, people in (("hats", hats), ("shoes", shoes))}
    return [str(problem) for problem in check_prose(files, across=across)]


def test_people_of_their_own_are_no_problem() -> None:
    assert found([person("a", NET), person("b")], [person("c", BEE), person("d")]) == []


def test_the_same_name_in_two_stores_is_named() -> None:
    assert found([person("a")], [person("b"), person("c", name="NAME A")]) == [
        "shoes:3: name: c: 'NAME A' must be unique; a has the same name"
    ]


@pytest.mark.parametrize(
    ("background", "run"),
    [
        ("Every dawn she mends fishing nets by the harbour.", "mends fishing nets by the harbour"),
        ("He too MENDS fishing nets, by the harbour - and hates it.", "mends fishing nets by the harbour"),
    ],
)
def test_a_run_of_six_words_shared_across_stores_is_named(background: str, run: str) -> None:
    problem = f"shoes:2: background: b: shares '{run}' with a; put it in other words"
    assert problem in found([person("a", NET)], [person("b", background)])


def test_five_words_may_be_shared() -> None:
    near = "Who mends fishing nets by the docks? Not this retired bishop, who rows a boat for exercise."
    assert not any("shares" in problem for problem in found([person("a", NET)], [person("b", near)]))


def test_curly_and_straight_apostrophes_are_the_same() -> None:
    one = "She says it's nobody's business what she paid for boots."
    other = "His motto: it’s nobody’s business what he did, it's nobody's business what she paid."
    assert any("shares" in problem for problem in found([person("a", one)], [person("b", other)]))


def test_every_shared_run_is_told_not_just_the_first() -> None:
    both = f"{NET} {BEE}"
    third = "wears a veil, and has never once been stung by anything"
    problems = found([person("a", NET), person("b", both)], [person("c", third)])
    pairs = {tuple(problem.split(": ")[i] for i in (2, 3)) for problem in problems if "shares" in problem}
    assert pairs == {
        ("b", "shares 'mends fishing nets by the harbour' with a; put it in other words"),
        ("c", "shares 'wears a veil and has never' with b; put it in other words"),
    }


def test_prose_that_is_too_similar_is_named_with_its_likeness() -> None:
    stirred = "At the harbour, gulls steal sandwiches from him who mends sails and sings."
    (problem,) = found([person("a", NET), person("b", BEE)], [person("c", stirred)])
    assert problem.startswith("shoes:2: background: c: is too much like a (similarity 0.")
    assert problem.endswith(f"; at most {MAX_SIMILARITY})")


def test_two_of_a_store_must_not_say_the_same_sentence() -> None:
    sentence = "Under four pounds, please, my shoulder is bad."
    assert found([person("a", says=sentence), person("b", says=sentence.upper())]) == [
        f"hats:3: text: b: '{sentence.upper()}' is word for word what a says"
    ]


def test_short_sentences_and_those_of_other_stores_may_be_the_same() -> None:
    sentence = "Under four pounds, please, my shoulder is bad."
    assert found([person("a", says=sentence), person("c")], [person("b", says=sentence)]) == []
    assert found([person("a"), person("b")]) == []


def test_across_stores_leaves_to_each_store_what_is_its_own() -> None:
    hats = [person("a", NET), person("b", f"{NET} {BEE}", name="Name a")]
    assert found(hats, across=True) == [problem for problem in found(hats) if "too much like" in problem]
    shoes = [person("c", name="Name a")]
    assert "shoes:2: name: c: 'Name a' must be unique; a has the same name" in found(hats, shoes, across=True)


def test_people_whose_labels_were_listed_are_not_ours_to_judge() -> None:
    assert found([person("a", NET), person("b", NET, acceptable_products=())]) == []


def test_the_greatest_similarity_is_that_of_the_closest_pair() -> None:
    assert most_similar([]) == most_similar([NET]) == 0.0
    assert most_similar([NET, BEE]) == 0.0
    assert most_similar([NET, BEE, NET]) == pytest.approx(1.0)

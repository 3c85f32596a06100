from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from salessim_tasks.language.redundancy import Similarity, compared_turns, redundancy, summary

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "conformance" / "redundancy.jsonl"


def test_every_figure_of_the_peer_agrees() -> None:
    if not CASES.is_file():
        pytest.skip(f"the peer's figures are not here: no file {CASES}")
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert cases
    for case in cases:
        conversations = list(case["shopper_turns"].values())
        assert compared_turns(conversations) == case["compared_turns"]
        for name, ours in zip(case["shopper_turns"], redundancy(conversations), strict=True):
            assert _as_peer(ours, case["compared_turns"]) == _rounded(case["expect"][name]), (case["set"], name)


def _as_peer(similarity: Similarity, turns: int) -> Any:
    return _rounded(
        {
            "avg_tfidf_similarity": similarity.avg,
            "p25_tfidf_similarity": similarity.p25,
            "p75_tfidf_similarity": similarity.p75,
            "per_turn": {str(turn): similarity.per_turn[turn] for turn in range(turns)},
        }
    )


def _rounded(figures: Any) -> Any:
    if isinstance(figures, dict):
        return {name: _rounded(value) for name, value in figures.items()}
    return round(figures, 4)


def test_shoppers_who_say_the_same_are_entirely_redundant() -> None:
    for similarity in redundancy([["a quiet laptop", "too heavy"]] * 3):
        assert (similarity.avg, similarity.p25, similarity.p75) == pytest.approx((1, 1, 1))
        assert similarity.per_turn == pytest.approx((1, 1))


def test_shoppers_who_share_no_word_are_not_redundant_at_all() -> None:
    alike = redundancy([["quiet laptop"], ["red shoes"], ["and the"], [" "]])
    assert [(one.avg, one.p25, one.p75, one.per_turn) for one in alike] == [(0, 0, 0, (0,))] * 4


def test_a_corpus_without_a_single_word_is_not_redundant() -> None:
    first, second = redundancy([["and the"], ["", "of"]])
    assert first == Similarity(0, 0, 0, (0,))
    assert (second.avg, second.per_turn[0]) == (0, 0)


def test_whoever_is_alone_has_nothing_to_be_compared_with() -> None:
    assert redundancy([]) == []
    (alone,) = redundancy([["a quiet laptop"]])
    assert all(map(math.isnan, (alone.avg, alone.p25, alone.p75, *alone.per_turn)))


def test_who_says_nothing_takes_no_part() -> None:
    talking = [["a quiet laptop", "no"], ["a quiet phone"]]
    first, silent, second = redundancy([talking[0], [], talking[1]])
    assert math.isnan(silent.avg)
    assert silent.per_turn == ()
    assert [first.avg, second.avg] == [one.avg for one in redundancy(talking)]


def test_after_the_shortest_conversation_the_others_go_on() -> None:
    conversations = [["hello"], ["hello", "red shoes", "bye"], ["hello", "red shoes"]]
    similarities = redundancy(conversations)
    assert [len(one.per_turn) for one in similarities] == [1, 3, 2]
    assert similarities[1].per_turn[1] == similarities[2].per_turn[1] == pytest.approx(1)
    assert math.isnan(similarities[1].per_turn[2])


def test_a_large_corpus_is_compared_pair_by_pair() -> None:
    """More conversations than are compared at a time give what comparing each pair gives."""
    conversations = [[f"size{n % 7} colour{n % 11} price{n % 13}", f"brand{n % 5}"] for n in range(517)]
    numbers = (0, 499, 500, 516)
    ours = redundancy(conversations)
    for number in numbers:
        expected = _by_hand([" ".join(turns) for turns in conversations], number)
        assert (ours[number].avg, ours[number].p25, ours[number].p75) == pytest.approx(expected)
        assert ours[number].per_turn[1] == pytest.approx(_by_hand([turns[1] for turns in conversations], number)[0])


def _by_hand(texts: Sequence[str], number: int) -> tuple[float, float, float]:
    """TF-IDF by its formula, for words that are no stop words and stand once in each text."""
    documents = [set(text.split()) for text in texts]
    idf = {
        word: math.log((1 + len(texts)) / (1 + sum(word in other for other in documents))) + 1
        for word in sorted(set().union(*documents))
    }
    lengths = [math.sqrt(sum(idf[word] ** 2 for word in sorted(document))) for document in documents]
    own = documents[number]
    cosines = sorted(
        sum(idf[word] ** 2 for word in sorted(own & other)) / lengths[number] / lengths[place]
        for place, other in enumerate(documents)
        if place != number
    )
    return sum(cosines) / len(cosines), _percentile(cosines, 0.25), _percentile(cosines, 0.75)


def _percentile(values: Sequence[float], share: float) -> float:
    place = share * (len(values) - 1)
    low = math.floor(place)
    return values[low] + (place - low) * (values[math.ceil(place)] - values[low])


def test_the_figures_of_a_corpus_are_means_over_its_conversations() -> None:
    similarities = [
        Similarity(0.2, 0, 0, (0.1, 0.3)),
        Similarity(0.4, 0, 0, (0.3, 0.5, 0.7, math.nan)),
        Similarity(math.nan, math.nan, math.nan, ()),
    ]
    figures = summary(similarities)
    assert math.isnan(figures.pop("redundancy_turn_3"))
    assert figures == pytest.approx(
        {
            "redundancy": 0.3,
            "redundancy_first_turn": 0.2,
            "redundancy_turn_1": 0.4,
            "redundancy_turn_2": 0.7,
            "redundancy_later_turns": 0.55,
        }
    )
    assert all(map(math.isnan, summary([]).values()))

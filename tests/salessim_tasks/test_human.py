from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from salessim_tasks.language.human import (
    HUMAN,
    MEASURES,
    Deviation,
    corpus_distance,
    corpus_figures,
    human_distance,
)
from salessim_tasks.language.redundancy import redundancy, summary

PUBLISHED = Path(__file__).resolve().parents[2].parent / "shared" / "human_reference.json"
THEIR_NAMES = {
    "criteria_first_turn": "criterias_mentioned_first_turn",
    "redundancy": "avg_tfidf_similarity",
    "redundancy_first_turn": "tfidf_turn_0",
    **{f"redundancy_turn_{turn}": f"tfidf_turn_{turn}" for turn in (1, 2, 3)},
}
PEOPLE = {name: reference.mean for name, reference in HUMAN.items()}


def test_the_references_are_the_published_figures() -> None:
    if not PUBLISHED.is_file():
        pytest.skip(f"the published figures are not here: no file {PUBLISHED}")
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))["all"]
    for name, reference in HUMAN.items():
        theirs = published[THEIR_NAMES.get(name, name)]
        assert (reference.mean, reference.sd) == (theirs["mean"], theirs["sd"]), name


def test_every_measure_has_its_references() -> None:
    assert sorted(name for names in MEASURES.values() for name in names) == sorted(HUMAN)
    assert len(MEASURES) == 6


def test_people_are_at_no_distance_from_people() -> None:
    distance = human_distance(PEOPLE)
    assert distance.value == 0
    assert distance.deviations == dict.fromkeys(MEASURES, Deviation(0, 0))
    assert distance.left_out == ()


def test_the_distance_is_the_mean_of_the_deviations_without_their_signs() -> None:
    figures = PEOPLE | {
        "num_turns": HUMAN["num_turns"].mean - 3 * HUMAN["num_turns"].sd,
        "redundancy": HUMAN["redundancy"].mean + 6 * HUMAN["redundancy"].sd,
    }
    distance = human_distance(figures)
    turns = distance.deviations["num_turns"]
    assert (turns.z, turns.d) == pytest.approx((-3, 3))
    assert distance.deviations["redundancy"].z == pytest.approx(6)
    assert distance.value == pytest.approx((3 + 6) / 6)


def test_the_later_turns_are_one_measure_and_do_not_cancel_out() -> None:
    figures: dict[str, float | None] = dict(PEOPLE)
    figures["redundancy_turn_1"] = HUMAN["redundancy_turn_1"].mean + 3 * HUMAN["redundancy_turn_1"].sd
    figures["redundancy_turn_2"] = HUMAN["redundancy_turn_2"].mean - 3 * HUMAN["redundancy_turn_2"].sd
    later = human_distance(figures).deviations["redundancy_later_turns"]
    assert (later.z, later.d) == pytest.approx((0, 2), abs=1e-9)
    figures["redundancy_turn_3"] = math.nan  # of the later turns those count that there are
    assert human_distance(figures).deviations["redundancy_later_turns"].d == pytest.approx(3)


def test_what_cannot_be_computed_is_left_out_and_named() -> None:
    figures: dict[str, float | None] = dict(PEOPLE)
    figures["num_turns"] = HUMAN["num_turns"].mean + 2 * HUMAN["num_turns"].sd
    figures |= {"complete_sentences": None, "redundancy": math.nan, "redundancy_turn_1": None}
    del figures["redundancy_turn_2"], figures["redundancy_turn_3"]
    distance = human_distance(figures)
    assert distance.left_out == ("complete_sentences", "redundancy", "redundancy_later_turns")
    assert distance.value == pytest.approx(2 / 3)
    nothing = human_distance({})
    assert math.isnan(nothing.value)
    assert nothing.left_out == tuple(MEASURES)


def test_the_figures_of_a_corpus_are_means_of_its_episodes_and_its_conversations() -> None:
    conversations = [["a red shoe", "no"], ["a red coat", "bye"]]
    episodes: list[dict[str, float | None]] = [
        {"criteria_first_turn": 1.0, "complete_sentences": None, "num_turns": 4},
        {"criteria_first_turn": 4.0, "complete_sentences": 0.5},
    ]
    figures = corpus_figures(episodes, conversations)
    expected = {"criteria_first_turn": 2.5, "complete_sentences": 0.5, "num_turns": 4.0}
    assert figures == pytest.approx(expected | summary(redundancy(conversations)), nan_ok=True)
    distance = corpus_distance(episodes, conversations)
    assert distance == human_distance(figures)
    assert distance.deviations["criteria_first_turn"].z == pytest.approx((2.5 - 2.9942) / 3.0273)

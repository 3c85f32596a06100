from __future__ import annotations

import math
from typing import Any

import pytest
from lm_eval.api.registry import aggregation_registry, get_metric_aggregation, higher_is_better_registry

from salessim_tasks.decision import Outcome
from salessim_tasks.metrics import METRICS, mean_of_scored, score_transcript
from salessim_tasks.transcript import Action, SellerEntry, ShopperEntry, Transcript

BUY = Action(name="add_to_cart", product="A", product_id="a")
LEAVE = Action(name="end_conversation")


def _transcript(action: Action | None, recommended: tuple[str, ...] = (), **last: Any) -> Transcript:
    ended_by = last.pop("ended_by", "decision")
    return Transcript(
        suite_version="0",
        category="laptops",
        persona="p",
        behaviour="helpful",
        seed="s",
        turns=(
            SellerEntry(text="Hello"),
            ShopperEntry(text="hi", raw="hi"),
            SellerEntry(text="Look", recommended=recommended),
            ShopperEntry(text="", raw="", action=action, **last),
        ),
        ended_by=ended_by,
    )


@pytest.mark.parametrize(
    ("action", "recommended", "outcome"),
    [
        (BUY, ("a", "b"), Outcome("correct_reasoning_accepted_recommended_product_acceptable")),
        (LEAVE, ("b",), Outcome("correct_reasoning_reject_no_recommended_acceptable")),
        (LEAVE, ("a",), Outcome("incorrect_reasoning_reject_has_recommended_acceptable")),
        (BUY.model_copy(update={"product_id": "b"}), ("a", "b"), Outcome("chose_wrong_recommended_product")),
        (
            Action(name="add_to_cart", product="nowhere"),
            ("a", "b"),
            Outcome("shopperbot_hallucination_no_credit"),
        ),
    ],
)
def test_an_episode_has_exactly_one_outcome(action: Action, recommended: tuple[str, ...], outcome: Outcome) -> None:
    scores = score_transcript(_transcript(action, recommended), acceptable=["a"], ideal=[])
    assert scores["outcome"] == outcome.value
    assert scores["decision_alignment"] == float(outcome.aligned)
    assert [other.value for other in Outcome if scores[other.value]] == [outcome.value]


def test_malformed_actions_are_no_decision_and_never_aligned() -> None:
    transcript = _transcript(None, (), ended_by="malformed_action", format_error="unreadable")
    scores = score_transcript(transcript, acceptable=["a"], ideal=[])
    assert scores["outcome"] == "malformed_action"
    assert scores["decision_alignment"] == 0.0
    assert sum(float(scores[outcome.value] or 0) for outcome in Outcome) == 0.0
    assert scores["tool_format_error"] == scores["malformed_action"] == 1.0


def test_ideal_choice_counts_purchases_only() -> None:
    assert score_transcript(_transcript(BUY, ("a",)), acceptable=["a"], ideal=["a"])["ideal_choice"] == 1.0
    assert score_transcript(_transcript(BUY, ("a",)), acceptable=["a"], ideal=["b"])["ideal_choice"] == 0.0
    assert score_transcript(_transcript(LEAVE, ("a",)), acceptable=["a"], ideal=["a"])["ideal_choice"] is None


def test_acceptable_shown_counts_scenarios_that_have_one() -> None:
    assert score_transcript(_transcript(LEAVE, ("a",)), acceptable=["a"], ideal=[])["acceptable_shown"] == 1.0
    assert score_transcript(_transcript(LEAVE, ("b",)), acceptable=["a"], ideal=[])["acceptable_shown"] == 0.0
    assert score_transcript(_transcript(LEAVE, ("b",)), acceptable=[], ideal=[])["acceptable_shown"] is None


def test_acting_in_the_first_turn_is_premature() -> None:
    transcript = _transcript(BUY, ("a",))
    first = transcript.model_copy(update={"turns": transcript.turns[2:]})
    scores = score_transcript(first, acceptable=["a"], ideal=[])
    assert scores["premature_end"] == 1.0
    assert scores["decision_alignment"] == 0.0


def test_means_leave_out_what_has_no_score() -> None:
    assert mean_of_scored([1.0, None, 0.0]) == 0.5
    assert math.isnan(mean_of_scored([None]))


def test_the_registry_knows_every_metric_by_its_prefixed_name() -> None:
    for name, metric in METRICS.items():
        assert get_metric_aggregation(f"salessim_{name}") is metric.aggregation
        if metric.higher_is_better is not None:
            assert higher_is_better_registry.get(f"salessim_{name}") is metric.higher_is_better
    assert aggregation_registry.get("salessim_mean_of_scored") is mean_of_scored
